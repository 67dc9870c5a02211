//! The money of an application: where it is to come from, what it is for, what was granted and paid.

use async_graphql::{Context, Object, SimpleObject};
use entity::{
    cost_category::CostKind,
    financing_line::{self, FinancingKind},
    organisation,
};

use crate::{
    nodes::Organisation,
    platform::graphql::{ContextExt, Date, Money, Nullable},
};

pub(super) fn money(amount_minor: i64, currency: &str) -> Money {
    Money {
        amount_minor: amount_minor.into(),
        currency: currency.to_owned(),
        is_approximate: false,
        text: None,
    }
}

/// Where a part of an application's money is to come from.
pub struct FinancingLine {
    pub(super) row: financing_line::Model,
    pub(super) currency: String,
}

/// Where a part of an application's money is to come from.
#[Object]
impl FinancingLine {
    /// What sort of money, or of work instead of money.
    async fn kind(&self) -> FinancingKind {
        self.row.kind
    }

    /// Who gives it.
    async fn financier(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.row.financier_id)
            .await
    }

    /// Who gives it in words, where it is none of the organisations here.
    async fn financier_text(&self) -> Option<&str> {
        self.row.financier_text.as_deref()
    }

    /// What is planned.
    async fn planned(&self) -> Money {
        money(self.row.planned_minor, &self.currency)
    }

    /// What has been confirmed.
    async fn confirmed(&self) -> Option<Money> {
        let amount = self.row.confirmed_minor?;
        Some(money(amount, &self.currency))
    }

    /// What it came to.
    async fn actual(&self) -> Option<Money> {
        let amount = self.row.actual_minor?;
        Some(money(amount, &self.currency))
    }

    /// How many hours of work.
    async fn hours(&self) -> Option<f64> {
        // Minutes of a million hours at most.
        self.row.minutes.map(|minutes| minutes as f64 / 60.0)
    }

    /// What an hour is worth.
    async fn rate_per_hour(&self) -> Option<Money> {
        let amount = self.row.rate_minor?;
        Some(money(amount, &self.currency))
    }
}

/// What a part of an application's money is for.
#[derive(SimpleObject)]
pub struct CostLine {
    /// What it is.
    pub text: String,
    /// The sort of costs, as the rules call it; null where it counts towards the whole only.
    pub category: Option<String>,
    /// How far the rules take it.
    pub category_kind: Option<CostKind>,
    /// How much.
    pub amount: Money,
}

/// The money that an approved application is to get.
#[derive(SimpleObject)]
pub struct FundingGrant {
    /// The day on which it was granted.
    pub granted_on: Date,
    /// How much.
    pub amount: Money,
}

/// A payment of a grant.
#[derive(SimpleObject)]
pub struct Disbursement {
    /// The day of the payment.
    pub paid_on: Date,
    /// How much.
    pub amount: Money,
    /// For what.
    pub note: Option<String>,
}
