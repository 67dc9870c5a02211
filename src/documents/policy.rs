//! Who may see a document: the audience that its visibility and its networks name, its editors until it is released.
//! Who may change it: the editors of the organisation that answers for it, and the coordinators of its networks.

use entity::{document, document_version, file_text, organisation};
use sea_orm::{ColumnTrait, Condition, sea_query::Query};
use uuid::Uuid;

use crate::{
    details, details_of,
    platform::{
        access::{Allows, Import, Resource, Role, Viewer},
        list::Detail,
    },
    resource, under,
};

/// Bringing documents out in the name of an organisation.
pub struct IssueDocument;
/// Changing a document and everything under it.
pub struct EditDocument;

resource!(document as "Document", audience: |row| row.audience_id,
visible: |viewer| viewer.sees(entity::document::Column::AudienceId),
fields {
    "id": [], "locale": [], "title": [], "titles": [], "kind": [], "visibility": [], "origin": [], "version": [],
    "createdAt": [], "updatedAt": [], "sections": [], "models": [], "principles": [], "themes": [], "networks": [],
    "municipalities": [], "kindText": [KindText], "summary": [Summary], "owner": [OwnerId], "publisher": [PublisherId],
    "publisherSeat": [PublisherSeatId], "caseNumber": [CaseNumber], "when": [WhenText, WhenEarliest, WhenLatest],
    "statusText": [StatusText], "validFrom": [ValidFrom], "validTo": [ValidTo], "licence": [Licence],
    "publishedAt": [PublishedAt], "source": [Source],
});
resource!(document_version as "DocumentVersion", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::document_version::Column::AudienceId));
resource!(document_link as "DocumentLink", audience: |row| row.audience_id, visible: visible_link);
details_of! {
    document_part of document by DocumentId, ordered by Position;
}
details!(document_attachment);

/// The text of its file: for whoever sees the version.
impl Detail<document_version::Entity> for file_text::Entity {
    const PARENT: file_text::Column = file_text::Column::FileId;
    const ORDER: file_text::Column = file_text::Column::FileId;

    fn key_of(version: &document_version::Model) -> Uuid {
        version.file_id
    }
}

/// A link is seen by whoever sees both ends.
fn visible_link(viewer: &Viewer) -> Condition {
    use entity::document_link::Column;
    let targets = Query::select()
        .column(document::Column::Id)
        .from(document::Entity)
        .cond_where(document::Entity::visible_to(viewer))
        .to_owned();
    let source = viewer.sees(Column::AudienceId);
    match viewer.runs_platform() {
        true => source,
        false => source.add(Column::TargetId.in_subquery(targets)),
    }
}

under! {
    document under Import, on Platform;
    document_part under Import, on Platform;
    document_version under Import, on Platform;
    document_link under Import, on Platform;
    document_attachment under Import, on Platform;
}
under! {
    document under IssueDocument, on organisation by OwnerId;
    document_part under EditDocument, on document by DocumentId;
    document_version under EditDocument, on document by DocumentId;
    document_link under EditDocument, on document by SourceId;
    theme_link under EditDocument, on document by SubjectId;
    network_share under EditDocument, on document by SubjectId;
    municipality_link under EditDocument, on document by SubjectId;
}

impl Allows<IssueDocument> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<EditDocument> for document::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        // The owner's editors are its editors; the audience says so too, but a viewer loaded before it was first named does not know it.
        let owns = |owner| viewer.has(Role::Editor, owner);
        viewer.within(self.editors_id) || self.owner_id.is_some_and(owns)
    }
}
