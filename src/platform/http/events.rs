//! GraphQL over server-sent events, by the distinct mode of the protocol `graphql-sse`: one operation a connection.

use std::convert::Infallible;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Bytes},
};
use async_graphql::{Response, ServerError};
use futures_util::{
    future::{BoxFuture, FutureExt, pending},
    stream::{self, LocalBoxStream, Stream, StreamExt},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Interval, interval};

use super::{
    answer::Failure,
    graphql::{Service, milliseconds},
    operation::{self, Event},
    places::Place,
    request_id::{self, RequestId},
    websocket::Ticket,
};
use crate::platform::{
    error::{Code, Error},
    graphql::gate::Admitted,
    throttle::Source,
};

/// Bounds of event streams.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Streams that are open at once with one access token; a further one is answered with 429.
    pub streams: usize,
    /// Streams that are open at once without one, in all.
    pub anonymous: usize,
    /// Milliseconds without an event after which a comment keeps the connection from being cut.
    pub keep_alive_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            streams: 20,
            anonymous: 10_000,
            keep_alive_ms: 12_000,
        }
    }
}

const KEEP_ALIVE: &[u8] = b":\n\n";

/// The answer to a request that the gate refused: by this protocol one event, and the end.
pub(super) fn refused(request: &HttpRequest, errors: Vec<ServerError>) -> HttpResponse {
    let errors =
        Failure::of(actix_web::http::StatusCode::OK, errors).errors(&request_id::of(request));
    answer().body([failed(&errors), complete()].concat())
}

/// Runs an operation and tells what comes of it.
pub(super) async fn open(
    request: &HttpRequest,
    service: &web::Data<Service>,
    admitted: Admitted,
    bearer: Option<String>,
    source: Source,
) -> Result<HttpResponse, Failure> {
    let mut ticket = service.sockets.open(source.key())?;
    let place = service
        .places
        .take(bearer.as_deref(), &service.settings.events)?;
    let revoked = match &bearer {
        None => pending().boxed(),
        Some(token) => {
            let watch = async { service.vigil.watch(token).await.map_err(Failure::from) };
            let watch = service.guarded(service.deadline(&source), watch).await?;
            if !ticket.belongs_to(watch.holder()) {
                let message = "You have too many sockets and event streams open; close one first.";
                return Err(Failure::new(Code::RateLimited, message));
            }
            watch.over().boxed()
        }
    };
    let id = request_id::of(request);
    let begun = match operation::begin(service, admitted, bearer, &source).await {
        // Nothing is told before its turn: then it has its status, as without events.
        Err(failure) if failure.comes_again() => return Err(failure),
        begun => begun,
    };
    let told = Told {
        _place: place,
        _ticket: ticket,
        events: operation::tell(service, begun, id.clone()).boxed_local(),
        revoked,
        stopped: service.stopped().boxed(),
        quiet: interval(milliseconds(service.settings.events.keep_alive_ms)),
        id,
        over: false,
    };
    Ok(answer().streaming(told.bytes()))
}

/// What is told of an operation. Asked for the next piece only when there is room for it, so that a slow reader holds up
/// its own operation and nothing is queued for it.
struct Told {
    _place: Place,
    _ticket: Ticket,
    events: LocalBoxStream<'static, Event>,
    /// Ends when the access token is no longer good.
    revoked: BoxFuture<'static, ()>,
    /// Ends when the server is about to.
    stopped: BoxFuture<'static, ()>,
    quiet: Interval,
    id: RequestId,
    over: bool,
}

impl Told {
    fn bytes(mut self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        // The first tick comes at once.
        self.quiet.reset();
        stream::unfold(self, |mut told| async move {
            let piece = told.next().await?;
            Some((Ok(piece), told))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        if self.over {
            return None;
        }
        let piece = tokio::select! {
            biased;
            // Not complete: the client then begins anew, elsewhere.
            () = &mut self.stopped => return None,
            () = &mut self.revoked => {
                let errors = Failure::from(Error::Unauthenticated).errors(&self.id);
                self.last(failed(&errors))
            }
            event = self.events.next() => match event {
                Some(Event::Next(response)) => next(&response),
                Some(Event::Failed(errors)) => self.last(failed(&errors)),
                Some(Event::Complete) | None => self.last(vec![]),
            },
            _ = self.quiet.tick() => KEEP_ALIVE.to_vec(),
        };
        self.quiet.reset();
        Some(piece.into())
    }

    fn last(&mut self, piece: Vec<u8>) -> Vec<u8> {
        self.over = true;
        [piece, complete()].concat()
    }
}

fn answer() -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CONTENT_TYPE, "text/event-stream; charset=utf-8"));
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    // Proxies that would otherwise gather the answer before they pass it on.
    answer.insert_header(("x-accel-buffering", HeaderValue::from_static("no")));
    answer
}

fn next(response: &Response) -> Vec<u8> {
    match serde_json::to_string(response) {
        Ok(text) => event("next", &text),
        Err(_) => event("next", &json!({ "errors": [{ "message": "", "extensions": { "code": Code::Internal.as_str() } }] }).to_string()),
    }
}

fn failed(errors: &[ServerError]) -> Vec<u8> {
    event("next", &json!({ "errors": errors }).to_string())
}

fn complete() -> Vec<u8> {
    event("complete", "")
}

/// JSON has no line breaks outside of its strings, and none in them that are not escaped.
fn event(name: &str, data: &str) -> Vec<u8> {
    format!("event: {name}\ndata: {data}\n\n").into_bytes()
}
