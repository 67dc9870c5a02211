//! What a seminar belongs to: a programme, a project, a prize, and the documents for it.
//!
//! 1. It is put into a programme, project or prize by somebody who may change that; where it was before it may stay.
//! 2. A document is attached by whoever arranges the seminar and sees the document; only those who see both meet it there.

use async_graphql::{ID, MaybeUndefined};
use entity::{prize, programme, project, seminar};
use sea_orm::ActiveValue::{self, NotSet, Set};
use uuid::Uuid;

use crate::platform::{
    access::{Allows, Resource, Work},
    error::Result,
    graphql::{Check, id},
};
use crate::{programmes, projects};

/// It is put into something by somebody who may not change that.
pub const NOT_YOURS: &str = "NOT_YOURS";

/// Reads the id of what it is to belong to; null takes it out.
pub(super) fn read<E: Resource>(
    check: &mut Check,
    field: &str,
    given: MaybeUndefined<ID>,
) -> Result<ActiveValue<Option<Uuid>>> {
    Ok(match given {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(given) => Set(check.take(id::of::<E>(&given, field))?),
    })
}

/// What it is to belong to must be there, and be the viewer's to change.
pub(super) async fn check(
    work: &Work,
    check: &mut Check,
    current: Option<&seminar::Model>,
    change: &seminar::ActiveModel,
) -> Result<()> {
    let before = |was: fn(&seminar::Model) -> Option<Uuid>| current.and_then(was);
    into::<programmes::policy::Edit, programme::Entity>(
        work,
        check,
        "programmeId",
        &change.programme_id,
        before(|row| row.programme_id),
    )
    .await?;
    into::<projects::policy::EditProject, project::Entity>(
        work,
        check,
        "projectId",
        &change.project_id,
        before(|row| row.project_id),
    )
    .await?;
    into::<programmes::policy::Edit, prize::Entity>(
        work,
        check,
        "prizeId",
        &change.prize_id,
        before(|row| row.prize_id),
    )
    .await
}

async fn into<A, E>(
    work: &Work,
    check: &mut Check,
    field: &str,
    wanted: &ActiveValue<Option<Uuid>>,
    before: Option<Uuid>,
) -> Result<()>
where
    E: Resource,
    E::Model: Allows<A>,
{
    let Set(Some(wanted)) = wanted else {
        return Ok(());
    };
    if before == Some(*wanted) {
        return Ok(());
    }
    match work.by_ids::<E>(&[*wanted]).await?.pop() {
        None => check.unknown(field),
        Some(row) if row.allows(work.viewer()) || work.viewer().runs_platform() => {}
        Some(_) => check.refuse(
            field,
            NOT_YOURS,
            format!("{field} names something that you may not change; ask those who may, or leave it out."),
        ),
    }
    Ok(())
}
