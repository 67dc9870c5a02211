//! Documents that belong with something else: the evidence of an experience, the minutes of a seminar, the report of a
//! project. Higher capabilities declare what bears them with `under!`.

use entity::{
    document,
    document_attachment::{self, AttachmentRole, Column},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::graphql::DocumentFilter;
use crate::platform::{
    access::{Permitted, Resource, Under, Viewer, Work},
    error::Result,
    graphql::{Check, Narrow},
    list::Link,
};

/// Gives a thing these documents in a role and no others, in this order. New ones must be such that whoever asks sees them;
/// `field` names the field of the input, for the refusal.
pub async fn write_attachments<A, P>(
    work: &Work,
    subject: &Permitted<A, P>,
    role: AttachmentRole,
    field: &str,
    documents: Vec<Uuid>,
) -> Result<()>
where
    P: Resource,
    document_attachment::Entity: Under<A, P>,
{
    let before = work
        .select_under::<document_attachment::Entity, _, _>(subject)
        .filter(Column::Role.eq(role));
    let before = work.all(before).await?;
    let had = |id: &Uuid| before.iter().any(|one| one.document_id == *id);
    let fresh: Vec<Uuid> = documents.iter().filter(|id| !had(id)).copied().collect();
    let mut check = Check::default();
    // Where Erfa itself writes a new thing, it is still somebody who names its documents.
    let asker = work.as_asker();
    check
        .known::<document::Entity>(&asker, field, &fresh)
        .await?;
    check.finish()?;
    let in_role = Condition::all().add(Column::Role.eq(role));
    work.clear_under::<document_attachment::Entity, _, _>(subject, in_role)
        .await?;
    let attach = |(place, id)| document_attachment::ActiveModel {
        document_id: Set(id),
        role: Set(role),
        position: Set(place),
        ..Default::default()
    };
    work.insert_all((0..).zip(documents).map(attach).collect(), subject)
        .await
}

/// How the documents of a thing are found: for `list!`, together with `Attached`.
pub fn attached() -> Link {
    Link::through(
        document_attachment::Entity,
        Column::SubjectId,
        Column::DocumentId,
    )
}

/// Documents in one role, within whatever the client asks for.
#[derive(Debug)]
pub struct Attached(pub AttachmentRole, pub DocumentFilter);

impl Attached {
    pub fn evidence(filter: DocumentFilter) -> Self {
        Self(AttachmentRole::Evidence, filter)
    }

    pub fn reports(filter: DocumentFilter) -> Self {
        Self(AttachmentRole::Report, filter)
    }

    pub fn minutes(filter: DocumentFilter) -> Self {
        Self(AttachmentRole::Minutes, filter)
    }

    pub fn material(filter: DocumentFilter) -> Self {
        Self(AttachmentRole::Material, filter)
    }
}

impl Narrow<document::Entity> for Attached {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        Ok(Condition::all()
            .add(Column::Role.eq(self.0))
            .add(self.1.condition(viewer)?))
    }

    fn on(&self, today: chrono::NaiveDate) -> Option<Condition> {
        self.1.on(today)
    }
}
