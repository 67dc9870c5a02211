//! An application, the decisions on it, and lists of both.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    Origin,
    application::{self, ApplicationStatus, Column},
    cost_category::{self, CostKind},
    cost_line,
    decision::{self, DecisionOutcome},
    disbursement,
    financing_line::{self, FinancingKind},
    funding_call, funding_grant,
    funding_rule::DecisionLevel,
    funding_rule_set, organisation, programme,
};
use futures_util::future::join;
use sea_orm::{ColumnTrait, Condition};

use super::{
    FinancingCheck, financing,
    selection::{ids, scopes},
};
use crate::{
    list,
    nodes::{Application, FundingCall, FundingDecision, Organisation, Programme},
    platform::{
        access::{Allows, Role, Viewer, naming},
        error::{Error, Result},
        graphql::{
            ContextExt, Date, DateTime, Direction, Money, Narrow, Nullable, SafeInt, Sorted, id,
        },
        list::{Link, Sort},
        store::{one_of, one_of_kinds},
    },
    programmes::{
        decision::{DecisionsOn, is_decided, is_settled},
        party::belongs_to,
        policy::{Assess, WriteApplication},
    },
};

fn money(amount_minor: i64, currency: &str) -> Money {
    Money {
        amount_minor: amount_minor.into(),
        currency: currency.to_owned(),
        is_approximate: false,
        text: None,
    }
}

/// Where a part of an application's money is to come from.
pub struct FinancingLine {
    row: financing_line::Model,
    currency: String,
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
list! {
    /// The applications it has made that the viewer may see, oldest first.
    ApplicationsOfOrganisation of organisation { applications: application as Application, filter ApplicationFilter, order ApplicationOrder,
        by Link::by(Column::ApplicantId) }
}
list! {
    /// Applications that the viewer may see, oldest first.
    Applications { applications: application as Application, filter ApplicationFilter, order ApplicationOrder }
}

#[derive(Default)]
pub struct ApplicationLookup;

#[Object]
impl ApplicationLookup {
    /// One application; null when there is none, or none that the viewer may see.
    async fn application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Application> {
        match id::argument::<application::Entity>(&id, "id") {
            Ok(id) => ctx.related::<application::Entity, _>(id).await,
            Err(wrong) => Err::<Application, Error>(wrong).into(),
        }
    }
}

/// Which applications. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ApplicationFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<ApplicationStatus>>,
    /// To one of these calls.
    pub call_ids: Option<Vec<ID>>,
    /// In one of these programmes.
    pub programme_ids: Option<Vec<ID>>,
    /// Of one of these organisations.
    pub applicant_ids: Option<Vec<ID>>,
    /// True: those of organisations that the viewer is an editor or admin of. False: all others.
    pub mine: Option<bool>,
}

impl Narrow<application::Entity> for ApplicationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let calls = ids::<funding_call::Entity>(&self.call_ids, "filter.callIds")?;
        let programmes = ids::<programme::Entity>(&self.programme_ids, "filter.programmeIds")?;
        let applicants = ids::<organisation::Entity>(&self.applicant_ids, "filter.applicantIds")?;
        let own = scopes(viewer, Role::Editor);
        let own = Condition::all().add(one_of(
            viewer.backend(),
            sea_orm::sea_query::Expr::col((application::Entity, Column::ApplicantId)),
            &own,
        ));
        let mine = |wanted| match wanted {
            true => own,
            false => own.not(),
        };
        let statuses = self.statuses.as_ref();
        Ok(Condition::all()
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(
                calls.map(|ids| naming::<funding_call::Entity>(viewer, Column::CallId, &ids)),
            )
            .add_option(
                programmes
                    .map(|ids| naming::<programme::Entity>(viewer, Column::ProgrammeId, &ids)),
            )
            .add_option(
                applicants
                    .map(|ids| one_of(viewer.backend(), Column::ApplicantId.into_expr(), &ids)),
            )
            .add_option(self.mine.map(mine)))
    }
}

/// What applications are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApplicationOrderField {
    /// When they were begun.
    #[default]
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

/// How applications are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ApplicationOrder {
    /// By what.
    #[graphql(default)]
    pub field: ApplicationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<application::Entity> for ApplicationOrder {
    fn sort(&self) -> Sort<application::Entity> {
        let sort = match self.field {
            ApplicationOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            ApplicationOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
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
