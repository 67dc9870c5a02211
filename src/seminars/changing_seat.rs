//! Changing from a seat in the room to one online, or the other way round.
//!
//! 1. Whoever has a seat changes to one that is free while nobody waits for it, and else keeps theirs.
//! 2. Whoever waits for a seat waits for the other kind, behind those who do already, or has one at once.
//! 3. What becomes free goes to the next, as always.

use async_graphql::{ID, InputObject};
use entity::{
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar,
};
use sea_orm::ActiveValue::Set;

use super::{
    admission, calendars,
    cancellation::seminar_of,
    entrance::no_such_seats,
    policy::CancelRegistration,
    seats,
    stage::{WRONG_STATE, name},
};
use crate::{
    networks::circle::Shared,
    platform::{
        access::Work,
        error::{Refusal, Result},
        graphql::{SafeInt, id},
    },
};

pub const NO_FREE_SEAT: &str = "NO_FREE_SEAT";

/// Changes to a seat of another kind.
#[derive(InputObject)]
pub struct ChangeSeatInput {
    /// Which registration: your own, or one for a seminar of which you are an organiser.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// The kind of seat that is wanted.
    pub seat: SeatKind,
}

pub async fn change(work: &Work, input: ChangeSeatInput) -> Result<registration::Model> {
    use RegistrationStatus::{Confirmed, Requested, Waitlisted};
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit_version::<CancelRegistration, registration::Entity>(id, input.version.0)
        .await?;
    let pools = work.select_under::<seat_pool::Entity, _, _>(&seminar);
    let pools = work.all(pools).await?;
    let wanted = pools
        .iter()
        .find(|pool| pool.kind == input.seat && seats::fits(seminar.mode, pool.kind));
    let wanted = wanted.ok_or_else(no_such_seats)?;
    if wanted.id == row.pool_id {
        return Ok((*row).clone());
    }
    if !seats::fills(&seminar, work.now())
        || !matches!(row.status, Requested | Waitlisted | Confirmed)
    {
        let message = format!(
            "The seat of a registration that is {} for a seminar that is {} cannot be changed; possible from REQUESTED, WAITLISTED and CONFIRMED until the seminar begins.",
            name(&row.status),
            name(&seminar.state)
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    let mut moved = seats::give_back(work, &seminar, &row).await?;
    let mut change = registration::ActiveModel {
        pool_id: Set(wanted.id),
        ..Default::default()
    };
    match row.status {
        Confirmed => {
            if !seats::take_free(work, &seminar, wanted.id).await? {
                let message = format!(
                    "No {} seat is free, or others wait for one, so the seat stays as it is; whoever gives it up can register to wait.",
                    name(&wanted.kind)
                );
                return Err(Refusal::new(NO_FREE_SEAT, message).at("seat").into());
            }
            moved.confirmed += 1;
            change.seat_changes = Set(row.seat_changes + 1);
        }
        Waitlisted => {
            let admitted = admission::admit(work, &seminar, wanted, row.organisation_id).await?;
            change.joined_at = Set(work.moment());
            if admitted.seated {
                moved.confirmed += 1;
                change.status = Set(Confirmed);
                let circle = seminar::Entity::circle(&seminar);
                if row.is_listed {
                    change.audience_id = Set(circle.signed_in());
                }
            } else {
                moved.waiting += 1;
            }
        }
        _ => {}
    }
    work.update(&row, change).await?;
    seats::fill_seats(work, &seminar, moved).await?;
    if row.status == Confirmed {
        calendars::concerned(work, seminar.id, vec![row.id]).await?;
    }
    work.visible::<registration::Entity>(row.id).await
}
