//! A set of rules of financing.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    Origin,
    cost_category::{self, CostKind},
    funding_call,
    funding_rule::{self, DecisionLevel, RuleKind},
    funding_rule_set::{self, Column},
    programme,
};
use sea_orm::{ColumnTrait, Condition};

use super::{FundingCallFilter, FundingCallOrder, selection::ids};
use crate::{
    list,
    nodes::{FundingCall, FundingRuleSet, Programme},
    platform::{
        access::{Allows, Viewer, naming},
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Direction, Money, Narrow, Nullable, SafeInt, Sorted, id,
        },
        list::{Link, Sort},
    },
    programmes::policy::Edit,
};

/// One rule of financing.
#[derive(SimpleObject)]
pub struct FundingRule {
    /// What it asks.
    pub kind: RuleKind,
    /// The share, in percent.
    pub share_percent: Option<f64>,
    /// The amount.
    pub amount: Option<Money>,
    /// Who decides.
    pub level: Option<DecisionLevel>,
    /// On whose recommendation.
    pub recommended_by: Option<DecisionLevel>,
    /// The exception to it, in words.
    pub text: Option<String>,
}

impl FundingRule {
    fn of(row: &funding_rule::Model, currency: &str) -> Self {
        let money = |amount_minor: i64| Money {
            amount_minor: amount_minor.into(),
            currency: currency.to_owned(),
            is_approximate: false,
            text: None,
        };
        Self {
            kind: row.kind,
            share_percent: row.basis_points.map(|points| f64::from(points) / 100.0),
            amount: row.amount_minor.map(money),
            level: row.level,
            recommended_by: row.recommended_by,
            text: row.text.clone(),
        }
    }
}

/// A sort of costs, and how far the rules take it.
#[derive(SimpleObject)]
pub struct CostCategory {
    /// How far the rules take it.
    pub kind: CostKind,
    /// What it is called.
    pub name: String,
}

impl From<&cost_category::Model> for CostCategory {
    fn from(row: &cost_category::Model) -> Self {
        Self {
            kind: row.kind,
            name: row.name.clone(),
        }
    }
}

/// What the viewer may do with a set of rules.
#[derive(SimpleObject)]
pub struct FundingRuleSetPermissions {
    /// Change it with `updateFundingRuleSet`, as long as no call names it.
    pub edit: bool,
}

pub struct FundingRuleSetFields(pub Arc<funding_rule_set::Model>);

#[Object]
impl FundingRuleSetFields {
    /// Opaque id of this set of rules.
    async fn id(&self) -> ID {
        id::global("FundingRuleSet", self.0.id)
    }

    /// The programme whose rules they are.
    async fn programme(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<programme::Entity, _>(self.0.programme_id)
            .await
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Which of its programme's sets it is, from 1 on.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// The currency of all amounts, ISO 4217.
    async fn currency(&self) -> &str {
        &self.0.currency
    }

    /// What money is given for.
    async fn purpose(&self) -> Option<&str> {
        self.0.purpose.as_deref()
    }

    /// What may be otherwise.
    async fn exception(&self) -> Option<&str> {
        self.0.exception.as_deref()
    }

    /// What else is to be known.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The day on which it was adopted, where known.
    async fn adopted_on(&self) -> Option<Date> {
        self.0.adopted_on.map(Date)
    }

    /// The rules, in their order.
    async fn rules(&self, ctx: &Context<'_>) -> Result<Vec<FundingRule>> {
        let rows = ctx
            .details::<funding_rule_set::Entity, funding_rule::Entity>(&self.0)
            .await?;
        let currency = &self.0.currency;
        Ok(rows
            .iter()
            .map(|row| FundingRule::of(row, currency))
            .collect())
    }

    /// The sorts of costs, in their order.
    async fn categories(&self, ctx: &Context<'_>) -> Result<Vec<CostCategory>> {
        let rows = ctx
            .details::<funding_rule_set::Entity, cost_category::Entity>(&self.0)
            .await?;
        Ok(rows.iter().map(CostCategory::from).collect())
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was added to Erfa.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; `updateFundingRuleSet` names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> FundingRuleSetPermissions {
        FundingRuleSetPermissions {
            edit: Allows::<Edit>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// The calls that are made under these rules, the one that closes first before the others.
    CallsOfRuleSet of funding_rule_set { calls: funding_call as FundingCall, filter FundingCallFilter, order FundingCallOrder,
        by Link::by(funding_call::Column::RuleSetId) }
}
list! {
    /// Its sets of rules of financing, the first one first.
    RuleSetsOfProgramme of programme { rule_sets: funding_rule_set as FundingRuleSet, filter FundingRuleSetFilter, order FundingRuleSetOrder,
        by Link::by(Column::ProgrammeId) }
}
list! {
    /// Sets of rules of financing that the viewer may see, oldest first.
    FundingRuleSets { funding_rule_sets: funding_rule_set as FundingRuleSet, filter FundingRuleSetFilter, order FundingRuleSetOrder }
}

#[derive(Default)]
pub struct FundingRuleSetLookup;

#[Object]
impl FundingRuleSetLookup {
    /// One version of rules; null when there is none, or none that the viewer may see.
    async fn funding_rule_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<FundingRuleSet> {
        match id::argument::<funding_rule_set::Entity>(&id, "id") {
            Ok(id) => ctx.related::<funding_rule_set::Entity, _>(id).await,
            Err(wrong) => Err::<FundingRuleSet, _>(wrong).into(),
        }
    }
}

/// Which sets of rules. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct FundingRuleSetFilter {
    /// Of one of these programmes.
    pub programme_ids: Option<Vec<ID>>,
    /// In this currency, ISO 4217.
    pub currency: Option<String>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
}

impl Narrow<funding_rule_set::Entity> for FundingRuleSetFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let programmes = ids::<programme::Entity>(&self.programme_ids, "filter.programmeIds")?;
        let currency = self.currency.as_ref();
        let currency = currency.map(|code| code.trim().to_uppercase());
        Ok(Condition::all()
            .add_option(
                programmes
                    .map(|ids| naming::<programme::Entity>(viewer, Column::ProgrammeId, &ids)),
            )
            .add_option(currency.map(|code| Column::Currency.eq(code)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// What sets of rules are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FundingRuleSetOrderField {
    /// Their numbers.
    #[default]
    Number,
    /// When they were added to Erfa.
    CreatedAt,
}

/// How sets of rules are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct FundingRuleSetOrder {
    /// By what.
    #[graphql(default)]
    pub field: FundingRuleSetOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<funding_rule_set::Entity> for FundingRuleSetOrder {
    fn sort(&self) -> Sort<funding_rule_set::Entity> {
        let sort = match self.field {
            FundingRuleSetOrderField::Number => Sort::by(Column::Number),
            FundingRuleSetOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
