//! GraphQL by POST and GET: reading a request, and answering it in one piece or as events.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
    web,
};
use async_graphql::{Response, ServerError, Value, parser::types::OperationType};

use super::{
    answer::{self, Failure, tidy},
    compression,
    conditional::Conditional,
    events, flood,
    graphql::{Outcome, Service},
    media::{self, Accepted, Media},
    request_id,
    sent::{self, Sent},
};
use crate::platform::{
    error::Code,
    graphql::{Languages, persisted::NO_DOCUMENT},
    throttle::Transport,
};

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

pub(super) async fn post(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
) -> HttpResponse {
    let read = async {
        let headers = request.headers();
        if !media::is_json(headers) || headers.contains_key(header::CONTENT_ENCODING) {
            let message = "The body must be application/json, in UTF-8 and not compressed.";
            return Err(Failure::new(Code::UnsupportedMediaType, message));
        }
        let limits = &service.settings;
        let deadline = Duration::from_millis(limits.body_deadline_ms);
        let body = sent::body(&request, payload, limits.body_bytes, deadline).await?;
        Sent::read(&body)
    };
    answered(&request, &service, read).await
}

/// GET, and HEAD, which is a GET whose answer has no body.
pub(super) async fn get(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let read = async {
        let sent = Sent::in_address(request.query_string())?;
        if sent.has_text() {
            let message = "By GET a document is named, not sent: by documentId, or by its hash in extensions.persistedQuery. Send its text by POST.";
            return Err(post_only(message));
        }
        Ok(sent)
    };
    answered(&request, &service, read).await
}

pub(super) async fn other_method(request: HttpRequest) -> HttpResponse {
    let message =
        "Send GraphQL requests by POST, or by GET where they name a document; or open a WebSocket.";
    answer::other_method(&request, METHODS, message)
}

async fn answered(
    request: &HttpRequest,
    service: &web::Data<Service>,
    read: impl Future<Output = Result<Sent, Failure>>,
) -> HttpResponse {
    let Some(accepted) = Accepted::of(request.headers()) else {
        let message = "Accept takes none of the answers there are: application/graphql-response+json, application/json and text/event-stream, in UTF-8.";
        return Failure::new(Code::NotAcceptable, message).respond(request, Media::Json);
    };
    let answer = async {
        let bearer = sent::bearer(request.headers())?;
        let sent = read.await?;
        run(request, service, accepted, sent, bearer).await
    };
    answer
        .await
        .unwrap_or_else(|failure| failure.respond(request, accepted.media()))
}

async fn run(
    request: &HttpRequest,
    service: &web::Data<Service>,
    accepted: Accepted,
    sent: Sent,
    bearer: Option<String>,
) -> Result<HttpResponse, Failure> {
    if !sent.names_document() {
        return Err(Failure::new(Code::BadInput, NO_DOCUMENT));
    }
    let transport = match *request.method() {
        _ if accepted.prefers_events() => Transport::Stream,
        Method::POST => Transport::Post,
        _ => Transport::Get,
    };
    let source = flood::source(request).ok_or_else(Failure::internal)?;
    let mut source = source.by(transport);
    source.seen = sent::position(request.headers())?;
    // Only what stands in the manifest: it has been looked at, and is asked again and again.
    let trusted = request.method() != Method::POST
        && sent
            .name()
            .is_some_and(|name| service.persisted.trusts(name));
    let conditional = trusted.then(|| Conditional::of(request, accepted.media()));
    let writes = request.method() == Method::POST;
    let admitted = match service.admit(sent, languages(request.headers()), transport, writes) {
        Ok(admitted) => admitted,
        Err(errors) if errors.iter().any(is_post_only) => {
            return Err(post_only("Send mutations by POST."));
        }
        Err(errors) if accepted.prefers_events() => return Ok(events::refused(request, errors)),
        Err(errors) => return Err(refusal(errors, accepted.media())),
    };
    let kind = admitted.kind();
    // What anybody is told is no secret; a mutation may hand one out.
    let public = admitted.describes() || (bearer.is_none() && kind == OperationType::Query);
    let subscribes = kind == OperationType::Subscription;
    let as_events = accepted.prefers_events() || (subscribes && accepted.takes_events());
    if as_events && request.method() != Method::HEAD {
        if kind == OperationType::Mutation {
            let message = "Send mutations by POST with an Accept that takes application/json: a stream that breaks is begun again, and a mutation with it.";
            return Err(Failure::new(Code::BadInput, message));
        }
        let source = source.by(Transport::Stream);
        return events::open(request, service, admitted, bearer, source).await;
    }
    if subscribes {
        let message = "Subscriptions are served over a WebSocket at this address, by graphql-transport-ws, and as events: send Accept: text/event-stream.";
        return Err(Failure::new(Code::BadInput, message));
    }
    let limits = service.engine.limits();
    let outcome = service.run_unless(admitted, bearer, &source, conditional.as_ref());
    let (mut response, tag) = match outcome.await? {
        Outcome::Same(tag) => return Ok(kept(HttpResponse::NotModified(), &tag).finish()),
        Outcome::Answer(response, tag) => (response, tag),
    };
    tidy(&mut response, limits.errors, &request_id::of(request));
    Ok(whole(&response, accepted.media(), tag, public))
}

fn is_post_only(error: &ServerError) -> bool {
    answer::code_of(error) == Some(Code::MethodNotAllowed)
}

fn post_only(message: &str) -> Failure {
    Failure::new(Code::MethodNotAllowed, message)
        .with_header(header::ALLOW, HeaderValue::from_static("POST"))
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

/// Lets the client keep an answer, and ask before it uses it again; nobody between may.
fn kept(mut answer: HttpResponseBuilder, tag: &str) -> HttpResponseBuilder {
    answer.insert_header((header::ETAG, tag));
    answer.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    answer
}

fn whole(response: &Response, media: Media, tag: Option<String>, public: bool) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    match tag {
        Some(tag) => answer = kept(answer, &tag),
        None => {
            answer.insert_header((header::CACHE_CONTROL, "no-store"));
        }
    }
    answer.insert_header((header::CONTENT_TYPE, media.content_type()));
    match serde_json::to_vec(response) {
        Ok(body) if public => {
            let bytes = body.len();
            compression::public(answer.body(body), bytes)
        }
        Ok(body) => answer.body(body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
