//! The way in for handlers that are not GraphQL.

use actix_web::HttpRequest;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{answer::Failure, flood, sent};
use crate::platform::{access::Reader, error::Result};

/// What coming in counts, as operations count their fields.
const COST: usize = 50;

/// Finds out who asks and gives them their reader.
pub trait Door: Send + Sync + 'static {
    /// Nobody in particular without a token; an error with a bad one.
    fn enter(&self, bearer: Option<String>) -> BoxFuture<'_, Result<Reader>>;

    /// A person who shows that they are one by other means than a token, such as a secret address. They see what their
    /// organisations and networks let them see, never more; none for one whose account is suspended, or who has none.
    fn enter_as(&self, person: Uuid) -> BoxFuture<'_, Result<Option<Reader>>>;
}

/// The reader of whoever sent a request, which counts for them.
pub async fn enter(door: &dyn Door, request: &HttpRequest) -> Result<Reader, Failure> {
    let bearer = sent::bearer(request.headers())?;
    let reader = door.enter(bearer).await?;
    charge(request, &reader)?;
    Ok(reader)
}

/// The reader of anyone, whoever sent the request, which counts for its address.
pub async fn anyone(door: &dyn Door, request: &HttpRequest) -> Result<Reader, Failure> {
    let reader = door.enter(None).await?;
    charge(request, &reader)?;
    Ok(reader)
}

fn charge(request: &HttpRequest, reader: &Reader) -> Result<(), Failure> {
    if let Some(source) = flood::source(request) {
        source.charge(reader.viewer().counted(), COST)?;
    }
    Ok(())
}
