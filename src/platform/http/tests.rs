//! The transports, over the sample schema.

mod bodies;
mod by_get;
mod events;
mod hostile_sockets;
mod named;
mod over_http;
mod over_socket;
mod raw;

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
    answer, cors, events as streams, graphql,
    graphql::{Prepare, Service, Settings},
    places::Places,
    request_id, stalled,
    vigil::Vigil,
    websocket,
};
use crate::platform::{
    access::Pass,
    error::{Error, Result},
    graphql::{
        gate::Limits,
        persisted::{Persisted, PersistedSettings},
        sample::{Viewer, sample},
    },
};

/// Knows one token, until it is revoked.
#[derive(Clone, Default)]
struct Tokens(Arc<AtomicBool>);

impl Tokens {
    fn know(&self, bearer: Option<&str>) -> bool {
        bearer.is_none_or(|token| token == "good" && !self.0.load(Ordering::SeqCst))
    }
}

impl Prepare for Tokens {
    fn prepare(&self, request: Request, bearer: Option<String>) -> BoxFuture<'_, Result<Request>> {
        let known = self.know(bearer.as_deref());
        let outcome = match bearer {
            _ if !known => Err(Error::Unauthenticated),
            Some(token) => Ok(request.data(Viewer(token))),
            None => Ok(request),
        };
        async { outcome }.boxed()
    }

    fn pass(&self, token: String) -> BoxFuture<'_, Result<Pass>> {
        let pass = Pass {
            session: Uuid::nil(),
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

struct World {
    service: web::Data<Service>,
    origins: web::Data<cors::Origins>,
    tokens: Tokens,
    stop: watch::Sender<bool>,
}

impl World {
    fn new() -> Self {
        Self::knowing(Persisted::open(&PersistedSettings::default(), |_| Ok(())).unwrap())
    }

    fn knowing(persisted: Persisted) -> Self {
        Self::with(persisted, 25_000)
    }

    fn pinging(ping_ms: u64) -> Self {
        Self::with(Persisted::default(), ping_ms)
    }

    fn with(persisted: Persisted, ping_ms: u64) -> Self {
        let (stop, stopping) = watch::channel(false);
        let tokens = Tokens::default();
        let sockets = websocket::Settings {
            init_deadline_ms: 1_000,
            slow_reader_ms: 200,
            ping_ms,
            ..Default::default()
        };
        let alive = Duration::from_millis(20);
        let events = streams::Settings {
            streams: 3,
            anonymous: 5,
            keep_alive_ms: 100,
        };
        let service = Service {
            engine: Arc::new(sample(Limits::default())),
            prepare: Arc::new(tokens.clone()),
            persisted,
            vigil: Vigil::start(Arc::new(tokens.clone()), alive, stopping.clone()),
            places: Places::default(),
            settings: Settings {
                deadline_ms: 300,
                body_deadline_ms: 300,
                sockets,
                events,
                ..Settings::default()
            },
            stopping,
        };
        let origins = cors::Origins {
            allowed_origins: vec!["https://a.example".to_owned()],
            allow_localhost: false,
        };
        Self {
            service: web::Data::new(service),
            origins: web::Data::new(origins),
            tokens,
            stop,
        }
    }
}

fn sha256(text: &str) -> String {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The application under test. A macro, because its type cannot be named.
macro_rules! app {
    ($service:expr, $origins:expr) => {
        App::new()
            .app_data($service.clone())
            .app_data($origins.clone())
            .configure(graphql::routes)
            .default_service(web::to(answer::not_found))
            .wrap(from_fn(cors::share))
            .wrap(from_fn(request_id::track))
    };
}
use app;

/// Serves the application on a free port.
fn serve(world: &World) -> u16 {
    let (service, origins) = (world.service.clone(), world.origins.clone());
    let server = HttpServer::new(move || app!(service, origins));
    let server = server
        .on_connect(|connection, _| stalled::cut(connection, Duration::from_millis(700)))
        .client_request_timeout(Duration::from_millis(500))
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .bind(("127.0.0.1", 0))
        .unwrap();
    let port = server.addrs()[0].port();
    actix_web::rt::spawn(server.run());
    port
}
