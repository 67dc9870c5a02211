//! A server on a port of its own over a database of its own.

use std::{net::TcpListener, sync::Arc};

use erfa::{
    app::{self, App, Authenticate},
    documents::files::{FileSettings, Files},
    people::{AuthSettings, Authenticator},
    platform::{
        access::{Drill, Pass, Standings, Viewer, Who, load_viewer},
        clock::Clock,
        error::Result,
        store::{DatabaseSettings, Store},
        throttle::ThrottleSettings,
    },
    settings::Settings,
};
use futures_util::future::{BoxFuture, FutureExt};
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::{
    client::Client,
    template::{Content, Database, copy_files, fresh, sample_files},
};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Db {
    Sqlite,
    Postgres,
}

/// The server, and the doors of the scene behind it.
pub struct TestApp {
    pub app: Arc<App>,
    /// The test's own way into the database, to set the scene and to look behind it.
    pub connection: DatabaseConnection,
    pub clock: Clock,
    pub address: String,
    /// What tests have changed about the rules.
    pub drill: Arc<Drill>,
    authenticate: Arc<ByName>,
    _database: Database,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// Over an empty database.
    pub async fn start(db: Db) -> Self {
        Self::over(db, Content::Empty, |_| {}).await
    }

    /// Over an empty database, with some settings of its own.
    pub async fn set(db: Db, change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(db, Content::Empty, change).await
    }

    /// Over the sample and the demo.
    pub async fn with_sample(db: Db) -> Self {
        Self::over(db, Content::Sample, |_| {}).await
    }

    async fn over(db: Db, content: Content, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().to_owned();
        let database = tokio::task::spawn_blocking(move || fresh(db, content, &place)).await;
        let database = database.expect("a fresh database");
        let url = database.url.clone();
        let mut settings = Settings {
            data_folder: folder.path().to_owned(),
            files: FileSettings {
                extractor: env!("CARGO_BIN_EXE_erfa").into(),
                ..FileSettings::default()
            },
            database: DatabaseSettings {
                url: url.clone(),
                statement_timeout_ms: 30_000,
                acquire_timeout_ms: 30_000,
                ..DatabaseSettings::default()
            },
            // Everything comes from one address here.
            throttle: ThrottleSettings {
                enabled: false,
                ..ThrottleSettings::default()
            },
            // Rows are written by hand here, which nobody hears of; people::remembered tries it.
            auth: AuthSettings {
                remember_ms: 0,
                ..AuthSettings::default()
            },
            ..Settings::default()
        };
        change(&mut settings);
        if content == Content::Sample {
            copy_files(&sample_files(db), &settings.files_folder());
        }
        let clock = Clock::default();
        let drill = Arc::default();
        let (app, authenticate, address) = serve(settings, clock.clone(), Arc::clone(&drill)).await;
        let mut options = sea_orm::ConnectOptions::new(url);
        options.max_connections(4);
        let connection = sea_orm::Database::connect(options).await;
        Self {
            app,
            connection: connection.expect("the test's own connection"),
            clock,
            address,
            drill,
            authenticate,
            _database: database,
            _folder: folder,
        }
    }

    /// Somebody who is not signed in.
    pub fn anyone(&self) -> Client {
        Client::new(&self.address, None)
    }

    /// What the server knows of a client's standing; an error where its token is not good.
    pub async fn viewer(&self, client: &Client) -> Result<Viewer> {
        self.authenticate
            .viewer(client.token().map(str::to_owned))
            .await
    }

    /// Counts the statements that some requests cost.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = self.app.store.statements();
        let value = work.await;
        (value, self.app.store.statements() - before)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.app.stop();
    }
}

/// Runs the server on a thread of its own, as the binary does.
async fn serve(
    mut settings: Settings,
    clock: Clock,
    drill: Arc<Drill>,
) -> (Arc<App>, Arc<ByName>, String) {
    settings.http.deadline_ms = 60_000;
    let (ready, started) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let mut store = App::store(&settings, clock).await.expect("the store opens");
            store.drill = Some(drill.clone());
            let signing_in = Authenticator::open(&store, settings.auth.clone(), app::standings());
            let signing_in = signing_in.await.expect("the keys are read");
            let standings = Standings {
                platform_needs_second_factor: settings.auth.platform_second_factor,
                ..app::standings()
            };
            let authenticate = Arc::new(ByName {
                store: store.clone(),
                signing_in,
                drill,
                standings: Arc::new(standings),
            });
            let by_name = authenticate.clone();
            let app = App::open(settings, store, authenticate, Arc::new([])).await;
            let app = Arc::new(app.expect("the application opens"));
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let address = listener.local_addr().expect("its address").to_string();
            let server = app.serve(listener, 2).expect("the server starts");
            let mut stopping = app.stopping();
            let handle = server.handle();
            actix_web::rt::spawn(async move {
                let _ = stopping.wait_for(|stop| *stop).await;
                handle.stop(false).await;
            });
            let started = (app, by_name, address);
            ready.send(started).ok().expect("the test waits");
            let _ = server.await;
        });
    });
    started.await.expect("the server started")
}

/// Tokens of tests: the person and the session, in plain text. What does not look so is an access token.
struct ByName {
    store: Store,
    signing_in: Authenticator,
    drill: Arc<Drill>,
    standings: Arc<Standings>,
}

impl Authenticate for ByName {
    fn viewer(&self, bearer: Option<String>) -> BoxFuture<'static, Result<Viewer>> {
        let (store, signing_in) = (self.store.clone(), self.signing_in.clone());
        let (drill, standings) = (self.drill.clone(), self.standings.clone());
        async move {
            let named = bearer.as_deref().and_then(named);
            let viewer = match (bearer, named) {
                (None, _) => Viewer::anyone(store.backend()),
                (_, Some((person, session))) => {
                    load_viewer(&store, person, session, &standings).await?
                }
                (Some(token), None) => signing_in.viewer(Some(&token)).await?,
            };
            Ok(viewer.drilled_by(drill))
        }
        .boxed()
    }

    fn pass(&self, token: String) -> BoxFuture<'static, Result<Pass>> {
        let viewer = self.viewer(Some(token.clone()));
        let signing_in = self.signing_in.clone();
        async move {
            match viewer.await?.who() {
                Who::Person {
                    person, session, ..
                } if named(&token).is_some() => Ok(Pass {
                    holder: *person,
                    ground: *session,
                    until: None,
                    key: None,
                }),
                _ => signing_in.pass(&token).await,
            }
        }
        .boxed()
    }

    fn authenticator(&self) -> &Authenticator {
        &self.signing_in
    }
}

/// The person and the session that a token of tests names.
fn named(token: &str) -> Option<(Uuid, Uuid)> {
    let (person, session) = token.split_once('.')?;
    Some((person.parse().ok()?, session.parse().ok()?))
}

/// Loads the sample and the demo. Nobody signs in with a password of it here, so any hash will do.
pub async fn load_sample(store: &Store, files: &Files) {
    let hash = |password: &str| Ok(format!("not {password}"));
    let loaded = erfa::transfer::load_sample(store, files, app::followers(), true, &hash).await;
    loaded.expect("the sample loads");
}
