//! What a seminar belongs to: a programme, a project, a prize, and the documents for it.
//!
//! 1. It is put into a programme, project or prize by somebody who may change that; where it was before it may stay.
//! 2. A document is attached by whoever arranges the seminar and sees the document; only those who see both meet it there.

use entity::{prize, programme, project, seminar};
use uuid::Uuid;

use crate::{
    platform::{access::Work, error::Result, graphql::Check},
    programmes, projects,
};

/// What it is to belong to must be there, and be the viewer's to change.
pub(super) async fn check(
    work: &Work,
    check: &mut Check,
    current: Option<&seminar::Model>,
    change: &seminar::ActiveModel,
) -> Result<()> {
    let before = |was: fn(&seminar::Model) -> Option<Uuid>| current.and_then(was);
    check
        .yours::<programmes::policy::Edit, programme::Entity>(
            work,
            "programmeId",
            &change.programme_id,
            before(|row| row.programme_id),
        )
        .await?;
    check
        .yours::<projects::policy::EditProject, project::Entity>(
            work,
            "projectId",
            &change.project_id,
            before(|row| row.project_id),
        )
        .await?;
    check
        .yours::<programmes::policy::Edit, prize::Entity>(
            work,
            "prizeId",
            &change.prize_id,
            before(|row| row.prize_id),
        )
        .await
}
