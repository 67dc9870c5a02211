//! GraphQL over WebSocket, by the protocol `graphql-transport-ws`: queries and subscriptions.

mod frames;
mod protocol;
mod register;
mod socket;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Version,
        header::{self, HeaderMap, HeaderValue},
    },
    web,
};
use serde::{Deserialize, Serialize};
use tracing::Instrument;

pub use self::register::Sockets;
pub(super) use self::register::Ticket;
use self::{protocol::PROTOCOL, socket::Socket};
use super::{
    answer::Failure,
    cors::{self, Origins},
    flood,
    graphql::Service,
    media::Media,
    request_id, sent,
};
use crate::platform::{error::Code, throttle::Transport};

/// Bounds of sockets.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Sockets open at once; a further one is refused with 503.
    pub most: usize,
    /// Sockets open at once from one address; a further one is refused with 429.
    pub each_address: usize,
    /// Sockets open at once for one person; a further one is closed with 1013.
    pub each_person: usize,
    /// Milliseconds in which the client must send `connection_init`; else 4408.
    pub init_deadline_ms: u64,
    /// Operations running at once; a further one is answered with an error.
    pub operations: usize,
    /// Bytes of one message from the client, over all its fragments; else 1009.
    pub message_bytes: usize,
    /// Milliseconds an answer may wait for a reader that does not keep up with the 32 messages
    /// queued before it; else 1013.
    pub slow_reader_ms: u64,
    /// Milliseconds between pings. A client silent for two of them is taken for gone.
    pub ping_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            most: 4_096,
            each_address: 256,
            each_person: 32,
            init_deadline_ms: 3_000,
            operations: 20,
            message_bytes: 64 * 1024,
            slow_reader_ms: 5_000,
            ping_ms: 25_000,
        }
    }
}

/// Upgrades a request to a socket.
pub(super) async fn open(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
    origins: web::Data<Origins>,
) -> HttpResponse {
    let opened = check(&request, &origins).and_then(|bearer| {
        let source = flood::source(&request).ok_or_else(Failure::internal)?;
        let ticket = service.sockets.open(source.key())?;
        let version = HeaderValue::from_static("13");
        let unusable = |_| {
            Failure::new(Code::BadInput, "The WebSocket handshake lacks a header: Upgrade, Connection, Sec-WebSocket-Version: 13 and Sec-WebSocket-Key are needed.")
                .with_header(header::SEC_WEBSOCKET_VERSION, version)
        };
        let most = service.settings.sockets.message_bytes;
        let payload = frames::bounded(&request, payload, most);
        let (response, session, messages) =
            actix_ws::handle_with_protocols(&request, payload, &[PROTOCOL]).map_err(unusable)?;
        let messages = messages
            .max_frame_size(most)
            .aggregate_continuations()
            .max_continuation_size(most);
        let id = request_id::of(&request);
        let span = tracing::info_span!(parent: None, "socket", request_id = id.0);
        let source = source.again(Transport::Socket);
        let socket = Socket::new(service.into_inner(), session, id, bearer, (source, ticket));
        actix_web::rt::spawn(socket.serve(messages).instrument(span));
        Ok(response)
    });
    opened.unwrap_or_else(|failure| failure.respond(&request, Media::Json))
}

/// The access token of the handshake, which programs can send and browsers cannot.
fn check(request: &HttpRequest, origins: &Origins) -> Result<Option<String>, Failure> {
    let headers = request.headers();
    if !origins.permit_socket(headers) {
        return Err(cors::other_origin());
    }
    if request.version() != Version::HTTP_11 {
        let message = "A WebSocket is opened by HTTP/1.1.";
        return Err(Failure::new(Code::BadInput, message));
    }
    if !speaks(headers) {
        return Err(Failure::new(
            Code::BadInput,
            "Sec-WebSocket-Protocol must ask for graphql-transport-ws.",
        ));
    }
    sent::bearer(headers)
}

fn speaks(headers: &HeaderMap) -> bool {
    let values = headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|offered| offered.trim() == PROTOCOL)
}
