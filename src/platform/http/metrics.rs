//! `GET /metrics`: what has been counted, in the text form of Prometheus, for whoever looks after the server.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    web,
};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{address::is_local, answer, sent};
use crate::platform::metering;

/// Who may read what is counted. Others are told that there is nothing.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsSettings {
    /// Whether requests from this computer may, that came through no proxy.
    pub local: bool,
    /// The bearer token that opens it to others; empty: none does.
    pub token: String,
}

impl Default for MetricsSettings {
    fn default() -> Self {
        Self {
            local: true,
            token: String::new(),
        }
    }
}

/// Looks at what is only seen by looking, such as how many wait at this moment.
pub trait Sample: Send + Sync + 'static {
    fn sample(&self) -> BoxFuture<'_, ()>;
}

/// What the handler needs.
pub struct Meters {
    pub settings: MetricsSettings,
    pub sample: Arc<dyn Sample>,
}

/// Serves `/metrics`. Expects [`Meters`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(answer::reads("/metrics", show));
}

async fn show(request: HttpRequest, meters: web::Data<Meters>) -> HttpResponse {
    let counted = match meters.settings.permit(&request) {
        true => metering::start(),
        false => None,
    };
    let Some(counted) = counted else {
        return answer::not_found(request).await;
    };
    meters.sample.sample().await;
    counted.run_upkeep();
    HttpResponse::Ok()
        .insert_header((
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(counted.render())
}

impl MetricsSettings {
    fn permit(&self, request: &HttpRequest) -> bool {
        let local = self.local && is_local(request.peer_addr(), request.headers());
        local || self.knows(request.headers())
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let sent = sent::bearer(headers).ok().flatten();
        // Prints are compared: how long that takes tells nothing of the token.
        let print = |token: &str| Sha256::digest(token.as_bytes());
        !self.token.is_empty() && sent.is_some_and(|sent| print(&sent) == print(&self.token))
    }
}
