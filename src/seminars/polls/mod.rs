//! Which date suits: asked of organisations, answered by their people, decided by the organisers.
//!
//! 1. The organisers open a poll; the members of the seminar's networks and its hosts are asked, unless others are named.
//! 2. Whoever belongs to an organisation that is asked answers for it; it has one answer a date, the latest.
//! 3. A date that is moved keeps its votes; they are stale until they are given again, and count for nothing.
//! 4. After the deadline no vote and no suggestion is taken.
//! 5. A date that nobody said YES to, or that too few can make, is chosen only with `force`.
//! 6. Choosing schedules the seminar, with everything that publishing demands, and notes who is to be told.

mod choosing;
mod opening;
mod options;
mod tally;
mod voting;

pub use choosing::{ChooseDateInput, choose};
pub use opening::{OpenDatePollInput, UpdateDatePollInput, open, update};
pub use options::{
    DateOptionInput, DecideDateSuggestionInput, RemoveDateOptionInput, SuggestDateInput,
    WriteDateOptionInput, decide, remove, suggest, write,
};
pub use tally::{Tally, TallyOf};
pub use voting::{Shown, VoteOnDatesInput, is_open, unanswered, vote};

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use entity::{date_option, date_poll, seminar};
use sea_orm::{ActiveValue::Set, QueryFilter, sea_query::Condition};
use uuid::Uuid;

use super::{
    arranging::Arranged,
    policy::VoteOnDates,
    time::{Fold, IN_THE_PAST, instant, spans},
};
use crate::platform::{
    access::{Permitted, Under, Work},
    error::{Refusal, Result},
    graphql::{Check, UNKNOWN},
};

pub const NO_DATE_POLL: &str = "NO_DATE_POLL";

/// Dates that a poll holds at most, and organisations that it asks.
const DATES: usize = 50;
const ASKED: usize = 400;

/// A time that a seminar could have.
struct Times {
    zone: Tz,
    starts_local: NaiveDateTime,
    ends_local: NaiveDateTime,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

impl Times {
    /// Reads local times, or notes what is wrong with them. `before` stands before the names of the fields.
    fn read(
        work: &Work,
        check: &mut Check,
        before: &str,
        (starts_local, ends_local): (NaiveDateTime, NaiveDateTime),
        zone: Tz,
        fold: Option<Fold>,
    ) -> Option<Self> {
        let names = [format!("{before}startsLocal"), format!("{before}endsLocal")];
        let starts_at = instant(check, &names[0], starts_local, zone, fold);
        let ends_at = instant(check, &names[1], ends_local, zone, fold);
        spans(check, starts_at, ends_at, [&names[0], &names[1]]);
        let (starts_at, ends_at) = (starts_at?, ends_at?);
        if starts_at <= work.now() {
            let message = format!("{} has passed; choose a time that is ahead.", names[0]);
            check.refuse(&names[0], IN_THE_PAST, message);
        }
        (starts_at < ends_at).then_some(Self {
            zone,
            starts_local,
            ends_local,
            starts_at,
            ends_at,
        })
    }

    fn is_of(&self, row: &date_option::Model) -> bool {
        row.starts_at == self.starts_at && row.ends_at == self.ends_at
    }
}

/// The rows of one table under a seminar.
async fn all<E, A>(work: &Work, seminar: &Permitted<A, seminar::Entity>) -> Result<Vec<E::Model>>
where
    E: Under<A, seminar::Entity>,
{
    work.all(work.select_under::<E, _, _>(seminar)).await
}

/// The poll of a seminar; refused where there is none.
async fn poll_of<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
) -> Result<date_poll::Model>
where
    date_poll::Entity: Under<A, seminar::Entity>,
{
    let poll = all::<date_poll::Entity, A>(work, seminar).await?.pop();
    let none = "There is no date poll for this seminar; its organisers can open one.";
    poll.ok_or_else(|| Refusal::new(NO_DATE_POLL, none).at("id").into())
}

/// One date of the poll; refused where there is none with that id.
async fn option_of<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    id: Uuid,
) -> Result<date_option::Model>
where
    date_option::Entity: Under<A, seminar::Entity>,
{
    let this = work
        .select_under::<date_option::Entity, _, _>(seminar)
        .filter(this(date_option::Column::Id, id));
    let message = "optionId names a date that this poll does not have; read the poll again.";
    let unknown = || Refusal::new(UNKNOWN, message).at("optionId").into();
    work.one(this).await?.ok_or_else(unknown)
}

fn this<C: sea_orm::ColumnTrait>(column: C, id: Uuid) -> Condition {
    Condition::all().add(column.eq(id))
}

/// The next version of the seminar, which tells of what organisers changed under it.
async fn touch(work: &Work, seminar: &Arranged) -> Result<seminar::Model> {
    work.update(seminar, seminar::ActiveModel::default()).await
}

/// The next version of the seminar, which tells of a vote; organisers who write it meanwhile are not disturbed.
async fn stir(
    work: &Work,
    seminar: &Permitted<VoteOnDates, seminar::Entity>,
) -> Result<seminar::Model> {
    let change = seminar::ActiveModel {
        edition: Set(seminar.edition),
        ..Default::default()
    };
    work.update(seminar, change).await
}
