//! GraphQL over HTTP: one address, POST of JSON, and sockets.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, guard,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web,
};
use async_graphql::{Request, Response, ServerError, Value, parser::types::OperationType};
use futures_util::future::{BoxFuture, FutureExt};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::Instrument;

use super::{
    answer::{self, Failure, tidy},
    media::{self, Media},
    request_id,
    sent::{self, Sent},
    websocket,
};
use crate::platform::{
    error::{Code, Result as Outcome},
    graphql::{Languages, gate::Admitted, gated::Engine},
};

/// Adds to a request what belongs to its viewer.
pub trait Prepare: Send + Sync + 'static {
    /// Finds out who holds the token and attaches what resolvers need. Without a token the viewer
    /// is anonymous; with a bad one the whole request is unauthenticated.
    fn prepare(&self, request: Request, bearer: Option<String>) -> BoxFuture<'_, Outcome<Request>>;

    /// Whether a token is still good. Sockets ask when they open and about once a second.
    fn alive(&self, bearer: Option<String>) -> BoxFuture<'_, bool>;
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
    /// Bounds of sockets.
    pub sockets: websocket::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_deadline_ms: 10_000,
            deadline_ms: 5_000,
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
    let asked = Request::from(sent).data(languages(headers));
    let admitted = service
        .engine
        .admit(asked)
        .map_err(|errors| refusal(errors, media))?;
    if admitted.kind() == OperationType::Subscription {
        let message =
            "Subscriptions are served over a WebSocket at this address, by graphql-transport-ws.";
        return Err(Failure::new(Code::BadInput, message));
    }
    let mut response = service.run(admitted, bearer).await?;
    tidy(
        &mut response,
        service.engine.limits().errors,
        &request_id::of(request),
    );
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
