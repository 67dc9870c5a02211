//! Giving new occurrences to those who registered for their series: all people and all occurrences at once.
//!
//! Nobody else knows a new occurrence before the transaction ends, so who gets a seat in it is worked out here, by the rules by which
//! `seats` gives them one by one; the guarded update of the seats has the last word.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar,
    seminar_series::{self, SeriesRegistrationMode},
    series_registration,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::CAPACITY;
use crate::{
    platform::{
        access::{Permitted, Platform, Work},
        error::{Error, Result},
        store::one_of,
    },
    seminars::{
        entrant::Entrant,
        policy::{ArrangeSeries, MakeOccurrences},
        registration::joining,
        seats::{fits, free},
    },
};

/// How many have a seat, and how many wait.
type Counts = (i32, i32);

/// Registers everybody of the series in these new occurrences, in the order in which they registered for it.
pub(super) async fn enrol(
    work: &Work,
    series: &Permitted<ArrangeSeries, seminar_series::Entity>,
    rows: &[seminar::Model],
) -> Result<()> {
    if series.registration == SeriesRegistrationMode::Occurrence || rows.is_empty() {
        return Ok(());
    }
    let joined = work
        .select_under::<series_registration::Entity, _, _>(series)
        .filter(series_registration::Column::CancelledAt.is_null())
        .order_by_asc(series_registration::Column::JoinedAt)
        .order_by_asc(series_registration::Column::Id);
    let joined = work.all(joined).await?;
    if joined.is_empty() {
        return Ok(());
    }
    let system = work.as_system(CAPACITY);
    let all = system.permit_platform::<MakeOccurrences>()?;
    let mut fresh = Fresh::all(&system, &all, rows).await?;
    let at = work.moment();
    let mut registrations = vec![];
    for one in &mut fresh {
        registrations.extend(joined.iter().filter_map(|row| one.admit(row.into(), at)));
    }
    system.insert_all(registrations, &all).await?;
    let pools = fresh.iter().flat_map(|one| &one.pools);
    take_seats(&system, &all, pools).await?;
    count(&system, &fresh).await
}

/// A new occurrence, and what seats of it are left.
struct Fresh<'a> {
    seminar: &'a seminar::Model,
    pools: Vec<seat_pool::Model>,
    /// Seats that each organisation has.
    held: HashMap<Uuid, i32>,
}

impl<'a> Fresh<'a> {
    async fn all(
        system: &Work,
        all: &Permitted<MakeOccurrences, Platform>,
        rows: &'a [seminar::Model],
    ) -> Result<Vec<Self>> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let of_these = Expr::col(seat_pool::Column::SeminarId);
        let of_these = one_of(system.viewer().backend(), of_these, &ids);
        let pools = system.select_under::<seat_pool::Entity, _, _>(all);
        let mut pools_of: HashMap<Uuid, Vec<seat_pool::Model>> = HashMap::new();
        for pool in system.all(pools.filter(of_these)).await? {
            pools_of.entry(pool.seminar_id).or_default().push(pool);
        }
        let fresh = rows.iter().map(|seminar| {
            let mut pools = pools_of.remove(&seminar.id).unwrap_or_default();
            pools.retain(|pool| fits(seminar.mode, pool.kind));
            Self {
                seminar,
                pools,
                held: HashMap::new(),
            }
        });
        Ok(fresh.collect())
    }

    /// The registration of somebody: with a seat, among those who wait, or for the organisers to decide on.
    fn admit(&mut self, entrant: Entrant, at: DateTime<Utc>) -> Option<registration::ActiveModel> {
        let seminar = self.seminar;
        // The series may have got another kind of seats since they registered: where there was one only, it was mostly that in the room.
        let wanted = entrant.seat.unwrap_or(SeatKind::Onsite);
        let pool = self.pools.iter_mut();
        let pool = pool.min_by_key(|pool| pool.kind != wanted)?;
        let most = seminar.seats_per_organisation.unwrap_or(i32::MAX);
        let status = if entrant.must_ask(seminar) {
            RegistrationStatus::Requested
        } else {
            let mut nobody = 0;
            let organisation = entrant.stands.organisation;
            let held = organisation.map_or(&mut nobody, |id| self.held.entry(id).or_default());
            if *held < most && free(pool) {
                *held += 1;
                pool.confirmed += 1;
                RegistrationStatus::Confirmed
            } else {
                pool.waiting += 1;
                RegistrationStatus::Waitlisted
            }
        };
        Some(joining(seminar, pool.id, entrant, status, at))
    }
}

/// Writes what is taken of the seats, if they are as new: a statement for all of which as many are taken.
async fn take_seats(
    system: &Work,
    all: &Permitted<MakeOccurrences, Platform>,
    pools: impl Iterator<Item = &seat_pool::Model>,
) -> Result<()> {
    use seat_pool::Column::{Capacity, Confirmed, Id, Offered, Waiting};
    for ((confirmed, waiting), ids) in alike(pools.map(|pool| (counts_of(pool), pool.id))) {
        let room = Condition::any()
            .add(Capacity.is_null())
            .add(Capacity.gte(confirmed));
        let untouched = Condition::all()
            .add(one_of(system.viewer().backend(), Expr::col(Id), &ids))
            .add(Confirmed.eq(0).and(Waiting.eq(0)).and(Offered.eq(0)))
            .add(room);
        let now = [
            (Confirmed, Expr::value(confirmed)),
            (Waiting, Expr::value(waiting)),
        ];
        let taken = system.change_under::<seat_pool::Entity, _, _>(all, now, untouched);
        if taken.await? != u64::try_from(ids.len()).map_err(Error::internal)? {
            return Err(Error::internal(anyhow::anyhow!(
                "new seats were taken already"
            )));
        }
    }
    Ok(())
}

/// Writes the counts of the occurrences, likewise.
async fn count(system: &Work, fresh: &[Fresh<'_>]) -> Result<()> {
    use seminar::Column::{ConfirmedCount, Id, WaitingCount};
    let sum = |one: &Fresh<'_>| {
        let counts = one.pools.iter().map(counts_of);
        let sum = counts.fold((0, 0), |(seated, waits), one| {
            (seated + one.0, waits + one.1)
        });
        (sum, one.seminar.id)
    };
    for ((confirmed, waiting), ids) in alike(fresh.iter().map(sum)) {
        let these = one_of(system.viewer().backend(), Expr::col(Id), &ids);
        let now = vec![
            (ConfirmedCount, Expr::value(confirmed)),
            (WaitingCount, Expr::value(waiting)),
        ];
        system
            .rewrite::<seminar::Entity>(now, Condition::all().add(these))
            .await?;
    }
    Ok(())
}

fn counts_of(pool: &seat_pool::Model) -> Counts {
    (pool.confirmed, pool.waiting)
}

/// Those with the same counts together, but for those whom nobody has come to. Occurrences of a series are mostly alike.
fn alike(all: impl Iterator<Item = (Counts, Uuid)>) -> HashMap<Counts, Vec<Uuid>> {
    let mut found: HashMap<Counts, Vec<Uuid>> = HashMap::new();
    for (counts, id) in all.filter(|(counts, _)| *counts != (0, 0)) {
        found.entry(counts).or_default().push(id);
    }
    found
}
