//! Seats that are offered, and what becomes of those who answer, late or not at all.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject};
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
    cancellation::seminar_of,
    events,
    policy::{AnswerOffer, TakeSeat},
    registration::is_ahead,
    seats::{self, Moved, Seats},
};
use crate::{
    networks::circle::Shared,
    platform::{
        access::Work,
        error::{Refusal, Result},
        graphql::id,
    },
};

pub const NO_OFFER: &str = "NO_OFFER";
pub const OFFER_EXPIRED: &str = "OFFER_EXPIRED";

/// How many offers one turn lets lapse; the rest wait for the next.
const AT_ONCE: u64 = 1_000;

/// Says yes or no to an offered seat. Saying the same again changes nothing.
#[derive(InputObject)]
pub struct AnswerOfferInput {
    /// Which registration; only your own.
    pub id: ID,
    /// Whether you take the seat.
    pub accept: bool,
}

pub async fn answer(work: &Work, input: AnswerOfferInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
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
    if row.offer_expires_at.is_some_and(|at| at <= work.moment()) || !is_ahead(&seminar, work.now())
    {
        let message = "The offer has expired and the seat goes to the next; you are put at the end of those who wait, once.";
        return Err(Refusal::new(OFFER_EXPIRED, message).at("id").into());
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
    seats::fill_seats(work, &seminar, moved).await?;
    Ok(answered)
}

/// Lets offers lapse that nobody answered in time: the first time the person goes to the end of those who wait, the
/// second time they are out.
pub(super) async fn lapse(work: &Work) -> Result<()> {
    let system = work.as_system("seats");
    let due = || {
        Condition::all()
            .add(Column::Status.eq(RegistrationStatus::Offered))
            .add(Column::OfferExpiresAt.lte(work.now()))
    };
    let found = system
        .select::<registration::Entity>()
        .filter(due())
        .order_by_asc(Column::OfferExpiresAt)
        .limit(AT_ONCE);
    let found = system.all(found).await?;
    let seminars: BTreeSet<Uuid> = found.iter().map(|row| row.seminar_id).collect();
    // Locked in the order of their ids, as everywhere.
    for id in seminars {
        let seminar = system.permit::<TakeSeat, seminar::Entity>(id).await?;
        let late = system
            .select_under::<registration::Entity, _, _>(&seminar)
            .filter(due())
            .order_by_asc(Column::OfferExpiresAt)
            .order_by_asc(Column::Id);
        let mut moved = Moved::TOLD;
        for row in system.all(late).await? {
            moved.waiting += i32::from(lapse_one(&system, &seminar, &row).await?);
        }
        seats::fill_seats(&system, &seminar, moved).await?;
    }
    Ok(())
}

/// Answers whether the person waits again.
async fn lapse_one(work: &Work, seminar: &Seats, row: &registration::Model) -> Result<bool> {
    use seat_pool::Column::{Offered, Waiting};
    let again = row.expiries == 0;
    let mut pool = vec![(Offered, Expr::col(Offered).sub(1))];
    if again {
        pool.push((Waiting, Expr::col(Waiting).add(1)));
    }
    let this = Condition::all().add(seat_pool::Column::Id.eq(row.pool_id));
    work.change_under::<seat_pool::Entity, _, _>(seminar, pool, this)
        .await?;
    let mut change = registration::ActiveModel {
        status: Set(RegistrationStatus::Expired),
        offer_expires_at: Set(None),
        expiries: Set(row.expiries + 1),
        ..Default::default()
    };
    if again {
        change.status = Set(RegistrationStatus::Waitlisted);
        change.joined_at = Set(work.moment());
        change.priority = Set(lowest(work, seminar, row.pool_id).await?);
    }
    let kind = RegistrationEventKind::OfferExpired;
    events::note_all(work, seminar, &[row.id], kind).await?;
    work.update_under::<registration::Entity, _, _>(seminar, row, change)
        .await?;
    Ok(again)
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
