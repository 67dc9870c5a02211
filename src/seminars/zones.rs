//! When the rules of a time zone change, what is ahead keeps its time on the clocks, and its instant moves: a change like
//! any other, told to everyone who listens.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use entity::{date_option, seminar, seminar::SeminarState};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::{
    arranging,
    policy::{ArrangeSeminar, FollowZones},
    series,
    time::{put, sort_at},
};
use crate::platform::{
    access::{Followers, Work},
    error::Result,
    store::{Store, one_of},
};

const CAPACITY: &str = "zones";
/// Seminars that are looked at, and moved, at once.
const PAGE: u64 = 1_000;
const AT_ONCE: usize = 50;

/// A time on the clocks and its instant.
type Moment = (NaiveDateTime, DateTime<Utc>);

/// When Erfa starts: whatever has another instant by the rules it knows now gets that; answers how many seminars those were.
pub async fn follow(store: &Store, followers: &Followers) -> Result<usize> {
    let looking = Work::snapshot(store, CAPACITY).await?;
    let found = find(&looking).await;
    let found = looking.finish(found).await?;
    for some in found.chunks(AT_ONCE) {
        let work = Work::of_system(store, CAPACITY, followers.clone()).await?;
        let outcome = settle(&work, some).await;
        work.finish(outcome).await?;
    }
    Ok(found.len())
}

/// The seminars whose instants, or whose dates to choose from, are not where the rules put them, in the order of their ids.
async fn find(work: &Work) -> Result<Vec<Uuid>> {
    use seminar::Column::{Id, StartsAt};
    let mut found = vec![];
    let mut last = None;
    loop {
        let page = work
            .select::<seminar::Entity>()
            .filter(StartsAt.gt(work.now()))
            .filter(Condition::all().add_option(last.map(|last| Id.gt(last))))
            .order_by_asc(Id)
            .limit(PAGE);
        let rows = work.all(page).await?;
        let Some(row) = rows.last() else { break };
        last = Some(row.id);
        found.extend(
            rows.iter()
                .filter(|row| moved(row).is_some())
                .map(|row| row.id),
        );
    }
    let all = work.permit_platform::<FollowZones>()?;
    let options = work
        .select_under::<date_option::Entity, _, _>(&all)
        .filter(date_option::Column::StartsAt.gt(work.now()));
    for option in work.all(options).await? {
        if moved_option(&option).is_some() {
            found.push(option.seminar_id);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

async fn settle(work: &Work, seminars: &[Uuid]) -> Result<()> {
    let all = work.permit_platform::<FollowZones>()?;
    let these = one_of(
        work.viewer().backend(),
        Expr::col(seminar::Column::Id),
        seminars,
    );
    let these = Query::select()
        .column(seminar::Column::Id)
        .from(seminar::Entity)
        .and_where(these)
        .to_owned();
    series::lock_of(work, these).await?;
    for id in seminars {
        let seminar = work.permit::<ArrangeSeminar, seminar::Entity>(*id).await?;
        let mut change = seminar::ActiveModel::default();
        if let Some((starts, ends)) = moved(&seminar) {
            change.starts_local = Set(Some(starts.0));
            change.starts_at = Set(Some(starts.1));
            change.sort_at = Set(sort_at(Some(starts.1), None));
            change.ends_local = Set(ends.map(|ends| ends.0));
            change.ends_at = Set(ends.map(|ends| ends.1));
        }
        if seminar.state == SeminarState::DatePoll {
            let options = work
                .select_under::<date_option::Entity, _, _>(&all)
                .filter(date_option::Column::SeminarId.eq(*id));
            for option in work.all(options).await? {
                move_option(work, &seminar, &option).await?;
            }
        }
        arranging::write(work, &seminar, change).await?;
    }
    Ok(())
}

async fn move_option(
    work: &Work,
    seminar: &arranging::Arranged,
    option: &date_option::Model,
) -> Result<()> {
    use date_option::Column::{EndsAt, EndsLocal, Id, StartsAt, StartsLocal};
    let Some((starts, ends)) = moved_option(option) else {
        return Ok(());
    };
    let set = [
        (StartsLocal, Expr::value(starts.0)),
        (StartsAt, Expr::value(starts.1)),
        (EndsLocal, Expr::value(ends.0)),
        (EndsAt, Expr::value(ends.1)),
    ];
    let this = Condition::all().add(Id.eq(option.id));
    work.change_under::<date_option::Entity, _, _>(seminar, set, this)
        .await?;
    Ok(())
}

/// Where the rules put a seminar, if that is not where it is.
fn moved(row: &seminar::Model) -> Option<(Moment, Option<Moment>)> {
    let zone = row.time_zone.parse().ok()?;
    let starts = now(zone, row.starts_local?, row.starts_at?);
    let ends = row.ends_local.zip(row.ends_at);
    let ends = ends.map(|(local, at)| after(zone, starts, now(zone, local, at)));
    let was = (row.starts_at, row.ends_at);
    (was != (Some(starts.1), ends.map(|ends| ends.1))).then_some((starts, ends))
}

fn moved_option(row: &date_option::Model) -> Option<(Moment, Moment)> {
    let zone = row.time_zone.parse().ok()?;
    let starts = now(zone, row.starts_local, row.starts_at);
    let ends = after(zone, starts, now(zone, row.ends_local, row.ends_at));
    ((row.starts_at, row.ends_at) != (starts.1, ends.1)).then_some((starts, ends))
}

/// The instant of a local time by the rules as they are now; of two the one that is nearer to what was meant.
fn now(zone: Tz, local: NaiveDateTime, was: DateTime<Utc>) -> Moment {
    match zone.from_local_datetime(&local) {
        LocalResult::Ambiguous(first, second) => {
            let far = |at: DateTime<Tz>| (at.to_utc() - was).abs();
            let later = far(second) < far(first);
            put(local, zone, later)
        }
        _ => put(local, zone, false),
    }
}

/// An end that new rules would put before its start follows it by a minute at least.
fn after(zone: Tz, starts: Moment, ends: Moment) -> Moment {
    match ends.1 > starts.1 {
        true => ends,
        false => {
            let at = starts.1 + TimeDelta::minutes(1);
            (at.with_timezone(&zone).naive_local(), at)
        }
    }
}
