//! What a project counts.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{
    indicator,
    indicator_value::{self, Confidence, ValueBasis},
    project,
};

use super::{goals::Goal, sizes};
use crate::{
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, Date, id, list_size},
    },
    projects::{policy::EditProject, suppression::Counts},
};

pub struct IndicatorValue {
    row: indicator_value::Model,
    counts: Counts,
}

/// What was counted in a period. Counts of one to four, and what would give them away, are for the project's editors only.
#[Object]
impl IndicatorValue {
    /// Opaque id of this value.
    async fn id(&self) -> ID {
        id::global("IndicatorValue", self.row.id)
    }

    /// The first day of the period.
    async fn starts_on(&self) -> Option<Date> {
        self.row.starts_on.map(Date)
    }

    /// The last day of the period.
    async fn ends_on(&self) -> Option<Date> {
        self.row.ends_on.map(Date)
    }

    /// The period in words.
    async fn period_text(&self) -> Option<&str> {
        self.row.period_text.as_deref()
    }

    #[graphql(flatten)]
    async fn counts(&self) -> Counts {
        self.counts
    }

    /// All: as reported, else the sum of the parts; null where neither is known or it is kept back.
    async fn total(&self) -> Option<i32> {
        self.counts.total
    }

    /// True when the total was reported, and is not worked out from the parts.
    async fn is_total_reported(&self) -> bool {
        self.row.total.is_some()
    }

    /// Where it comes from.
    async fn basis(&self) -> ValueBasis {
        self.row.basis
    }

    /// How sure it is.
    async fn confidence(&self) -> Option<Confidence> {
        self.row.confidence
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }
}

pub struct Indicator(indicator::Model, Arc<project::Model>);

/// Something that a project counts.
#[Object]
impl Indicator {
    /// Opaque id of this indicator.
    async fn id(&self) -> ID {
        id::global("Indicator", self.0.id)
    }

    /// What is counted, in the main language of the project.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// In what.
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The goal it says something about.
    async fn goal(&self, ctx: &Context<'_>) -> Result<Option<Goal>> {
        let rows = ctx
            .details::<project::Entity, entity::goal::Entity>(&self.1)
            .await?;
        let own = rows.iter().find(|row| Some(row.id) == self.0.goal_id);
        Ok(own.map(|row| Goal(row.clone(), self.1.clone())))
    }

    /// What was counted, in order.
    #[graphql(directive = list_size::apply(sizes::VALUES))]
    async fn values(&self, ctx: &Context<'_>) -> Result<Vec<IndicatorValue>> {
        let rows = ctx
            .details::<project::Entity, indicator_value::Entity>(&self.1)
            .await?;
        let edits = Allows::<EditProject>::allows(&*self.1, ctx.viewer());
        let value = |row: &indicator_value::Model| IndicatorValue {
            counts: Counts::from(row).shown(edits),
            row: row.clone(),
        };
        let own = rows.iter().filter(|row| row.indicator_id == self.0.id);
        Ok(own.map(value).collect())
    }
}

pub struct IndicatorsOfProject(pub Arc<project::Model>);

#[Object]
impl IndicatorsOfProject {
    /// What it counts, in order.
    #[graphql(directive = list_size::apply(sizes::INDICATORS))]
    async fn indicators(&self, ctx: &Context<'_>) -> Result<Vec<Indicator>> {
        let rows = ctx
            .details::<project::Entity, indicator::Entity>(&self.0)
            .await?;
        let indicator = |row: &indicator::Model| Indicator(row.clone(), self.0.clone());
        Ok(rows.iter().map(indicator).collect())
    }
}
