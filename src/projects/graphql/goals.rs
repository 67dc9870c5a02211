//! What a project aims at, and how others judged it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{
    activity, activity_goal,
    goal::{self, GoalKind},
    goal_assessment::{self, Assessor, Verdict},
    project,
};

use super::{activities::Activity, sizes};
use crate::platform::{
    error::Result,
    graphql::{ContextExt, Date, DateTime, id, list_size},
};

pub struct GoalAssessment(goal_assessment::Model, Arc<project::Model>);

/// How somebody judged a goal.
#[Object]
impl GoalAssessment {
    /// Opaque id of this assessment.
    async fn id(&self) -> ID {
        id::global("GoalAssessment", self.0.id)
    }

    /// In whose eyes.
    async fn assessor(&self) -> Assessor {
        self.0.assessor
    }

    /// How far the goal was reached; null where the source's words do not clearly say.
    async fn verdict(&self) -> Option<Verdict> {
        self.0.verdict
    }

    /// Why, in the words of whoever judged.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// What shows it.
    async fn evidence(&self) -> Option<&str> {
        self.0.evidence.as_deref()
    }

    /// The day of the judgement; null where it is not known.
    async fn assessed_on(&self) -> Option<Date> {
        self.0.assessed_on.map(Date)
    }

    /// The same in words, as it was given.
    async fn assessed_text(&self) -> Option<&str> {
        self.0.assessed_text.as_deref()
    }

    /// When it was written down here.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// How many times this assessor has judged the goal, this one included.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// What the same assessor said before, the latest first.
    #[graphql(directive = list_size::apply(sizes::EARLIER_ASSESSMENTS))]
    async fn earlier(&self, ctx: &Context<'_>) -> Result<Vec<GoalAssessment>> {
        let rows = ctx
            .details::<project::Entity, goal_assessment::Entity>(&self.1)
            .await?;
        let own = rows.iter().rev().filter(|row| {
            row.goal_id == self.0.goal_id
                && row.assessor == self.0.assessor
                && row.number < self.0.number
        });
        let assessment = |row: &goal_assessment::Model| Self(row.clone(), self.1.clone());
        Ok(own.map(assessment).collect())
    }
}

pub struct Goal(pub(super) goal::Model, pub(super) Arc<project::Model>);

/// What a project aims at.
#[Object]
impl Goal {
    /// Opaque id of this goal.
    async fn id(&self) -> ID {
        id::global("Goal", self.0.id)
    }

    /// Its short name within the project, such as `g1`.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What kind of goal it is; null where the source does not say.
    async fn kind(&self) -> Option<GoalKind> {
        self.0.kind
    }

    /// The field it belongs to.
    async fn area(&self) -> Option<&str> {
        self.0.area.as_deref()
    }

    /// What is to be reached, in the main language of the project.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Where things stood before.
    async fn baseline(&self) -> Option<f64> {
        self.0.baseline
    }

    /// The least that is to be reached; the same as `targetMax` where one number is named.
    async fn target_min(&self) -> Option<f64> {
        self.0.target_min
    }

    /// The most that is expected.
    async fn target_max(&self) -> Option<f64> {
        self.0.target_max
    }

    /// What is counted.
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// The day by which; the latest that the words allow.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }

    /// The same in words, as it was given: `2017-06`.
    async fn due_text(&self) -> Option<&str> {
        self.0.due_text.as_deref()
    }

    /// The target is meant for each village or place, not for all together.
    async fn per_locality(&self) -> bool {
        self.0.per_locality
    }

    /// How it is judged now: side by side, at most one assessment by each assessor.
    #[graphql(directive = list_size::apply(sizes::ASSESSMENTS))]
    async fn assessments(&self, ctx: &Context<'_>) -> Result<Vec<GoalAssessment>> {
        let rows = ctx
            .details::<project::Entity, goal_assessment::Entity>(&self.1)
            .await?;
        let mut now: Vec<_> = rows
            .iter()
            .filter(|row| row.goal_id == self.0.id && row.is_current)
            .cloned()
            .collect();
        now.sort_by_key(|row| row.assessor);
        let assessment = |row| GoalAssessment(row, self.1.clone());
        Ok(now.into_iter().map(assessment).collect())
    }

    /// The activities that serve it.
    #[graphql(directive = list_size::apply(sizes::ACTIVITIES_OF_GOAL))]
    async fn activities(&self, ctx: &Context<'_>) -> Result<Vec<Activity>> {
        let links = ctx
            .details::<project::Entity, activity_goal::Entity>(&self.1)
            .await?;
        let rows = ctx
            .details::<project::Entity, activity::Entity>(&self.1)
            .await?;
        let serves = |row: &&activity::Model| {
            let mut links = links.iter();
            links.any(|link| link.goal_id == self.0.id && link.activity_id == row.id)
        };
        let serving = rows.iter().filter(serves);
        let activity = |row: &activity::Model| Activity(row.clone(), self.1.clone());
        Ok(serving.map(activity).collect())
    }
}

pub struct GoalsOfProject(pub Arc<project::Model>);

#[Object]
impl GoalsOfProject {
    /// What it aims at, in order.
    #[graphql(directive = list_size::apply(sizes::GOALS))]
    async fn goals(&self, ctx: &Context<'_>) -> Result<Vec<Goal>> {
        let rows = ctx
            .details::<project::Entity, goal::Entity>(&self.0)
            .await?;
        let goal = |row: &goal::Model| Goal(row.clone(), self.0.clone());
        Ok(rows.iter().map(goal).collect())
    }
}
