//! What the rules say of a budget, live.

use async_graphql::{Context, Enum, Object, SimpleObject};
use entity::{
    cost_category, funding_call,
    funding_rule::{self, DecisionLevel, RuleKind},
    funding_rule_set,
};
use uuid::Uuid;

use crate::{
    platform::{
        error::{Error, Refusal, Result},
        graphql::{ContextExt, Nullable, SafeInt, id},
    },
    programmes::{
        budget::{
            FinancingCheckInput, FinancingRulesBy, Judgement, Rules, check_financing, no_grant,
        },
        figures::percent_number,
        financing::{Measure, Totals, Verdict},
    },
};

/// What numbers of a rule are in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinancingUnit {
    /// Percent.
    Percent,
    /// The smallest unit of the currency.
    MinorUnits,
}

/// What one rule says of a budget.
#[derive(SimpleObject)]
pub struct FinancingVerdict {
    /// The rule.
    pub rule: RuleKind,
    /// Whether it is met; compared exactly, so that 25 % meets a limit of 25 %. False while it is open.
    pub is_met: bool,
    /// Whether nothing can be judged yet: there is no money, or none of what the rule asks a share of. It stops no application,
    /// and `actual` is 0.
    pub is_open: bool,
    /// Whether somebody must judge it: then it stops no application, met or not.
    pub is_for_judgement: bool,
    /// What the budget has, in the unit; percent are rounded to four decimals.
    pub actual: f64,
    /// What the rule allows or asks, in the unit; null where it is left to judgement.
    pub limit: Option<f64>,
    /// What the numbers are in.
    pub unit: FinancingUnit,
    /// Both in a sentence: `own hours 31 %, limit 25 %`.
    pub message: String,
}

impl From<&Verdict> for FinancingVerdict {
    fn from(verdict: &Verdict) -> Self {
        // Amounts stay below 2^53, which a double keeps exactly.
        let (actual, unit, scale) = match verdict.actual {
            Measure::Amount(amount) => (amount as f64, FinancingUnit::MinorUnits, 1.0),
            Measure::Share(part, of) => (percent_number(part, of), FinancingUnit::Percent, 100.0),
        };
        Self {
            rule: verdict.rule,
            is_met: verdict.is_met,
            is_open: verdict.is_open,
            is_for_judgement: verdict.is_for_judgement,
            actual,
            limit: verdict.limit.map(|limit| limit as f64 / scale),
            unit,
            message: verdict.message.clone(),
        }
    }
}

/// The sums of a budget, in the smallest unit of its currency.
#[derive(SimpleObject)]
pub struct FinancingTotals {
    /// All financing.
    pub financing: SafeInt,
    /// The grant applied for.
    pub grant: SafeInt,
    /// Money of others.
    pub cash: SafeInt,
    /// Money of the applicant.
    pub own_funds: SafeInt,
    /// Hours of work, at their rate.
    pub own_hours: SafeInt,
    /// Cash, own funds and own hours together.
    pub own_contribution: SafeInt,
    /// All costs.
    pub costs: SafeInt,
    /// Costs of eligible categories.
    pub eligible_costs: SafeInt,
    /// Costs of limited categories.
    pub limited_costs: SafeInt,
    /// Costs of ineligible categories.
    pub ineligible_costs: SafeInt,
}

impl From<Totals> for FinancingTotals {
    fn from(totals: Totals) -> Self {
        let sum = |sum: i128| SafeInt(i64::try_from(sum).unwrap_or(i64::MAX));
        Self {
            financing: sum(totals.whole()),
            grant: sum(totals.grant),
            cash: sum(totals.cash),
            own_funds: sum(totals.own_funds),
            own_hours: sum(totals.own_hours),
            own_contribution: sum(totals.own()),
            costs: sum(totals.costs),
            eligible_costs: sum(totals.eligible),
            limited_costs: sum(totals.limited),
            ineligible_costs: sum(totals.ineligible),
        }
    }
}

/// What the rules of a call say of a budget.
#[derive(SimpleObject)]
pub struct FinancingCheck {
    /// The currency of the call, ISO 4217.
    pub currency: String,
    /// Whether an application with this budget may be handed in.
    pub is_met: bool,
    /// What each rule says, in the order of the rules; empty where the budget was refused.
    pub verdicts: Vec<FinancingVerdict>,
    /// The sums.
    pub totals: FinancingTotals,
    /// Who decides on a grant of this size, where the rules say so.
    pub decision_level: Option<DecisionLevel>,
    /// On whose recommendation.
    pub recommended_by: Option<DecisionLevel>,
    /// `NO_GRANT` where nothing is applied for; else why the budget cannot be read: `WRONG_CURRENCY`, `UNKNOWN_CATEGORY`, `HOURS_MISMATCH`, `OUT_OF_RANGE`, `MISSING`,
    /// `TOO_LONG`, `TOO_MANY`, `NOT_TAKEN`, `UNKNOWN_CURRENCY`, `WRONG_ID`.
    pub refusals: Vec<Refusal>,
}

impl FinancingCheck {
    pub(super) fn of(judgement: Judgement, mut refusals: Vec<Refusal>) -> Self {
        let readable = refusals.is_empty();
        if readable && judgement.totals.grant == 0 {
            refusals.push(no_grant());
        }
        let verdicts = judgement.verdicts.iter().filter(|_| readable);
        let decider = judgement.decider.filter(|_| readable);
        Self {
            is_met: refusals.is_empty() && !judgement.verdicts.iter().any(Verdict::forbids),
            verdicts: verdicts.map(FinancingVerdict::from).collect(),
            totals: judgement.totals.into(),
            decision_level: decider.map(|decider| decider.level),
            recommended_by: decider.and_then(|decider| decider.recommended_by),
            currency: judgement.currency,
            refusals,
        }
    }
}

/// The rules of a set that the viewer may see, loaded with those of others.
pub(super) async fn rules(
    ctx: &Context<'_>,
    set: Uuid,
    call: Option<&funding_call::Model>,
) -> Result<Option<Rules>> {
    let Some(set) = ctx.load::<funding_rule_set::Entity>(set).await? else {
        return Ok(None);
    };
    let rules = ctx.details::<funding_rule_set::Entity, funding_rule::Entity>(&set);
    let categories = ctx.details::<funding_rule_set::Entity, cost_category::Entity>(&set);
    let (rules, categories) = futures_util::future::join(rules, categories).await;
    let rules = Rules {
        currency: set.currency.clone(),
        rules: rules?.to_vec(),
        categories: categories?.to_vec(),
    };
    Ok(Some(match call {
        Some(call) => rules.with_call(call),
        None => rules,
    }))
}

#[derive(Default)]
pub struct FinancingQueries;

#[Object]
impl FinancingQueries {
    /// What the rules of a call, or a set of rules, say of a budget, before anything is written; null when there are none
    /// that the viewer may see. Money in another currency is refused as data.
    async fn financing_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rules.")] by: FinancingRulesBy,
        #[graphql(desc = "The budget.")] input: FinancingCheckInput,
    ) -> Nullable<FinancingCheck> {
        Nullable::of(async {
            let (set, call) = match by {
                FinancingRulesBy::CallId(call) => {
                    let call = id::argument::<funding_call::Entity>(&call, "by.callId")?;
                    let Some(call) = ctx.load::<funding_call::Entity>(call).await? else {
                        return Ok(None);
                    };
                    (call.rule_set_id, Some(call))
                }
                FinancingRulesBy::RuleSetId(set) => {
                    let set = id::argument::<funding_rule_set::Entity>(&set, "by.ruleSetId")?;
                    (set, None)
                }
            };
            let Some(rules) = rules(ctx, set, call.as_deref()).await? else {
                return Ok(None);
            };
            let (judgement, refusals) = check_financing(&rules, input)?;
            Ok::<_, Error>(Some(FinancingCheck::of(judgement, refusals)))
        })
        .await
    }
}
