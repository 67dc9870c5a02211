//! Series: seminars that come again by a rule.
//!
//! 1. An occurrence is a seminar like any other, with its own seats and registrations; those of the next 18 months are there (`making`).
//! 2. It keeps the time on the clocks. Of a time that the clocks skip on its day, it begins as long after midnight; of one
//!    that they pass twice, at the first, unless the series says the second.
//! 3. What was changed for one occurrence alone stays its own when all are changed (`own`).
//! 4. A change of one and all that follow splits the series there (`editing`).
//! 5. Whether people register for the series or for its occurrences is fixed when it is published (`staging`, `joining`).

mod editing;
mod enrolling;
mod joining;
mod making;
mod own;
mod recurring;
mod rule;
mod staging;
mod timing;

use entity::{
    seminar::{self, SeminarState},
    seminar_series,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

pub use editing::update;
pub use joining::{cancel as cancel_registration, register};
pub use making::{create, turn};
pub use rule::is_rule;
pub use staging::{cancel, publish};

pub(super) use joining::may_register;
pub(super) use own::note_own;
pub(super) use recurring::recurrence;
pub(super) use staging::may_publish;

use super::{
    arranging::Arranged,
    policy::{ArrangeSeminar, ArrangeSeries},
    stage::WRONG_STATE,
};
use crate::{
    networks::circle::Circle,
    platform::{
        access::{Allows, Permitted, Work},
        error::{Error, Refusal, Result},
        graphql::id,
        store::one_of,
    },
};

pub const NOT_OF_SERIES: &str = "NOT_OF_SERIES";
pub const OUT_OF_PLACE: &str = "OUT_OF_PLACE";
pub const NOTHING_AHEAD: &str = "NOTHING_AHEAD";

const CAPACITY: &str = "series";

type Series = Permitted<ArrangeSeries, seminar_series::Entity>;

/// Opens a series for a change; one that is cancelled stays as it is.
async fn open(work: &Work, id: &async_graphql::ID, version: i64) -> Result<Series> {
    let id = id::of::<seminar_series::Entity>(id, "id")?;
    let series = work
        .permit_version::<ArrangeSeries, seminar_series::Entity>(id, version)
        .await?;
    match series.cancelled_at {
        None => Ok(series),
        Some(_) => {
            let message = "The series is cancelled; nothing of it can be changed any more.";
            Err(Refusal::new(WRONG_STATE, message).at("id").into())
        }
    }
}

/// The occurrence of a series that a client names.
async fn occurrence_of(
    work: &Work,
    series: &Series,
    id: Option<&async_graphql::ID>,
) -> Result<seminar::Model> {
    let Some(id) = id else {
        let message = "THIS and THIS_AND_FUTURE need occurrenceId, which says where.";
        return Err(Refusal::new("MISSING", message).at("occurrenceId").into());
    };
    let id = id::of::<seminar::Entity>(id, "occurrenceId")?;
    let found = work
        .select_under::<seminar::Entity, _, _>(series)
        .filter(seminar::Column::Id.eq(id));
    work.one(found).await?.ok_or_else(|| {
        let message = "occurrenceId names a seminar that is no occurrence of this series.";
        Refusal::new(NOT_OF_SERIES, message)
            .at("occurrenceId")
            .into()
    })
}

/// Locks the series that seminars are of. A series is locked before its occurrences, and those in the order of their ids:
/// else two changes could wait for each other.
pub(super) async fn lock_of(work: &Work, seminars: SelectStatement) -> Result<()> {
    use seminar_series::Column::Id;
    let of_these = Query::select()
        .column(seminar::Column::SeriesId)
        .from(seminar::Entity)
        .and_where(seminar::Column::Id.in_subquery(seminars))
        .and_where(seminar::Column::SeriesId.is_not_null())
        .to_owned();
    let system = work.as_system(CAPACITY);
    let locked = system
        .select::<seminar_series::Entity>()
        .filter(Id.in_subquery(of_these))
        .order_by_asc(Id)
        .lock_exclusive();
    system.all(locked).await?;
    Ok(())
}

/// Locks the series of a seminar and all of its occurrences.
pub(super) async fn lock_all(work: &Work, seminar: Uuid) -> Result<()> {
    use seminar::Column::{Id, SeriesId};
    let this = Query::select().expr(Expr::val(seminar)).to_owned();
    lock_of(work, this).await?;
    let of_this = Query::select()
        .column(SeriesId)
        .from(seminar::Entity)
        .and_where(Id.eq(seminar))
        .to_owned();
    let system = work.as_system(CAPACITY);
    let all = system
        .select::<seminar::Entity>()
        .filter(SeriesId.in_subquery(of_this))
        .order_by_asc(Id)
        .lock_exclusive();
    system.all(all).await?;
    Ok(())
}

/// Opens a seminar for a change that may concern its series: who sees it, above all.
pub(super) async fn open_occurrence<A>(
    work: &Work,
    id: Uuid,
    version: i64,
) -> Result<Permitted<A, seminar::Entity>>
where
    seminar::Model: Allows<A>,
{
    let this = Query::select().expr(Expr::val(id)).to_owned();
    lock_of(work, this).await?;
    work.permit_version(id, version).await
}

/// The occurrences that have not begun and are not over, in the order of their ids, each locked. Whoever arranges a series
/// arranges its occurrences.
async fn ahead(work: &Work, series: &Series) -> Result<Vec<Arranged>> {
    use SeminarState::{Archived, Cancelled, Held, Reported};
    use seminar::Column::{Id, StartsAt, State};
    let later = Condition::any()
        .add(StartsAt.is_null())
        .add(StartsAt.gt(work.now()));
    let ids = work
        .select_under::<seminar::Entity, _, _>(series)
        .filter(State.is_not_in([Cancelled, Held, Reported, Archived]))
        .filter(later)
        .order_by_asc(Id);
    let system = work.as_system(CAPACITY);
    let mut found = vec![];
    for row in work.all(ids).await? {
        let seminar = system.permit::<ArrangeSeminar, seminar::Entity>(row.id);
        found.push(seminar.await?);
    }
    Ok(found)
}

/// The local start that the series has for an occurrence of it.
fn original(row: &seminar::Model) -> Result<chrono::NaiveDateTime> {
    let lost = || Error::internal(anyhow::anyhow!("an occurrence without its original start"));
    row.original_start_local.ok_or_else(lost)
}

/// A series is for those whom its occurrences are for, but for those with a circle of their own.
pub(super) async fn settle(work: &Work, seminars: &[Uuid], now: Circle) -> Result<()> {
    use seminar_series::Column::{AudienceId, Id, OrganisersId, PublishedAt};
    let system = work.as_system(CAPACITY);
    let backend = system.viewer().backend();
    let of_these = |published: bool| {
        let mut found = Query::select();
        found
            .column(seminar::Column::SeriesId)
            .from(seminar::Entity)
            .and_where(one_of(backend, Expr::col(seminar::Column::Id), seminars))
            .and_where(seminar::Column::SeriesId.is_not_null())
            // A poll is also seen by those who are asked.
            .and_where(seminar::Column::State.ne(SeminarState::DatePoll))
            .and_where(seminar::Column::HasOwnCircle.eq(false));
        if published {
            found.and_where(seminar::Column::PublishedAt.is_not_null());
        }
        found
    };
    let drafts = Condition::all()
        .add(PublishedAt.is_null())
        .add(Id.in_subquery(of_these(false)));
    let out = Condition::all()
        .add(PublishedAt.is_not_null())
        .add(Id.in_subquery(of_these(true)));
    let other = Condition::any()
        .add(AudienceId.ne(now.audience))
        .add(OrganisersId.ne(now.editors));
    let which = Condition::all()
        .add(Condition::any().add(drafts).add(out))
        .add(other);
    system
        .rewrite::<seminar_series::Entity>(
            vec![
                (AudienceId, Expr::value(now.audience)),
                (OrganisersId, Expr::value(now.editors)),
            ],
            which,
        )
        .await
}

/// The other occurrences that are ahead of the series of a seminar, if it is of one.
pub(super) async fn siblings(work: &Work, row: &seminar::Model) -> Result<Vec<Uuid>> {
    use seminar::Column::{Id, SeriesId, StartsAt};
    let Some(series) = row.series_id else {
        return Ok(vec![]);
    };
    let system = work.as_system(CAPACITY);
    let others = system
        .select::<seminar::Entity>()
        .filter(SeriesId.eq(series))
        .filter(Id.ne(row.id))
        .filter(StartsAt.gt(work.now()))
        .order_by_asc(Id)
        .limit(u64::from(rule::MOST));
    let others = system.all(others).await?;
    Ok(others.into_iter().map(|row| row.id).collect())
}
