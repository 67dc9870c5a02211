//! Who does what in a project, and for how long.

use async_graphql::{ID, InputObject};
use entity::{
    organisation, person, project,
    role_term::{self, ProjectRole},
};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use super::parts::{NAME, NOTE, all, edit, next, optional_part, part_id, put, remove, touch};
use crate::platform::{
    access::Work,
    error::Result,
    graphql::{Check, Date, SafeInt, id},
};

/// Somebody does something in a project. What is left out is empty.
#[derive(InputObject)]
pub struct WriteRoleTermInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The term that is to be written anew; left out: a further one.
    pub role_term_id: Option<ID>,
    /// What they do.
    pub role: ProjectRole,
    /// What they are called in it; at most 200 characters.
    pub title: Option<String>,
    /// The person, where Erfa knows them.
    pub person_id: Option<ID>,
    /// The person by name or by role, where Erfa does not know them; at most 200 characters.
    pub name: Option<String>,
    /// The organisation they come from.
    pub organisation_id: Option<ID>,
    /// Stands in for somebody else.
    #[graphql(default)]
    pub is_acting: bool,
    /// Percent of a full post: 0 to 100.
    pub fte_percent: Option<i32>,
    /// The first day.
    pub starts_on: Option<Date>,
    /// The first day on which they no longer do it.
    pub ends_on: Option<Date>,
    /// The start in words; at most 200 characters.
    pub starts_text: Option<String>,
    /// The end in words; at most 200 characters.
    pub ends_text: Option<String>,
    /// What whoever comes next must know; only editors read it. At most 2,000 characters.
    pub handover_note: Option<String>,
}

/// Which term is to go.
#[derive(InputObject)]
pub struct RemoveRoleTermInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The term.
    pub role_term_id: ID,
}

pub async fn write(work: &Work, input: WriteRoleTermInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let term = check.take(optional_part("RoleTerm", &input.role_term_id, "roleTermId"))?;
    let (person, name) = somebody(work, &mut check, &input.person_id, input.name).await?;
    let organisation =
        id::optional::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?.flatten();
    if let Some(id) = organisation {
        check
            .known::<organisation::Entity>(work, "organisationId", &[id])
            .await?;
    }
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    check.order(starts, ends, ["startsOn", "endsOn"]);
    let there = all::<role_term::Entity, _>(work, &project).await?;
    let row = role_term::ActiveModel {
        role: Set(input.role),
        title: Set(check.optional("title", input.title, NAME)),
        person_id: Set(person),
        name_text: Set(name),
        organisation_id: Set(organisation),
        is_acting: Set(input.is_acting),
        fte_percent: Set(check.within("ftePercent", input.fte_percent, 0, 100)),
        starts_on: Set(starts),
        ends_on: Set(ends),
        starts_text: Set(check.optional("startsText", input.starts_text, NAME)),
        ends_text: Set(check.optional("endsText", input.ends_text, NAME)),
        handover_note: Set(check.optional("handoverNote", input.handover_note, NOTE)),
        position: match term.flatten() {
            Some(_) => NotSet,
            None => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    check.finish()?;
    put(
        work,
        &project,
        role_term::Column::Id,
        term.flatten(),
        row,
        "roleTermId",
    )
    .await?;
    touch(work, &project).await
}

pub async fn take_away(work: &Work, input: RemoveRoleTermInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("RoleTerm", &input.role_term_id, "roleTermId")?;
    remove::<role_term::Entity, _>(work, &project, role_term::Column::Id, id, "roleTermId").await?;
    touch(work, &project).await
}

/// A person whom Erfa knows, or a name: one of them must be there.
pub(super) async fn somebody(
    work: &Work,
    check: &mut Check,
    person: &Option<ID>,
    name: Option<String>,
) -> Result<(Option<Uuid>, Option<String>)> {
    let wanted = check.take(id::optional::<person::Entity>(person, "personId"))?;
    let wanted = wanted.flatten();
    if let Some(id) = wanted {
        check
            .known::<person::Entity>(work, "personId", &[id])
            .await?;
    }
    let name = check.optional("name", name, NAME);
    if person.is_none() && name.is_none() {
        check.refuse(
            "name",
            "MISSING",
            "Neither personId nor name says who it is; one of them is needed.",
        );
    }
    Ok((wanted, name))
}
