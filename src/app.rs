//! Puts everything together: settings in, a running application out.

use std::{
    net::TcpListener,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{App as Web, HttpServer, dev::Server, middleware::from_fn, web};
use anyhow::Context as _;
use async_graphql::{Request, dataloader::DataLoader, runtime::TokioSpawner};
use futures_util::future::{BoxFuture, FutureExt};
use sea_orm::DbBackend;
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    documents::{
        self,
        files::{self, Desk, Files},
    },
    exchange,
    networks::{self, circle::FollowNetworks},
    people::{
        self, Authenticator, WriteLetters,
        external::{self, Lobby},
    },
    platform::{
        access::{
            Follower, Followers, Known, Pass, Reader, Recent, Reload, Renewals, Standings, Viewer,
            load_person,
        },
        changes,
        clock::{Clock, new_id},
        error::Result,
        feed::Feed,
        graphql::{
            Live, YieldTimer,
            gated::{Engine, Gated},
            persisted::Persisted,
        },
        http::{
            answer,
            connection::Connections,
            cors,
            door::Door,
            flood::{self, Flood},
            graphql::{self, Asks, Mark, Prepare, Prepared},
            line::Line,
            metrics::{self, Meters},
            pages::{self, DemoPerson, Site},
            places::Places,
            ready::{self, Readiness},
            request_id,
            vigil::Vigil,
            websocket::Sockets,
        },
        jobs::{Handler, Worker},
        mail::SendMails,
        metering,
        personal::Ledger,
        steps,
        storage::Storage,
        store::{Position, Store},
        throttle::Throttle,
        vault::Vault,
    },
    privacy, programmes, projects, schema,
    search::{self, FollowSearched},
    seminars::{
        EndRegistrations, FollowAccess,
        calendars::{self, Calendars, FollowRegistrations, Maker, TellParticipants},
        certificates::{self, Certificates},
    },
    settings::Settings,
};

mod sampled;

use sampled::Sampled;

/// Finds out who holds an access token.
pub trait Authenticate: Send + Sync + 'static {
    /// Nobody in particular without a token; an error with a bad one.
    fn viewer(&self, bearer: Option<String>) -> BoxFuture<'static, Result<Viewer>>;

    /// What a token that is good stands on; an error when it is not good.
    fn pass(&self, token: String) -> BoxFuture<'static, Result<Pass>>;

    /// What signing in works with.
    fn authenticator(&self) -> &Authenticator;
}

impl Authenticate for Authenticator {
    fn viewer(&self, bearer: Option<String>) -> BoxFuture<'static, Result<Viewer>> {
        let authenticator = self.clone();
        async move { authenticator.viewer(bearer.as_deref()).await }.boxed()
    }

    fn pass(&self, token: String) -> BoxFuture<'static, Result<Pass>> {
        let authenticator = self.clone();
        async move { Self::pass(&authenticator, &token).await }.boxed()
    }

    fn authenticator(&self) -> &Authenticator {
        self
    }
}

/// The application, open and ready to serve.
pub struct App {
    pub settings: Settings,
    pub store: Store,
    pub followers: Followers,
    pub files: Files,
    service: web::Data<graphql::Service>,
    site: web::Data<Site>,
    desk: web::Data<Desk>,
    calendars: web::Data<Calendars>,
    certificates: web::Data<Certificates>,
    flood: web::Data<Flood>,
    meters: web::Data<Meters>,
    lobby: web::Data<Lobby>,
    readiness: web::Data<Readiness>,
    stop: watch::Sender<bool>,
}

/// The capabilities that act on changes of lower ones, in the order of the capabilities.
pub fn followers() -> Followers {
    Arc::new([
        Box::new(networks::FollowAffiliations) as Box<dyn Follower>,
        Box::new(FollowNetworks::<entity::document::Entity>::default()),
        Box::new(FollowNetworks::<entity::programme::Entity>::default()),
        Box::new(FollowNetworks::<entity::project::Entity>::default()),
        Box::new(FollowNetworks::<entity::agreement::Entity>::default()),
        Box::<exchange::FollowExchange>::default(),
        Box::new(FollowNetworks::<entity::seminar::Entity>::default()),
        Box::new(FollowAccess),
        Box::new(FollowRegistrations),
        Box::new(FollowSearched),
    ])
}

/// What each capability knows of standing.
pub fn standings() -> Standings {
    Standings {
        of_person: vec![people::policy::STANDING, networks::policy::STANDING],
        of_organisation: vec![
            people::policy::STANDING_OF_ORGANISATION,
            networks::policy::STANDING_OF_ORGANISATION,
        ],
        platform_needs_second_factor: false,
    }
}

impl App {
    /// Opens the database, brings it up to date, and readies the schema. `authenticate` is made once the store is open.
    pub async fn open(
        settings: Settings,
        store: Store,
        authenticate: Arc<dyn Authenticate>,
        demo_people: Arc<[DemoPerson]>,
    ) -> anyhow::Result<Self> {
        metering::start();
        let followers = followers();
        let (stop, stopping) = watch::channel(false);
        let listen_url = (store.backend() == DbBackend::Postgres)
            .then(|| settings.database.direct_url().to_owned());
        let feed = Feed::start(store.clone(), listen_url, stopping.clone())
            .await
            .map_err(|error| anyhow::anyhow!("{error:?}"))
            .context("reading the change log")?;
        store.watch_replicas(&stopping);
        Self::worker(&settings, &store.of_task())?.start(stopping.clone());
        for due in [
            programmes::jobs::EMBARGOES,
            programmes::jobs::WINNERS,
            documents::RELEASES,
        ] {
            due.watch(store.of_task(), followers.clone(), &feed, stopping.clone());
        }
        let gated = Gated::new(
            schema::builder().data(authenticate.authenticator().clone()),
            settings.limits.clone(),
        )
        .map_err(anyhow::Error::msg)
        .context("printing the schema")?;
        let sdl = gated.sdl();
        let persisted = Persisted::open(&settings.persisted, |document| gated.check(document))?;
        let prepare = Arc::new(Preparing {
            store: store.clone(),
            followers: followers.clone(),
            authenticate,
            feed: feed.clone(),
            renewals: Renewals::default(),
            recent: Recent::new(settings.auth.remembered()),
            process: new_id(),
        });
        let files = Self::files(&settings)?;
        let storage = files.storage.clone();
        let desk = Desk {
            files: files.clone(),
            door: prepare.clone(),
        };
        let lobby = Lobby::new(prepare.authenticate.authenticator());
        let calendars = Calendars {
            door: prepare.clone(),
            settings: settings.calendars.clone(),
            maker: Self::maker(&settings)?,
        };
        let certificates = Certificates {
            door: prepare.clone(),
            address: settings.frontend_url(),
        };
        let throttle = Arc::new(Throttle::new(&settings.throttle));
        let line = Arc::new(Line::new(settings.http.in_work, settings.http.waiting));
        let sockets = Arc::new(Sockets::new(&settings.http.sockets));
        sampled::tidy(throttle.clone(), stopping.clone());
        let sampled = Sampled {
            store: store.clone(),
            feed,
            files: files.clone(),
            throttle: throttle.clone(),
            line: line.clone(),
            sockets: sockets.clone(),
            process: Default::default(),
        };
        let flood = Flood {
            throttle,
            line: line.clone(),
            proxies: settings.http.proxies.clone(),
        };
        let meters = Meters {
            settings: settings.metrics.clone(),
            sample: Arc::new(sampled),
        };
        let alive = Duration::from_millis(settings.http.alive_ms.max(1));
        let vigil = Vigil::start(prepare.clone(), alive, stopping.clone());
        let service = graphql::Service {
            engine: Arc::new(gated),
            prepare,
            persisted,
            vigil,
            places: Places::default(),
            settings: settings.http.clone(),
            line,
            sockets,
            stopping,
        };
        let site = Site {
            schema: settings.limits.introspection.then_some(sdl),
            demo_people,
        };
        let readiness = Readiness::new(store.clone(), storage);
        Ok(Self {
            settings,
            store,
            followers,
            files,
            service: web::Data::new(service),
            site: web::Data::new(site),
            desk: web::Data::new(desk),
            calendars: web::Data::new(calendars),
            certificates: web::Data::new(certificates),
            flood: web::Data::new(flood),
            meters: web::Data::new(meters),
            lobby: web::Data::new(lobby),
            readiness: web::Data::new(readiness),
            stop,
        })
    }

    /// What entries in calendars are made with.
    fn maker(settings: &Settings) -> anyhow::Result<Maker> {
        Ok(Maker {
            frontend: settings.frontend_url(),
            address: settings.mail.sender()?.email.to_string(),
        })
    }

    /// Runs the jobs of every kind.
    pub fn worker(settings: &Settings, store: &Store) -> anyhow::Result<Worker> {
        let vault = store
            .vault()
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let (vault, clock) = (vault.clone(), store.clock.clone());
        let mails = SendMails::new(&settings.mail, &settings.data_folder, vault, clock)?;
        let letters = WriteLetters::new(store.clone(), settings.frontend_url());
        let handlers: Vec<Box<dyn Handler>> = vec![
            Box::new(mails),
            Box::new(letters),
            Self::telling(settings, store)?,
            Box::new(EndRegistrations::new(
                store.clone(),
                followers(),
                standings(),
            )),
        ];
        Ok(Worker::new(store.clone(), handlers))
    }

    fn telling(settings: &Settings, store: &Store) -> anyhow::Result<Box<dyn Handler>> {
        let telling = TellParticipants::new(store.clone(), Self::maker(settings)?, standings());
        Ok(Box::new(telling))
    }

    /// Runs only the jobs that write what people are told of seminars, and lets the mails lie: for measurements.
    #[doc(hidden)]
    pub fn teller(settings: &Settings, store: &Store) -> anyhow::Result<Worker> {
        let handlers = vec![Self::telling(settings, store)?];
        Ok(Worker::new(store.clone(), handlers))
    }

    /// The storage of files of these settings, and those who look into what comes in.
    pub fn files(settings: &Settings) -> anyhow::Result<Files> {
        let storage = Storage::in_folder(&settings.files_folder())?;
        Ok(Files::new(storage, settings.files.clone()))
    }

    /// Opens the store of these settings and brings its tables up to date.
    pub async fn store(settings: &Settings, clock: Clock) -> anyhow::Result<Store> {
        let vault = Vault::in_file(&settings.secret_file())?;
        let store = Store::open(&settings.database, clock).await?;
        let store = store
            .with_vault(vault)
            .with_ledger(Ledger::in_file(&settings.erasures_file()))
            .with_demo_people(settings.demo_signs_in());
        let turn = store.alone().await?;
        store.migrate().await?;
        changes::ensure_epoch(&store)
            .await
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        search::ensure(&store)
            .await
            .map_err(|error| anyhow::anyhow!("{error:?}"))
            .context("building the search index")?;
        steps::take(
            &store,
            &followers(),
            &[programmes::CIRCLES, projects::CIRCLES],
        )
        .await
        .map_err(|error| anyhow::anyhow!("{error:?}"))
        .context("bringing the rows up to date")?;
        privacy::replay(&store, followers())
            .await
            .context("erasing again who was erased before a backup was restored")?;
        drop(turn);
        Ok(store)
    }

    /// Serves on a listener until it is stopped; `workers` threads answer.
    pub fn serve(&self, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
        let (service, site) = (self.service.clone(), self.site.clone());
        let desk = self.desk.clone();
        let calendar_data = self.calendars.clone();
        let proofs = self.certificates.clone();
        let (flood, meters) = (self.flood.clone(), self.meters.clone());
        let (readiness, lobby) = (self.readiness.clone(), self.lobby.clone());
        let origins = web::Data::new(self.settings.cors.clone());
        let build = move || {
            Web::new()
                .app_data(service.clone())
                .app_data(site.clone())
                .app_data(desk.clone())
                .app_data(calendar_data.clone())
                .app_data(proofs.clone())
                .app_data(flood.clone())
                .app_data(meters.clone())
                .app_data(readiness.clone())
                .app_data(lobby.clone())
                .app_data(origins.clone())
                .configure(graphql::routes)
                .configure(files::routes)
                .configure(external::routes)
                .configure(privacy::routes)
                .configure(calendars::routes)
                .configure(certificates::routes)
                .configure(ready::routes)
                .configure(metrics::routes)
                .configure(pages::routes)
                .default_service(web::to(answer::not_found))
                .wrap(from_fn(flood::guard))
                .wrap(from_fn(cors::share))
                .wrap(from_fn(request_id::track))
        };
        let http = &self.settings.http;
        let connections = Connections::new(http);
        actix_web::rt::spawn(connections.watch());
        let server = HttpServer::new(build)
            .workers(workers)
            .max_connections((http.connections / workers.max(1)).max(1))
            .client_request_timeout(Duration::from_millis(http.head_deadline_ms.max(1)))
            .keep_alive(Duration::from_millis(http.keep_alive_ms.max(1)))
            .on_connect(move |connection, data| connections.opened(connection, data))
            .shutdown_timeout(8)
            .disable_signals()
            .listen(listener)?
            .run();
        Ok(server)
    }

    /// Turns true when the application is about to end.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Tells sockets and tasks to end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }
}

/// Gives each request its viewer and its doors.
struct Preparing {
    store: Store,
    followers: Followers,
    authenticate: Arc<dyn Authenticate>,
    feed: Feed,
    renewals: Renewals,
    recent: Recent,
    /// Tells the marks of this process from those of any other.
    process: Uuid,
}

impl Preparing {
    fn known(&self) -> Known {
        Known {
            told: self.feed.told(),
            commits: self.store.commits(),
            minute: self.store.clock.now().timestamp() / 60,
        }
    }

    /// Everything that an answer can depend on beside its question: who asks, what was written, and the minute.
    fn mark(&self, known: Known, viewer: Arc<Viewer>) -> Mark {
        let process = self.process;
        Box::new(move || {
            let mut mark = Sha256::new();
            mark.update(format!("{process} {known:?} "));
            viewer.print(&mut mark);
            mark.finalize().to_vec()
        })
    }

    /// A reader that finds out anew who asks when a change has given them access.
    /// Who it is may be remembered, unless they have seen more than is `known` here.
    async fn reader(
        &self,
        bearer: Option<String>,
        known: Option<Known>,
    ) -> Result<(Reader, Reload)> {
        let begun = Instant::now();
        let remembered = bearer.as_deref().zip(known);
        let viewer = match remembered.and_then(|(token, known)| self.recent.get(token, known)) {
            Some(viewer) => viewer,
            None => {
                let viewer = Arc::new(self.authenticate.viewer(bearer.clone()).await?);
                if let Some((token, known)) = remembered {
                    self.recent.note(token, viewer.clone(), known, begun);
                }
                viewer
            }
        };
        let authenticate = self.authenticate.clone();
        let reload: Reload = Arc::new(move || authenticate.viewer(bearer.clone()));
        let (store, followers) = (self.store.clone(), self.followers.clone());
        let reader = Reader::new(store, viewer, followers).renewed_by(reload.clone());
        Ok((reader, reload))
    }
}

impl Door for Preparing {
    fn enter(&self, bearer: Option<String>) -> BoxFuture<'_, Result<Reader>> {
        async move { Ok(self.reader(bearer, Some(self.known())).await?.0) }.boxed()
    }

    fn enter_as(&self, person: Uuid) -> BoxFuture<'_, Result<Option<Reader>>> {
        async move {
            let viewer = load_person(&self.store, person, &standings()).await?;
            let (store, followers) = (self.store.clone(), self.followers.clone());
            Ok(viewer.map(|viewer| Reader::new(store, Arc::new(viewer), followers)))
        }
        .boxed()
    }
}

impl Prepare for Preparing {
    fn prepare(
        &self,
        request: Request,
        bearer: Option<String>,
        asks: Asks,
    ) -> BoxFuture<'_, Result<Prepared>> {
        async move {
            let token = bearer.as_deref().map(Arc::from);
            // Before the viewer is known: what changes from now on changes the mark.
            let known = self.known();
            let own = self
                .store
                .own_position()
                .and(Position::of_change(known.told));
            // Neither a client that has seen more nor a replica that has less is told that this is how things are.
            let is_known = asks.seen.is_none_or(|seen| seen.seq <= own.seq);
            let (reader, reload) = self.reader(bearer, is_known.then_some(known)).await?;
            let reader = match asks.is_query {
                true => reader.nearest(asks.seen),
                false => reader.noting(asks.written),
            };
            let person = reader.viewer().counted();
            let mark =
                (is_known && reader.covers(own)).then(|| self.mark(known, reader.shared_viewer()));
            let live = Live::new(self.feed.clone(), self.renewals.clone(), token, reload);
            let loader = DataLoader::new(reader, TokioSpawner::current(), YieldTimer);
            let request = request.data(loader.delay(Duration::ZERO)).data(live);
            Ok(Prepared {
                request,
                person,
                mark,
            })
        }
        .boxed()
    }

    fn pass(&self, token: String) -> BoxFuture<'_, Result<Pass>> {
        self.authenticate.pass(token)
    }

    fn good(&self, passes: Vec<Pass>) -> BoxFuture<'_, Result<Vec<bool>>> {
        let authenticator = self.authenticate.authenticator().clone();
        async move { authenticator.good(&passes).await }.boxed()
    }
}
