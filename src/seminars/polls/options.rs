//! The dates of a poll: added, moved and taken away by organisers, suggested by those who are asked.

use async_graphql::{ID, InputObject};
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll::DateSuggestions,
    organisation, seminar,
    seminar::SeminarState,
};
use sea_orm::{
    ActiveValue::Set,
    sea_query::{Expr, ExprTrait},
};

use super::{
    DATES, Times, all, option_of, poll_of, stir, this, touch,
    voting::{answering, must_be_open},
};
use crate::{
    platform::{
        access::{Permitted, Work},
        error::{Error, Refusal, Result},
        graphql::{Check, LocalDateTime, SafeInt, TimeZone, id},
    },
    seminars::{
        arranging::Arranged,
        content::TITLE,
        policy::{ArrangeSeminar, VoteOnDates},
        stage::must_be,
        time::Fold,
    },
};

pub const SUGGESTIONS_OFF: &str = "SUGGESTIONS_OFF";
pub const NOT_SUGGESTED: &str = "NOT_SUGGESTED";

/// A date that a seminar could have.
#[derive(InputObject)]
pub struct DateOptionInput {
    /// Start on the clocks of the zone.
    pub starts_local: LocalDateTime,
    /// End on the clocks of the zone.
    pub ends_local: LocalDateTime,
    /// IANA zone of these times; that of the seminar when left out.
    pub time_zone: Option<TimeZone>,
    /// Which passage of the clock is meant where a local time happens twice.
    pub fold: Option<Fold>,
    /// A remark; at most 200 characters.
    pub note: Option<String>,
}

/// Adds a date to a poll, or moves one; the votes for one that is moved become stale.
#[derive(InputObject)]
pub struct WriteDateOptionInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Which date is written anew; left out: a further one.
    pub option_id: Option<ID>,
    /// The date as it is to be.
    pub option: DateOptionInput,
}

/// Takes a date out of a poll, with its votes.
#[derive(InputObject)]
pub struct RemoveDateOptionInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Which date.
    pub option_id: ID,
}

/// Proposes a date for an organisation that is asked.
#[derive(InputObject)]
pub struct SuggestDateInput {
    /// Which seminar.
    pub id: ID,
    /// For which organisation; you must belong to it.
    pub organisation_id: ID,
    /// The date.
    pub option: DateOptionInput,
}

/// Takes a suggested date into the poll, or not.
#[derive(InputObject)]
pub struct DecideDateSuggestionInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Which date.
    pub option_id: ID,
    /// Whether everyone is to be asked about it.
    pub accept: bool,
}

async fn polled(work: &Work, id: &ID, version: SafeInt, done: &str) -> Result<Arranged> {
    let id = id::of::<seminar::Entity>(id, "id")?;
    let seminar = work
        .permit_version::<ArrangeSeminar, seminar::Entity>(id, version.0)
        .await?;
    must_be(&seminar, &[SeminarState::DatePoll], done)?;
    Ok(seminar)
}

pub async fn write(work: &Work, input: WriteDateOptionInput) -> Result<seminar::Model> {
    let seminar = polled(work, &input.id, input.version, "given further dates").await?;
    let given = match &input.option_id {
        Some(id) => Some(id::part("DateOption", id, "optionId")?),
        None => None,
    };
    let current = match given {
        Some(id) => Some(option_of(work, &seminar, id).await?),
        None => None,
    };
    let own = current
        .as_ref()
        .map_or(&seminar.time_zone, |one| &one.time_zone);
    let (times, note) = read(work, own, input.option)?;
    let others = all::<date_option::Entity, _>(work, &seminar).await?;
    let others = others.iter().filter(|one| Some(one.id) != given);
    room_for(&times, others, given.is_none())?;
    let Some(current) = current else {
        let row = date_option::ActiveModel {
            note: Set(note),
            status: Set(DateOptionStatus::Asked),
            ..times.into_option()
        };
        work.insert(row, &seminar).await?;
        return touch(work, &seminar).await;
    };
    use date_option::Column as C;
    let mut set = vec![(C::Note, Expr::value(note))];
    if !times.is_of(&current) || times.zone.name() != current.time_zone {
        set.extend([
            (C::StartsLocal, Expr::value(times.starts_local)),
            (C::EndsLocal, Expr::value(times.ends_local)),
            (C::TimeZone, Expr::value(times.zone.name())),
            (C::StartsAt, Expr::value(times.starts_at)),
            (C::EndsAt, Expr::value(times.ends_at)),
        ]);
    }
    if !times.is_of(&current) {
        set.push((C::Revision, Expr::col(C::Revision).add(1)));
    }
    work.change_under::<date_option::Entity, _, _>(&seminar, set, this(C::Id, current.id))
        .await?;
    touch(work, &seminar).await
}

pub async fn remove(work: &Work, input: RemoveDateOptionInput) -> Result<seminar::Model> {
    let seminar = polled(work, &input.id, input.version, "stripped of dates").await?;
    let id = id::part("DateOption", &input.option_id, "optionId")?;
    let option = option_of(work, &seminar, id).await?;
    let which = this(date_option::Column::Id, option.id);
    work.clear_under::<date_option::Entity, _, _>(&seminar, which)
        .await?;
    touch(work, &seminar).await
}

pub async fn suggest(work: &Work, input: SuggestDateInput) -> Result<seminar::Model> {
    let mut check = Check::default();
    let id = check.take(id::of::<seminar::Entity>(&input.id, "id"))?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?;
    check.finish()?;
    let (Some(id), Some(organisation)) = (id, organisation) else {
        return Err(Error::NotFound);
    };
    let seminar: Permitted<VoteOnDates, _> = work.permit(id).await?;
    let poll = answering(work, &seminar, organisation).await?;
    must_be_open(work, &seminar, &poll)?;
    let status = match poll.suggestions {
        DateSuggestions::Off => {
            let message = "Nobody may propose dates in this poll; tell its organisers instead.";
            return Err(Refusal::new(SUGGESTIONS_OFF, message).at("id").into());
        }
        DateSuggestions::Moderated => DateOptionStatus::Suggested,
        DateSuggestions::Open => DateOptionStatus::Asked,
    };
    let (times, note) = read(work, &seminar.time_zone, input.option)?;
    let others = all::<date_option::Entity, _>(work, &seminar).await?;
    room_for(&times, others.iter(), true)?;
    let row = date_option::ActiveModel {
        note: Set(note),
        status: Set(status),
        suggested_by_id: Set(Some(organisation)),
        ..times.into_option()
    };
    work.insert(row, &seminar).await?;
    stir(work, &seminar).await
}

pub async fn decide(work: &Work, input: DecideDateSuggestionInput) -> Result<seminar::Model> {
    let done = "decided on in its poll";
    let seminar = polled(work, &input.id, input.version, done).await?;
    let id = id::part("DateOption", &input.option_id, "optionId")?;
    let option = option_of(work, &seminar, id).await?;
    if option.status != DateOptionStatus::Suggested {
        let message = "That date awaits no decision; only a suggestion does.";
        return Err(Refusal::new(NOT_SUGGESTED, message).at("optionId").into());
    }
    let status = match input.accept {
        true => DateOptionStatus::Asked,
        false => DateOptionStatus::Declined,
    };
    let set = [(date_option::Column::Status, Expr::value(status))];
    let which = this(date_option::Column::Id, option.id);
    work.change_under::<date_option::Entity, _, _>(&seminar, set, which)
        .await?;
    poll_of(work, &seminar).await?;
    touch(work, &seminar).await
}

fn read(work: &Work, own: &str, given: DateOptionInput) -> Result<(Times, Option<String>)> {
    let mut check = Check::default();
    let zone = given.time_zone.map(|zone| zone.0);
    let zone = zone.or(own.parse().ok()).unwrap_or(chrono_tz::Tz::UTC);
    let local = (given.starts_local.0, given.ends_local.0);
    let times = Times::read(work, &mut check, "option.", local, zone, given.fold);
    let note = check.optional("option.note", given.note, TITLE);
    check.finish()?;
    let lost = || Error::internal(anyhow::anyhow!("a time that is neither read nor refused"));
    Ok((times.ok_or_else(lost)?, note))
}

/// A poll holds each time once, and not endlessly many.
fn room_for<'a>(
    times: &Times,
    others: impl Iterator<Item = &'a date_option::Model>,
    is_new: bool,
) -> Result<()> {
    let mut check = Check::default();
    let mut number = 0;
    for other in others {
        number += 1;
        if other.status != DateOptionStatus::Declined && times.is_of(other) {
            let message = "The poll has that time already.";
            check.refuse("option.startsLocal", "DUPLICATE", message);
        }
    }
    if is_new && number >= DATES {
        let message = format!("The poll has {number} dates; at most {DATES} fit.");
        check.refuse("option", "TOO_MANY", message);
    }
    check.finish()
}
