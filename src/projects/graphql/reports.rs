//! Reports and requests for change of a project, and what is left to do before it closes.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{
    change_request::{self, ChangeStatus},
    goal, goal_assessment, project,
    project_report::{self, ReportKind, ReportStatus},
};

use crate::{
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, Date, id},
    },
    projects::{
        closing::{ClosingCheck, PublishedExperiences, Standing},
        policy::{DecideOnProject, EditProject},
        report::shows,
    },
};

pub struct ChangeRequest(change_request::Model);

/// A change of a project that whoever pays must agree to.
#[Object]
impl ChangeRequest {
    /// Opaque id of this request.
    async fn id(&self) -> ID {
        id::global("ChangeRequest", self.0.id)
    }

    /// What is to change, in the main language of the project.
    async fn what(&self) -> &str {
        &self.0.what
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> ChangeStatus {
        self.0.status
    }

    /// The day on which it was requested.
    async fn requested_on(&self) -> Option<Date> {
        self.0.requested_on.map(Date)
    }

    /// The day on which it was decided.
    async fn decided_on(&self) -> Option<Date> {
        self.0.decided_on.map(Date)
    }

    /// Why it was decided so, or on which terms.
    async fn decision(&self) -> Option<&str> {
        self.0.decision.as_deref()
    }
}

pub struct ProjectReport(project_report::Model);

/// A report, the accounts, or an evaluation of a project.
#[Object]
impl ProjectReport {
    /// Opaque id of this report.
    async fn id(&self) -> ID {
        id::global("ProjectReport", self.0.id)
    }

    /// What it is.
    async fn kind(&self) -> ReportKind {
        self.0.kind
    }

    /// Its title, in the main language of the project.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it says, in short.
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// Who wrote it, by name or by role.
    async fn author(&self) -> Option<&str> {
        self.0.author_text.as_deref()
    }

    /// The first day it is about.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The last day it is about.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// Where it stands in its life.
    async fn status(&self) -> ReportStatus {
        self.0.status
    }

    /// The day on which it was last handed in.
    async fn submitted_on(&self) -> Option<Date> {
        self.0.submitted_on.map(Date)
    }

    /// The day on which it was accepted or sent back.
    async fn decided_on(&self) -> Option<Date> {
        self.0.decided_on.map(Date)
    }

    /// Why it was sent back, or what was said when it was accepted.
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }
}

pub struct ReportsOfProject(pub Arc<project::Model>);

#[Object]
impl ReportsOfProject {
    /// Its reports. Everyone who sees the project sees those that are accepted; those that were handed in also whoever
    /// decides on them; drafts only the project's editors.
    async fn reports(&self, ctx: &Context<'_>) -> Result<Vec<ProjectReport>> {
        let rows = ctx
            .details::<project::Entity, project_report::Entity>(&self.0)
            .await?;
        let (edits, decides) = self.roles(ctx);
        let shown = rows.iter().filter(|row| shows(row, edits, decides));
        Ok(shown.cloned().map(ProjectReport).collect())
    }

    /// Requests for change, for the project's editors and whoever decides on them; everyone else sees those that were
    /// approved.
    async fn change_requests(&self, ctx: &Context<'_>) -> Result<Vec<ChangeRequest>> {
        let rows = ctx
            .details::<project::Entity, change_request::Entity>(&self.0)
            .await?;
        let (edits, decides) = self.roles(ctx);
        let shown = rows
            .iter()
            .filter(|row| edits || decides || row.status == ChangeStatus::Approved);
        Ok(shown.cloned().map(ChangeRequest).collect())
    }

    /// What closing asks for, and whether it is so now. For the project's editors and whoever decides on its reports;
    /// empty for everyone else.
    async fn closing(&self, ctx: &Context<'_>) -> Result<Vec<ClosingCheck>> {
        let (edits, decides) = self.roles(ctx);
        if !edits && !decides {
            return Ok(vec![]);
        }
        let row = &self.0;
        let standing = Standing {
            reports: &ctx
                .details::<project::Entity, project_report::Entity>(row)
                .await?,
            goals: &ctx.details::<project::Entity, goal::Entity>(row).await?,
            assessments: &ctx
                .details::<project::Entity, goal_assessment::Entity>(row)
                .await?,
            requests: &ctx
                .details::<project::Entity, change_request::Entity>(row)
                .await?,
            published_experiences: ctx
                .loader()
                .load_one(PublishedExperiences(row.id))
                .await?
                .unwrap_or(0),
        };
        Ok(standing.checks())
    }
}

impl ReportsOfProject {
    /// Whether the viewer changes the project, and whether they decide on its reports.
    fn roles(&self, ctx: &Context<'_>) -> (bool, bool) {
        (
            Allows::<EditProject>::allows(&*self.0, ctx.viewer()),
            Allows::<DecideOnProject>::allows(&*self.0, ctx.viewer()),
        )
    }
}
