//! What projects are to each other. None is before, or a part of, itself.

use std::collections::HashSet;

use async_graphql::{ID, InputObject};
use entity::{
    experience, project, project_experience,
    project_relation::{self, Column, ProjectRelationKind},
};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    parts::{Edited, NOTE, all, edit, next, touch, unknown},
    policy::SettleProjects,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Refusal, Result},
    graphql::{Check, SafeInt, id},
    store::one_of,
};

/// A project would stand to itself.
pub const SELF: &str = "SELF";
/// A project would come before itself, or be a part of itself.
pub const RING: &str = "RING";
/// That is said already.
pub const ALREADY_THERE: &str = "ALREADY_THERE";

/// What another project is to one.
#[derive(InputObject)]
pub struct RelateProjectInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The other project.
    pub related_id: ID,
    /// What the other one is to it.
    pub kind: ProjectRelationKind,
    /// A remark; at most 2,000 characters.
    pub note: Option<String>,
}

/// Which relation is to go.
#[derive(InputObject)]
pub struct UnrelateProjectInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The other project.
    pub related_id: ID,
    /// What the other one was to it.
    pub kind: ProjectRelationKind,
}

/// An experience that tells others of a project, or no longer.
#[derive(InputObject)]
pub struct LinkExperienceInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The experience.
    pub experience_id: ID,
}

/// Says that an experience tells others of the project.
pub async fn link(work: &Work, input: LinkExperienceInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let id = id::of::<experience::Entity>(&input.experience_id, "experienceId")?;
    check
        .known::<experience::Entity>(work, "experienceId", &[id])
        .await?;
    check.finish()?;
    let row = project_experience::ActiveModel {
        experience_id: Set(id),
        ..Default::default()
    };
    work.insert(row, &project).await.map_err(|error| {
        if !error.is_duplicate() {
            return error;
        }
        let message = "The project names that experience already.";
        Refusal::new(ALREADY_THERE, message)
            .at("experienceId")
            .into()
    })?;
    touch(work, &project).await
}

/// Takes that back.
pub async fn unlink(work: &Work, input: LinkExperienceInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = id::of::<experience::Entity>(&input.experience_id, "experienceId")?;
    let which = Condition::all().add(project_experience::Column::ExperienceId.eq(id));
    match work
        .clear_under::<project_experience::Entity, _, _>(&project, which)
        .await?
    {
        0 => Err(unknown("experienceId").into()),
        _ => touch(work, &project).await,
    }
}

pub async fn relate(work: &Work, input: RelateProjectInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let related = check.take(id::of::<project::Entity>(&input.related_id, "relatedId"))?;
    let note = check.optional("note", input.note, NOTE);
    if related == Some(project.id) {
        let message = "relatedId names the project itself; name another one.";
        check.refuse("relatedId", SELF, message);
    } else if let Some(related) = related {
        check
            .known::<project::Entity>(work, "relatedId", &[related])
            .await?;
    }
    check.finish()?;
    let related = related.unwrap_or_default();
    if matches!(
        input.kind,
        ProjectRelationKind::Predecessor | ProjectRelationKind::Subproject
    ) {
        check_ring(work, &project, related, input.kind).await?;
    }
    let there = all::<project_relation::Entity, _>(work, &project).await?;
    let row = project_relation::ActiveModel {
        id: Set(new_id()),
        related_id: Set(related),
        kind: Set(input.kind),
        note: Set(note),
        position: Set(next(there.iter().map(|one| one.position))),
        ..Default::default()
    };
    work.insert(row, &project).await.map_err(|error| {
        if !error.is_duplicate() {
            return error;
        }
        let kind = input.kind.to_value();
        let message = format!("The project names it as {kind} already.");
        Refusal::new(ALREADY_THERE, message).at("relatedId").into()
    })?;
    touch(work, &project).await
}

pub async fn unrelate(work: &Work, input: UnrelateProjectInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let related = id::of::<project::Entity>(&input.related_id, "relatedId")?;
    let which = Condition::all()
        .add(Column::RelatedId.eq(related))
        .add(Column::Kind.eq(input.kind));
    match work
        .clear_under::<project_relation::Entity, _, _>(&project, which)
        .await?
    {
        0 => Err(unknown("relatedId").into()),
        _ => touch(work, &project).await,
    }
}

/// Goes from the other project along the same kind of relation and must not come back. Every project on the way is
/// locked, so that no two changes close a ring together.
async fn check_ring(
    work: &Work,
    project: &Edited,
    related: Uuid,
    kind: ProjectRelationKind,
) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let erfa = system.permit_platform::<SettleProjects>()?;
    let backend = system.viewer().backend();
    let (mut met, mut level) = (HashSet::from([related]), vec![related]);
    while !level.is_empty() {
        let these = one_of(
            backend,
            Expr::col((project::Entity, project::Column::Id)),
            &level,
        );
        let locked = system
            .select::<project::Entity>()
            .filter(these)
            .order_by_asc(project::Column::Id)
            .lock_exclusive();
        system.all(locked).await?;
        let from = one_of(backend, Expr::col(Column::ProjectId), &level);
        let rows = system
            .select_under::<project_relation::Entity, _, _>(&erfa)
            .filter(from)
            .filter(Column::Kind.eq(kind));
        level.clear();
        for row in system.all(rows).await? {
            if row.related_id == project.id {
                let message = format!(
                    "The other project leads back to this one by {} already; a project cannot come before itself or be a part of itself.",
                    kind.to_value()
                );
                return Err(Refusal::new(RING, message).at("relatedId").into());
            }
            if met.insert(row.related_id) {
                level.push(row.related_id);
            }
        }
    }
    Ok(())
}
