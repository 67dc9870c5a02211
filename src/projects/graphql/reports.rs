//! Reports and requests for change of a project, and what is left to do before it closes.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{
    change_request::{self, ChangeStatus},
    goal, goal_assessment, party, project,
    project_report::{self, ReportKind, ReportStatus},
};

use super::sizes;
use crate::{
    platform::{
        access::{Allows, Role, Viewer},
        error::Result,
        graphql::{ContextExt, Date, id, list_size},
    },
    projects::{
        closing::{ClosingCheck, PublishedExperiences, Standing, own},
        deciding::decides,
        policy::EditProject,
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
    #[graphql(directive = list_size::apply(sizes::REPORTS))]
    async fn reports(&self, ctx: &Context<'_>) -> Result<Vec<ProjectReport>> {
        let rows = ctx
            .details::<project::Entity, project_report::Entity>(&self.0)
            .await?;
        let edits = self.edits(ctx.viewer());
        let answers = |row: &project_report::Model| decides(ctx.viewer(), &self.0, row.deciders_id);
        let shown = rows.iter().filter(|row| shows(row, edits, answers(row)));
        Ok(shown.cloned().map(ProjectReport).collect())
    }

    /// Requests for change, for the project's editors and whoever decides on them; those that were approved also for everyone
    /// in the organisations that own the project, pay for it or take part in it. Empty for everyone else.
    #[graphql(directive = list_size::apply(sizes::CHANGE_REQUESTS))]
    async fn change_requests(&self, ctx: &Context<'_>) -> Result<Vec<ChangeRequest>> {
        let rows = ctx
            .details::<project::Entity, change_request::Entity>(&self.0)
            .await?;
        let edits = self.edits(ctx.viewer());
        let takes_part = edits || self.takes_part(ctx).await?;
        let shown = rows.iter().filter(|row| {
            edits
                || decides(ctx.viewer(), &self.0, row.deciders_id)
                || takes_part && row.status == ChangeStatus::Approved
        });
        Ok(shown.cloned().map(ChangeRequest).collect())
    }

    /// What closing asks for, and whether it is so now. For the project's editors and whoever decides on its reports;
    /// empty for everyone else.
    #[graphql(directive = list_size::apply(sizes::CLOSING_RULES))]
    async fn closing(&self, ctx: &Context<'_>) -> Result<Vec<ClosingCheck>> {
        let row = &self.0;
        if !self.edits(ctx.viewer()) && !decides(ctx.viewer(), row, None) {
            return Ok(vec![]);
        }
        let owners = ctx
            .loader()
            .load_one(PublishedExperiences(row.id))
            .await?
            .unwrap_or_default();
        let parties = ctx.details::<project::Entity, party::Entity>(row).await?;
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
            published_experiences: own(row, &parties, &owners),
        };
        Ok(standing.checks())
    }
}

impl ReportsOfProject {
    fn edits(&self, viewer: &Viewer) -> bool {
        Allows::<EditProject>::allows(&*self.0, viewer)
    }

    /// Whether the viewer is of an organisation that owns the project, pays for it or takes part in it.
    async fn takes_part(&self, ctx: &Context<'_>) -> Result<bool> {
        let viewer = ctx.viewer();
        let parties = ctx
            .details::<project::Entity, party::Entity>(&self.0)
            .await?;
        let organisations = parties.iter().filter_map(|one| one.organisation_id);
        let mut organisations = organisations.chain(self.0.owner_id);
        Ok(organisations.any(|one| viewer.has(Role::Member, one)))
    }
}
