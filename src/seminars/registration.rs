//! Registering for a seminar.
//!
//! 1. A person stands once at a time: registering again answers with the registration there is.
//! 2. People register themselves; organisers register anyone they can see, editors of an organisation its people.
//! 3. What the person was at that moment, and for whom, is kept.
//! 4. Only the person can agree to stand on the list of participants, and say what they need.
//! 5. Where organisers let people in one by one, whoever asks holds nothing until they have said yes.

use chrono::{DateTime, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    seat_pool::SeatKind,
    seminar::{self, SeminarState},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    admission::{self, Admitted},
    entrance::Entrance,
    entrant::{Entrant, Known, Who},
    graphql::RegisterForSeminarInput,
    holding::new_code,
    needs,
    policy::{ArrangeSeminar, TakeSeat},
    questions,
    seats::{self, Moved, Seats},
    series,
};
use crate::networks::circle::Shared;
use crate::platform::{
    access::{Allows, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

pub const SEMINAR_NOT_OPEN: &str = "SEMINAR_NOT_OPEN";

/// What a registration can be while it counts.
pub const LIVE: [RegistrationStatus; 6] = [
    RegistrationStatus::Requested,
    RegistrationStatus::Confirmed,
    RegistrationStatus::Waitlisted,
    RegistrationStatus::Offered,
    RegistrationStatus::Attended,
    RegistrationStatus::NoShow,
];

/// Whether people can register at this moment.
pub fn is_open(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    is_ahead(seminar, now)
        && seminar.registration_opens_at.is_none_or(|at| at <= now)
        && seminar.registration_closes_at.is_none_or(|at| at > now)
}

/// The seminars for which people can register at this moment: as `is_open` says, as a condition.
pub fn opens(now: DateTime<Utc>) -> Condition {
    use seminar::Column::{RegistrationClosesAt, RegistrationOpensAt, StartsAt, State};
    let unless =
        |column: seminar::Column, fits: Expr| Condition::any().add(column.is_null()).add(fits);
    Condition::all()
        .add(State.is_in([SeminarState::Scheduled, SeminarState::Open]))
        .add(unless(StartsAt, StartsAt.gt(now)))
        .add(unless(RegistrationOpensAt, RegistrationOpensAt.lte(now)))
        .add(unless(RegistrationClosesAt, RegistrationClosesAt.gt(now)))
}

/// Published and not begun.
pub(super) fn is_ahead(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    matches!(seminar.state, SeminarState::Scheduled | SeminarState::Open)
        && seminar.starts_at.is_none_or(|at| at > now)
}

/// Who registers whom for what.
struct Asked {
    seminar: Uuid,
    who: Who,
    seat: Option<SeatKind>,
    is_listed: bool,
    answers: Vec<questions::Answer>,
    needs: Option<needs::Needs>,
}

impl Asked {
    fn read(work: &Work, input: RegisterForSeminarInput) -> Result<Self> {
        let mut check = Check::default();
        let seminar = check.take(id::of::<seminar::Entity>(&input.seminar_id, "seminarId"))?;
        let who = Who::read(work, &mut check, &input.person_id, &input.organisation_id)?;
        who.may_be_listed(&mut check, input.is_listed);
        let answers = questions::read(&mut check, input.answers)?;
        let needs = needs::read(&mut check, input.needs, who.is_viewer);
        check.finish()?;
        Ok(Self {
            seminar: seminar.ok_or(Error::NotFound)?,
            who,
            seat: input.seat,
            is_listed: input.is_listed,
            answers,
            needs,
        })
    }
}

/// Registers a person: with a seat where one is free and nobody waits, else at the end of those who wait.
pub async fn register(work: &Work, input: RegisterForSeminarInput) -> Result<registration::Model> {
    let asked = Asked::read(work, input)?;
    let Who {
        person,
        organisation,
        is_viewer,
    } = asked.who;
    asked.who.must_be_present(work).await?;
    // Read before the seminar is locked, so that others wait as briefly as can be.
    let known = Known::of(work, person).await?;
    let seminar = work
        .permit::<TakeSeat, seminar::Entity>(asked.seminar)
        .await?;
    let organiser = Allows::<ArrangeSeminar>::allows(&*seminar, work.viewer());
    let known = known.acting(work, person, organiser)?;
    let mut entrance = Entrance::of(work, &seminar, person).await?;
    if let Some(first) = entrance.standing.take() {
        return Ok(first);
    }
    // Organisers let people in before registration opens and after it closes.
    if !(is_open(&seminar, work.now()) || organiser && is_ahead(&seminar, work.now())) {
        return Err(not_open(&seminar, work.now()));
    }
    series::may_register(work, &seminar, person).await?;
    let entrant = Entrant {
        person,
        stands: known.stands_for(organisation)?,
        seat: asked.seat,
        is_listed: asked.is_listed,
        // Organisers have decided when they register somebody.
        is_approved: organiser,
    };
    let (row, admitted) = enter(work, &seminar, entrant, &entrance).await?;
    let questions = &entrance.questions;
    questions::write_joining(work, &seminar, &row, questions, asked.answers, is_viewer).await?;
    if let Some(needs) = asked.needs {
        needs::write_under(work, &seminar, &row, needs).await?;
    }
    let_in(work, &seminar, admitted).await?;
    match admitted.is_some_and(|admitted| admitted.may_be_next) {
        true => Ok(standing(work, &seminar, person).await?.unwrap_or(row)),
        false => Ok(row),
    }
}

/// Writes a registration: with a seat, among those who wait, or for the organisers to decide on. The caller counts it by `let_in`.
pub(super) async fn enter(
    work: &Work,
    seminar: &Seats,
    entrant: Entrant,
    entrance: &Entrance,
) -> Result<(registration::Model, Option<Admitted>)> {
    let pool = entrance.pool(entrant.seat)?;
    let admitted = match entrant.must_ask(seminar) {
        true => None,
        false => Some(admission::admit(work, seminar, pool, entrant.stands.organisation).await?),
    };
    let status = match admitted {
        None => RegistrationStatus::Requested,
        Some(admitted) if admitted.seated => RegistrationStatus::Confirmed,
        Some(_) => RegistrationStatus::Waitlisted,
    };
    // The moment at which it is this person's turn, not that at which the request came: the queue has one order.
    let row = joining(seminar, pool.id, entrant, status, work.moment());
    Ok((work.insert(row, seminar).await?, admitted))
}

/// Counts somebody who was entered; one whom organisers must let in holds nothing, and is only told of.
pub(super) async fn let_in(
    work: &Work,
    seminar: &Seats,
    admitted: Option<Admitted>,
) -> Result<seminar::Model> {
    match admitted {
        None => seats::count(work, seminar, Moved::TOLD).await,
        Some(admitted) => admission::let_in(work, seminar, admitted).await,
    }
}

/// The registration of somebody who comes.
pub(super) fn joining(
    seminar: &seminar::Model,
    pool: Uuid,
    entrant: Entrant,
    status: RegistrationStatus,
    at: DateTime<Utc>,
) -> registration::ActiveModel {
    let seated = status == RegistrationStatus::Confirmed;
    let circle = seminar::Entity::circle(seminar);
    let Entrant {
        stands, is_listed, ..
    } = entrant;
    registration::ActiveModel {
        seminar_id: Set(seminar.id),
        pool_id: Set(pool),
        person_id: Set(entrant.person),
        organisation_id: Set(stands.organisation),
        organisation_name: Set(stands.organisation_name),
        title: Set(stands.title),
        status: Set(status),
        joined_at: Set(at),
        priority: Set(0),
        expiries: Set(0),
        check_in_code: Set(Some(new_code())),
        is_listed: Set(is_listed),
        audience_id: Set(match seated && is_listed {
            true => circle.signed_in(),
            false => circle.editors,
        }),
        organisers_id: Set(circle.editors),
        ..Default::default()
    }
}

/// The registration with which a person stands, if there is one.
pub(super) async fn standing(
    work: &Work,
    seminar: &Seats,
    person: Uuid,
) -> Result<Option<registration::Model>> {
    let live = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(registration::Column::PersonId.eq(person))
        .filter(registration::Column::Status.is_in(LIVE));
    work.one(live).await
}

pub(super) fn not_open(seminar: &seminar::Model, now: DateTime<Utc>) -> Error {
    let message = match seminar.state {
        SeminarState::Cancelled => "The seminar is cancelled.".to_owned(),
        SeminarState::Postponed => {
            "The seminar is postponed; registration opens again when its new date is published."
                .to_owned()
        }
        SeminarState::Scheduled | SeminarState::Open => match seminar.registration_opens_at {
            _ if seminar.starts_at.is_some_and(|at| at <= now) => {
                "The seminar has begun.".to_owned()
            }
            Some(at) if at > now => format!("Registration opens at {}.", at.to_rfc3339()),
            _ => "Registration is closed; ask the organisers.".to_owned(),
        },
        SeminarState::Idea | SeminarState::Planned | SeminarState::DatePoll => {
            "The seminar is not published yet.".to_owned()
        }
        _ => "The seminar has taken place.".to_owned(),
    };
    Refusal::new(SEMINAR_NOT_OPEN, message)
        .at("seminarId")
        .into()
}
