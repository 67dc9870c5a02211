//! What a project does, and how far that has come.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{activity, activity_goal, activity_progress, project};

use super::{goals::Goal, sizes};
use crate::{
    platform::{
        error::Result,
        graphql::{ContextExt, Date, Money, Nullable, id, list_size},
    },
    projects::activity::percent,
};

pub struct ActivityProgress(activity_progress::Model);

/// How far an activity had come on a day.
#[Object]
impl ActivityProgress {
    /// Opaque id of this record.
    async fn id(&self) -> ID {
        id::global("ActivityProgress", self.0.id)
    }

    /// How much of it was done: 0 to 100.
    async fn percent(&self) -> i32 {
        self.0.percent
    }

    /// On which day.
    async fn as_of(&self) -> Date {
        self.0.as_of.into()
    }

    /// Why; always there where it is less than before.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

pub struct Activity(pub(super) activity::Model, pub(super) Arc<project::Model>);

/// Something that a project does.
#[Object]
impl Activity {
    /// Opaque id of this activity.
    async fn id(&self) -> ID {
        id::global("Activity", self.0.id)
    }

    /// Its short name within the project, such as `a1`.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What is done, in the main language of the project.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// More about it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The first day.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The last day.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// What it is expected to cost.
    async fn estimated_cost(&self) -> Option<Money> {
        self.0.estimated_cost.as_ref().map(Money::from)
    }

    /// What it did cost so far.
    async fn actual_cost(&self) -> Option<Money> {
        self.0.actual_cost.as_ref().map(Money::from)
    }

    /// How much of it is done by the last record: 0 to 100; null where nothing was recorded.
    async fn percent(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let rows = self.rows(ctx).await?;
        Ok(rows.last().map(|row| row.percent))
    }

    /// How far it had come, day by day, the earliest first.
    #[graphql(directive = list_size::apply(sizes::PROGRESS))]
    async fn progress(&self, ctx: &Context<'_>) -> Result<Vec<ActivityProgress>> {
        let rows = self.rows(ctx).await?;
        Ok(rows.into_iter().map(ActivityProgress).collect())
    }

    /// The goals it serves.
    #[graphql(directive = list_size::apply(sizes::GOALS_OF_ACTIVITY))]
    async fn goals(&self, ctx: &Context<'_>) -> Result<Vec<Goal>> {
        let links = ctx
            .details::<project::Entity, activity_goal::Entity>(&self.1)
            .await?;
        let rows = ctx
            .details::<project::Entity, entity::goal::Entity>(&self.1)
            .await?;
        let served = |row: &&entity::goal::Model| {
            let mut links = links.iter();
            links.any(|link| link.activity_id == self.0.id && link.goal_id == row.id)
        };
        let goal = |row: &entity::goal::Model| Goal(row.clone(), self.1.clone());
        Ok(rows.iter().filter(served).map(goal).collect())
    }
}

impl Activity {
    async fn rows(&self, ctx: &Context<'_>) -> Result<Vec<activity_progress::Model>> {
        let rows = ctx
            .details::<project::Entity, activity_progress::Entity>(&self.1)
            .await?;
        let own = rows.iter().filter(|row| row.activity_id == self.0.id);
        Ok(own.cloned().collect())
    }
}

pub struct ActivitiesOfProject(pub Arc<project::Model>);

#[Object]
impl ActivitiesOfProject {
    /// What it does, in order.
    #[graphql(directive = list_size::apply(sizes::ACTIVITIES))]
    async fn activities(&self, ctx: &Context<'_>) -> Result<Vec<Activity>> {
        let rows = ctx
            .details::<project::Entity, activity::Entity>(&self.0)
            .await?;
        let activity = |row: &activity::Model| Activity(row.clone(), self.0.clone());
        Ok(rows.iter().map(activity).collect())
    }

    /// How much of it is done, in percent with one decimal: its activities weighted by their estimated cost. One without
    /// an estimate weighs as much as the others on average; where none has one, all weigh the same. An activity of which
    /// nothing was recorded counts as 0; null where nothing was recorded of any. It is 100 only when all of them are done, and 0
    /// only when none has begun.
    async fn percent(&self, ctx: &Context<'_>) -> Nullable<f64> {
        Nullable::of(async {
            let activities = ctx
                .details::<project::Entity, activity::Entity>(&self.0)
                .await?;
            let progress = ctx
                .details::<project::Entity, activity_progress::Entity>(&self.0)
                .await?;
            Ok(percent(&activities, &progress))
        })
        .await
    }
}
