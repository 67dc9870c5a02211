//! Changes of a project that whoever pays must agree to.

use async_graphql::{ID, InputObject};
use entity::{
    change_request::{self, ChangeStatus, Column},
    project,
};
use sea_orm::ActiveValue::Set;

use super::{
    circle::CAPACITY,
    deciding::{answerable, check_interest},
    parts::{NOTE, all, answering, edit, next, part_id, put},
    project::settle,
};
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::{Check, SafeInt},
};

/// It has been decided on already.
pub const DECIDED_ALREADY: &str = "DECIDED_ALREADY";

/// A request for change.
#[derive(InputObject)]
pub struct RequestChangeInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What is to change; at most 2,000 characters.
    pub what: String,
    /// Why; at most 2,000 characters.
    pub reason: Option<String>,
}

/// An answer to a request for change.
#[derive(InputObject)]
pub struct DecideChangeInput {
    /// The project; you must be an editor of one that paid for it when the change was requested, and neither belong to its
    /// owner nor be able to change it; where nobody else paid, an admin of the owner who did not request it.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The request.
    pub change_request_id: ID,
    /// True: agreed to. False: not agreed to.
    pub approve: bool,
    /// Why, or on which terms; at most 2,000 characters.
    pub decision: Option<String>,
}

pub async fn request(work: &Work, input: RequestChangeInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let there = all::<change_request::Entity, _>(work, &project).await?;
    let row = change_request::ActiveModel {
        what: Set(check.text("what", input.what, NOTE)),
        reason: Set(check.optional("reason", input.reason, NOTE)),
        status: Set(ChangeStatus::Requested),
        requested_on: Set(Some(work.today())),
        deciders_id: Set(Some(project.approvers_id)),
        requested_by_id: Set(work.viewer().person().ok()),
        position: Set(next(there.iter().map(|one| one.position))),
        ..Default::default()
    };
    check.finish()?;
    put(work, &project, Column::Id, None, row, "changeRequestId").await?;
    settle(&work.as_system(CAPACITY), &project, Default::default()).await
}

pub async fn decide(work: &Work, input: DecideChangeInput) -> Result<project::Model> {
    let project = answering(work, &input.project_id, input.version).await?;
    let request = part_id("ChangeRequest", &input.change_request_id, "changeRequestId")?;
    let there = all::<change_request::Entity, _>(work, &project).await?;
    let found = there.iter().find(|one| one.id == request);
    let now = answerable(
        work.viewer(),
        &project,
        found,
        |one| one.deciders_id,
        "changeRequestId",
    )?;
    check_interest(work, &project, now.deciders_id, now.requested_by_id).await?;
    let mut check = Check::default();
    let decision = check.optional("decision", input.decision, NOTE);
    check.finish()?;
    if now.status != ChangeStatus::Requested {
        let message = "That request has been decided on; request a further change instead.";
        return Err(Refusal::new(DECIDED_ALREADY, message)
            .at("changeRequestId")
            .into());
    }
    let row = change_request::ActiveModel {
        status: Set(match input.approve {
            true => ChangeStatus::Approved,
            false => ChangeStatus::Rejected,
        }),
        decided_on: Set(Some(work.today())),
        decision: Set(decision),
        ..Default::default()
    };
    put(
        work,
        &project,
        Column::Id,
        Some(request),
        row,
        "changeRequestId",
    )
    .await?;
    settle(&work.as_system(CAPACITY), &project, Default::default()).await
}
