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
use async_graphql::{Request, ServerError, Variables};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::Value;

use super::{answer::Failure, object::Object};
use crate::platform::{
    error::Code,
    graphql::{gate::coded, persisted::Named},
    store::Position,
};

/// The header that says up to where a change has written, and that the client sends with what it asks later.
pub(super) const POSITION: &str = "x-erfa-position";
const MAX_TOKEN_CHARS: usize = 8_192;

/// The parameters of a request. A key given twice or of a wrong type is refused, unknown keys are
/// passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<Object>,
    extensions: Option<Object>,
}

impl Sent {
    pub(super) fn read(body: &[u8]) -> Result<Self, Failure> {
        // A struct could also be read from an array.
        if body.trim_ascii_start().first() != Some(&b'{') {
            let message = "The body is not a JSON object with a query; batches are not served.";
            return Err(bad(message));
        }
        let unreadable = |error| bad(&format!("The body cannot be read: {error}."));
        serde_json::from_slice(body).map_err(unreadable)
    }

    /// The parameters in the address of a GET: `variables` and `extensions` are JSON there.
    pub(super) fn in_address(query: &str) -> Result<Self, Failure> {
        let unreadable = |_| bad("The query string of the address cannot be read.");
        let pairs = web::Query::<Vec<(String, String)>>::from_query(query).map_err(unreadable)?;
        let mut sent = Self::default();
        for (name, value) in pairs.into_inner() {
            if value.contains(char::REPLACEMENT_CHARACTER) {
                return Err(bad("The query string of the address is not UTF-8."));
            }
            let again = match name.as_str() {
                "query" => sent.query.replace(value).is_some(),
                "documentId" => sent.document_id.replace(value).is_some(),
                "operationName" => sent.operation_name.replace(value).is_some(),
                "variables" => put(&mut sent.variables, &name, &value)?,
                "extensions" => put(&mut sent.extensions, &name, &value)?,
                _ => false,
            };
            if again {
                let message = format!("The address holds {name} twice; send it once.");
                return Err(bad(&message));
            }
        }
        Ok(sent)
    }

    /// Whether it says which document it means, in any way.
    pub(super) fn names_document(&self) -> bool {
        let hash = self.extension("persistedQuery");
        let named = self.document_id.is_some() || hash.is_some_and(|hash| !hash.is_null());
        self.has_text() || named
    }

    /// Whether the text of a document came along.
    pub(super) fn has_text(&self) -> bool {
        self.query.is_some()
    }

    /// The name or hash by which it means a document.
    pub(super) fn name(&self) -> Option<&str> {
        let hash = self.extension("persistedQuery");
        let hash = hash.and_then(|given| given["sha256Hash"].as_str());
        self.document_id.as_deref().or(hash)
    }

    fn extension(&self, name: &str) -> Option<&Value> {
        self.extensions.as_ref()?.0.get(name)
    }

    /// How it says which document it means, and a request that lacks that document alone.
    pub(super) fn split(self) -> Result<(Named, Request), Vec<ServerError>> {
        let named = Named {
            hash: hash(self.extension("persistedQuery"))?,
            text: self.query,
            id: self.document_id,
        };
        let mut request = Request::new("");
        request.operation_name = self.operation_name;
        request.variables =
            Variables::from_json(Value::Object(self.variables.unwrap_or_default().0));
        // Of the extensions the gate reads this one.
        let cost = self.extensions.and_then(|mut given| given.0.remove("cost"));
        let cost = cost.and_then(|cost| async_graphql::Value::from_json(cost).ok());
        request
            .extensions
            .extend(cost.map(|cost| ("cost".to_owned(), cost)));
        Ok((named, request))
    }
}

/// The hash in `extensions.persistedQuery`, as clients of Apollo's protocol send it.
fn hash(given: Option<&Value>) -> Result<Option<String>, Vec<ServerError>> {
    let Some(given) = given else {
        return Ok(None);
    };
    match (&given["version"], &given["sha256Hash"]) {
        _ if given.is_null() => Ok(None),
        (Value::Number(version), Value::String(hash)) if version.as_u64() == Some(1) => {
            Ok(Some(hash.clone()))
        }
        _ => {
            let message = "extensions.persistedQuery must be {version: 1, sha256Hash}, the hash in 64 hexadecimal digits.";
            Err(vec![coded(Code::BadInput, message, None)])
        }
    }
}

/// Reads a JSON object of the address; tells whether there was one already.
fn put(place: &mut Option<Object>, name: &str, value: &str) -> Result<bool, Failure> {
    let read: Option<Object> = serde_json::from_str(value).map_err(|error| {
        bad(&format!(
            "{name} in the address is not a JSON object: {error}."
        ))
    })?;
    Ok(place.replace(read.unwrap_or_default()).is_some())
}

fn bad(message: &str) -> Failure {
    Failure::new(Code::BadInput, message)
}

/// The whole body, if it is small enough and comes in time.
pub(super) async fn body(
    request: &HttpRequest,
    payload: web::Payload,
    most: usize,
    deadline: Duration,
) -> Result<Vec<u8>, Failure> {
    let message = format!("The body is larger than {most} bytes, which is the most that is taken.");
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
            let chunk = chunk
                .map_err(|_| bad("The body broke off before its end; send the request again."))?;
            if body.len() + chunk.len() > most {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    let late = |_| {
        Failure::new(
            Code::Timeout,
            "The body took too long to arrive; send the request again when the line is better.",
        )
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
    let message = "The Authorization header must be `Bearer <access token>`.";
    token
        .map(Some)
        .ok_or_else(|| Failure::new(Code::Unauthenticated, message))
}

/// Up to where the client has seen what was written, if it says so.
pub(super) fn position(headers: &HeaderMap) -> Result<Option<Position>, Failure> {
    let mut values = headers.get_all(POSITION);
    let position = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(only), None) => only.to_str().ok().and_then(|text| text.parse().ok()),
        (Some(_), Some(_)) => None,
    };
    let message =
        "The X-Erfa-Position header must be the one of an earlier answer, once and as it was.";
    position.map(Some).ok_or_else(|| bad(message))
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
