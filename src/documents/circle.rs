//! Who a document is for: as `networks::circle` says, by its owner and the networks it is shared in. Its versions and
//! links follow it.

use entity::{
    Visibility,
    document::{self, Column},
    document_link,
    document_version::{self, DocumentStage},
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{CaseStatement, Expr},
};
use uuid::Uuid;

use crate::{
    networks::circle::{Circle, Shared},
    platform::{access::Work, error::Result, store::one_of},
};

pub(super) const CAPACITY: &str = "documents";

impl Shared for document::Entity {
    const AUDIENCE: Column = Column::AudienceId;
    const EDITORS: Column = Column::EditorsId;

    fn circle(row: &document::Model) -> Circle {
        Circle {
            editors: row.editors_id,
            audience: row.audience_id,
        }
    }

    fn visibility(row: &document::Model) -> Visibility {
        row.visibility
    }

    fn published(row: &document::Model) -> bool {
        row.released_at.is_some()
    }

    fn holder(row: &document::Model) -> Option<Uuid> {
        row.owner_id
    }

    fn settled<'a>(
        work: &'a Work,
        rows: &'a [Uuid],
        before: Circle,
        now: Circle,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(spread(work, rows, before, now))
    }
}

/// Who sees a version: a draft is for the editors, whatever its document is.
pub fn of_version(stage: DocumentStage, circle: Circle) -> Uuid {
    match stage {
        DocumentStage::Draft => circle.editors,
        DocumentStage::Consultation | DocumentStage::Adopted => circle.audience,
    }
}

/// Lets the versions and links of documents follow a change of their circle.
pub(super) async fn spread(
    work: &Work,
    documents: &[Uuid],
    before: Circle,
    now: Circle,
) -> Result<()> {
    if before == now {
        return Ok(());
    }
    let system = work.as_system(CAPACITY);
    let backend = system.viewer().backend();
    let draft = document_version::Column::Stage.eq(DocumentStage::Draft);
    let audience = CaseStatement::new()
        .case(draft, Expr::value(now.editors))
        .finally(Expr::value(now.audience));
    let of_these = one_of(
        backend,
        document_version::Column::DocumentId.into_expr(),
        documents,
    );
    let set = vec![
        (document_version::Column::AudienceId, audience.into()),
        (
            document_version::Column::EditorsId,
            Expr::value(now.editors),
        ),
    ];
    system
        .rewrite::<document_version::Entity>(set, Condition::all().add(of_these))
        .await?;
    let from_these = one_of(
        backend,
        document_link::Column::SourceId.into_expr(),
        documents,
    );
    let set = vec![(document_link::Column::AudienceId, Expr::value(now.audience))];
    system
        .rewrite::<document_link::Entity>(set, Condition::all().add(from_these))
        .await
}
