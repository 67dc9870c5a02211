//! Documents, and the text of their files.

use std::collections::HashMap;

use entity::{document, document_part, document_version, file_text};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::{
    platform::{access::Work, error::Result, store::one_of},
    search::subject::{Doors, Passage, Searched, Subject, countries_of_organisations, midnight},
};

impl Searched for document::Entity {
    fn subject(row: &document::Model) -> Subject {
        let day = midnight(row.decision_date.or(row.when_earliest));
        Subject::new(&row.locale, day.unwrap_or(row.created_at))
            .titles(&row.title)
            .texts(row.summary.as_ref())
            .text(row.kind_text.as_deref())
            .text(row.case_number.as_deref())
            .text(row.decided_by.as_deref())
            .text(row.responsible_unit.as_deref())
            .text(row.content_owner_text.as_deref())
    }

    /// Its parts, and the text of the newest version that all it is for may see.
    async fn further_texts<D: Doors>(
        doors: &D,
        rows: &[&document::Model],
    ) -> Result<HashMap<Uuid, Vec<Passage>>> {
        let mut parts = doors.details::<Self, document_part::Entity>(rows).await?;
        let versions = newest_versions(doors, rows).await?;
        let every: Vec<_> = versions.values().collect();
        let files = doors
            .details::<document_version::Entity, file_text::Entity>(&every)
            .await?;
        let texts = |row: &&document::Model| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            let read = Subject::new(&row.locale, row.created_at);
            let read = parts
                .iter()
                .fold(read, |read, part| read.text(part.text.as_str()));
            let file = versions
                .get(&row.id)
                .and_then(|version| files.get(&version.file_id));
            let texts = file.into_iter().flatten();
            let read = texts.fold(read, |read, file| read.text(file.text.as_str()));
            (row.id, read.passages)
        };
        Ok(rows.iter().map(texts).collect())
    }

    /// A document is of the country of the organisation that answers for it, else of its publisher's.
    async fn countries(work: &Work, rows: &[&document::Model]) -> Result<HashMap<Uuid, String>> {
        let owners = rows
            .iter()
            .map(|row| (row.id, row.owner_id.or(row.publisher_id)));
        countries_of_organisations(work, owners).await
    }
}

/// The newest version of each document that has the document's own audience.
async fn newest_versions<D: Doors>(
    doors: &D,
    rows: &[&document::Model],
) -> Result<HashMap<Uuid, document_version::Model>> {
    use document_version::Column;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let theirs = one_of(doors.backend(), Column::DocumentId.into_expr(), &ids);
    let mut versions = doors
        .those::<document_version::Entity>(Condition::all().add(theirs))
        .await?;
    let audiences: HashMap<Uuid, Uuid> = rows.iter().map(|row| (row.id, row.audience_id)).collect();
    versions.retain(|version| audiences.get(&version.document_id) == Some(&version.audience_id));
    versions.sort_by_key(|version| version.number);
    // Of several the last stays.
    Ok(versions
        .into_iter()
        .map(|version| (version.document_id, version))
        .collect())
}
