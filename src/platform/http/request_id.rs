//! Every request has an id, which its answer, its log lines and its internal errors carry.

use std::time::Instant;

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};
use tracing::{Instrument, Span, field};

use crate::platform::clock::new_id;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
const MAX_CHARS: usize = 64;

/// The id of one HTTP request, or of one socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    fn new() -> Self {
        Self(new_id().simple().to_string())
    }

    /// The caller's own id, if it is fit for logs.
    fn sent(headers: &HeaderMap) -> Option<Self> {
        let id = headers.get(HEADER)?.to_str().ok()?;
        let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let fits = (1..=MAX_CHARS).contains(&id.len()) && id.bytes().all(fit);
        fits.then(|| Self(id.to_owned()))
    }
}

/// The id of a request that came through [`track`].
pub fn of(request: &HttpRequest) -> RequestId {
    let known = request.extensions().get::<RequestId>().cloned();
    known.unwrap_or_else(RequestId::new)
}

/// Middleware, outermost: gives the request its id and a span. Neither query strings nor bodies
/// nor headers are logged: they can hold secrets.
pub async fn track(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = RequestId::sent(request.headers()).unwrap_or_else(RequestId::new);
    let span = tracing::info_span!(
        "request",
        method = %request.method(),
        path = request.path(),
        request_id = id.0,
        status = field::Empty,
        duration_ms = field::Empty,
    );
    request.extensions_mut().insert(id.clone());
    handle(request, next, id).instrument(span).await
}

async fn handle<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
    id: RequestId,
) -> Result<ServiceResponse<B>, Error> {
    let start = Instant::now();
    let mut answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let span = Span::current();
    span.record("status", status.as_u16());
    span.record("duration_ms", start.elapsed().as_millis() as u64);
    tracing::info!("answered");
    if let (Ok(response), Ok(value)) = (&mut answer, HeaderValue::from_str(&id.0)) {
        response.headers_mut().insert(HEADER, value);
    }
    answer
}
