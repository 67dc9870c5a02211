//! What people need to eat and to take part: kept apart from everything else, with their consent, and not for long.
//!
//! 1. Only the person says it, and agrees to its being kept; taking the consent back erases it at once.
//! 2. Organisers see how many need what; who needs what is seen by the person and by those whom an admin of the lead host named.
//! 3. It is in no change log, no search, no export, and is erased 14 days after the seminar, of those who do not come at once.

use async_graphql::{ID, InputObject};
use chrono::TimeDelta;
use entity::{
    needs_reader, person, registration, registration_needs, seminar, seminar::SeminarState,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::{
    cancellation::seminar_of,
    content::TITLE,
    entrant::CONSENT_NEEDED,
    policy::{ConsentToList, EraseNeeds, GrantNeeds},
    registration::LIVE,
    seats::Seats,
    stage::{WRONG_STATE, name},
};
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::{Check, SafeInt, id},
    store::one_of,
};

/// How long after a seminar it is kept.
const KEPT: TimeDelta = TimeDelta::days(14);

/// What somebody needs. Only for oneself, and only with consent.
#[derive(InputObject, Clone)]
pub struct RegistrationNeedsInput {
    /// What to eat or not to eat; at most 200 characters.
    pub dietary: Option<String>,
    /// What it takes to take part; at most 200 characters.
    pub accessibility: Option<String>,
    /// I agree that this is kept for this seminar and erased 14 days after it. Without it nothing is kept, and what was is erased.
    pub consent: bool,
}

/// Says what somebody needs, anew.
#[derive(InputObject)]
pub struct WriteRegistrationNeedsInput {
    /// Which registration; only your own.
    pub id: ID,
    /// What you need; takes the place of what was said before.
    pub needs: RegistrationNeedsInput,
}

/// Names those who may read who needs what.
#[derive(InputObject)]
pub struct GrantNeedsAccessInput {
    /// Which seminar; you must be an admin of the organisation that leads it.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Who; at most 20. Takes the place of those before.
    pub person_ids: Vec<ID>,
}

pub struct Needs {
    dietary: Option<String>,
    accessibility: Option<String>,
}

pub(super) fn read(
    check: &mut Check,
    given: Option<RegistrationNeedsInput>,
    own: bool,
) -> Option<Needs> {
    let given = given?;
    let needs = Needs {
        dietary: check.optional("needs.dietary", given.dietary, TITLE),
        accessibility: check.optional("needs.accessibility", given.accessibility, TITLE),
    };
    let says = needs.dietary.is_some() || needs.accessibility.is_some();
    if !own {
        let message = "Only the person can say what they need; leave needs out.";
        check.refuse("needs", CONSENT_NEEDED, message);
    } else if says && !given.consent {
        let message =
            "What you need is kept only if you agree to it; set consent, or leave needs out.";
        check.refuse("needs.consent", CONSENT_NEEDED, message);
    }
    Some(needs)
}

pub(super) async fn write_under(
    work: &Work,
    seminar: &Seats,
    row: &registration::Model,
    needs: Needs,
) -> Result<()> {
    let before = registration_needs::Column::RegistrationId.eq(row.id);
    work.clear_under::<registration_needs::Entity, _, _>(seminar, Condition::all().add(before))
        .await?;
    if needs.dietary.is_none() && needs.accessibility.is_none() {
        return Ok(());
    }
    let row = registration_needs::ActiveModel {
        registration_id: Set(row.id),
        dietary: Set(needs.dietary),
        accessibility: Set(needs.accessibility),
        consented_at: Set(work.now()),
        ..Default::default()
    };
    work.insert_all(vec![row], seminar).await
}

/// Erases what people needed who do not come.
pub(super) async fn forget(work: &Work, seminar: &Seats, registrations: &[Uuid]) -> Result<()> {
    if registrations.is_empty() {
        return Ok(());
    }
    let of = Expr::col(registration_needs::Column::RegistrationId);
    let these = one_of(work.viewer().backend(), of, registrations);
    work.clear_under::<registration_needs::Entity, _, _>(seminar, Condition::all().add(these))
        .await?;
    Ok(())
}

pub async fn write(work: &Work, input: WriteRegistrationNeedsInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let mut check = Check::default();
    let needs = read(&mut check, Some(input.needs), true);
    check.finish()?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit::<ConsentToList, registration::Entity>(id)
        .await?;
    if !LIVE.contains(&row.status) {
        let message = format!(
            "The registration is {}: nothing is needed for it, so nothing is kept.",
            name(&row.status)
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    if let Some(needs) = needs {
        write_under(work, &seminar, &row, needs).await?;
    }
    Ok((*row).clone())
}

pub async fn grant(work: &Work, input: GrantNeedsAccessInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = work
        .permit_version::<GrantNeeds, seminar::Entity>(id, input.version.0)
        .await?;
    let mut check = Check::default();
    let people = check
        .ids::<person::Entity>("personIds", &Some(input.person_ids), 20)?
        .unwrap_or_default();
    check
        .known::<person::Entity>(work, "personIds", &people)
        .await?;
    check.finish()?;
    work.clear_under::<needs_reader::Entity, _, _>(&seminar, Condition::all())
        .await?;
    let reader = |person| needs_reader::ActiveModel {
        person_id: Set(person),
        ..Default::default()
    };
    work.insert_all(people.into_iter().map(reader).collect(), &seminar)
        .await?;
    work.update(&seminar, seminar::ActiveModel::default()).await
}

/// Erases what was needed at seminars that ended a fortnight ago, or were called off.
pub(super) async fn erase(work: &Work) -> Result<()> {
    use seminar::Column::{EndsAt, Id, SortAt, State};
    let long_ago = work.now() - KEPT;
    let ended = Condition::any()
        .add(EndsAt.lte(long_ago))
        .add(
            Condition::all()
                .add(EndsAt.is_null())
                .add(SortAt.lte(long_ago)),
        )
        .add(
            Condition::all()
                .add(State.eq(SeminarState::Cancelled))
                .add(seminar::Column::UpdatedAt.lte(long_ago)),
        );
    let over = Query::select()
        .column(Id)
        .from(seminar::Entity)
        .cond_where(ended)
        .to_owned();
    let system = work.as_system("needs");
    let permit = system.permit_platform::<EraseNeeds>()?;
    let which = Expr::col(registration_needs::Column::SeminarId).in_subquery(over);
    system
        .clear_under::<registration_needs::Entity, _, _>(&permit, Condition::all().add(which))
        .await?;
    Ok(())
}
