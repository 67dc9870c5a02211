//! GraphQL at one address: what its transports share.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use actix_web::{
    guard,
    http::header::{self, HeaderMap},
    web,
};
use async_graphql::{Request, Response, ServerError};
use futures_util::future::{BoxFuture, FutureExt, pending};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::Instrument;

use super::{
    answer::Failure, events, places::Places, requests, sent::Sent, vigil::Vigil, websocket,
};
use crate::platform::{
    access::Pass,
    error::{Code, Result as Outcome},
    graphql::{Languages, gate::Admitted, gated::Engine, persisted::Persisted},
};

/// Adds to a request what belongs to its viewer.
pub trait Prepare: Send + Sync + 'static {
    /// Finds out who holds the token and attaches what resolvers need. Without a token the viewer
    /// is anonymous; with a bad one the whole request is unauthenticated.
    fn prepare(&self, request: Request, bearer: Option<String>) -> BoxFuture<'_, Outcome<Request>>;

    /// What a token that is good stands on; an error when it is not good.
    fn pass(&self, token: String) -> BoxFuture<'_, Outcome<Pass>>;

    /// Which of these are still good, in their order. Asked twice a second of everything that is open.
    fn good(&self, passes: Vec<Pass>) -> BoxFuture<'_, Outcome<Vec<bool>>>;
}

/// Bounds of the transport.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Bytes of the largest body.
    pub body_bytes: usize,
    /// Milliseconds in which a body must have arrived.
    pub body_deadline_ms: u64,
    /// Milliseconds in which a query or mutation must be done.
    pub deadline_ms: u64,
    /// Milliseconds for which a client may take in nothing of what it is sent before its connection is cut.
    pub stalled_ms: u64,
    /// Milliseconds between checks that the access tokens of what is open are still good.
    pub alive_ms: u64,
    /// Bounds of sockets.
    pub sockets: websocket::Settings,
    /// Bounds of event streams.
    pub events: events::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_deadline_ms: 10_000,
            deadline_ms: 5_000,
            stalled_ms: 20_000,
            alive_ms: 500,
            sockets: websocket::Settings::default(),
            events: events::Settings::default(),
        }
    }
}

/// What the handlers share.
pub struct Service {
    /// The schema behind its gate.
    pub engine: Arc<dyn Engine>,
    /// Who asks.
    pub prepare: Arc<dyn Prepare>,
    /// The documents that requests may name.
    pub persisted: Persisted,
    /// Watches the tokens of what is open.
    pub vigil: Arc<Vigil>,
    /// Who has event streams open.
    pub places: Places,
    /// Bounds.
    pub settings: Settings,
    /// Turns true when the server is about to stop; what is open then ends.
    pub stopping: watch::Receiver<bool>,
}

/// Serves `/graphql`. Expects a [`Service`] and the [`Origins`](super::cors::Origins) as data.
pub fn routes(config: &mut web::ServiceConfig) {
    let upgrade = guard::fn_guard(|context| wants_socket(context.head().headers()));
    config.service(
        web::resource("/graphql")
            .route(web::post().to(requests::post))
            .route(web::get().guard(upgrade).to(websocket::open))
            .route(web::get().to(requests::get))
            .route(web::head().to(requests::get))
            .default_service(web::to(requests::other_method)),
    );
}

fn wants_socket(headers: &HeaderMap) -> bool {
    let upgrade = headers
        .get(header::UPGRADE)
        .and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
}

pub(super) fn milliseconds(figure: u64) -> Duration {
    // A zero period would never let anything else happen.
    Duration::from_millis(figure.max(1))
}

impl Service {
    /// Finds the document that a request means and lets the gate check it. The errors are request errors.
    pub(super) fn admit(
        &self,
        sent: Sent,
        languages: Languages,
    ) -> Result<Admitted, Vec<ServerError>> {
        let (named, mut request) = sent.split()?;
        let document = self.persisted.resolve(named)?;
        let new = document.to_remember();
        request.query = document.text;
        let admitted = self.engine.admit(request.data(languages))?;
        if let Some((hash, text)) = new {
            self.persisted.remember(hash, text);
        }
        Ok(admitted)
    }

    /// Ends when the server is about to stop.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.clone();
        async move {
            if stopping.wait_for(|stopping| *stopping).await.is_err() {
                pending::<()>().await;
            }
        }
    }

    /// Runs a query or a mutation for whoever holds the token.
    pub(super) async fn run(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
    ) -> Result<Response, Failure> {
        let span = tracing::info_span!("execute", kind = %admitted.kind(), cost = admitted.cost());
        let run = async {
            let admitted = self.attach(admitted, bearer).await?;
            Ok(self.engine.run(admitted).await)
        };
        self.guarded(run).instrument(span).await
    }

    /// Readies an operation for whoever holds the token.
    pub(super) async fn attach(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
    ) -> Result<Admitted, Failure> {
        let prepared =
            admitted.prepare(async |request| self.prepare.prepare(request, bearer).await);
        prepared.await.map_err(Failure::from)
    }

    /// Bounds the time of some work, and lets a panic end it alone.
    pub(super) async fn guarded<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let deadline = Duration::from_millis(self.settings.deadline_ms);
        match tokio::time::timeout(deadline, AssertUnwindSafe(work).catch_unwind()).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => {
                // The panic itself has been reported by its hook.
                tracing::error!("a request panicked");
                Err(Failure::internal())
            }
            Err(_) => Err(Failure::new(
                Code::Timeout,
                "The request took too long and was given up.",
            )),
        }
    }
}
