//! An application as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin,
    application::{self, ApplicationStatus},
    cost_category, cost_line, decision, disbursement, financing_line, funding_call, funding_grant,
    funding_rule_set, organisation, programme,
};
use futures_util::future::join;

use super::{
    CostLine, Disbursement, FinancingCheck, FinancingLine, FundingGrant, application_lines::money,
    financing,
};
use crate::{
    nodes::{FundingCall, Organisation, Programme},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, Date, DateTime, Nullable, SafeInt, id},
    },
    programmes::{
        decision::{DecisionsOn, is_decided, is_settled},
        party::belongs_to,
        policy::{Assess, WriteApplication},
    },
};

/// What the viewer may do with an application as it stands.
#[derive(SimpleObject)]
pub struct ApplicationPermissions {
    /// Change it with `updateApplication` and hand it in with `submitApplication`.
    pub edit: bool,
    /// Take it back with `withdrawApplication`.
    pub withdraw: bool,
    /// Assess it with `assessApplication`.
    pub assess: bool,
    /// Write down a decision with `decideOnApplication`.
    pub decide: bool,
    /// Write down a payment with `recordDisbursement`.
    pub disburse: bool,
}

impl ApplicationPermissions {
    fn of(row: &application::Model, viewer: &Viewer, decisions: &[decision::Model]) -> Self {
        use ApplicationStatus::*;
        let writes = Allows::<WriteApplication>::allows(row, viewer);
        let assesses =
            Allows::<Assess>::allows(row, viewer) && !belongs_to(viewer, row.applicant_id);
        Self {
            edit: writes && matches!(row.status, Draft | Clarification),
            withdraw: writes && !matches!(row.status, Approved | Rejected | Withdrawn),
            assess: assesses
                && matches!(row.status, Submitted | Assessed)
                && !is_settled(decisions),
            decide: assesses
                && matches!(row.status, Assessed | Recommended)
                && !is_decided(decisions),
            disburse: assesses && row.status == Approved,
        }
    }
}

pub struct ApplicationFields(pub Arc<application::Model>);

impl ApplicationFields {
    async fn check(&self, ctx: &Context<'_>) -> Result<Option<FinancingCheck>> {
        let Some(call) = ctx.load::<funding_call::Entity>(self.0.call_id).await? else {
            return Ok(None);
        };
        let Some(rules) = financing::rules(ctx, call.rule_set_id, Some(&call)).await? else {
            return Ok(None);
        };
        let lines = ctx.details::<application::Entity, financing_line::Entity>(&self.0);
        let costs = ctx.details::<application::Entity, cost_line::Entity>(&self.0);
        let (lines, costs) = join(lines, costs).await;
        let budget = rules.budget(&lines?, &costs?);
        Ok(Some(FinancingCheck::of(rules.judge(&budget), vec![])))
    }
}

#[Object]
impl ApplicationFields {
    /// Opaque id of this application.
    async fn id(&self) -> ID {
        id::global("Application", self.0.id)
    }

    /// The call it answers.
    async fn call(&self, ctx: &Context<'_>) -> Nullable<FundingCall> {
        ctx.related::<funding_call::Entity, _>(self.0.call_id).await
    }

    /// The programme of the call.
    async fn programme(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<programme::Entity, _>(self.0.programme_id)
            .await
    }

    /// Who applies.
    async fn applicant(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.applicant_id)
            .await
    }

    /// What the project is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is about.
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// Where it stands in its life; while a decision is under embargo, where it stood before.
    async fn status(&self) -> ApplicationStatus {
        self.0.status
    }

    /// What those who run the programme have told the applicant.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The currency of all money in it, ISO 4217.
    async fn currency(&self) -> &str {
        &self.0.currency
    }

    /// When it was first handed in.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.map(Into::into)
    }

    /// Where the money is to come from, in the applicant's order.
    async fn financing(&self, ctx: &Context<'_>) -> Result<Vec<FinancingLine>> {
        let rows = ctx
            .details::<application::Entity, financing_line::Entity>(&self.0)
            .await?;
        let line = |row: &financing_line::Model| FinancingLine {
            row: row.clone(),
            currency: self.0.currency.clone(),
        };
        Ok(rows.iter().map(line).collect())
    }

    /// What it is for, in the applicant's order.
    async fn costs(&self, ctx: &Context<'_>) -> Result<Vec<CostLine>> {
        let rows = ctx
            .details::<application::Entity, cost_line::Entity>(&self.0)
            .await?;
        let call = ctx.load::<funding_call::Entity>(self.0.call_id).await?;
        let set = match call {
            Some(call) => {
                ctx.load::<funding_rule_set::Entity>(call.rule_set_id)
                    .await?
            }
            None => None,
        };
        let categories = match set {
            Some(set) => {
                ctx.details::<funding_rule_set::Entity, cost_category::Entity>(&set)
                    .await?
            }
            None => Arc::default(),
        };
        let line = |row: &cost_line::Model| {
            let category = categories
                .iter()
                .find(|one| Some(one.id) == row.category_id);
            CostLine {
                text: row.text.clone(),
                category: category.map(|one| one.name.clone()),
                category_kind: category.map(|one| one.kind),
                amount: money(row.amount_minor, &self.0.currency),
            }
        };
        Ok(rows.iter().map(line).collect())
    }

    /// What the rules of the call say of its budget now.
    async fn financing_check(&self, ctx: &Context<'_>) -> Nullable<FinancingCheck> {
        self.check(ctx).await.into()
    }

    /// What was granted; null until it is approved and may be known.
    async fn grant(&self, ctx: &Context<'_>) -> Nullable<FundingGrant> {
        let grants = ctx
            .details::<application::Entity, funding_grant::Entity>(&self.0)
            .await;
        let grant = grants.map(|rows| {
            let row = rows.first()?;
            Some(FundingGrant {
                granted_on: Date(row.granted_on),
                amount: money(row.amount_minor, &self.0.currency),
            })
        });
        grant.into()
    }

    /// What was paid of the grant, in the order in which it was written down.
    async fn disbursements(&self, ctx: &Context<'_>) -> Result<Vec<Disbursement>> {
        let rows = ctx
            .details::<application::Entity, disbursement::Entity>(&self.0)
            .await?;
        let payment = |row: &disbursement::Model| Disbursement {
            paid_on: Date(row.paid_on),
            amount: money(row.amount_minor, &self.0.currency),
            note: row.note.clone(),
        };
        Ok(rows.iter().map(payment).collect())
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<ApplicationPermissions> {
        let assesses = Allows::<Assess>::allows(&*self.0, ctx.viewer());
        let decisions = match assesses {
            true => ctx.loader().load_one(DecisionsOn(self.0.id)).await?,
            false => None,
        };
        let decisions = decisions.unwrap_or_default();
        Ok(ApplicationPermissions::of(
            &self.0,
            ctx.viewer(),
            &decisions,
        ))
    }
}
