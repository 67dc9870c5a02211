//! What clients send: the parameters of a request, and who asks.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web,
};
use async_graphql::{Request, Variables};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::Failure;
use crate::platform::error::Code;

const MAX_TOKEN_CHARS: usize = 8_192;

/// The parameters of a request. A key given twice or of a wrong type is refused, unknown keys are
/// passed over.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    query: String,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    extensions: Option<Map<String, Value>>,
}

impl Sent {
    pub(super) fn read(body: &[u8]) -> Result<Self, Failure> {
        // A struct could also be read from an array.
        if body.trim_ascii_start().first() != Some(&b'{') {
            let message = "The body is not a JSON object with a query; batches are not served.";
            return Err(Failure::new(Code::BadInput, message));
        }
        let unreadable = |error| {
            Failure::new(
                Code::BadInput,
                &format!("The body cannot be read: {error}."),
            )
        };
        serde_json::from_slice(body).map_err(unreadable)
    }
}

impl From<Sent> for Request {
    fn from(sent: Sent) -> Self {
        let mut request = Self::new(sent.query);
        request.operation_name = sent.operation_name;
        request.variables = Variables::from_json(Value::Object(sent.variables.unwrap_or_default()));
        // Of the extensions the gate reads this one.
        let cost = sent.extensions.and_then(|mut given| given.remove("cost"));
        let cost = cost.and_then(|cost| async_graphql::Value::from_json(cost).ok());
        request
            .extensions
            .extend(cost.map(|cost| ("cost".to_owned(), cost)));
        request
    }
}

/// The whole body, if it is small enough and comes in time.
pub(super) async fn body(
    request: &HttpRequest,
    payload: web::Payload,
    most: usize,
    deadline: Duration,
) -> Result<Vec<u8>, Failure> {
    let message = format!("The body is larger than {most} bytes.");
    let too_large = || Failure::new(Code::PayloadTooLarge, &message);
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > most) {
        return Err(too_large());
    }
    let read = async {
        let (mut payload, mut body) = (payload, Vec::with_capacity(announced.unwrap_or_default()));
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Failure::new(Code::BadInput, "The body broke off."))?;
            if body.len() + chunk.len() > most {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    let late = |_| {
        Failure::new(Code::Timeout, "The body took too long to arrive.")
            .with_status(StatusCode::REQUEST_TIMEOUT)
    };
    tokio::time::timeout(deadline, read).await.map_err(late)?
}

/// The access token of the `Authorization` header, if there is one.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let mut values = headers.get_all(header::AUTHORIZATION);
    let token = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(only), None) => only.to_str().ok().and_then(token),
        (Some(_), Some(_)) => None,
    };
    let message = "The Authorization header is not `Bearer <access token>`.";
    token
        .map(Some)
        .ok_or_else(|| Failure::new(Code::Unauthenticated, message))
}

/// The token in `Bearer <token>`.
pub(super) fn token(authorization: &str) -> Option<String> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    let token = token.trim_start();
    let fits = scheme.eq_ignore_ascii_case("bearer")
        && (1..=MAX_TOKEN_CHARS).contains(&token.len())
        && token.bytes().all(allowed);
    fits.then(|| token.to_owned())
}
