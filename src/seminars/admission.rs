//! Letting a person in.

use entity::{seat_pool, seminar};
use uuid::Uuid;

use super::seats::{Moved, Seats, count, fill_seats, free, organisation_is_full, take};
use crate::platform::{access::Work, error::Result};

/// Lets a person in: with a seat where one is free and nobody waits, else among those who wait. The caller writes what
/// the answer says, then calls `let_in`.
pub async fn admit(
    work: &Work,
    seminar: &Seats,
    pool: &seat_pool::Model,
    organisation: Option<Uuid>,
) -> Result<Admitted> {
    let full = organisation_is_full(work, seminar, organisation).await?;
    let seated = take(work, seminar, pool.id, !full).await?;
    Ok(Admitted {
        seated,
        // Seats are free and all who wait are of organisations that have theirs: the newcomer may be next.
        may_be_next: !seated && !full && free(pool),
    })
}

/// What became of somebody who was let in.
#[derive(Clone, Copy, Debug)]
pub struct Admitted {
    pub seated: bool,
    /// It may be this person's turn at once.
    pub may_be_next: bool,
}

/// Counts somebody who was let in, and gives them a seat if it is their turn.
pub async fn let_in(work: &Work, seminar: &Seats, admitted: Admitted) -> Result<seminar::Model> {
    match admitted {
        Admitted { seated: true, .. } => count(work, seminar, Moved::SEATED).await,
        Admitted {
            may_be_next: true, ..
        } => fill_seats(work, seminar, Moved::WAITS).await,
        _ => count(work, seminar, Moved::WAITS).await,
    }
}
