//! The messages of `graphql-transport-ws`.

use async_graphql::{Response, ServerError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::sent::{Sent, token};

/// The name by which clients ask for the protocol.
pub(super) const PROTOCOL: &str = "graphql-transport-ws";

type Payload = Map<String, Value>;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Incoming {
    ConnectionInit { payload: Option<Payload> },
    Ping { payload: Option<Payload> },
    Pong {},
    Subscribe { id: String, payload: Sent },
    Complete { id: String },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Outgoing<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Payload>,
    },
    Next {
        id: &'a str,
        payload: &'a Response,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

/// How a conversation ends.
#[derive(Debug)]
pub(super) enum End {
    /// The other side left.
    Gone,
    /// We close, with this code and reason.
    Close(u16, &'static str),
}

pub(super) const LEAVING: End = End::Close(1001, "The server is stopping");
pub(super) const INVALID_TEXT: End = End::Close(1007, "Text must be UTF-8");
pub(super) const TOO_LARGE: End = End::Close(1009, "Message too large");
pub(super) const BROKEN_FRAME: End = End::Close(1002, "Protocol error");
pub(super) const BROKEN_HERE: End = End::Close(1011, "Internal error");
/// Come back later: sent to readers slower than what they subscribed to, who may have missed
/// something and must read anew.
pub(super) const TOO_SLOW: End = End::Close(1013, "Reading too slowly");
/// Come back later: one person may have only so many.
pub(super) const TOO_MANY: End = End::Close(1013, "Too many sockets of this person");
pub(super) const FLOOD: End = End::Close(4429, "Too many messages");
pub(super) const MALFORMED: End = End::Close(4400, "Invalid message");
pub(super) const UNAUTHORIZED: End = End::Close(4401, "Unauthorized");
pub(super) const FORBIDDEN: End = End::Close(4403, "Forbidden");
pub(super) const LATE: End = End::Close(4408, "Connection initialisation timeout");
pub(super) const TAKEN: End = End::Close(4409, "Subscriber for this id already exists");
pub(super) const AGAIN: End = End::Close(4429, "Too many initialisation requests");

/// The access token in the payload of a `connection_init`, if there is one.
pub(super) fn token_in(payload: Option<&Payload>) -> Result<Option<String>, End> {
    let given = |name| payload.and_then(|payload| payload.get(name));
    let header = given("authorization").or_else(|| given("Authorization"));
    let read = match (header, given("accessToken")) {
        (Some(Value::String(header)), _) => token(header),
        (None, Some(Value::String(bare))) => token(&format!("Bearer {bare}")),
        (None | Some(Value::Null), None | Some(Value::Null)) => return Ok(None),
        _ => None,
    };
    read.map(Some).ok_or(FORBIDDEN)
}
