//! Uploads: files that somebody sent and that nothing has taken for its own yet.

use async_graphql::ID;
use chrono::TimeDelta;
use entity::stored_file;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    Received,
    policy::{ClaimFile, UploadFile},
};
use crate::platform::{
    access::{Reader, Work},
    error::{Error, Refusal, Result},
    graphql::id::{self, WRONG_ID},
};

pub const UPLOAD_GONE: &str = "UPLOAD_GONE";
pub const UPLOAD_USED: &str = "UPLOAD_USED";

const KIND: &str = "Upload";
/// For how long an upload waits to be claimed.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// The id by which an upload is claimed.
pub fn id_of(file: &stored_file::Model) -> ID {
    id::global(KIND, file.id)
}

/// Keeps a file that has come in, for its uploader to claim.
pub async fn keep(reader: &Reader, received: Received) -> Result<stored_file::Model> {
    let work = reader.begin().await?;
    let outcome = write(&work, received).await;
    work.finish(outcome).await
}

async fn write(work: &Work, received: Received) -> Result<stored_file::Model> {
    let permit = work.permit_platform::<UploadFile>()?;
    let (file, text) = received.rows(Some(work.viewer().person()?), work.now())?;
    let file = work.insert(file, &permit).await?;
    if let Some(text) = text {
        work.insert(text, &permit).await?;
    }
    Ok(file)
}

/// Takes an upload of the viewer's for what is being made in this transaction: once, and within a day. Refused as
/// `WRONG_ID`, `UPLOAD_GONE` or `UPLOAD_USED`, at the given field of the input.
pub async fn claim(work: &Work, upload: &ID, field: &str) -> Result<stored_file::Model> {
    use stored_file::Column;
    let id = parse(upload, field)?;
    let permit = work.permit_platform::<ClaimFile>()?;
    let own = Condition::all()
        .add(Column::Id.eq(id))
        .add(Column::UploaderId.eq(work.viewer().person()?));
    let free = own
        .clone()
        .add(Column::ClaimedAt.is_null())
        .add(Column::CreatedAt.gt(work.now() - KEPT));
    let claimed = [(Column::ClaimedAt, work.now().into())];
    let first = work
        .change_under::<stored_file::Entity, _, _>(&permit, claimed, free)
        .await?;
    let file = work.select_under::<stored_file::Entity, _, _>(&permit);
    let file = work.one(file.filter(own)).await?;
    match file {
        Some(file) if first == 1 => Ok(file),
        Some(file) if file.claimed_at.is_some() => {
            let message = format!(
                "{field} names an upload that was used before; each is used once. Upload the file again."
            );
            Err(refused(UPLOAD_USED, message, field))
        }
        _ => {
            let message = format!(
                "{field} names no upload of yours, or one older than 24 hours. Upload the file again."
            );
            Err(refused(UPLOAD_GONE, message, field))
        }
    }
}

fn parse(upload: &ID, field: &str) -> Result<Uuid> {
    match id::parse(upload) {
        Some((KIND, id)) => Ok(id),
        Some((kind, _)) => {
            let message = format!(
                "{field} is the id of another type, {kind}; an upload id is needed, as POST /files answers it."
            );
            Err(refused(WRONG_ID, message, field))
        }
        None => {
            let message =
                format!("{field} is not an id; an upload id is needed, as POST /files answers it.");
            Err(refused(WRONG_ID, message, field))
        }
    }
}

fn refused(code: &str, message: String, field: &str) -> Error {
    Refusal::new(code, message).at(field).into()
}
