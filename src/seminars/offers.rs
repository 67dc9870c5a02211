//! Seats that are offered, and what becomes of those who answer, late or not at all.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{ID, InputObject};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    registration::{self, Column, RegistrationStatus},
    registration_event::RegistrationEventKind,
    seat_pool, seminar,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    calendars,
    cancellation::seminar_of,
    events, needs,
    policy::{AnswerOffer, TakeSeat},
    questions::{self, RegistrationAnswerInput},
    seats::{self, Moved, OFFER_ENDS_AHEAD, OFFER_HOLDS, Seats},
};
use crate::{
    networks::circle::Shared,
    platform::{
        access::Work,
        error::{Error, Refusal, Result},
        graphql::{Check, id},
        store::one_of,
    },
};

pub const NO_OFFER: &str = "NO_OFFER";
pub const OFFER_EXPIRED: &str = "OFFER_EXPIRED";

/// Of how many seminars one turn lets offers lapse; the rest wait for the next.
const AT_ONCE: u64 = 100;

/// Says yes or no to an offered seat. Saying the same again changes nothing.
#[derive(InputObject)]
pub struct AnswerOfferInput {
    /// Which registration; only your own.
    pub id: ID,
    /// Whether you take the seat.
    pub accept: bool,
    /// Answers to what is asked; taking the seat needs one to each required question that is asked AT_PROMOTION and was not
    /// answered before. At most 30.
    pub answers: Option<Vec<RegistrationAnswerInput>>,
}

pub async fn answer(work: &Work, input: AnswerOfferInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let mut check = Check::default();
    let answers = questions::read(&mut check, input.answers)?;
    check.finish()?;
    let seminar = seminar_of(work, id).await?;
    let row = work.permit::<AnswerOffer, registration::Entity>(id).await?;
    match (row.status, input.accept) {
        (RegistrationStatus::Offered, _) => {}
        (RegistrationStatus::Confirmed, true) | (RegistrationStatus::Declined, false) => {
            return Ok((*row).clone());
        }
        _ => {
            let message =
                "No seat is offered to you at the moment; position says how many are before you.";
            return Err(Refusal::new(NO_OFFER, message).at("id").into());
        }
    }
    let late = row.offer_expires_at.is_some_and(|at| at <= work.moment());
    if late || !seats::fills(&seminar, work.now()) {
        let message = "The offer has expired and the seat goes to the next; you are put at the end of those who wait, once.";
        return Err(Refusal::new(OFFER_EXPIRED, message).at("id").into());
    }
    if input.accept {
        questions::write_accepting(work, &seminar, &row, answers).await?;
    }
    use seat_pool::Column::{Confirmed, Offered};
    let mut pool = vec![(Offered, Expr::col(Offered).sub(1))];
    let circle = seminar::Entity::circle(&seminar);
    let (status, kind, moved) = match input.accept {
        true => {
            pool.push((Confirmed, Expr::col(Confirmed).add(1)));
            let kind = RegistrationEventKind::OfferAccepted;
            (RegistrationStatus::Confirmed, kind, Moved::SEATED)
        }
        false => {
            let kind = RegistrationEventKind::OfferDeclined;
            (RegistrationStatus::Declined, kind, Moved::TOLD)
        }
    };
    let this = Condition::all().add(seat_pool::Column::Id.eq(row.pool_id));
    work.change_under::<seat_pool::Entity, _, _>(&seminar, pool, this)
        .await?;
    let change = registration::ActiveModel {
        status: Set(status),
        offer_expires_at: Set(None),
        audience_id: Set(match input.accept && row.is_listed {
            true => circle.signed_in(),
            false => circle.editors,
        }),
        ..Default::default()
    };
    events::note(work, &seminar, &row, kind, None).await?;
    let answered = work.update(&row, change).await?;
    if !input.accept {
        needs::forget(work, &seminar, &[row.id]).await?;
    }
    seats::fill_seats(work, &seminar, moved).await?;
    Ok(answered)
}

/// Lets offers end as those made then would for a start that has moved, earlier or later. Of the time that is left until
/// the start there is at least half to answer in.
pub(super) async fn retime(work: &Work, seminar: &seminar::Model) -> Result<()> {
    let system = work.as_system("seats");
    let offered = system
        .select::<registration::Entity>()
        .filter(Column::SeminarId.eq(seminar.id))
        .filter(Column::Status.eq(RegistrationStatus::Offered));
    let offered = system.all(offered).await?;
    if offered.is_empty() {
        return Ok(());
    }
    let seats = system
        .permit::<TakeSeat, seminar::Entity>(seminar.id)
        .await?;
    let made = events::offered_at(&system, &seats).await?;
    let now = work.moment();
    let mut ends: BTreeMap<DateTime<Utc>, Vec<Uuid>> = BTreeMap::new();
    for row in &offered {
        let Some(made) = made.get(&row.id) else {
            continue;
        };
        let full = *made + OFFER_HOLDS;
        let until = seminar.starts_at.map_or(full, |starts| {
            let half = now + (starts - now) / 2;
            Ord::min(full, Ord::max(half, starts - OFFER_ENDS_AHEAD))
        });
        // One that has ended already stays ended.
        if row
            .offer_expires_at
            .is_some_and(|at| at > now && at != until)
        {
            ends.entry(until).or_default().push(row.id);
        }
    }
    for (until, rows) in ends {
        let these = one_of(system.viewer().backend(), Expr::col(Column::Id), &rows);
        system
            .rewrite::<registration::Entity>(
                vec![(Column::OfferExpiresAt, Expr::value(until))],
                Condition::all().add(these),
            )
            .await?;
    }
    Ok(())
}

/// Lets offers lapse that nobody answered in time: the first time the person goes to the end of those who wait, the
/// second time they are out. The same few statements for all offers of a seminar.
pub(super) async fn lapse(work: &Work) -> Result<()> {
    let system = work.as_system("seats");
    let due = || {
        Condition::all()
            .add(Column::Status.eq(RegistrationStatus::Offered))
            .add(Column::OfferExpiresAt.lte(work.now()))
    };
    // Locked in the order of their ids, as everywhere.
    let found = system
        .select::<registration::Entity>()
        .filter(due())
        .select_only()
        .column(Column::SeminarId)
        .distinct()
        .order_by_asc(Column::SeminarId)
        .limit(AT_ONCE);
    let found: Vec<Uuid> = system.tuples(found.into_tuple()).await?;
    for id in found {
        let seminar = system.permit::<TakeSeat, seminar::Entity>(id).await?;
        let late = system
            .select_under::<registration::Entity, _, _>(&seminar)
            .filter(due())
            .order_by_asc(Column::OfferExpiresAt)
            .order_by_asc(Column::Id);
        let late = system.all(late).await?;
        let waiting = lapse_all(&system, &seminar, &late).await?;
        let ids = late.iter().map(|row| row.id).collect();
        calendars::lapsed(&system, seminar.id, ids).await?;
        let moved = Moved {
            waiting,
            ..Moved::TOLD
        };
        seats::fill_seats(&system, &seminar, moved).await?;
    }
    Ok(())
}

/// Answers how many wait again.
async fn lapse_all(work: &Work, seminar: &Seats, late: &[registration::Model]) -> Result<i32> {
    use seat_pool::Column::{Offered, Waiting};
    let ids = |rows: &[&registration::Model]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let (again, out): (Vec<_>, Vec<_>) = late.iter().partition(|row| row.expiries == 0);
    let kind = RegistrationEventKind::OfferExpired;
    let all = ids(&late.iter().collect::<Vec<_>>());
    events::note_all(work, seminar, &all, kind, work.moment()).await?;
    let pools: BTreeSet<Uuid> = late.iter().map(|row| row.pool_id).collect();
    for pool in pools {
        let of_pool = |row: &&&registration::Model| row.pool_id == pool;
        let number = |rows: &[&registration::Model]| {
            i32::try_from(rows.iter().filter(of_pool).count()).map_err(Error::internal)
        };
        let (waits, leaves) = (number(&again)?, number(&out)?);
        let set = [
            (Offered, Expr::col(Offered).sub(waits + leaves)),
            (Waiting, Expr::col(Waiting).add(waits)),
        ];
        let priority = lowest(work, seminar, pool).await?;
        let this = Condition::all().add(seat_pool::Column::Id.eq(pool));
        work.change_under::<seat_pool::Entity, _, _>(seminar, set, this)
            .await?;
        let again: Vec<_> = again.iter().filter(of_pool).copied().collect();
        // Whose offer ended first goes first; of those whose ended together, who came first.
        for (place, together) in (0_i64..).zip(again.chunk_by(same_end)) {
            let joined = work.moment() + TimeDelta::microseconds(place);
            let set = vec![
                (Column::Status, Expr::value(RegistrationStatus::Waitlisted)),
                (Column::JoinedAt, Expr::value(joined)),
                (Column::Priority, Expr::value(priority)),
            ];
            expire(work, set, &ids(together)).await?;
        }
    }
    let expired = vec![(Column::Status, Expr::value(RegistrationStatus::Expired))];
    expire(work, expired, &ids(&out)).await?;
    needs::forget(work, seminar, &ids(&out)).await?;
    i32::try_from(again.len()).map_err(Error::internal)
}

fn same_end(one: &&registration::Model, other: &&registration::Model) -> bool {
    one.offer_expires_at == other.offer_expires_at
}

async fn expire(work: &Work, mut set: Vec<(Column, Expr)>, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    set.push((Column::OfferExpiresAt, Expr::value(None::<DateTime<Utc>>)));
    set.push((Column::Expiries, Expr::col(Column::Expiries).add(1)));
    let these = one_of(work.viewer().backend(), Expr::col(Column::Id), ids);
    work.rewrite::<registration::Entity>(set, Condition::all().add(these))
        .await
}

/// The priority behind which nobody waits.
async fn lowest(work: &Work, seminar: &Seats, pool: Uuid) -> Result<i32> {
    let last = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(Column::PoolId.eq(pool))
        .filter(Column::Status.eq(RegistrationStatus::Waitlisted))
        .order_by_asc(Column::Priority)
        .limit(1);
    let last = work.one(last).await?;
    Ok(last.map_or(0, |row| Ord::min(row.priority, 0)))
}
