//! Deciding on an application.
//!
//! 1. A recommendation goes before a decision of a higher level, each level once; a decision is final.
//! 2. The level must be the one that the rules name for the grant, or a higher one; where they name who recommends, that
//!    level or a higher one has recommended it before.
//! 3. What is granted is more than nothing, and no more than was applied for, than it all costs, and than the programme has.
//! 4. Nobody decides for an organisation of their own.
//! 5. Under embargo a decision is for those who run the programme, and nothing about the application changes, its version
//!    neither. When the embargo ends the application takes the outcome, and its applicant sees both. An application that was
//!    taken back meanwhile stays so.

use std::collections::HashMap;

use async_graphql::{ID, InputObject, dataloader::Loader};
use chrono::{DateTime as Instant, Utc};
use entity::{
    Origin,
    application::{self, ApplicationStatus},
    decision::{self, DecisionOutcome},
    funding_grant,
    funding_rule::DecisionLevel,
    organisation,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue::Set, ColumnTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    application::wrong_status,
    circle::CAPACITY,
    fields::{NAME, NOTE},
    granting::{asked, check_level, granted, left_of, programme_of},
    party::{CONFLICT_OF_INTEREST, belongs_to, known_organisations},
    policy::{Assess, Settle},
};
use crate::platform::{
    access::{Reader, Viewer, Work},
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, Date, DateTime, MoneyInput, SafeInt, id},
    store::one_of,
};

/// Somebody has decided already.
pub const ALREADY_DECIDED: &str = "ALREADY_DECIDED";
pub(super) const DECIDED: &str =
    "There is a decision on this application already; it may be under embargo.";

/// What a body says of an application.
#[derive(InputObject)]
pub struct DecideOnApplicationInput {
    /// The application; you must be an editor of its programme and belong to another organisation than the applicant. It must
    /// have been assessed.
    pub application_id: ID,
    /// The version of the application that was read.
    pub version: SafeInt,
    /// The body that decided, where it is an organisation here; not the applicant.
    pub body_id: Option<ID>,
    /// The body in words, such as a committee; at most 200 characters.
    pub body_text: Option<String>,
    /// Its level.
    pub level: DecisionLevel,
    /// What it said.
    pub outcome: DecisionOutcome,
    /// The day on which it said so: not in the future, nor before the application was handed in or recommended.
    pub decided_on: Date,
    /// The number of the case, at most 200 characters.
    pub section: Option<String>,
    /// Why, at most 2,000 characters.
    pub reason: Option<String>,
    /// How much is granted; all that was applied for when left out, and more than nothing. Only with `APPROVED`.
    pub granted: Option<MoneyInput>,
    /// Until when only those who run the programme know of it; in the future.
    pub embargo_until: Option<DateTime>,
}

pub async fn decide(work: &Work, input: DecideOnApplicationInput) -> Result<decision::Model> {
    use ApplicationStatus::{Assessed, Recommended};
    let id = id::of::<application::Entity>(&input.application_id, "applicationId")?;
    // Before the application, as whoever changes the programme locks them.
    let programme = programme_of(work, id, input.outcome).await?;
    let permit = work
        .permit_version::<Assess, application::Entity>(id, input.version.0)
        .await?;
    check_interest(work.viewer(), &permit, "applicationId")?;
    if !matches!(permit.status, Assessed | Recommended) {
        let needed = "one that is ASSESSED or RECOMMENDED";
        return Err(wrong_status(&permit, "decided on", needed));
    }
    let before = work.select_under::<decision::Entity, _, _>(&permit);
    let before = work.all(before).await?;
    check_undecided(&before, &input)?;
    let mut check = Check::default();
    let body = id::optional::<organisation::Entity>(&input.body_id, "bodyId");
    let body_id = check.take(body)?.flatten();
    let body_text = check.optional("bodyText", input.body_text.clone(), NAME);
    if body_id.is_none() && body_text.is_none() {
        let message = "bodyId and bodyText are missing; say which body decided.";
        check.refuse("bodyText", "MISSING", message);
    }
    let bodies: Vec<_> = body_id
        .map(|id| ("bodyId".to_owned(), id))
        .into_iter()
        .collect();
    known_organisations(work, &mut check, &bodies).await?;
    if body_id == Some(permit.applicant_id) {
        let message = "bodyId names the applicant; nobody decides on an application of their own.";
        check.refuse("bodyId", CONFLICT_OF_INTEREST, message);
    }
    check_day(work, &mut check, &permit, &before, &input);
    let embargo_until = input.embargo_until.map(|at| at.0);
    if embargo_until.is_some_and(|at| at <= work.now()) {
        let message = "embargoUntil has passed; leave it out where there is no embargo.";
        check.refuse("embargoUntil", "IN_THE_PAST", message);
    }
    let asked = asked(work, &permit).await?;
    let left = match &programme {
        Some(programme) => left_of(work, programme, &permit.currency).await?,
        None => None,
    };
    let granted = granted(&mut check, &permit, &asked, left, &input);
    let amount = granted.unwrap_or(asked.grant);
    check_level(work, &mut check, &permit, amount, &before, &input).await?;
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
            let refusal = Refusal::new(ALREADY_DECIDED, DECIDED);
            return Err(refusal.at("applicationId").into());
        }
        other => other?,
    };
    // Under embargo the application says nothing yet, not even by its version.
    if released {
        take_effect(work, &row).await?;
    }
    Ok(row)
}

/// Nobody judges or pays what an organisation of their own has handed in.
pub(super) fn check_interest(
    viewer: &Viewer,
    application: &application::Model,
    field: &str,
) -> Result<()> {
    if !belongs_to(viewer, application.applicant_id) {
        return Ok(());
    }
    let message = "You belong to the applicant; somebody else who runs the programme assesses it, decides on it and pays it.";
    Err(Refusal::new(CONFLICT_OF_INTEREST, message).at(field).into())
}

/// Whether a decision is there, be it under embargo.
pub fn is_decided(decisions: &[decision::Model]) -> bool {
    let mut all = decisions.iter();
    all.any(|one| one.outcome != DecisionOutcome::Recommended)
}

/// Whether it is assessed for good: decided on, or a recommendation of it is under embargo.
pub fn is_settled(decisions: &[decision::Model]) -> bool {
    is_decided(decisions) || decisions.iter().any(|one| one.released_at.is_none())
}

/// The decisions on an application that the viewer may see, for the loader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DecisionsOn(pub Uuid);

impl Loader<DecisionsOn> for Reader {
    type Value = Vec<decision::Model>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[DecisionsOn],
    ) -> Result<HashMap<DecisionsOn, Vec<decision::Model>>> {
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let column = decision::Column::ApplicationId.into_expr();
        let these =
            self.select::<decision::Entity>()
                .filter(one_of(self.store().backend(), column, &ids));
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.all(these).await? {
            let on = found.entry(DecisionsOn(row.application_id)).or_default();
            on.push(row);
        }
        Ok(found)
    }
}

/// A decision is final, and each level recommends once.
fn check_undecided(before: &[decision::Model], input: &DecideOnApplicationInput) -> Result<()> {
    let recommends = input.outcome == DecisionOutcome::Recommended;
    let message = if is_decided(before) {
        DECIDED.to_owned()
    } else if recommends && before.iter().any(|one| one.level == input.level) {
        let level = input.level.to_value();
        format!("{level} has recommended this application already; it may be under embargo.")
    } else {
        return Ok(());
    };
    Err(Refusal::new(ALREADY_DECIDED, message)
        .at("applicationId")
        .into())
}

/// It was decided after it was handed in, while its call was open, and recommended, and not after today.
fn check_day(
    work: &Work,
    check: &mut Check,
    application: &application::Model,
    before: &[decision::Model],
    input: &DecideOnApplicationInput,
) {
    let day = input.decided_on.0;
    if day > work.today() {
        let message = "decidedOn is in the future; give the day on which it was decided.";
        check.refuse("decidedOn", "IN_THE_FUTURE", message);
    }
    let handed_in = application.submitted_at.map(|at| at.date_naive());
    let earlier = before.iter().map(|one| one.decided_on);
    let earlier = earlier.chain(handed_in).max();
    if let Some(earlier) = earlier.filter(|earlier| day < *earlier) {
        let message = format!(
            "decidedOn is {day}, before {earlier}, when the application was handed in or recommended; it must be that day or later."
        );
        check.refuse("decidedOn", "REVERSED", message);
    }
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
        use ApplicationStatus::{Assessed, Recommended, Submitted};
        if matches!(application.status, Submitted | Assessed | Recommended) {
            take_effect(work, &row).await?;
        }
    }
    Ok(())
}
