//! The transports, over the sample schema.

mod bodies;
mod over_http;
mod over_socket;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use actix_web::{App, HttpServer, middleware::from_fn, web};
use async_graphql::Request;
use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::watch;

use super::{
    answer, cors, graphql,
    graphql::{Prepare, Service, Settings},
    request_id, websocket,
};
use crate::platform::{
    error::{Error, Result},
    graphql::{
        gate::Limits,
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

    fn alive(&self, bearer: Option<String>) -> BoxFuture<'_, bool> {
        let known = self.know(bearer.as_deref());
        async move { known }.boxed()
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
        let (stop, stopping) = watch::channel(false);
        let tokens = Tokens::default();
        let sockets = websocket::Settings {
            init_deadline_ms: 300,
            alive_ms: 20,
            slow_reader_ms: 200,
            ..Default::default()
        };
        let service = Service {
            engine: Arc::new(sample(Limits::default())),
            prepare: Arc::new(tokens.clone()),
            settings: Settings {
                deadline_ms: 300,
                body_deadline_ms: 300,
                sockets,
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
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .bind(("127.0.0.1", 0))
        .unwrap();
    let port = server.addrs()[0].port();
    actix_web::rt::spawn(server.run());
    port
}
