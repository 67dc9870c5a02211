//! The versions of a document: handed in one after the other, never changed.

use entity::{
    document,
    document_version::{self, Column, DocumentStage},
    stored_file,
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use super::{
    circle::of_version, files::upload, graphql::AddDocumentVersionInput, issuing::write,
    policy::EditDocument, release::next_review,
};
use crate::{
    networks::circle::Shared,
    platform::{
        access::Work,
        error::{Refusal, Result},
        graphql::{Check, id},
    },
};

/// Somebody else handed in a version at the same moment.
pub const NUMBER_TAKEN: &str = "NUMBER_TAKEN";

/// Characters of a note.
const NOTE: usize = 2_000;

/// Hands in a file as the next version of a document. What is adopted counts as reviewed.
pub async fn add(work: &Work, input: AddDocumentVersionInput) -> Result<document_version::Model> {
    let mut check = Check::default();
    let id = id::of::<document::Entity>(&input.document_id, "documentId")?;
    let note = check.optional("note", input.note, NOTE);
    check.finish()?;
    let document = work.permit::<EditDocument, document::Entity>(id).await?;
    let file = upload::claim(work, &input.upload_id, "uploadId").await?;
    // The document is locked: whoever comes next sees this number.
    let last = work
        .select_under::<document_version::Entity, _, _>(&document)
        .order_by_desc(Column::Number)
        .limit(1);
    let number = work.one(last).await?.map_or(1, |last| last.number + 1);
    let circle = document::Entity::circle(&document);
    let version = of_file(file, number, input.stage);
    let version = document_version::ActiveModel {
        note: Set(note),
        creator_id: Set(work.viewer().person().ok()),
        audience_id: Set(of_version(input.stage, circle)),
        editors_id: Set(circle.editors),
        ..version
    };
    let added = work.insert(version, &document).await.map_err(|error| {
        if !error.is_duplicate() {
            return error;
        }
        let message = "Another version was handed in at the same moment, or this file is one already; look at the versions and try again.";
        Refusal::new(NUMBER_TAKEN, message).at("documentId").into()
    })?;
    let mut row = (*document).clone();
    if input.stage == DocumentStage::Adopted {
        row.last_reviewed_at = Some(work.now());
        row.review_due_at = next_review(work.now());
    }
    write(work, &document, row).await?;
    Ok(added)
}

fn of_file(
    file: stored_file::Model,
    number: i32,
    stage: DocumentStage,
) -> document_version::ActiveModel {
    document_version::ActiveModel {
        number: Set(number),
        file_id: Set(file.id),
        file_name: Set(file.name),
        media_type: Set(file.media_type),
        size: Set(file.size),
        sha256: Set(file.sha256),
        stage: Set(stage),
        ..Default::default()
    }
}
