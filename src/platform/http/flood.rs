//! What every request passes before anything of it is read: it is counted for its address, and turned away while there
//! is no room.

use std::{sync::Arc, time::Instant};

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use metrics::{counter, histogram};

use super::{
    address::Proxies, answer::Failure, connection::Answering, line::Line, media::Media,
    sent::POSITION,
};
use crate::platform::{
    metering::{HTTP_DURATION, HTTP_REQUESTS},
    throttle::{self, Source, Standing, Throttle, Transport},
};

/// Whoever looks after the server gets through whatever happens.
const EXEMPT: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// What requests are counted by.
pub struct Flood {
    pub throttle: Arc<Throttle>,
    pub line: Arc<Line>,
    pub proxies: Proxies,
}

/// The source of a request that came through [`guard`].
pub fn source(request: &HttpRequest) -> Option<Source> {
    request.extensions().get::<Source>().cloned()
}

/// Middleware: refuses what comes too fast or finds no room, and tells the others what is left.
pub async fn guard(
    flood: web::Data<Flood>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let start = Instant::now();
    let address = flood
        .proxies
        .address(request.head().peer_addr, request.headers());
    let source = throttle::source(&flood.throttle, address, Transport::Post);
    request.extensions_mut().insert(source.clone());
    let method = method(request.method());
    let mut answering = Answering::begin(&request);
    let admitted = match EXEMPT.contains(&request.path()) {
        true => Ok(()),
        false => admit(&flood, &source),
    };
    let mut response = match admitted {
        Ok(()) => next.call(request).await?.map_into_left_body(),
        Err(failure) => {
            let answer = failure.respond(request.request(), Media::Json);
            request.into_response(answer).map_into_right_body()
        }
    };
    if let Some(standing) = source.standing() {
        announce(response.headers_mut(), standing);
    }
    if let Some(position) = source.written.position()
        && let Ok(value) = HeaderValue::try_from(position.to_string())
    {
        let header = HeaderName::from_static(POSITION);
        response.headers_mut().insert(header, value);
    }
    if response.status() == StatusCode::REQUEST_TIMEOUT {
        answering.end();
    }
    let route = route(response.request());
    let status = response.status().as_str().to_owned();
    counter!(HTTP_REQUESTS, "route" => route.clone(), "method" => method, "status" => status)
        .increment(1);
    histogram!(HTTP_DURATION, "route" => route).record(start.elapsed().as_secs_f64());
    Ok(response.map_body(|_, body| answering.watch(body)))
}

fn admit(flood: &Flood, source: &Source) -> Result<(), Failure> {
    source.knock()?;
    flood.line.has_room()
}

/// The pattern that served the request: one of those of this program.
fn route(request: &HttpRequest) -> String {
    request.match_pattern().unwrap_or_else(|| "none".to_owned())
}

fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The fields of the IETF's draft on rate limits.
fn announce(headers: &mut HeaderMap, standing: Standing) {
    let Standing {
        lane,
        rate,
        remaining,
        reset,
    } = standing;
    let policy = format!("\"{lane}\";q={};w={}", rate.most, rate.seconds);
    let left = format!("\"{lane}\";r={remaining};t={reset}");
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
