//! Settings: defaults, then a file, then the environment, then flags. An unknown key is refused.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use config::{Config, Environment, File, FileFormat};
use serde::{Deserialize, Serialize};

use crate::{
    documents::files::FileSettings,
    people::AuthSettings,
    platform::{
        graphql::{gate::Limits, persisted::PersistedSettings},
        http::{cors::Origins, graphql, metrics::MetricsSettings},
        mail::MailSettings,
        store::DatabaseSettings,
        throttle::ThrottleSettings,
    },
    seminars::calendars::CalendarSettings,
};

/// The file that is read when it is there and no other is named.
const FILE: &str = "erfa.toml";

/// Everything that can be set; `erfa doctor` prints what holds.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: String,
    /// Folder for the embedded database and the files.
    pub data_folder: PathBuf,
    /// Whether an empty database is filled with the real municipalities, networks and events.
    pub sample: bool,
    /// Whether it also gets invented people and seminars that show what can be done; their passwords are public.
    pub demo: bool,
    /// Logs as `text` for people or as `json` for machines.
    pub log_format: LogFormat,
    /// What is logged, in the manner of `RUST_LOG`, such as `info` or `erfa=debug,warn`.
    pub log: String,
    /// The database.
    pub database: DatabaseSettings,
    /// How signing in works.
    pub auth: AuthSettings,
    /// How mails leave.
    pub mail: MailSettings,
    /// Bounds of one GraphQL request.
    pub limits: Limits,
    /// Bounds of the transport.
    pub http: graphql::Settings,
    /// Documents that requests may name instead of sending.
    pub persisted: PersistedSettings,
    /// How much may be asked in which time.
    pub throttle: ThrottleSettings,
    /// Who may read what is counted.
    pub metrics: MetricsSettings,
    /// Which pages of other sites may call.
    pub cors: Origins,
    /// Files that are uploaded.
    pub files: FileSettings,
    /// Calendars to subscribe to.
    pub calendars: CalendarSettings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            data_folder: PathBuf::from("erfa-data"),
            sample: true,
            demo: true,
            log_format: LogFormat::Text,
            log: "info".to_owned(),
            database: DatabaseSettings::default(),
            auth: AuthSettings::default(),
            mail: MailSettings::default(),
            limits: Limits::default(),
            http: graphql::Settings::default(),
            persisted: PersistedSettings::default(),
            throttle: ThrottleSettings::default(),
            metrics: MetricsSettings::default(),
            cors: Origins::default(),
            files: FileSettings::default(),
            calendars: CalendarSettings::default(),
        }
    }
}

impl Settings {
    /// Reads the file and the environment (`ERFA__DATABASE__URL`, and `DATABASE_URL` as everywhere).
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let (path, required) = match file {
            Some(path) => (path, true),
            None => (Path::new(FILE), false),
        };
        let mut settings: Self = Config::builder()
            .add_source(File::from(path).format(FileFormat::Toml).required(required))
            .add_source(
                Environment::with_prefix("ERFA")
                    .prefix_separator("__")
                    .separator("__")
                    .try_parsing(true),
            )
            .build()
            .and_then(Config::try_deserialize)
            .with_context(|| {
                format!(
                    "the settings cannot be read; look at `{}` and the ERFA__… variables",
                    path.display()
                )
            })?;
        if settings.database.url.is_empty() {
            settings.database.url = std::env::var("DATABASE_URL").unwrap_or_default();
        }
        Ok(settings)
    }

    /// Where files lie.
    pub fn files_folder(&self) -> PathBuf {
        self.files.folder_in(&self.data_folder)
    }

    /// Where the key lies that seals the secrets in the database.
    pub fn secret_file(&self) -> PathBuf {
        match self.auth.secret_file.as_os_str().is_empty() {
            true => self.data_folder.join("secret.key"),
            false => self.auth.secret_file.clone(),
        }
    }

    /// Where it is kept who was erased, so that a restored backup is brought up to it.
    pub fn erasures_file(&self) -> PathBuf {
        match self.auth.erasures_file.as_os_str().is_empty() {
            true => self.data_folder.join("erasures.jsonl"),
            false => self.auth.erasures_file.clone(),
        }
    }

    /// Where links in mails lead, without a slash at the end.
    pub fn frontend_url(&self) -> String {
        match self.mail.frontend_url.trim_end_matches('/') {
            "" => format!("http://{}", self.listen),
            given => given.to_owned(),
        }
    }

    /// Settles where the database is, and makes the data folder if the database lies in it.
    pub fn settle(&mut self) -> anyhow::Result<()> {
        if self.database.url.is_empty() {
            std::fs::create_dir_all(&self.data_folder).with_context(|| {
                format!(
                    "the data folder `{}` cannot be made; set data_folder to one that can",
                    self.data_folder.display()
                )
            })?;
            let file = self.data_folder.join("erfa.sqlite");
            let Some(file) = file.to_str() else {
                bail!("the path of the data folder is not UTF-8");
            };
            self.database.url = format!("sqlite:{file}");
        }
        Ok(())
    }
}
