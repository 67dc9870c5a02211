//! Settings: defaults, then a file, then the environment, then flags. An unknown key is refused.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use config::{Config, Environment, File, FileFormat};
use reqwest::Url;
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
    /// Whether the people of the demo may also sign in where others can reach Erfa.
    pub demo_public: bool,
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
            demo_public: false,
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
            // So that of a table, such as a pair of throttles, one part can be set alone.
            .add_source(Config::try_from(&Self::default())?)
            .add_source(File::from(path).format(FileFormat::Toml).required(required))
            .add_source(environment())
            .build()
            .and_then(Config::try_deserialize)
            .with_context(|| {
                format!(
                    "the settings cannot be read; look at `{}` and the ERFA__… variables",
                    path.display()
                )
            })?;
        for list in [
            &mut settings.cors.allowed_origins,
            &mut settings.auth.return_to,
        ] {
            *list = list.iter().map(|one| one.trim().to_owned()).collect();
            list.retain(|one| !one.is_empty());
        }
        if settings.database.url.is_empty() {
            settings.database.url = std::env::var("DATABASE_URL").unwrap_or_default();
        }
        Ok(settings)
    }

    /// Whether the people of the demo, whose passwords are public, may sign in.
    pub fn demo_signs_in(&self) -> bool {
        self.demo && (self.demo_public || self.reached_by().is_empty())
    }

    /// What says that others can reach Erfa; nothing where only this computer can, as far as the settings tell.
    pub fn reached_by(&self) -> Vec<&'static str> {
        let listens_here = match self.listen.rsplit_once(':') {
            Some((host, _)) => is_this_computer(host),
            None => false,
        };
        let elsewhere = |address: &String| {
            let host = Url::parse(address).ok();
            let host = host.as_ref().and_then(Url::host_str);
            !host.is_some_and(is_this_computer)
        };
        let given = |address: &String| !address.is_empty() && elsewhere(address);
        [
            ("listen", !listens_here),
            (
                "http.proxies.trusted",
                !self.http.proxies.trusted.is_empty(),
            ),
            ("auth.public_url", given(&self.auth.public_url)),
            ("mail.frontend_url", given(&self.mail.frontend_url)),
            (
                "cors.allowed_origins",
                self.cors.allowed_origins.iter().any(elsewhere),
            ),
        ]
        .into_iter()
        .filter_map(|(key, others)| others.then_some(key))
        .collect()
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

/// The keys whose values are lists of texts: in the environment with commas between.
const LISTS: [&str; 3] = [
    "http.proxies.trusted",
    "cors.allowed_origins",
    "auth.return_to",
];

fn environment() -> Environment {
    let variables = Environment::with_prefix("ERFA")
        .prefix_separator("__")
        .separator("__")
        .try_parsing(true)
        .list_separator(",");
    LISTS
        .into_iter()
        .fold(variables, Environment::with_list_parse_key)
}

/// The name or address of the loopback.
fn is_this_computer(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address: Result<IpAddr, _> = host.parse();
    host == "localhost" || address.is_ok_and(|address| address.to_canonical().is_loopback())
}
