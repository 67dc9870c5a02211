//! The way in for handlers that are not GraphQL.

use actix_web::HttpRequest;
use futures_util::future::BoxFuture;

use super::{answer::Failure, flood, sent};
use crate::platform::{access::Reader, error::Result};

/// What coming in counts, as operations count their fields.
const COST: usize = 50;

/// Finds out who asks and gives them their reader.
pub trait Door: Send + Sync + 'static {
    /// Nobody in particular without a token; an error with a bad one.
    fn enter(&self, bearer: Option<String>) -> BoxFuture<'_, Result<Reader>>;
}

/// The reader of whoever sent a request, which counts for them.
pub async fn enter(door: &dyn Door, request: &HttpRequest) -> Result<Reader, Failure> {
    let bearer = sent::bearer(request.headers())?;
    let reader = door.enter(bearer).await?;
    if let Some(source) = flood::source(request) {
        source.charge(reader.viewer().counted(), COST)?;
    }
    Ok(reader)
}
