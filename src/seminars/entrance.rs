//! What meets somebody who comes to a seminar: whether they are in already, the seats there are, and what is asked.

use entity::{
    registration, registration_question,
    seat_pool::{self, SeatKind},
};
use sea_orm::{
    ColumnTrait, Condition, QuerySelect,
    sea_query::{Expr, ExprTrait, JoinType},
};
use uuid::Uuid;

use super::{
    registration::LIVE,
    seats::{Seats, fits},
};
use crate::platform::{
    access::Work,
    error::{Error, Refusal, Result},
};

pub const SEAT_KIND_NEEDED: &str = "SEAT_KIND_NEEDED";
pub const NO_SUCH_SEATS: &str = "NO_SUCH_SEATS";

/// Read in one statement, once the seminar is locked.
pub(super) struct Entrance {
    /// The registration with which the person stands, if there is one.
    pub standing: Option<registration::Model>,
    pub questions: Vec<registration_question::Model>,
    pools: Vec<seat_pool::Model>,
}

impl Entrance {
    pub async fn of(work: &Work, seminar: &Seats, person: Uuid) -> Result<Self> {
        use registration::Column::{PersonId, SeminarId, Status};
        let own = Condition::all()
            .add(
                Expr::col((registration::Entity, SeminarId))
                    .equals((seat_pool::Entity, seat_pool::Column::SeminarId)),
            )
            .add(PersonId.eq(person))
            .add(Status.is_in(LIVE));
        let mut seats = work.select_under::<seat_pool::Entity, _, _>(seminar);
        QuerySelect::query(&mut seats).join(JoinType::LeftJoin, registration::Entity, own);
        let seats = seats
            .select_also(registration::Entity)
            .find_also_related(registration_question::Entity);
        let mut found = Self {
            standing: None,
            questions: vec![],
            pools: vec![],
        };
        let rows: Vec<(
            seat_pool::Model,
            Option<registration::Model>,
            Option<registration_question::Model>,
        )> = work.tuples(seats.into_model()).await?;
        for (pool, standing, question) in rows {
            found.standing = standing;
            if fits(seminar.mode, pool.kind) && !found.pools.contains(&pool) {
                found.pools.push(pool);
            }
            if let Some(question) = question.filter(|one| !found.questions.contains(one)) {
                found.questions.push(question);
            }
        }
        Ok(found)
    }

    /// The seats of the kind asked for, or the only ones.
    pub fn pool(&self, seat: Option<SeatKind>) -> Result<&seat_pool::Model> {
        let mut fit = self
            .pools
            .iter()
            .filter(|pool| seat.is_none_or(|seat| pool.kind == seat));
        match (fit.next(), fit.next()) {
            (Some(pool), None) => Ok(pool),
            (Some(_), Some(_)) => {
                let message = "There are seats in the room and online; say with seat which: ONSITE or ONLINE.";
                Err(Refusal::new(SEAT_KIND_NEEDED, message).at("seat").into())
            }
            (None, _) => Err(no_such_seats()),
        }
    }
}

pub(super) fn no_such_seats() -> Error {
    let message = "The seminar has no such seats; seatPools lists those it has.";
    Refusal::new(NO_SUCH_SEATS, message).at("seat").into()
}
