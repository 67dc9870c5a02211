//! Databases made ready once and copied for each test.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use erfa::{
    app::App,
    documents::files::FileSettings,
    platform::{clock::Clock, store::DatabaseSettings},
    settings::Settings,
};
use sea_orm::ConnectionTrait;

use super::{app::Db, postgres};

/// What is in a database at the start of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Empty,
    Sample,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A database for one test, gone with it: hundreds of them would fill the disk.
pub struct Database {
    pub url: String,
    /// Of a database of the cluster; a file goes with its folder.
    name: Option<String>,
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            // Nobody waits for it, and nothing depends on it.
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            std::thread::spawn(move || apart(async move { drop(run(&sql).await) }));
        }
    }
}

/// A fresh database for one test. The folder holds it, if it is a file.
pub fn fresh(db: Db, content: Content, folder: &Path) -> Database {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    match db {
        Db::Sqlite => {
            let file = folder.join("test.sqlite");
            std::fs::copy(sqlite(content), &file).expect("the template is copied");
            Database {
                url: format!("sqlite:{}", file.display()),
                name: None,
            }
        }
        Db::Postgres => {
            let template = postgres_template(content);
            let name = format!("test_{}_{number}", std::process::id());
            // A template may be copied by one at a time.
            static COPYING: Mutex<()> = Mutex::new(());
            let _turn = COPYING.lock().unwrap_or_else(PoisonError::into_inner);
            command(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
            Database {
                url: postgres::address(&name),
                name: Some(name),
            }
        }
    }
}

fn sqlite(content: Content) -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    static EMPTY: OnceLock<PathBuf> = OnceLock::new();
    static SAMPLE: OnceLock<PathBuf> = OnceLock::new();
    let (place, name) = match content {
        Content::Empty => (&EMPTY, "empty.sqlite"),
        Content::Sample => (&SAMPLE, "sample.sqlite"),
    };
    place.get_or_init(|| {
        let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder"));
        let file = folder.path().join(name);
        fill(
            format!("sqlite:{}", file.display()),
            content,
            sample_files(Db::Sqlite),
        );
        file
    })
}

fn postgres_template(content: Content) -> &'static str {
    static EMPTY: OnceLock<()> = OnceLock::new();
    static SAMPLE: OnceLock<()> = OnceLock::new();
    let (done, name) = match content {
        Content::Empty => (&EMPTY, "empty_template"),
        Content::Sample => (&SAMPLE, "sample_template"),
    };
    done.get_or_init(|| {
        command(&format!("CREATE DATABASE {name}"));
        fill(postgres::address(name), content, sample_files(Db::Postgres));
    });
    name
}

/// Where the files of a sample lie.
pub fn sample_files(db: Db) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder"));
    folder.path().join(format!("{db:?}"))
}

/// Copies a folder and all folders in it.
pub fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_files(&entry.path(), &place),
            false => {
                std::fs::copy(entry.path(), place).expect("the file is copied");
            }
        }
    }
}

/// Migrates a database, and loads the sample into it if that is wanted.
fn fill(url: String, content: Content, files: PathBuf) {
    apart(async move {
        let settings = Settings {
            data_folder: files.join("data"),
            files: FileSettings {
                folder: files.clone(),
                ..FileSettings::default()
            },
            database: DatabaseSettings {
                url,
                ..DatabaseSettings::default()
            },
            ..Settings::default()
        };
        let store = App::store(&settings, Clock::default())
            .await
            .expect("a migrated database");
        if content == Content::Sample {
            let files = App::files(&settings).expect("a folder for files");
            super::app::load_sample(&store, &files).await;
        }
        store.close().await;
    });
}

fn command(sql: &str) {
    let sql = sql.to_owned();
    apart(async move { run(&sql).await.expect("the command runs") });
}

async fn run(sql: &str) -> Result<(), sea_orm::DbErr> {
    let server = sea_orm::Database::connect(postgres::address("postgres")).await?;
    server.execute_unprepared(sql).await?;
    server.close().await
}

/// Runs on a thread and a runtime of its own, so that nothing of it belongs to the runtime of one test.
fn apart(work: impl Future<Output = ()> + Send + 'static) {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(work);
    };
    std::thread::spawn(run).join().expect("the work is done");
}
