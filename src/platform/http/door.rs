//! The way in for handlers that are not GraphQL.

use actix_web::HttpRequest;
use futures_util::future::BoxFuture;

use super::{answer::Failure, sent};
use crate::platform::{access::Reader, error::Result};

/// Finds out who asks and gives them their reader.
pub trait Door: Send + Sync + 'static {
    /// Nobody in particular without a token; an error with a bad one.
    fn enter(&self, bearer: Option<String>) -> BoxFuture<'_, Result<Reader>>;
}

/// The reader of whoever sent a request.
pub async fn enter(door: &dyn Door, request: &HttpRequest) -> Result<Reader, Failure> {
    let bearer = sent::bearer(request.headers())?;
    Ok(door.enter(bearer).await?)
}
