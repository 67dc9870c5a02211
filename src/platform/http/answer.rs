//! The one form of every failure: `{"errors":[{"message","extensions":{"code"}}]}`.

use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder,
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web,
};
use async_graphql::{Pos, Response, ServerError, Value};
use serde_json::json;

use super::{
    media::Media,
    request_id::{self, RequestId},
};
use crate::platform::{
    error::{Code, Error, RETRY_AFTER},
    graphql::gate::{at_most, coded},
};

/// An answer without data.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    errors: Vec<ServerError>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Failure {
    /// A failure with the status that goes with its code.
    pub fn new(code: Code, message: &str) -> Self {
        Self::of(status(code), vec![coded(code, message, None)])
    }

    /// A failure with these errors.
    pub fn of(status: StatusCode, errors: Vec<ServerError>) -> Self {
        let challenge = (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        Self {
            status,
            errors,
            header: (status == StatusCode::UNAUTHORIZED).then_some(challenge),
        }
    }

    /// Something broke here; the cause has been logged.
    pub fn internal() -> Self {
        Self::new(Code::Internal, INTERNAL)
    }

    /// The same failure with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same failure with one more word on each error, beside its code.
    pub fn with_extension(mut self, name: &str, value: impl Into<Value> + Clone) -> Self {
        for error in &mut self.errors {
            let extensions = error.extensions.get_or_insert_default();
            extensions.set(name, value.clone());
        }
        self
    }

    /// The same failure with one more header.
    pub fn with_header(self, name: HeaderName, value: HeaderValue) -> Self {
        Self {
            header: Some((name, value)),
            ..self
        }
    }

    /// What an operation answered, if it failed as a whole for want of room or time: nothing came of it, and it can be sent
    /// again.
    pub fn of_response(response: Response) -> Result<Response, Self> {
        if response.data != Value::Null {
            return Ok(response);
        }
        let code = response.errors.iter().find_map(|error| {
            let ours = [Code::RateLimited, Code::Unavailable];
            code_of(error).filter(|code| ours.contains(code))
        });
        match code {
            Some(code) => Err(Self::of(status(code), response.errors)),
            None => Ok(response),
        }
    }

    /// The code of what went wrong first.
    pub fn code(&self) -> Code {
        let code = self.errors.first().and_then(code_of);
        code.unwrap_or(Code::Internal)
    }

    /// Whether the same request may well be served later.
    pub(super) fn comes_again(&self) -> bool {
        let again = [
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::SERVICE_UNAVAILABLE,
        ];
        again.contains(&self.status)
    }

    /// When to come back, as the errors have it.
    fn retry_after(&self) -> Option<HeaderValue> {
        if !self.comes_again() {
            return None;
        }
        let told = self.errors.iter().find_map(|error| {
            match error.extensions.as_ref()?.get(RETRY_AFTER)? {
                Value::Number(seconds) => seconds.as_u64(),
                _ => None,
            }
        });
        Some(HeaderValue::from(told.unwrap_or(SOON)))
    }

    /// What went wrong, ready to be sent.
    pub fn errors(self, id: &RequestId) -> Vec<ServerError> {
        let again = self.comes_again();
        let mut errors = self.errors;
        for error in &mut errors {
            present(error, id);
            let extensions = error.extensions.get_or_insert_default();
            if again && extensions.get(RETRY_AFTER).is_none() {
                extensions.set(RETRY_AFTER, SOON);
            }
        }
        errors
    }

    /// The answer over HTTP.
    pub fn respond(self, request: &HttpRequest, media: Media) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response.insert_header((header::CONTENT_TYPE, media.content_type()));
        if let Some(seconds) = self.retry_after() {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(header) = self.header.clone() {
            response.insert_header(header);
        }
        // The rest of a body that is not read is not waited for.
        if [StatusCode::REQUEST_TIMEOUT, StatusCode::PAYLOAD_TOO_LARGE].contains(&self.status) {
            response.force_close();
        }
        let errors = self.errors(&request_id::of(request));
        response.body(json!({ "errors": errors }).to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let status = status(error.code());
        let mut error = async_graphql::Error::from(error).into_server_error(Pos::default());
        error.locations.clear();
        Self::of(status, vec![error])
    }
}

/// Seconds after which a server that was too busy may be so no longer.
const SOON: u64 = 2;

/// The code of an error, as clients see it.
pub fn code_of(error: &ServerError) -> Option<Code> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(name) => Code::named(name),
        _ => None,
    }
}

/// The answer where nothing is served.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    Failure::new(Code::NotFound, "Nothing is served at this address.")
        .respond(&request, Media::Json)
}

/// What is read at an address: by GET, and by HEAD without its body.
pub fn reads<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .default_service(web::to(async |request: HttpRequest| {
            other_method(&request, "GET, HEAD", "What is here is asked for by GET.")
        }))
}

/// The answer to a method that is not served at an address.
pub fn other_method(request: &HttpRequest, allow: &'static str, message: &str) -> HttpResponse {
    let allow = (header::ALLOW, HeaderValue::from_static(allow));
    if request.method() == Method::OPTIONS {
        return HttpResponse::NoContent().insert_header(allow).finish();
    }
    Failure::new(Code::MethodNotAllowed, message)
        .with_header(allow.0, allow.1)
        .respond(request, Media::Json)
}

/// Makes the errors of an executed operation fit to be sent, and leaves out those beyond `most`.
pub fn tidy(response: &mut Response, most: usize, id: &RequestId) {
    at_most(&mut response.errors, most);
    response
        .errors
        .iter_mut()
        .for_each(|error| present(error, id));
}

const INTERNAL: &str = "Something went wrong here. The cause is logged under this request's id.";

/// Gives an error its code where the executor gave none, and ours the id to quote.
fn present(error: &mut ServerError, id: &RequestId) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        // The executor codes none of its own errors; those below are about arguments.
        let about_input = ["Failed to parse", "Expected input type"];
        let code = if about_input
            .iter()
            .any(|start| error.message.starts_with(start))
        {
            Code::BadInput
        } else {
            tracing::error!(cause = error.message, "the executor failed");
            error.message = INTERNAL.to_owned();
            Code::Internal
        };
        extensions.set("code", code.as_str());
    }
    let ours = [Code::Internal, Code::Timeout, Code::Unavailable];
    let is_ours = |code: &Value| matches!(code, Value::String(text) if ours.iter().any(|one| one.as_str() == text));
    if extensions.get("code").is_some_and(is_ours) {
        extensions.set("requestId", id.0.as_str());
    }
}

fn status(code: Code) -> StatusCode {
    let status = code.statuses().first().copied().unwrap_or(500);
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
