//! How a project goes from one status to the next.

use async_graphql::{ID, InputObject};
use entity::project::{self, ProjectStatus};
use sea_orm::{ActiveEnum, ActiveValue::Set};

use super::{closing, parts::edit};
use crate::platform::{
    access::Work,
    error::{Error, Refusal, Result},
    graphql::{Check, SafeInt},
};

/// A status that does not follow from the present one.
pub const WRONG_TRANSITION: &str = "WRONG_TRANSITION";

/// A step in the life of a project.
#[derive(InputObject)]
pub struct ChangeProjectStatusInput {
    /// The project.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Where it is to stand. CLOSED asks for everything that `closing` of the project lists.
    pub status: ProjectStatus,
    /// The status in words, such as why it was ended; at most 200 characters. Left out: none.
    pub status_text: Option<String>,
}

pub async fn change(work: &Work, input: ChangeProjectStatusInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let words = check.optional("statusText", input.status_text, super::parts::NAME);
    check.finish()?;
    if let Some(from) = project.status {
        check_transition(from, input.status)?;
    }
    if input.status == ProjectStatus::Closed && project.status != Some(ProjectStatus::Closed) {
        let unmet = closing::check(work, &project).await?;
        if !unmet.is_empty() {
            return Err(Error::Refused(unmet));
        }
    }
    let change = project::ActiveModel {
        status: Set(Some(input.status)),
        status_text: Set(words),
        ..Default::default()
    };
    work.update(&project, change).await
}

/// What may follow a status.
pub(super) fn following(status: ProjectStatus) -> &'static [ProjectStatus] {
    use ProjectStatus::{Active, Approved, Closed, Closing, Idea, Paused, Preparation, Terminated};
    match status {
        Idea => &[Preparation, Terminated],
        Preparation => &[Idea, Approved, Terminated],
        Approved => &[Active, Terminated],
        Active => &[Paused, Closing, Terminated],
        Paused => &[Active, Closing, Terminated],
        Closing => &[Active, Closed, Terminated],
        Closed | Terminated => &[],
    }
}

fn check_transition(from: ProjectStatus, to: ProjectStatus) -> Result<()> {
    let next = following(from);
    if from == to || next.contains(&to) {
        return Ok(());
    }
    let (from, to) = (from.to_value(), to.to_value());
    let message = match next {
        [] => format!(
            "A project that is {from} stays so and cannot become {to}; begin a new one that goes on from it."
        ),
        next => {
            let next: Vec<_> = next.iter().map(ProjectStatus::to_value).collect();
            let next = next.join(" or ");
            format!("A project that is {from} cannot become {to}, only {next}.")
        }
    };
    Err(Refusal::new(WRONG_TRANSITION, message).at("status").into())
}
