//! GraphQL at one address: what its transports share.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    guard,
    http::header::{self, HeaderMap},
    middleware::from_fn,
    web,
};
use async_graphql::{Request, Response, ServerError, parser::types::OperationType};
use futures_util::future::{BoxFuture, FutureExt, pending};
use metrics::{counter, histogram};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::Instrument;
use uuid::Uuid;

use super::{
    address::Proxies,
    answer::{Failure, code_of},
    compression,
    conditional::Conditional,
    events,
    line::{Line, Place},
    places::Places,
    requests,
    sent::Sent,
    vigil::Vigil,
    websocket::{self, Sockets},
};
use crate::platform::{
    access::Pass,
    error::{Code, Error, Result as Found},
    graphql::{
        Languages,
        gate::{Admitted, coded},
        gated::Engine,
        persisted::Persisted,
    },
    metering::{COST, OPERATION_DURATION, OPERATIONS},
    store::{Position, Written},
    throttle::{Source, Transport},
};

/// Adds to a request what belongs to its viewer.
pub trait Prepare: Send + Sync + 'static {
    /// Finds out who holds the token and attaches what resolvers need. Without a token the viewer
    /// is anonymous; with a bad one the whole request is unauthenticated.
    fn prepare(
        &self,
        request: Request,
        bearer: Option<String>,
        asks: Asks,
    ) -> BoxFuture<'_, Found<Prepared>>;

    /// What a token that is good stands on; an error when it is not good.
    fn pass(&self, token: String) -> BoxFuture<'_, Found<Pass>>;

    /// Which of these are still good, in their order. Asked twice a second of everything that is open.
    fn good(&self, passes: Vec<Pass>) -> BoxFuture<'_, Found<Vec<bool>>>;
}

/// What is asked, beside by whom.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// Nothing but what there is now: neither a change nor what comes later.
    pub is_query: bool,
    /// Up to where the client has seen what was written.
    pub seen: Option<Position>,
    /// Up to where the request writes.
    pub written: Written,
}

/// A request with what belongs to its viewer.
pub struct Prepared {
    pub request: Request,
    /// The person who is signed in.
    pub person: Option<Uuid>,
    /// Changes with everything that an answer can depend on beside its question; none where that is not known.
    pub mark: Option<Mark>,
}

/// Made only where somebody asks for it.
pub type Mark = Box<dyn FnOnce() -> Vec<u8> + Send>;

/// What became of an operation.
pub(super) enum Outcome {
    /// It was run. The tag names the answer, if it can be asked about.
    Answer(Box<Response>, Option<String>),
    /// It was not run: the client has the answer of this tag.
    Same(String),
}

/// Bounds of the transport.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Bytes of the largest body.
    pub body_bytes: usize,
    /// Milliseconds in which a body must have arrived.
    pub body_deadline_ms: u64,
    /// Milliseconds in which a query or mutation must be done, with the time it waits for its turn.
    pub deadline_ms: u64,
    /// Milliseconds in which the head of a request must have arrived; else 408.
    pub head_deadline_ms: u64,
    /// Milliseconds after which a connection that nothing is asked on is closed.
    pub keep_alive_ms: u64,
    /// Connections open at once; further ones wait until the system lets them in.
    pub connections: usize,
    /// Operations run at once.
    pub in_work: usize,
    /// Operations that wait for that; further ones are refused with 503.
    pub waiting: usize,
    /// The proxies in front, which tell where requests come from.
    pub proxies: Proxies,
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
            head_deadline_ms: 10_000,
            keep_alive_ms: 15_000,
            connections: 8_192,
            in_work: 128,
            waiting: 1_024,
            proxies: Proxies::default(),
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
    /// Those being worked for, and those who wait for it.
    pub line: Arc<Line>,
    /// The sockets and event streams that are open.
    pub sockets: Arc<Sockets>,
    /// Turns true when the server is about to stop; what is open then ends.
    pub stopping: watch::Receiver<bool>,
}

/// Serves `/graphql`. Expects a [`Service`] and the [`Origins`](super::cors::Origins) as data.
pub fn routes(config: &mut web::ServiceConfig) {
    let upgrade = guard::fn_guard(|context| wants_socket(context.head().headers()));
    config.service(
        web::resource("/graphql")
            .wrap(from_fn(compression::compress))
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
    /// Finds the document that a request means and lets the gate check it. The errors are request errors. `writes` says
    /// whether mutations are taken; where they are not, that is what is said of them first.
    pub(super) fn admit(
        &self,
        sent: Sent,
        languages: Languages,
        transport: Transport,
        writes: bool,
    ) -> Result<Admitted, Vec<ServerError>> {
        let admitted = self.find_and_check(sent, languages, writes);
        if let Err(errors) = &admitted {
            let code = errors.first().and_then(code_of);
            count(transport, "none", code.unwrap_or(Code::Internal).as_str());
        }
        admitted
    }

    fn find_and_check(
        &self,
        sent: Sent,
        languages: Languages,
        writes: bool,
    ) -> Result<Admitted, Vec<ServerError>> {
        let (named, mut request) = sent.split()?;
        let document = self.persisted.resolve(named)?;
        let new = document.to_remember();
        if !writes && self.engine.kind(&document.text) == Some(OperationType::Mutation) {
            let message = "Send mutations by POST.";
            return Err(vec![coded(Code::MethodNotAllowed, message, None)]);
        }
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

    /// Runs a query or a mutation for whoever holds the token, when it is its turn.
    pub(super) async fn run(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
        source: &Source,
    ) -> Result<Response, Failure> {
        match self.run_unless(admitted, bearer, source, None).await? {
            Outcome::Answer(response, _) => Ok(*response),
            Outcome::Same(_) => Err(Failure::internal()),
        }
    }

    /// As `run`, unless the client has the answer.
    pub(super) async fn run_unless(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
        source: &Source,
        conditional: Option<&Conditional>,
    ) -> Result<Outcome, Failure> {
        let (kind, cost) = (admitted.kind(), admitted.cost());
        let span = tracing::info_span!("execute", %kind, cost);
        let run = async {
            let (admitted, mark) = self.attach_marked(admitted, bearer, source).await?;
            let tag = conditional.zip(mark);
            let tag = tag.map(|(conditional, mark)| conditional.tag(&mark()));
            if let (Some(conditional), Some(tag)) = (conditional, &tag)
                && conditional.has(tag)
            {
                return Ok(Outcome::Same(tag.clone()));
            }
            let response = Failure::of_response(self.engine.run(admitted).await)?;
            let tag = tag.filter(|_| response.errors.is_empty());
            Ok(Outcome::Answer(Box::new(response), tag))
        };
        let in_turn = async {
            let _place = self.enter(source).await?;
            self.guarded(self.deadline(source), run).await
        };
        let outcome = in_turn.instrument(span).await;
        let kind = kind_name(kind);
        let code = match &outcome {
            Ok(Outcome::Answer(response, _)) => match response.errors.first() {
                None => "OK",
                Some(error) => code_of(error).unwrap_or(Code::Internal).as_str(),
            },
            Ok(Outcome::Same(_)) => "OK",
            Err(failure) => failure.code().as_str(),
        };
        count(source.transport, kind, code);
        histogram!(COST, "kind" => kind).record(cost as f64);
        let transport = source.transport.as_str();
        histogram!(OPERATION_DURATION, "transport" => transport, "kind" => kind)
            .record(source.since.elapsed().as_secs_f64());
        outcome
    }

    /// A place among those being worked for.
    pub(super) async fn enter(&self, source: &Source) -> Result<Place, Failure> {
        self.line.enter(self.deadline(source)).await
    }

    /// When something must be done that came when this source did.
    pub(super) fn deadline(&self, source: &Source) -> Instant {
        source.since + Duration::from_millis(self.settings.deadline_ms)
    }

    /// Readies an operation for whoever holds the token, and counts it for them.
    pub(super) async fn attach(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
        source: &Source,
    ) -> Result<Admitted, Failure> {
        let attached = self.attach_marked(admitted, bearer, source).await;
        attached.map(|(admitted, _)| admitted)
    }

    async fn attach_marked(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
        source: &Source,
    ) -> Result<(Admitted, Option<Mark>), Failure> {
        let cost = admitted.cost();
        let mut mark = None;
        let asks = Asks {
            is_query: admitted.kind() == OperationType::Query,
            seen: source.seen,
            written: source.written.clone(),
        };
        let prepared = admitted.prepare(async |request| {
            let prepared = self.prepare.prepare(request, bearer, asks).await?;
            source.charge(prepared.person, cost)?;
            mark = prepared.mark;
            Ok::<_, Error>(prepared.request.data(source.clone()))
        });
        let admitted = prepared.await.map_err(Failure::from)?;
        Ok((admitted, mark))
    }

    /// Bounds the time of some work, and lets a panic end it alone.
    pub(super) async fn guarded<T>(
        &self,
        deadline: Instant,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let work = AssertUnwindSafe(work).catch_unwind();
        match tokio::time::timeout_at(deadline.into(), work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => {
                // The panic itself has been reported by its hook.
                tracing::error!("a request panicked");
                Err(Failure::internal())
            }
            Err(_) => Err(Failure::new(
                Code::Timeout,
                "The request took too long and was given up; ask for less at once.",
            )),
        }
    }
}

/// Counts an operation that was answered, or refused.
pub(super) fn count(transport: Transport, kind: &'static str, code: &'static str) {
    let transport = transport.as_str();
    counter!(OPERATIONS, "transport" => transport, "kind" => kind, "code" => code).increment(1);
}

pub(super) fn kind_name(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}
