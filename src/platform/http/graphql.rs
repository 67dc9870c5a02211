//! GraphQL over HTTP: one address, POST of JSON, and sockets.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse, guard,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web,
};
use async_graphql::{Name, Request, Response, ServerError, Value, parser::types::OperationType};
use futures_util::future::{BoxFuture, FutureExt};
use metrics::{counter, histogram};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::Instrument;
use uuid::Uuid;

use super::{
    address::Proxies,
    answer::{self, Failure, code_of, tidy},
    flood,
    line::{Line, Place},
    media::{self, Media},
    request_id,
    sent::{self, Sent},
    websocket::{self, Sockets},
};
use crate::platform::{
    error::{Code, Error, Result as Outcome},
    graphql::{Languages, gate::Admitted, gated::Engine},
    metering::{COST, OPERATION_DURATION, OPERATIONS},
    throttle::{Source, Transport},
};

/// Adds to a request what belongs to its viewer.
pub trait Prepare: Send + Sync + 'static {
    /// Finds out who holds the token and attaches what resolvers need. Without a token the viewer
    /// is anonymous; with a bad one the whole request is unauthenticated.
    fn prepare(&self, request: Request, bearer: Option<String>)
    -> BoxFuture<'_, Outcome<Prepared>>;

    /// Who holds a token, while it is good. Sockets ask when they open and about once a second.
    fn who(&self, bearer: Option<String>) -> BoxFuture<'_, Outcome<Option<Uuid>>>;
}

/// A request with what belongs to its viewer.
pub struct Prepared {
    pub request: Request,
    /// The person who is signed in.
    pub person: Option<Uuid>,
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
    /// Milliseconds a part of an answer may wait for a client that takes nothing; the connection is closed then.
    pub slow_reader_ms: u64,
    /// Connections open at once; further ones wait until the system lets them in.
    pub connections: usize,
    /// Operations run at once.
    pub in_work: usize,
    /// Operations that wait for that; further ones are refused with 503.
    pub waiting: usize,
    /// The proxies in front, which tell where requests come from.
    pub proxies: Proxies,
    /// Bounds of sockets.
    pub sockets: websocket::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_deadline_ms: 10_000,
            deadline_ms: 5_000,
            head_deadline_ms: 10_000,
            keep_alive_ms: 15_000,
            slow_reader_ms: 60_000,
            connections: 8_192,
            in_work: 128,
            waiting: 1_024,
            proxies: Proxies::default(),
            sockets: websocket::Settings::default(),
        }
    }
}

/// What the handlers share.
pub struct Service {
    /// The schema behind its gate.
    pub engine: Arc<dyn Engine>,
    /// Who asks.
    pub prepare: Arc<dyn Prepare>,
    /// Bounds.
    pub settings: Settings,
    /// Those being worked for, and those who wait for it.
    pub line: Arc<Line>,
    /// The sockets that are open.
    pub sockets: Arc<Sockets>,
    /// Turns true when the server is about to stop; sockets then close.
    pub stopping: watch::Receiver<bool>,
}

/// Serves `/graphql`. Expects a [`Service`] and the [`Origins`](super::cors::Origins) as data.
pub fn routes(config: &mut web::ServiceConfig) {
    let upgrade = guard::fn_guard(|context| wants_socket(context.head().headers()));
    config.service(
        web::resource("/graphql")
            .route(web::post().to(post))
            .route(web::get().guard(upgrade).to(websocket::open))
            .default_service(web::to(other_method)),
    );
}

fn wants_socket(headers: &HeaderMap) -> bool {
    let upgrade = headers
        .get(header::UPGRADE)
        .and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
}

async fn other_method(request: HttpRequest) -> HttpResponse {
    let message = "Send GraphQL requests by POST, or open a WebSocket.";
    answer::other_method(&request, "POST", message)
}

async fn post(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
) -> HttpResponse {
    let Some(media) = Media::accepted(request.headers()) else {
        let message =
            "Answers are application/graphql-response+json or application/json, in UTF-8.";
        return Failure::new(Code::NotAcceptable, message).respond(&request, Media::Json);
    };
    match respond_to(&request, payload, &service, media).await {
        Ok(response) => respond(&response, media),
        Err(failure) => failure.respond(&request, media),
    }
}

async fn respond_to(
    request: &HttpRequest,
    payload: web::Payload,
    service: &Service,
    media: Media,
) -> Result<Response, Failure> {
    let source = flood::source(request).ok_or_else(Failure::internal)?;
    let headers = request.headers();
    if !media::is_json(headers) || headers.contains_key(header::CONTENT_ENCODING) {
        let message = "The body must be application/json, in UTF-8 and not compressed.";
        return Err(Failure::new(Code::UnsupportedMediaType, message));
    }
    let bearer = sent::bearer(headers)?;
    let limits = &service.settings;
    let body = sent::body(
        request,
        payload,
        limits.body_bytes,
        Duration::from_millis(limits.body_deadline_ms),
    )
    .await?;
    let sent = Sent::read(&body)?;
    let asks_cost = sent.asks_cost();
    let asked = Request::from(sent).data(languages(headers));
    let admitted = service
        .admit(asked, Transport::Post)
        .map_err(|errors| refusal(errors, media))?;
    if admitted.kind() == OperationType::Subscription {
        let message =
            "Subscriptions are served over a WebSocket at this address, by graphql-transport-ws.";
        return Err(Failure::new(Code::BadInput, message));
    }
    let cost = asks_cost.then(|| cost(admitted.cost(), service.engine.limits().cost));
    let mut response = service.run(admitted, bearer, &source).await?;
    tidy(
        &mut response,
        service.engine.limits().errors,
        &request_id::of(request),
    );
    response
        .extensions
        .extend(cost.map(|cost| ("cost".to_owned(), cost)));
    Ok(response)
}

fn languages(headers: &HeaderMap) -> Languages {
    let accepted = headers.get(header::ACCEPT_LANGUAGE);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    accepted.map(Languages::from_header).unwrap_or_default()
}

/// A request that did not run: with `application/json` the status is that of the exchange, which
/// went well.
fn refusal(errors: Vec<ServerError>, media: Media) -> Failure {
    let unparsed = |error: &ServerError| {
        let code = error
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get("code"));
        code == Some(&Value::from(Code::GraphqlParseFailed.as_str()))
    };
    let status = match media {
        Media::Json => StatusCode::OK,
        Media::GraphqlResponse if errors.iter().any(unparsed) => StatusCode::BAD_REQUEST,
        Media::GraphqlResponse => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Failure::of(status, errors)
}

fn cost(requested: usize, limit: usize) -> Value {
    let members = [("requested", requested), ("limit", limit)];
    Value::Object(
        members
            .into_iter()
            .map(|(key, figure)| (Name::new(key), Value::from(figure)))
            .collect(),
    )
}

fn respond(response: &Response, media: Media) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    answer.insert_header((header::CONTENT_TYPE, media.content_type()));
    match serde_json::to_vec(response) {
        Ok(body) => answer.body(body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

impl Service {
    /// Checks what was asked without running anything; the errors are request errors.
    pub(super) fn admit(
        &self,
        asked: Request,
        transport: Transport,
    ) -> Result<Admitted, Vec<ServerError>> {
        let admitted = self.engine.admit(asked);
        if let Err(errors) = &admitted {
            let code = errors.first().and_then(code_of);
            count(transport, "none", code.unwrap_or(Code::Internal).as_str());
        }
        admitted
    }

    /// Runs a query or a mutation for whoever holds the token, when it is its turn.
    pub(super) async fn run(
        &self,
        admitted: Admitted,
        bearer: Option<String>,
        source: &Source,
    ) -> Result<Response, Failure> {
        let (kind, cost) = (admitted.kind(), admitted.cost());
        let span = tracing::info_span!("execute", %kind, cost);
        let run = async {
            let admitted = self.attach(admitted, bearer, source).await?;
            Failure::of_response(self.engine.run(admitted).await)
        };
        let in_turn = async {
            let _place = self.enter(source).await?;
            self.guarded(self.deadline(source), run).await
        };
        let outcome = in_turn.instrument(span).await;
        let kind = kind_name(kind);
        let code = match &outcome {
            Ok(response) => match response.errors.first() {
                None => "OK",
                Some(error) => code_of(error).unwrap_or(Code::Internal).as_str(),
            },
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
        let cost = admitted.cost();
        let prepared = admitted.prepare(async |request| {
            let prepared = self.prepare.prepare(request, bearer).await?;
            source.charge(prepared.person, cost)?;
            Ok::<_, Error>(prepared.request.data(source.clone()))
        });
        prepared.await.map_err(Failure::from)
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
                "The request took too long and was given up.",
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
