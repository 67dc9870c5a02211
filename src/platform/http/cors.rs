//! Which pages of other sites may talk to this server.

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web,
};
use serde::{Deserialize, Serialize};

use super::{answer::Failure, media::Media};
use crate::platform::error::Code;

const METHODS: &str = "GET, HEAD, POST, OPTIONS";
const HEADERS: &str = "accept, authorization, content-type, if-none-match, if-range, last-event-id, range, x-erfa-position, x-erfa-upload, \
    x-request-id";
const EXPOSED: &str = "accept-ranges, content-disposition, content-range, etag, ratelimit, ratelimit-policy, retry-after, x-erfa-position, x-request-id";
/// Seconds a browser may remember a preflight.
const REMEMBERED: &str = "600";

/// The sites whose pages may call this server.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origins {
    /// Scheme, host and port as browsers send them, such as `https://example.org`.
    pub allowed_origins: Vec<String>,
    /// Whether pages served from this very computer may call too, on any port.
    pub allow_localhost: bool,
}

impl Origins {
    /// Whether a page of this origin may call.
    pub fn permit(&self, origin: &str) -> bool {
        self.allowed_origins.iter().any(|allowed| allowed == origin)
            || (self.allow_localhost && is_local(origin))
    }

    /// Whether a socket may be opened: browsers send `Origin` and ask nobody before.
    pub(super) fn permit_socket(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return true;
        };
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        self.permit(origin) || (host.is_some() && authority(origin) == host)
    }
}

fn authority(origin: &str) -> Option<&str> {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
}

/// A page of this origin may not call.
pub(super) fn other_origin() -> Failure {
    let message =
        "Pages of this origin may not call this server; cors.allowed_origins lists those that may.";
    Failure::new(Code::Forbidden, message)
}

fn is_local(origin: &str) -> bool {
    let Some(authority) = authority(origin) else {
        return false;
    };
    let is_port = |text: &str| {
        text.is_empty()
            || text
                .strip_prefix(':')
                .is_some_and(|port| port.parse::<u16>().is_ok())
    };
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|host| authority.strip_prefix(host).is_some_and(is_port))
}

/// Middleware: answers preflights, and tells browsers which pages may read an answer.
pub async fn share(
    origins: web::Data<Origins>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let permitted =
        origin.filter(|origin| origin.to_str().is_ok_and(|origin| origins.permit(origin)));
    let asks = |name| request.headers().contains_key(name);
    let preflight = request.method() == Method::OPTIONS
        && asks(header::ORIGIN)
        && asks(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        let answer = match &permitted {
            Some(_) => preflight_answer(),
            None => other_origin().respond(request.request(), Media::Json),
        };
        request.into_response(answer).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = permitted {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(EXPOSED),
        );
    }
    Ok(response)
}

fn preflight_answer() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, REMEMBERED))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_origins_and_this_computer_are_permitted() {
        let listed = Origins {
            allowed_origins: vec!["https://a.example".to_owned()],
            allow_localhost: false,
        };
        assert!(listed.permit("https://a.example"));
        assert!(!listed.permit("https://a.example.evil"));
        assert!(!listed.permit("http://localhost:3000"));
        let local = Origins {
            allow_localhost: true,
            ..Origins::default()
        };
        for origin in [
            "http://localhost",
            "http://localhost:3000",
            "https://127.0.0.1:1",
            "http://[::1]:80",
        ] {
            assert!(local.permit(origin), "{origin}");
        }
        for origin in [
            "http://localhost.evil",
            "http://localhost:evil",
            "file://localhost",
            "null",
        ] {
            assert!(!local.permit(origin), "{origin}");
        }
    }
}
