//! The stages of a seminar: published, postponed, cancelled, held.
//!
//! IDEA, PLANNED and POSTPONED are published into SCHEDULED, or OPEN once people can register. Any before HELD can be
//! postponed or cancelled, with a reason. What has begun can be recorded as held.

use async_graphql::MaybeUndefined;
use chrono::{DateTime, Utc};
use entity::{
    seat_pool,
    seminar::{self, SeminarMode, SeminarState},
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{self, Set},
};

use super::{
    arranging,
    cancellation::over,
    conflicts,
    content::{MESSAGE, Parts, TITLE},
    graphql::{
        CancelSeminarInput, PostponeSeminarInput, PublishSeminarInput, RecordSeminarHeldInput,
        SeminarPermissions,
    },
    policy::ArrangeSeminar,
    registration::is_open,
    seats::has_seats,
    series,
    time::{IN_THE_FUTURE, IN_THE_PAST, Vague, Wanted},
};
use crate::platform::{
    access::{Allows, Permitted, Viewer, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

pub const WRONG_STATE: &str = "WRONG_STATE";
pub const NOT_STARTED: &str = "NOT_STARTED";

use SeminarState::{Cancelled, DatePoll, Held, Idea, Open, Planned, Postponed, Scheduled};

const BEFORE_PUBLISHING: [SeminarState; 4] = [Idea, Planned, DatePoll, Postponed];
const BEFORE_HELD: [SeminarState; 6] = [Idea, Planned, DatePoll, Scheduled, Open, Postponed];
/// What took place may have been announced, or not.
const BEFORE_RECORDED: [SeminarState; 5] = [Idea, Planned, Scheduled, Open, Postponed];

/// What a viewer may do with a seminar at this moment.
pub fn permissions(
    row: &seminar::Model,
    viewer: &Viewer,
    now: DateTime<Utc>,
) -> SeminarPermissions {
    let arranges = Allows::<ArrangeSeminar>::allows(row, viewer);
    let closed = matches!(row.state, Cancelled | SeminarState::Archived);
    SeminarPermissions {
        edit: arranges && !closed,
        publish: arranges && BEFORE_PUBLISHING.contains(&row.state),
        register: viewer.person().is_ok() && is_open(row, now),
        manage_registrations: arranges,
    }
}

/// A value of an enum as clients know it.
pub(super) fn name<E: ActiveEnum<Value = String>>(value: &E) -> String {
    value.to_value()
}

pub(super) fn wrong_state(seminar: &seminar::Model, done: &str, from: &str) -> Error {
    let now = name(&seminar.state);
    let message = format!("A seminar that is {now} cannot be {done}; possible from {from}.");
    Refusal::new(WRONG_STATE, message).at("id").into()
}

pub(super) fn must_be(seminar: &seminar::Model, states: &[SeminarState], done: &str) -> Result<()> {
    if states.contains(&seminar.state) {
        return Ok(());
    }
    let from: Vec<_> = states.iter().map(name).collect();
    Err(wrong_state(seminar, done, &from.join(", ")))
}

/// Shows a seminar to those it is for.
pub async fn publish(work: &Work, input: PublishSeminarInput) -> Result<seminar::Model> {
    let seminar = permit(work, &input.id, input.version.0).await?;
    must_be(&seminar, &BEFORE_PUBLISHING, "published")?;
    let pools = work.select_under::<seat_pool::Entity, _, _>(&seminar);
    complete(&seminar, has_seats(&seminar, &work.all(pools).await?))?;
    series::may_publish(work, &seminar).await?;
    if is_past(&seminar, work.now()) {
        let message = "The seminar would be announced for a time that has passed; move it to one that is ahead, or say with recordSeminarHeld that it has taken place.";
        return Err(Refusal::new(IN_THE_PAST, message).at("startsLocal").into());
    }
    let change = announced(work, &seminar);
    let row = arranging::write(work, &seminar, change).await?;
    conflicts::check(work, std::slice::from_ref(&row)).await?;
    Ok(row)
}

/// Whether a seminar began before this moment, or was to be on days that are over.
fn is_past(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    let today = now.date_naive();
    seminar.starts_at.is_some_and(|at| at <= now)
        || seminar.starts_at.is_none() && seminar.when_latest.is_some_and(|day| day < today)
}

/// What people were told to come to is moved ahead only, and what was held stays behind. What has begun can be put right.
pub(super) fn may_move(
    work: &Work,
    seminar: &seminar::Model,
    change: &seminar::ActiveModel,
) -> Result<()> {
    let Set(Some(starts)) = change.starts_at else {
        return Ok(());
    };
    let now = work.now();
    let begun = seminar.starts_at.is_some_and(|at| at <= now);
    let told = matches!(seminar.state, Scheduled | Open | Postponed);
    let (code, message) = match (starts > now, over(seminar)) {
        (true, true) => (
            IN_THE_FUTURE,
            "startsLocal is ahead, and the seminar has been held; say when it was, or make another one.",
        ),
        (false, false) if told && !begun => (
            IN_THE_PAST,
            "startsLocal has passed, and people count on the seminar; move it to a time that is ahead, or cancel it.",
        ),
        _ => return Ok(()),
    };
    Err(Refusal::new(code, message).at("startsLocal").into())
}

/// What publishing makes of a seminar.
pub(super) fn announced(work: &Work, seminar: &seminar::Model) -> seminar::ActiveModel {
    let waits = seminar
        .registration_opens_at
        .is_some_and(|at| at > work.now());
    seminar::ActiveModel {
        state: Set(if waits { Scheduled } else { Open }),
        published_at: Set(seminar.published_at.or(Some(work.now()))),
        ..Default::default()
    }
}

type Arranged = Permitted<ArrangeSeminar, seminar::Entity>;

async fn permit(work: &Work, id: &async_graphql::ID, version: i64) -> Result<Arranged> {
    let id = id::of::<seminar::Entity>(id, "id")?;
    series::open_occurrence(work, id, version).await
}

/// What a seminar needs before anybody is asked to come.
pub(super) fn complete(seminar: &seminar::Model, has_seats: bool) -> Result<()> {
    let mut check = Check::default();
    let mut needs = |there: bool, field: &str, what: &str| {
        if !there {
            let message = format!("Before it is published the seminar needs {what}.");
            check.refuse(field, "MISSING", message);
        }
    };
    let titled = seminar.title.0.values().any(|title| !title.is_empty());
    needs(titled, "title", "a title");
    let timed = seminar.starts_at.is_some()
        || seminar.when_text.is_some()
        || seminar.when_earliest.is_some();
    needs(
        timed,
        "startsLocal",
        "a time: startsLocal, or when if it is not known exactly",
    );
    needs(has_seats, "seatPools", "at least one pool of seats");
    let placed = seminar.venue_name.is_some()
        || seminar.venue_address.is_some()
        || seminar.venue_municipality_id.is_some();
    if seminar.mode != SeminarMode::Online {
        needs(placed, "venue", "a venue, because people come to a place");
    }
    if seminar.mode != SeminarMode::Onsite {
        let linked = seminar.join_url.is_some();
        needs(
            linked,
            "joinUrl",
            "a joinUrl, because people take part online",
        );
    }
    check.finish()
}

/// Moves a seminar to another time, perhaps not known yet; where it was first to start is kept.
pub async fn postpone(work: &Work, input: PostponeSeminarInput) -> Result<seminar::Model> {
    let seminar = permit(work, &input.id, input.version.0).await?;
    must_be(&seminar, &BEFORE_HELD, "postponed")?;
    let mut check = Check::default();
    let mut change = seminar::ActiveModel {
        reason: Set(Some(check.text("reason", input.reason, MESSAGE))),
        state: Set(Postponed),
        ..Default::default()
    };
    let when = input.when.map(|when| Vague {
        text: check.optional("when.text", when.text, TITLE),
        earliest: when.earliest.map(|day| day.0),
        latest: when.latest.map(|day| day.0),
    });
    let zone = input.time_zone.map(|zone| zone.0);
    Wanted {
        zone: zone.or(seminar.time_zone.parse().ok()),
        starts: known(input.starts_local.map(|at| at.0)),
        ends: known(input.ends_local.map(|at| at.0)),
        fold: input.fold,
        when: known(when),
    }
    .write(&mut check, None, &mut change);
    if matches!(change.starts_at, Set(Some(at)) if at <= work.now()) {
        let message =
            "startsLocal has passed; put the seminar off to a time that is ahead, or leave it out.";
        check.refuse("startsLocal", IN_THE_PAST, message);
    }
    check.finish()?;
    if seminar.original_starts_at.is_none() && seminar.original_start_text.is_none() {
        change.original_starts_at = Set(seminar.starts_at);
        change.original_start_text = kept_words(&seminar);
    }
    series::note_own(&seminar, &mut change, &Parts::default());
    let row = arranging::write(work, &seminar, change).await?;
    conflicts::check(work, std::slice::from_ref(&row)).await?;
    Ok(row)
}

/// A new time that is not given is not known: the old one does not hold any more.
fn known<T>(given: Option<T>) -> MaybeUndefined<T> {
    given.map_or(MaybeUndefined::Null, MaybeUndefined::Value)
}

fn kept_words(seminar: &seminar::Model) -> ActiveValue<Option<String>> {
    let earliest = seminar.when_earliest.map(|day| day.to_string());
    Set(seminar.when_text.clone().or(earliest))
}

/// Calls a seminar off. Registrations stay as they are; nobody moves up any more.
pub async fn cancel(work: &Work, input: CancelSeminarInput) -> Result<seminar::Model> {
    let seminar = permit(work, &input.id, input.version.0).await?;
    must_be(&seminar, &BEFORE_HELD, "cancelled")?;
    let mut check = Check::default();
    let reason = check.text("reason", input.reason, MESSAGE);
    check.finish()?;
    call_off(work, &seminar, reason).await
}

pub(super) async fn call_off(
    work: &Work,
    seminar: &Arranged,
    reason: String,
) -> Result<seminar::Model> {
    let change = seminar::ActiveModel {
        reason: Set(Some(reason)),
        state: Set(Cancelled),
        ..Default::default()
    };
    arranging::write(work, seminar, change).await
}

/// Records that a seminar has taken place, whether it was announced or not.
pub async fn record_held(work: &Work, input: RecordSeminarHeldInput) -> Result<seminar::Model> {
    let seminar = permit(work, &input.id, input.version.0).await?;
    must_be(&seminar, &BEFORE_RECORDED, "recorded as held")?;
    if !begun(&seminar, work.now()) {
        let message = "The seminar has not begun; it can be recorded as held after its start.";
        return Err(Refusal::new(NOT_STARTED, message).at("id").into());
    }
    if !matches!(seminar.state, Scheduled | Open) {
        series::may_publish(work, &seminar).await?;
    }
    let change = seminar::ActiveModel {
        state: Set(Held),
        published_at: Set(seminar.published_at.or(Some(work.now()))),
        ..Default::default()
    };
    arranging::write(work, &seminar, change).await
}

/// Where the time is not exact, the earliest day counts.
fn begun(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    seminar.sort_at <= now
}
