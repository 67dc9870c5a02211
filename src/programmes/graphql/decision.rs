//! What a body said of an application, and lists of it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    application,
    decision::{self, DecisionOutcome},
    funding_rule::DecisionLevel,
    organisation,
};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Application, FundingDecision, Organisation},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, Date, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

pub struct FundingDecisionFields(pub Arc<decision::Model>);

#[Object]
impl FundingDecisionFields {
    /// Opaque id of this decision.
    async fn id(&self) -> ID {
        id::global("FundingDecision", self.0.id)
    }

    /// What was decided on.
    async fn application(&self, ctx: &Context<'_>) -> Nullable<Application> {
        ctx.related::<application::Entity, _>(self.0.application_id)
            .await
    }

    /// The body that decided, where it is an organisation here.
    async fn body(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.body_id).await
    }

    /// The body in words.
    async fn body_text(&self) -> Option<&str> {
        self.0.body_text.as_deref()
    }

    /// Its level.
    async fn level(&self) -> DecisionLevel {
        self.0.level
    }

    /// What it said.
    async fn outcome(&self) -> DecisionOutcome {
        self.0.outcome
    }

    /// The day on which it said so.
    async fn decided_on(&self) -> Date {
        Date(self.0.decided_on)
    }

    /// The number of the case.
    async fn section(&self) -> Option<&str> {
        self.0.section.as_deref()
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// How much is granted, in the smallest unit of the application's currency.
    async fn granted_minor(&self) -> Option<SafeInt> {
        self.0.granted_minor.map(SafeInt)
    }

    /// Until when only those who run the programme know of it.
    async fn embargo_until(&self) -> Option<DateTime> {
        self.0.embargo_until.map(Into::into)
    }

    /// Whether it is still under embargo.
    async fn is_under_embargo(&self) -> bool {
        self.0.released_at.is_none()
    }

    /// When it was written down.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }
}

list! {
    /// The decisions on it that the viewer may see, oldest first.
    DecisionsOfApplication of application { decisions: decision as FundingDecision, filter FundingDecisionFilter, order FundingDecisionOrder,
        by Link::by(decision::Column::ApplicationId) }
}

/// Which decisions. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct FundingDecisionFilter {
    /// With one of these outcomes.
    pub outcomes: Option<Vec<DecisionOutcome>>,
}

impl Narrow<decision::Entity> for FundingDecisionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let outcomes = self.outcomes.as_ref();
        let outcome = |all: &Vec<DecisionOutcome>| one_of_kinds(decision::Column::Outcome, all);
        Ok(Condition::all().add_option(outcomes.map(outcome)))
    }
}

/// What decisions are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FundingDecisionOrderField {
    /// The day on which they were made.
    #[default]
    DecidedOn,
}

/// How decisions are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct FundingDecisionOrder {
    /// By what.
    #[graphql(default)]
    pub field: FundingDecisionOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<decision::Entity> for FundingDecisionOrder {
    fn sort(&self) -> Sort<decision::Entity> {
        let FundingDecisionOrderField::DecidedOn = self.field;
        Sort::by(decision::Column::DecidedOn).descending(self.direction.descending())
    }
}
