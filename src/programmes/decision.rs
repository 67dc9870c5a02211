//! Deciding on an application, and paying what was granted.
//!
//! 1. A recommendation goes before a decision of a higher level; a decision is final.
//! 2. The level must be the one that the rules name for the grant, or a higher one.
//! 3. Under embargo a decision is for those who run the programme. When the embargo ends the application takes the
//!    outcome, and its applicant sees both.

use async_graphql::{ID, InputObject};
use chrono::{DateTime as Instant, Utc};
use entity::{
    Origin,
    application::{self, ApplicationStatus},
    decision::{self, DecisionOutcome},
    disbursement, financing_line, funding_call, funding_grant,
    funding_rule::DecisionLevel,
    organisation,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue::Set, ColumnTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{
    application::wrong_status,
    budget::{Rules, WRONG_CURRENCY},
    circle::CAPACITY,
    content::{NAME, NOTE},
    financing::{Budget, amount_text, decider},
    policy::{Assess, Settle},
};
use crate::platform::{
    access::{Permitted, Work},
    clock::new_id,
    error::{Refusal, Result},
    graphql::{Check, Date, DateTime, MoneyInput, SafeInt, id, money},
};

/// The rules leave a grant of this size to a higher level.
pub const LEVEL_TOO_LOW: &str = "LEVEL_TOO_LOW";
/// More is granted, or paid, than was applied for, or granted.
pub const TOO_MUCH: &str = "TOO_MUCH";
/// Somebody has decided already.
pub const ALREADY_DECIDED: &str = "ALREADY_DECIDED";

/// What a body says of an application.
#[derive(InputObject)]
pub struct DecideOnApplicationInput {
    /// The application; you must be an editor of its programme. It must have been assessed.
    pub application_id: ID,
    /// The version of the application that was read.
    pub version: SafeInt,
    /// The body that decided, where it is an organisation here.
    pub body_id: Option<ID>,
    /// The body in words, such as a committee; at most 200 characters.
    pub body_text: Option<String>,
    /// Its level.
    pub level: DecisionLevel,
    /// What it said.
    pub outcome: DecisionOutcome,
    /// The day on which it said so; not in the future.
    pub decided_on: Date,
    /// The number of the case, at most 200 characters.
    pub section: Option<String>,
    /// Why, at most 2,000 characters.
    pub reason: Option<String>,
    /// How much is granted; all that was applied for when left out. Only with `APPROVED`.
    pub granted: Option<MoneyInput>,
    /// Until when only those who run the programme know of it; in the future.
    pub embargo_until: Option<DateTime>,
}

/// A payment of a grant.
#[derive(InputObject)]
pub struct RecordDisbursementInput {
    /// The application; you must be an editor of its programme. It must be approved.
    pub application_id: ID,
    /// The version of the application that was read.
    pub version: SafeInt,
    /// The day of the payment; not in the future.
    pub paid_on: Date,
    /// How much; never more than is left of the grant.
    pub amount: MoneyInput,
    /// For what, at most 2,000 characters.
    pub note: Option<String>,
}

pub async fn decide(work: &Work, input: DecideOnApplicationInput) -> Result<decision::Model> {
    use ApplicationStatus::{Assessed, Recommended};
    let id = id::of::<application::Entity>(&input.application_id, "applicationId")?;
    let permit = work
        .permit_version::<Assess, application::Entity>(id, input.version.0)
        .await?;
    if !matches!(permit.status, Assessed | Recommended) {
        let needed = "one that is ASSESSED or RECOMMENDED";
        return Err(wrong_status(&permit, "decided on", needed));
    }
    let mut check = Check::default();
    let body = id::optional::<organisation::Entity>(&input.body_id, "bodyId");
    let body_id = check.take(body)?.flatten();
    let body_text = check.optional("bodyText", input.body_text, NAME);
    if body_id.is_none() && body_text.is_none() {
        let message = "bodyId and bodyText are missing; say which body decided.";
        check.refuse("bodyText", "MISSING", message);
    }
    let bodies: Vec<_> = body_id.into_iter().collect();
    check
        .known::<organisation::Entity>(work, "bodyId", &bodies)
        .await?;
    if input.decided_on.0 > work.today() {
        let message = "decidedOn is in the future; give the day on which it was decided.";
        check.refuse("decidedOn", "IN_THE_FUTURE", message);
    }
    let embargo_until = input.embargo_until.map(|at| at.0);
    if embargo_until.is_some_and(|at| at <= work.now()) {
        let message = "embargoUntil has passed; leave it out where there is no embargo.";
        check.refuse("embargoUntil", "IN_THE_PAST", message);
    }
    let granted = granted(work, &mut check, &permit, input.outcome, input.granted).await?;
    if let Some(granted) = granted {
        check_level(work, &mut check, &permit, granted, input.level).await?;
    }
    let section = check.optional("section", input.section, NAME);
    let reason = check.optional("reason", input.reason, NOTE);
    check.finish()?;
    let released = embargo_until.is_none();
    let row = decision::Model {
        id: new_id(),
        application_id: permit.id,
        body_id,
        body_text,
        level: input.level,
        outcome: input.outcome,
        decided_on: input.decided_on.0,
        section,
        reason,
        granted_minor: granted,
        embargo_until,
        released_at: released.then(|| work.now()),
        audience_id: match released {
            true => permit.audience_id,
            false => permit.editors_id,
        },
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let inserted = work
        .insert(row.into_active_model().reset_all(), &permit)
        .await;
    let row = match inserted {
        Err(error) if error.is_duplicate() => {
            let message =
                "There is a decision on this application already; it may be under embargo.";
            let refusal = Refusal::new(ALREADY_DECIDED, message);
            return Err(refusal.at("applicationId").into());
        }
        other => other?,
    };
    match released {
        true => take_effect(work, &row).await?,
        // The application itself says nothing yet; its version grows, because something was decided under it.
        false => {
            work.update(&permit, Default::default()).await?;
        }
    }
    Ok(row)
}

/// How much is granted: what is given, or all that was applied for; never more than that.
async fn granted(
    work: &Work,
    check: &mut Check,
    permit: &Permitted<Assess, application::Entity>,
    outcome: DecisionOutcome,
    given: Option<MoneyInput>,
) -> Result<Option<i64>> {
    if outcome != DecisionOutcome::Approved {
        if given.is_some() {
            let message = "granted belongs to decisions that approve; leave it out.";
            check.refuse("granted", "NOT_TAKEN", message);
        }
        return Ok(None);
    }
    let system = work.as_system(CAPACITY);
    let settled = system
        .permit::<super::policy::WriteApplication, application::Entity>(permit.id)
        .await?;
    let lines = system.select_under::<financing_line::Entity, _, _>(&settled);
    let lines = system.all(lines).await?;
    let of_grant = lines
        .iter()
        .filter(|line| line.kind == financing_line::FinancingKind::Grant);
    let asked: i64 = of_grant.map(|line| line.planned_minor).sum();
    let Some(given) = given else {
        return Ok(Some(asked));
    };
    let given = money(check, "granted", given);
    in_currency(check, "granted", &given, permit);
    if given.amount_minor > asked {
        let message = format!(
            "granted is {}; {} was applied for, and no more can be granted.",
            amount_text(given.amount_minor.into(), &permit.currency),
            amount_text(asked.into(), &permit.currency)
        );
        check.refuse("granted", TOO_MUCH, message);
    }
    Ok(Some(given.amount_minor))
}

fn in_currency(
    check: &mut Check,
    field: &str,
    given: &entity::Money,
    application: &application::Model,
) {
    if given.currency != application.currency {
        let message = format!(
            "{field} is in {}; the call takes {} only.",
            given.currency, application.currency
        );
        check.refuse(&format!("{field}.currency"), WRONG_CURRENCY, message);
    }
}

/// Who may grant so much: the level that the rules name, or a higher one.
async fn check_level(
    work: &Work,
    check: &mut Check,
    application: &application::Model,
    granted: i64,
    level: DecisionLevel,
) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let call = system
        .visible::<funding_call::Entity>(application.call_id)
        .await?;
    let rules = Rules::of_call(work, &call).await?;
    let budget = Budget {
        currency: rules.currency.clone(),
        financing: vec![(financing_line::FinancingKind::Grant, granted)],
        costs: vec![],
    };
    if let Some(needed) = decider(&budget, &rules.rules).filter(|needed| level < needed.level) {
        let message = format!(
            "level is {}; a grant of {} is for {} to decide.",
            level.to_value(),
            amount_text(granted.into(), &rules.currency),
            needed.level.to_value()
        );
        check.refuse("level", LEVEL_TOO_LOW, message);
    }
    Ok(())
}

/// What a decision does once it may be known: the application takes its outcome, and what is granted is written.
async fn take_effect(work: &Work, row: &decision::Model) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let application = system
        .permit::<Settle, application::Entity>(row.application_id)
        .await?;
    let status = match row.outcome {
        DecisionOutcome::Recommended => ApplicationStatus::Recommended,
        DecisionOutcome::Approved => ApplicationStatus::Approved,
        DecisionOutcome::Rejected => ApplicationStatus::Rejected,
    };
    if let Some(amount) = row.granted_minor {
        let grant = funding_grant::ActiveModel {
            id: Set(new_id()),
            decision_id: Set(row.id),
            granted_on: Set(row.decided_on),
            amount_minor: Set(amount),
            ..Default::default()
        };
        system.insert(grant, &application).await?;
    }
    let change = application::ActiveModel {
        status: Set(status),
        ..Default::default()
    };
    system.update(&application, change).await?;
    Ok(())
}

/// Decisions whose embargo nobody has ended, the one that ends first before the others.
fn embargoed(work: &Work) -> sea_orm::Select<decision::Entity> {
    work.select::<decision::Entity>()
        .filter(decision::Column::ReleasedAt.is_null())
        .filter(decision::Column::EmbargoUntil.is_not_null())
        .order_by_asc(decision::Column::EmbargoUntil)
}

/// When the next embargo ends.
pub(super) async fn next_release(work: &Work) -> Result<Option<Instant<Utc>>> {
    let next = work.one(embargoed(work).limit(1)).await?;
    Ok(next.and_then(|row| row.embargo_until))
}

/// Ends the embargoes that are over: the decisions are shown to whom their applications are.
pub(super) async fn release(work: &Work) -> Result<()> {
    let over = decision::Column::EmbargoUntil.lte(work.now());
    let due = work.all(embargoed(work).filter(over)).await?;
    for row in &due {
        let permit = work.permit::<Settle, decision::Entity>(row.id).await?;
        if permit.released_at.is_some() {
            continue;
        }
        let application = work
            .visible::<application::Entity>(row.application_id)
            .await?;
        let change = decision::ActiveModel {
            released_at: Set(Some(work.now())),
            audience_id: Set(application.audience_id),
            ..Default::default()
        };
        let row = work.update(&permit, change).await?;
        // What was taken back or finally decided meanwhile stays so.
        use ApplicationStatus::{Approved, Rejected, Withdrawn};
        if !matches!(application.status, Approved | Rejected | Withdrawn) {
            take_effect(work, &row).await?;
        }
    }
    Ok(())
}

/// Writes down a payment.
pub async fn disburse(work: &Work, input: RecordDisbursementInput) -> Result<application::Model> {
    let id = id::of::<application::Entity>(&input.application_id, "applicationId")?;
    let permit = work
        .permit_version::<Assess, application::Entity>(id, input.version.0)
        .await?;
    let grant = work.select_under::<funding_grant::Entity, _, _>(&permit);
    let Some(grant) = work.one(grant).await? else {
        return Err(wrong_status(&permit, "paid", "one that is APPROVED"));
    };
    let mut check = Check::default();
    let amount = money(&mut check, "amount", input.amount);
    in_currency(&mut check, "amount", &amount, &permit);
    if amount.amount_minor == 0 {
        check.refuse(
            "amount.amountMinor",
            "OUT_OF_RANGE",
            "amount is 0; it must be more.",
        );
    }
    if input.paid_on.0 > work.today() {
        let message = "paidOn is in the future; give the day on which it was paid.";
        check.refuse("paidOn", "IN_THE_FUTURE", message);
    }
    let before = work.select_under::<disbursement::Entity, _, _>(&permit);
    let before = work.all(before).await?;
    let paid: i128 = before.iter().map(|one| i128::from(one.amount_minor)).sum();
    let left = i128::from(grant.amount_minor) - paid;
    if i128::from(amount.amount_minor) > left {
        let message = format!(
            "amount is {}; {} is left of the grant.",
            amount_text(amount.amount_minor.into(), &permit.currency),
            amount_text(left, &permit.currency)
        );
        check.refuse("amount", TOO_MUCH, message);
    }
    let note = check.optional("note", input.note, NOTE);
    check.finish()?;
    let row = disbursement::ActiveModel {
        id: Set(new_id()),
        position: Set(i32::try_from(before.len()).unwrap_or(i32::MAX)),
        paid_on: Set(input.paid_on.0),
        amount_minor: Set(amount.amount_minor),
        note: Set(note),
        ..Default::default()
    };
    work.insert(row, &permit).await?;
    work.update(&permit, Default::default()).await
}
