//! The transports, over the sample schema.

mod bodies;
mod by_get;
mod compressed;
mod events;
mod floods;
mod hostile_sockets;
mod named;
mod over_http;
mod over_socket;
mod raw;
mod slow;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::{App, HttpServer, middleware::from_fn, web};
use async_graphql::Request;
use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    answer,
    connection::Connections,
    cors, events as streams,
    flood::{self, Flood},
    graphql,
    graphql::{Asks, Prepare, Prepared, Service, Settings},
    line::Line,
    places::Places,
    request_id,
    vigil::Vigil,
    websocket,
    websocket::Sockets,
};
use crate::platform::{
    access::Pass,
    error::{Error, Result},
    graphql::{
        gate::Limits,
        persisted::{Persisted, PersistedSettings},
        sample::{Viewer, sample},
    },
    hex::hex,
    throttle::{Throttle, ThrottleSettings},
};

/// Whose token it is.
const PERSON: Uuid = Uuid::from_u128(1);

/// Knows one token, until it is revoked.
#[derive(Clone, Default)]
struct Tokens(Arc<AtomicBool>);

impl Tokens {
    fn know(&self, bearer: Option<&str>) -> bool {
        bearer.is_none_or(|token| token == "good" && !self.0.load(Ordering::SeqCst))
    }
}

impl Prepare for Tokens {
    fn prepare(
        &self,
        request: Request,
        bearer: Option<String>,
        _: Asks,
    ) -> BoxFuture<'_, Result<Prepared>> {
        async move {
            if !self.know(bearer.as_deref()) {
                return Err(Error::Unauthenticated);
            }
            let person = bearer.is_some().then_some(PERSON);
            let request = match bearer {
                Some(token) => request.data(Viewer(token)),
                None => request,
            };
            Ok(Prepared {
                request,
                person,
                mark: None,
            })
        }
        .boxed()
    }

    fn pass(&self, token: String) -> BoxFuture<'_, Result<Pass>> {
        let pass = Pass {
            holder: PERSON,
            ground: Uuid::nil(),
            until: None,
            key: None,
        };
        let known = self.know(Some(&token));
        async move { known.then_some(pass).ok_or(Error::Unauthenticated) }.boxed()
    }

    fn good(&self, passes: Vec<Pass>) -> BoxFuture<'_, Result<Vec<bool>>> {
        let known = self.know(Some("good"));
        async move { Ok(vec![known; passes.len()]) }.boxed()
    }
}

/// Asks this computer, and trusts nobody else.
fn client() -> reqwest::Client {
    crate::platform::outgoing::ready();
    let client = reqwest::Client::builder().tls_certs_only([]);
    client.build().unwrap()
}

struct World {
    service: web::Data<Service>,
    origins: web::Data<cors::Origins>,
    flood: web::Data<Flood>,
    tokens: Tokens,
    stop: watch::Sender<bool>,
}

impl World {
    fn new() -> Self {
        Self::knowing(Persisted::open(&PersistedSettings::default(), |_| Ok(())).unwrap())
    }

    fn knowing(persisted: Persisted) -> Self {
        Self::made(persisted, |_, throttle| throttle.enabled = false)
    }

    fn pinging(ping_ms: u64) -> Self {
        Self::with(|settings, throttle| {
            throttle.enabled = false;
            settings.sockets.ping_ms = ping_ms;
        })
    }

    fn with(change: impl FnOnce(&mut Settings, &mut ThrottleSettings)) -> Self {
        Self::made(Persisted::default(), change)
    }

    fn made(
        persisted: Persisted,
        change: impl FnOnce(&mut Settings, &mut ThrottleSettings),
    ) -> Self {
        let (stop, stopping) = watch::channel(false);
        let tokens = Tokens::default();
        let sockets = websocket::Settings {
            init_deadline_ms: 1_000,
            slow_reader_ms: 200,
            ..Default::default()
        };
        let alive = Duration::from_millis(20);
        let events = streams::Settings {
            streams: 3,
            anonymous: 5,
            keep_alive_ms: 100,
        };
        let mut settings = Settings {
            deadline_ms: 300,
            body_deadline_ms: 300,
            head_deadline_ms: 500,
            stalled_ms: 700,
            sockets,
            events,
            ..Settings::default()
        };
        let mut throttle = ThrottleSettings {
            local: true,
            ..ThrottleSettings::default()
        };
        change(&mut settings, &mut throttle);
        let flood = Flood {
            throttle: Arc::new(Throttle::new(&throttle)),
            line: Arc::new(Line::new(settings.in_work, settings.waiting)),
            proxies: settings.proxies.clone(),
        };
        let service = Service {
            engine: Arc::new(sample(Limits::default())),
            prepare: Arc::new(tokens.clone()),
            persisted,
            vigil: Vigil::start(Arc::new(tokens.clone()), alive, stopping.clone()),
            places: Places::default(),
            line: flood.line.clone(),
            sockets: Arc::new(Sockets::new(&settings.sockets)),
            settings,
            stopping,
        };
        let origins = cors::Origins {
            allowed_origins: vec!["https://a.example".to_owned()],
            allow_localhost: false,
        };
        Self {
            service: web::Data::new(service),
            origins: web::Data::new(origins),
            flood: web::Data::new(flood),
            tokens,
            stop,
        }
    }
}

fn sha256(text: &str) -> String {
    hex(&<sha2::Sha256 as sha2::Digest>::digest(text))
}

/// The application under test. A macro, because its type cannot be named.
macro_rules! app {
    ($service:expr, $origins:expr, $flood:expr) => {
        App::new()
            .app_data($service.clone())
            .app_data($origins.clone())
            .app_data($flood.clone())
            .configure(graphql::routes)
            .default_service(web::to(answer::not_found))
            .wrap(from_fn(flood::guard))
            .wrap(from_fn(cors::share))
            .wrap(from_fn(request_id::track))
    };
}
use app;

/// Serves the application on a free port.
fn serve(world: &World) -> u16 {
    let (service, origins) = (world.service.clone(), world.origins.clone());
    let (flood, settings) = (world.flood.clone(), &world.service.settings);
    let connections = Connections::new(settings);
    actix_web::rt::spawn(connections.watch());
    let server = HttpServer::new(move || app!(service, origins, flood));
    let server = server
        .on_connect(move |socket, data| connections.opened(socket, data))
        .client_request_timeout(Duration::from_millis(settings.head_deadline_ms))
        .keep_alive(Duration::from_millis(settings.keep_alive_ms))
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .bind(("127.0.0.1", 0))
        .unwrap();
    let port = server.addrs()[0].port();
    actix_web::rt::spawn(server.run());
    port
}
