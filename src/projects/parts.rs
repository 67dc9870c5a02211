//! How what stands under a project is written: one row at a time, under the project's permit, and the project's next version
//! tells of it.

use async_graphql::ID;
use entity::project::{self, ProjectStatus};
use sea_orm::{
    ActiveEnum, ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, Condition,
    EntityTrait, IntoActiveModel, Iterable, sea_query::Expr,
};
use uuid::Uuid;

use super::policy::{AnswerProject, EditProject};
pub(super) use crate::platform::graphql::id::part as part_id;
use crate::platform::{
    access::{Allows, Permitted, Under, Work},
    clock::new_id,
    error::{Refusal, Result},
    graphql::{SafeInt, id},
};

/// A part is named that the project does not have.
pub const UNKNOWN: &str = "UNKNOWN";
/// A day lies after today.
pub const IN_THE_FUTURE: &str = "IN_THE_FUTURE";

/// The project is over, so it stays as it is.
pub const PROJECT_OVER: &str = "PROJECT_OVER";

/// Characters of a name or title, of a note, of a long text.
pub(super) const NAME: usize = 200;
pub(super) const NOTE: usize = 2_000;
pub(super) const TEXT: usize = 10_000;

pub(super) type Edited = Permitted<EditProject, project::Entity>;
pub(super) type Answered = Permitted<AnswerProject, project::Entity>;

/// The project that is to be changed, from the version that was read.
pub(super) async fn edit(work: &Work, id: &ID, version: SafeInt) -> Result<Edited> {
    open(work, id, version).await
}

/// The project that somebody answers or judges, from the version that was read.
pub(super) async fn answering(work: &Work, id: &ID, version: SafeInt) -> Result<Answered> {
    open(work, id, version).await
}

/// A project that is not over, from the version that was read: what every change of one begins with.
async fn open<A>(work: &Work, id: &ID, version: SafeInt) -> Result<Permitted<A, project::Entity>>
where
    project::Model: Allows<A>,
{
    let id = id::of::<project::Entity>(id, "projectId")?;
    let project: Permitted<A, project::Entity> = work.permit_version(id, version.0).await?;
    if !is_over(&project) {
        return Ok(project);
    }
    let status = project.status.map(|status| status.to_value());
    let message = format!(
        "The project is {} and stays as it is; begin a new one that goes on from it.",
        status.unwrap_or_default()
    );
    Err(Refusal::new(PROJECT_OVER, message).at("projectId").into())
}

/// Whether a project has come to its end, one way or the other.
pub fn is_over(project: &project::Model) -> bool {
    use ProjectStatus::{Closed, Terminated};
    matches!(project.status, Some(Closed | Terminated))
}

/// The next version of the project, which tells of a change under it.
pub(super) async fn touch<A>(
    work: &Work,
    project: &Permitted<A, project::Entity>,
) -> Result<project::Model> {
    work.update(project, Default::default()).await
}

pub(super) fn optional_part(kind: &str, id: &Option<ID>, field: &str) -> Result<Option<Uuid>> {
    id.as_ref().map(|id| part_id(kind, id, field)).transpose()
}

pub(super) fn unknown(field: &str) -> Refusal {
    let message =
        format!("{field} names something that the project does not have; read the project again.");
    Refusal::new(UNKNOWN, message).at(field)
}

/// All rows of one table under the project.
pub(super) async fn all<E, A>(
    work: &Work,
    project: &Permitted<A, project::Entity>,
) -> Result<Vec<E::Model>>
where
    E: Under<A, project::Entity>,
{
    work.all(work.select_under::<E, _, _>(project)).await
}

/// Adds a row, or takes the place of the one with this id; answers with its id. `field` names the id in the input.
pub(super) async fn put<M, A>(
    work: &Work,
    project: &Permitted<A, project::Entity>,
    column: <M::Entity as EntityTrait>::Column,
    given: Option<Uuid>,
    mut row: M,
    field: &str,
) -> Result<Uuid>
where
    M: ActiveModelTrait + ActiveModelBehavior + Send,
    M::Entity: Under<A, project::Entity>,
    <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
{
    let Some(id) = given else {
        let id = new_id();
        row.set(column, id.into());
        work.insert(row, project).await?;
        return Ok(id);
    };
    let set = <M::Entity as EntityTrait>::Column::iter().filter_map(|one| match row.get(one) {
        ActiveValue::Set(value) => Some((one, Expr::val(value))),
        _ => None,
    });
    let set: Vec<_> = set.collect();
    let which = Condition::all().add(column.eq(id));
    match work
        .change_under::<M::Entity, _, _>(project, set, which)
        .await?
    {
        0 => Err(unknown(field).into()),
        _ => Ok(id),
    }
}

/// Takes a row away.
pub(super) async fn remove<E, A>(
    work: &Work,
    project: &Permitted<A, project::Entity>,
    column: E::Column,
    id: Uuid,
    field: &str,
) -> Result<()>
where
    E: Under<A, project::Entity>,
{
    let which = Condition::all().add(column.eq(id));
    match work.clear_under::<E, _, _>(project, which).await? {
        0 => Err(unknown(field).into()),
        _ => Ok(()),
    }
}

/// Where a new row stands: after the last one.
pub(super) fn next(positions: impl Iterator<Item = i32>) -> i32 {
    positions.max().map_or(0, |last| last.saturating_add(1))
}
