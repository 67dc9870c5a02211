//! Who answers what a project hands in, and who judges its goals.
//!
//! 1. A report and a request for change are answered by whoever decided when they were handed in (`deciders_id`): the editors
//!    of the funders, or the admins of the owner where nobody else pays. Dropping a funder afterwards changes nothing of that.
//! 2. Nobody who belongs to the owner or may change the project answers for a funder, and nobody answers what they handed in
//!    themselves.
//! 3. A goal is judged by the project's editors for the project, by editors of its funders for those, and by whoever its roles
//!    name as evaluators for those; whoever belongs to the owner or may change the project judges for the project alone.

use entity::{
    goal_assessment::Assessor,
    party::{self, PartyRole},
    project,
    role_term::{self, ProjectRole},
};
use uuid::Uuid;

use super::{
    circle::approvers,
    parts::{Answered, all, unknown},
    policy::EditProject,
};
use crate::{
    platform::{
        access::{Allows, Role, Viewer, Work},
        error::{Error, Refusal, Result},
    },
    programmes::{CONFLICT_OF_INTEREST, belongs_to},
};

/// Whether somebody is among those who answer what was handed in to these deciders; without any, to those of the project.
pub fn decides(viewer: &Viewer, project: &project::Model, deciders: Option<Uuid>) -> bool {
    viewer.within(deciders.unwrap_or(project.approvers_id))
}

/// Whether somebody belongs to the owner of a project or may change it, and so judges it for nobody else.
fn is_of_project(viewer: &Viewer, project: &project::Model) -> bool {
    let belongs = |owner| belongs_to(viewer, owner);
    Allows::<EditProject>::allows(project, viewer) || project.owner_id.is_some_and(belongs)
}

/// Whether somebody may answer what is handed in to a project with these parties now, unless they handed it in themselves.
pub fn may_decide(viewer: &Viewer, project: &project::Model, parties: &[party::Model]) -> bool {
    let mut funders = parties
        .iter()
        .filter(|one| one.role == PartyRole::Funder)
        .filter_map(|one| one.organisation_id);
    let others_pay = funders.any(|one| Some(one) != project.owner_id);
    decides(viewer, project, None) && !(others_pay && is_of_project(viewer, project))
}

/// What was handed in, for whoever answers it. For everyone else it is forbidden, whether it is there or not.
pub(super) fn answerable<'a, M>(
    viewer: &Viewer,
    project: &project::Model,
    found: Option<&'a M>,
    deciders: impl Fn(&M) -> Option<Uuid>,
    field: &str,
) -> Result<&'a M> {
    match found {
        Some(found) if decides(viewer, project, deciders(found)) => Ok(found),
        None if decides(viewer, project, None) => Err(unknown(field).into()),
        _ => Err(Error::Forbidden),
    }
}

/// Nobody answers what they handed in themselves, nor, for a funder, what is their own to write.
pub(super) async fn check_interest(
    work: &Work,
    project: &project::Model,
    deciders: Option<Uuid>,
    handed_in_by: Option<Uuid>,
) -> Result<()> {
    let viewer = work.viewer();
    let own = approvers(work, project.owner_id, &[]).await?;
    let is_own = deciders.unwrap_or(project.approvers_id) == own;
    let message = if handed_in_by.is_some_and(|person| viewer.is(person)) {
        "You handed it in yourself; somebody else answers it."
    } else if !is_own && is_of_project(viewer, project) {
        "You belong to the owner of the project or may change it; somebody who belongs to a funder and does neither answers it."
    } else {
        return Ok(());
    };
    Err(Refusal::new(CONFLICT_OF_INTEREST, message)
        .at("projectId")
        .into())
}

/// For whom somebody may judge the goals of a project.
pub(super) async fn judges(work: &Work, project: &Answered) -> Result<Vec<Assessor>> {
    let viewer = work.viewer();
    let row: &project::Model = project;
    let mut found = vec![];
    if Allows::<EditProject>::allows(row, viewer) {
        found.push(Assessor::Project);
    }
    if is_of_project(viewer, row) {
        return Ok(found);
    }
    let writes_for = |organisation: Option<Uuid>| {
        organisation.is_some_and(|id| viewer.speaks_for(Role::Editor, id))
    };
    let parties = all::<party::Entity, _>(work, project).await?;
    let in_part = |role: PartyRole| {
        let mut parties = parties.iter().filter(|one| one.role == role);
        parties.any(|one| writes_for(one.organisation_id))
    };
    if in_part(PartyRole::Funder) {
        found.push(Assessor::Funder);
    }
    let roles = all::<role_term::Entity, _>(work, project).await?;
    let mut roles = roles
        .iter()
        .filter(|one| one.role == ProjectRole::Evaluator);
    let evaluates = roles.any(|one| {
        writes_for(one.organisation_id) || one.person_id.is_some_and(|person| viewer.is(person))
    });
    if evaluates || in_part(PartyRole::Evaluator) {
        found.push(Assessor::Evaluator);
    }
    Ok(found)
}
