//! The transports, over the sample schema.

mod bodies;
mod floods;
mod over_http;
mod over_socket;
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
    cors,
    flood::{self, Flood},
    graphql,
    graphql::{Prepare, Prepared, Service, Settings},
    line::Line,
    request_id, websocket,
    websocket::Sockets,
};
use crate::platform::{
    error::{Error, Result},
    graphql::{
        gate::Limits,
        sample::{Viewer, sample},
    },
    throttle::{Throttle, ThrottleSettings},
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
    fn prepare(&self, request: Request, bearer: Option<String>) -> BoxFuture<'_, Result<Prepared>> {
        async move {
            let person = self.who(bearer.clone()).await?;
            let request = match bearer {
                Some(token) => request.data(Viewer(token)),
                None => request,
            };
            Ok(Prepared { request, person })
        }
        .boxed()
    }

    fn who(&self, bearer: Option<String>) -> BoxFuture<'_, Result<Option<Uuid>>> {
        let outcome = match self.know(bearer.as_deref()) {
            true => Ok(bearer.map(|_| Uuid::from_u128(1))),
            false => Err(Error::Unauthenticated),
        };
        async { outcome }.boxed()
    }
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
        Self::with(|_, throttle| throttle.enabled = false)
    }

    fn with(change: impl FnOnce(&mut Settings, &mut ThrottleSettings)) -> Self {
        let (stop, stopping) = watch::channel(false);
        let tokens = Tokens::default();
        let sockets = websocket::Settings {
            init_deadline_ms: 300,
            alive_ms: 20,
            slow_reader_ms: 200,
            ..Default::default()
        };
        let mut settings = Settings {
            deadline_ms: 300,
            body_deadline_ms: 300,
            sockets,
            ..Settings::default()
        };
        let mut throttle = ThrottleSettings::default();
        change(&mut settings, &mut throttle);
        let flood = Flood {
            throttle: Arc::new(Throttle::new(&throttle)),
            line: Arc::new(Line::new(settings.in_work, settings.waiting)),
            proxies: settings.proxies.clone(),
        };
        let service = Service {
            engine: Arc::new(sample(Limits::default())),
            prepare: Arc::new(tokens.clone()),
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
