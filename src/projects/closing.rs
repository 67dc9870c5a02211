//! What must be done before a project is closed, so that others can learn from it.

use std::collections::HashMap;

use async_graphql::{Enum, SimpleObject, dataloader::Loader};
use entity::{
    change_request::{self, ChangeStatus},
    experience::{self, ExperienceState},
    goal, goal_assessment,
    party::{self, PartyRole},
    project, project_experience,
    project_report::{self, ReportKind, ReportStatus},
};
use sea_orm::{
    ColumnTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    parts::{Edited, all},
};
use crate::platform::{
    access::{Reader, Work},
    error::{Error, Refusal, Result},
    store::one_of,
};

/// An experience in these states is out in the world.
const OUT: [ExperienceState; 2] = [ExperienceState::Published, ExperienceState::Stale];

/// What closing asks for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingRule {
    /// The latest accounts are accepted.
    AccountsAccepted,
    /// An evaluation or a learning report is there, handed in or accepted.
    Evaluated,
    /// Every goal is assessed.
    GoalsAssessed,
    /// At least one published experience of its owner or a partner tells others of it.
    ExperiencePublished,
    /// No request for change waits for an answer.
    ChangesDecided,
}

/// One thing that closing asks for, and whether it is so now.
#[derive(SimpleObject, Clone, Debug)]
pub struct ClosingCheck {
    /// What is asked for.
    pub rule: ClosingRule,
    /// True when it is so.
    pub is_met: bool,
    /// How it stands, in English, for people.
    pub message: String,
}

impl ClosingRule {
    /// The code of the refusal when it is not met.
    pub fn code(self) -> &'static str {
        match self {
            Self::AccountsAccepted => "ACCOUNTS_NOT_ACCEPTED",
            Self::Evaluated => "NOT_EVALUATED",
            Self::GoalsAssessed => "GOALS_NOT_ASSESSED",
            Self::ExperiencePublished => "NO_EXPERIENCE_PUBLISHED",
            Self::ChangesDecided => "CHANGES_NOT_DECIDED",
        }
    }
}

/// What the rules look at.
pub struct Standing<'a> {
    pub reports: &'a [project_report::Model],
    pub goals: &'a [goal::Model],
    pub assessments: &'a [goal_assessment::Model],
    pub requests: &'a [change_request::Model],
    pub published_experiences: usize,
}

impl Standing<'_> {
    /// Every rule, met or not.
    pub fn checks(&self) -> Vec<ClosingCheck> {
        let report = |kinds: &[ReportKind], statuses: &[ReportStatus]| {
            let fits = |one: &&project_report::Model| {
                kinds.contains(&one.kind) && statuses.contains(&one.status)
            };
            self.reports.iter().any(|one| fits(&one))
        };
        let accounts = self.reports.iter();
        let accounts = accounts.filter(|one| one.kind == ReportKind::Accounts);
        let latest = accounts.max_by_key(|one| one.position);
        let accounts = latest.is_some_and(|one| one.status == ReportStatus::Accepted);
        let evaluated = report(
            &[ReportKind::Evaluation, ReportKind::Learning],
            &[ReportStatus::Submitted, ReportStatus::Accepted],
        );
        let judged =
            |goal: &&goal::Model| self.assessments.iter().any(|one| one.goal_id == goal.id);
        let open = self.goals.iter().filter(|goal| !judged(goal)).count();
        let waiting = self.requests.iter();
        let waiting = waiting.filter(|one| one.status == ChangeStatus::Requested);
        let waiting = waiting.count();
        let check = |rule, is_met, met: &str, unmet: String| ClosingCheck {
            rule,
            is_met,
            message: if is_met { met.to_owned() } else { unmet },
        };
        vec![
            check(
                ClosingRule::AccountsAccepted,
                accounts,
                "The latest accounts are accepted.",
                "The latest accounts are not accepted yet; write a report of kind ACCOUNTS, submit it and have it accepted.".to_owned(),
            ),
            check(
                ClosingRule::Evaluated,
                evaluated,
                "An evaluation or a learning report is there.",
                "There is no evaluation or learning report yet; write one and submit it.".to_owned(),
            ),
            check(
                ClosingRule::GoalsAssessed,
                open == 0,
                "Every goal is assessed.",
                format!("{open} of {} goals are not assessed yet; assess them.", self.goals.len()),
            ),
            check(
                ClosingRule::ExperiencePublished,
                self.published_experiences > 0,
                "A published experience of its owner or a partner tells others of it.",
                "No published experience of its owner or a partner tells others of it yet; publish one and link it to the project.".to_owned(),
            ),
            check(
                ClosingRule::ChangesDecided,
                waiting == 0,
                "No request for change waits for an answer.",
                format!("{waiting} requests for change wait for an answer; have them decided."),
            ),
        ]
    }
}

/// What is not met, each as a refusal of its own.
pub(super) async fn check(work: &Work, project: &Edited) -> Result<Vec<Refusal>> {
    let linked = all::<project_experience::Entity, _>(work, project).await?;
    let linked: Vec<Uuid> = linked.iter().map(|one| one.experience_id).collect();
    let system = work.as_system(CAPACITY);
    let mut published = system.by_ids::<experience::Entity>(&linked).await?;
    published.retain(|one| OUT.contains(&one.state));
    let owners: Vec<Uuid> = published.iter().filter_map(|one| one.owner_id).collect();
    let parties = all::<party::Entity, _>(work, project).await?;
    let standing = Standing {
        reports: &all::<project_report::Entity, _>(work, project).await?,
        goals: &all::<goal::Entity, _>(work, project).await?,
        assessments: &all::<goal_assessment::Entity, _>(work, project).await?,
        requests: &all::<change_request::Entity, _>(work, project).await?,
        published_experiences: own(project, &parties, &owners),
    };
    let unmet = standing.checks().into_iter().filter(|one| !one.is_met);
    let refusal = |one: ClosingCheck| Refusal::new(one.rule.code(), one.message).at("status");
    Ok(unmet.map(refusal).collect())
}

/// How many of these owners of experiences own the project or take part in it.
pub fn own(project: &project::Model, parties: &[party::Model], owners: &[Uuid]) -> usize {
    let partner = |id: &Uuid| {
        let mut partners = parties.iter().filter(|one| one.role == PartyRole::Partner);
        partners.any(|one| one.organisation_id == Some(*id))
    };
    let ours = |id: &&Uuid| project.owner_id == Some(**id) || partner(id);
    owners.iter().filter(ours).count()
}

/// Who owns the published experiences of one project, for the loader; whoever may see them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublishedExperiences(pub Uuid);

impl Loader<PublishedExperiences> for Reader {
    type Value = Vec<Uuid>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[PublishedExperiences],
    ) -> Result<HashMap<PublishedExperiences, Vec<Uuid>>> {
        let projects: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let column = |one| Expr::col((project_experience::Entity, one));
        let mut select = self
            .as_system(CAPACITY)
            .select::<experience::Entity>()
            .filter(experience::Column::State.is_in(OUT))
            .filter(experience::Column::OwnerId.is_not_null())
            .filter(one_of(
                self.store().backend(),
                column(project_experience::Column::ProjectId),
                &projects,
            ))
            .select_only()
            .expr(column(project_experience::Column::ProjectId))
            .column(experience::Column::OwnerId);
        let ours = Expr::col((experience::Entity, experience::Column::Id));
        QuerySelect::query(&mut select).join(
            sea_orm::sea_query::JoinType::InnerJoin,
            project_experience::Entity,
            column(project_experience::Column::ExperienceId).eq(ours),
        );
        let mut found: HashMap<_, Vec<Uuid>> = keys.iter().map(|key| (*key, vec![])).collect();
        for (project, owner) in self.tuples(select.into_tuple::<(Uuid, Uuid)>()).await? {
            let owners = found.entry(PublishedExperiences(project)).or_default();
            owners.push(owner);
        }
        Ok(found)
    }
}
