//! Which answers of `/graphql` are compressed: those in which nothing is secret (docs/decisions/0047-lists-nulls-and-large-answers.md).

use actix_http::encoding::Encoder;
use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, AcceptEncoding, ContentEncoding, Encoding, HeaderValue},
    middleware::Next,
};

/// Bytes of the smallest body that is worth the work.
const SMALLEST: usize = 1_024;

/// What an answer of `/graphql` depends on beside its request's line and body.
const VARIES: &str = "Accept, Accept-Encoding, Accept-Language, Authorization";

/// Marks an answer in which nothing is secret.
struct Public;

/// The answer, marked if it is worth it.
pub(super) fn public(mut answer: HttpResponse, bytes: usize) -> HttpResponse {
    if bytes >= SMALLEST {
        answer.extensions_mut().insert(Public);
    }
    answer
}

/// Middleware: compresses what is marked, for those who take that, and says what answers depend on.
pub async fn compress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let known = [Encoding::identity(), Encoding::gzip()];
    let taken = request.get_header::<AcceptEncoding>();
    let taken = taken.and_then(|taken| taken.negotiate(known.iter()));
    let mut response = next.call(request).await?;
    let varies = HeaderValue::from_static(VARIES);
    response.headers_mut().append(header::VARY, varies);
    let marked = response.response().extensions().contains::<Public>();
    let coding = match taken == Some(Encoding::gzip()) && marked {
        true => ContentEncoding::Gzip,
        false => ContentEncoding::Identity,
    };
    Ok(response.map_body(|head, body| Encoder::response(coding, head, body)))
}
