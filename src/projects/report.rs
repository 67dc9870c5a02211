//! Reports, accounts and evaluations: written by the project, handed in, and accepted or sent back by whoever pays.

use async_graphql::{Enum, ID, InputObject};
use entity::{
    project::{self, ProjectStatus},
    project_report::{self, Column, ReportKind, ReportStatus},
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
};

use super::{
    circle::CAPACITY,
    content::check_period,
    deciding::{answerable, check_interest},
    parts::{
        NAME, NOTE, TEXT, all, answering, edit, next, optional_part, part_id, put, touch, unknown,
    },
    project::settle,
};
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::{Check, Date, SafeInt},
};

/// A report in that status cannot be treated so.
pub const WRONG_REPORT_STATUS: &str = "WRONG_REPORT_STATUS";

/// The project is not decided yet, so there is nothing to account for.
pub const NOT_APPROVED: &str = "NOT_APPROVED";

/// A report of a project, a draft until it is submitted. What is left out is empty.
#[derive(InputObject)]
pub struct WriteReportInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The report that is to be written anew, while it is a draft or was returned; left out: a further one.
    pub report_id: Option<ID>,
    /// What it is; stays once it was handed in.
    pub kind: ReportKind,
    /// Its title; at most 200 characters.
    pub title: String,
    /// What it says, in short; at most 10,000 characters.
    pub summary: Option<String>,
    /// Who wrote it, by name or by role; at most 200 characters.
    pub author: Option<String>,
    /// The first day it is about.
    pub starts_on: Option<Date>,
    /// The last day it is about.
    pub ends_on: Option<Date>,
}

/// Which report is to be handed in.
#[derive(InputObject)]
pub struct SubmitReportInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The report: a draft, or one that was returned. ACCOUNTS wait until the project is APPROVED.
    pub report_id: ID,
}

/// What is said of a report that was handed in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportAnswer {
    /// It is accepted.
    Accept,
    /// It is sent back to be put right.
    Return,
}

/// An answer to a report.
#[derive(InputObject)]
pub struct AnswerReportInput {
    /// The project; you must be an editor of one that paid for it when the report was first handed in, and neither belong to
    /// its owner nor be able to change it; where nobody else paid, an admin of the owner who did not hand it in.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The report: one that was submitted.
    pub report_id: ID,
    /// What is said of it.
    pub answer: ReportAnswer,
    /// Why; needed where it is sent back. At most 2,000 characters.
    pub reason: Option<String>,
}

pub async fn write(work: &Work, input: WriteReportInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let report = optional_part("ProjectReport", &input.report_id, "reportId");
    let report = check.take(report)?.flatten();
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    check_period(&mut check, starts, ends);
    let there = all::<project_report::Entity, _>(work, &project).await?;
    let new = report.is_none();
    let row = project_report::ActiveModel {
        kind: Set(input.kind),
        title: Set(check.text("title", input.title, NAME)),
        summary: Set(check.optional("summary", input.summary, TEXT)),
        author_text: Set(check.optional("author", input.author, NAME)),
        starts_on: Set(starts),
        ends_on: Set(ends),
        status: if new {
            Set(ReportStatus::Draft)
        } else {
            NotSet
        },
        position: match new {
            false => NotSet,
            true => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    check.finish()?;
    if let Some(id) = report {
        let now = open(&there, id, "written anew")?;
        if now.deciders_id.is_some() && now.kind != input.kind {
            let message = format!(
                "The report was handed in as {}, so that is what it stays; write a further one of another kind.",
                now.kind.to_value()
            );
            return Err(Refusal::new(WRONG_REPORT_STATUS, message).at("kind").into());
        }
    }
    put(work, &project, Column::Id, report, row, "reportId").await?;
    touch(work, &project).await
}

pub async fn submit(work: &Work, input: SubmitReportInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("ProjectReport", &input.report_id, "reportId")?;
    let there = all::<project_report::Entity, _>(work, &project).await?;
    let now = open(&there, id, "submitted")?;
    use ProjectStatus::{Idea, Preparation};
    if now.kind == ReportKind::Accounts && matches!(project.status, Some(Idea | Preparation)) {
        let message = "The project is not APPROVED yet; its accounts are handed in once it is, to those who pay for it then.";
        return Err(Refusal::new(NOT_APPROVED, message).at("reportId").into());
    }
    let row = project_report::ActiveModel {
        status: Set(ReportStatus::Submitted),
        submitted_on: Set(Some(work.today())),
        deciders_id: Set(now.deciders_id.or(Some(project.approvers_id))),
        submitted_by_id: Set(work.viewer().person().ok()),
        ..Default::default()
    };
    put(work, &project, Column::Id, Some(id), row, "reportId").await?;
    settle(&work.as_system(CAPACITY), &project, Default::default()).await
}

pub async fn answer(work: &Work, input: AnswerReportInput) -> Result<project::Model> {
    let project = answering(work, &input.project_id, input.version).await?;
    let report = part_id("ProjectReport", &input.report_id, "reportId")?;
    let there = all::<project_report::Entity, _>(work, &project).await?;
    let found = there.iter().find(|one| one.id == report);
    let now = answerable(
        work.viewer(),
        &project,
        found,
        |one| one.deciders_id,
        "reportId",
    )?;
    check_interest(work, &project, now.deciders_id, now.submitted_by_id).await?;
    let mut check = Check::default();
    let reason = check.optional("reason", input.reason, NOTE);
    if input.answer == ReportAnswer::Return && reason.is_none() {
        check.refuse(
            "reason",
            "MISSING",
            "reason is empty; say what is to be put right.",
        );
    }
    check.finish()?;
    if now.status != ReportStatus::Submitted {
        return Err(wrong(now.status, "answered", "SUBMITTED").into());
    }
    let row = project_report::ActiveModel {
        status: Set(match input.answer {
            ReportAnswer::Accept => ReportStatus::Accepted,
            ReportAnswer::Return => ReportStatus::Returned,
        }),
        decided_on: Set(Some(work.today())),
        answer: Set(reason),
        ..Default::default()
    };
    put(work, &project, Column::Id, Some(report), row, "reportId").await?;
    settle(&work.as_system(CAPACITY), &project, Default::default()).await
}

/// It must be the project's to write.
fn open<'a>(
    there: &'a [project_report::Model],
    id: uuid::Uuid,
    done: &str,
) -> Result<&'a project_report::Model> {
    let now = there.iter().find(|one| one.id == id);
    let now = now.ok_or_else(|| unknown("reportId"))?;
    match now.status {
        ReportStatus::Draft | ReportStatus::Returned => Ok(now),
        other => Err(wrong(other, done, "DRAFT or RETURNED").into()),
    }
}

fn wrong(status: ReportStatus, done: &str, needed: &str) -> Refusal {
    let message = format!(
        "The report is {}; only one that is {needed} can be {done}.",
        status.to_value()
    );
    Refusal::new(WRONG_REPORT_STATUS, message).at("reportId")
}

/// A draft, and one that was sent back, are the project's own; one that was handed in is also for whoever decides on it.
pub fn shows(report: &project_report::Model, edits: bool, decides: bool) -> bool {
    match report.status {
        ReportStatus::Draft => edits,
        ReportStatus::Submitted | ReportStatus::Returned => edits || decides,
        ReportStatus::Accepted => true,
    }
}
