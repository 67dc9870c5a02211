//! Seats: who has one and who is next.
//!
//! 1. What is confirmed and offered never passes a pool's `capacity` by a registration; the guarded update decides, not a
//!    count before it.
//! 2. While anyone waits, newcomers join the list, even if a seat is free. Order: the highest priority, the moment of
//!    joining, the id.
//! 3. One function fills seats, in the transaction of whatever freed them or changed how many there are.
//! 4. Lowering the capacity evicts nobody; it blocks those who wait.
//! 5. Where seats are offered, they are confirmed at once when the start is four hours away or less.
//! 6. Whoever touches seats has locked the seminar first.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    registration_event::RegistrationEventKind,
    seat_pool::{self, SeatKind},
    seminar::{self, SeatMode, SeminarMode, SeminarState},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use uuid::Uuid;

use super::{events, policy::TakeSeat};
use crate::networks::circle::Shared;
use crate::platform::{
    access::{Permitted, Work},
    error::{Error, Result},
    store::one_of,
};

pub type Seats = Permitted<TakeSeat, seminar::Entity>;

/// By how much a change moves the counts of a seminar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub confirmed: i32,
    pub waiting: i32,
    /// Something else has changed that listeners are to hear of.
    pub told: bool,
}

impl Moved {
    pub const SEATED: Self = Self {
        confirmed: 1,
        waiting: 0,
        told: false,
    };
    pub const WAITS: Self = Self {
        confirmed: 0,
        waiting: 1,
        told: false,
    };
    pub const TOLD: Self = Self {
        confirmed: 0,
        waiting: 0,
        told: true,
    };
}

/// How long an offer holds, how long before the start it ends at the latest, and how long before that nothing is offered.
pub const OFFER_HOLDS: TimeDelta = TimeDelta::hours(24);
pub const OFFER_ENDS_AHEAD: TimeDelta = TimeDelta::hours(2);
const NO_OFFERS_AHEAD: TimeDelta = TimeDelta::hours(4);

/// Statuses that hold a seat.
const HOLDING: [RegistrationStatus; 3] = [
    RegistrationStatus::Confirmed,
    RegistrationStatus::Offered,
    RegistrationStatus::Attended,
];

/// Whether a seminar held so has seats of a kind.
pub fn fits(mode: SeminarMode, kind: SeatKind) -> bool {
    match mode {
        SeminarMode::Hybrid => true,
        SeminarMode::Onsite => kind == SeatKind::Onsite,
        SeminarMode::Online => kind == SeatKind::Online,
    }
}

/// Whether a seminar has a pool that people can register for.
pub fn has_seats(seminar: &seminar::Model, pools: &[seat_pool::Model]) -> bool {
    pools.iter().any(|pool| fits(seminar.mode, pool.kind))
}

/// Whether a pool has a seat that nobody holds.
pub fn free(pool: &seat_pool::Model) -> bool {
    pool.capacity
        .is_none_or(|capacity| pool.confirmed + pool.offered < capacity)
}

/// Takes a seat in a pool, if one is free and nobody waits for it; else joins those who wait.
pub async fn take(work: &Work, seminar: &Seats, pool: Uuid, may_have_one: bool) -> Result<bool> {
    use seat_pool::Column::{Id, Waiting};
    if may_have_one && take_free(work, seminar, pool).await? {
        return Ok(true);
    }
    let one_more = [(Waiting, Expr::col(Waiting).add(1))];
    let this = Condition::all().add(Id.eq(pool));
    work.change_under::<seat_pool::Entity, _, _>(seminar, one_more, this)
        .await?;
    Ok(false)
}

/// Takes a seat in a pool if one is free and nobody waits for it.
pub async fn take_free(work: &Work, seminar: &Seats, pool: Uuid) -> Result<bool> {
    use seat_pool::Column::{Capacity, Confirmed, Id, Offered, Waiting};
    let room = Condition::any().add(Capacity.is_null()).add(
        Expr::col(Confirmed)
            .add(Expr::col(Offered))
            .lt(Expr::col(Capacity)),
    );
    let guard = Condition::all()
        .add(Id.eq(pool))
        .add(Waiting.eq(0))
        .add(room);
    let one_more = [(Confirmed, Expr::col(Confirmed).add(1))];
    let taken = work
        .change_under::<seat_pool::Entity, _, _>(seminar, one_more, guard)
        .await?;
    Ok(taken == 1)
}

/// Gives back what a registration held: a seat, or a place among those who wait.
pub async fn give_back(work: &Work, seminar: &Seats, row: &registration::Model) -> Result<Moved> {
    give_all_back(work, seminar, std::slice::from_ref(row)).await
}

/// Gives back what registrations held, in one statement for each pool.
pub async fn give_all_back(
    work: &Work,
    seminar: &Seats,
    rows: &[registration::Model],
) -> Result<Moved> {
    use seat_pool::Column::{Confirmed, Id, Offered, Waiting};
    let mut pools: BTreeMap<Uuid, [i32; 3]> = BTreeMap::new();
    for row in rows {
        let place = match row.status {
            RegistrationStatus::Confirmed => 0,
            RegistrationStatus::Waitlisted => 1,
            RegistrationStatus::Offered => 2,
            _ => continue,
        };
        pools.entry(row.pool_id).or_default()[place] += 1;
    }
    let mut moved = Moved::TOLD;
    for (pool, [confirmed, waiting, offered]) in pools {
        let columns = [
            (Confirmed, confirmed),
            (Waiting, waiting),
            (Offered, offered),
        ];
        let less = columns.into_iter().filter(|(_, number)| *number > 0);
        let less = less.map(|(column, number)| (column, Expr::col(column).sub(number)));
        let this = Condition::all().add(Id.eq(pool));
        work.change_under::<seat_pool::Entity, _, _>(seminar, less, this)
            .await?;
        moved.confirmed -= confirmed;
        moved.waiting -= waiting;
    }
    Ok(moved)
}

/// Gives every free seat to whoever is next, then writes the counts of the seminar, moved by what its caller and this
/// have changed. Those whose organisation has all its seats are passed over and keep their place.
pub async fn fill_seats(work: &Work, seminar: &Seats, moved: Moved) -> Result<seminar::Model> {
    let mut moved = moved;
    if fills(seminar, work.now()) {
        let pools = work
            .all(work.select_under::<seat_pool::Entity, _, _>(seminar))
            .await?;
        for pool in pools.iter().filter(|pool| pool.waiting > 0 && free(pool)) {
            let next = next_in(work, seminar, pool).await?;
            let number = i32::try_from(next.len()).map_err(Error::internal)?;
            let now = work.moment();
            let until = offer_until(seminar, now);
            promote(work, seminar, pool, next, (now, until)).await?;
            moved.waiting -= number;
            match until {
                None => moved.confirmed += number,
                Some(_) => moved.told |= number > 0,
            }
        }
    }
    count(work, seminar, moved).await
}

/// Until when a seat is offered at this moment; none: it is confirmed at once.
fn offer_until(seminar: &seminar::Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if seminar.seat_mode == SeatMode::AutoConfirm {
        return None;
    }
    match seminar.starts_at {
        Some(starts) if starts - now <= NO_OFFERS_AHEAD => None,
        Some(starts) => Some(Ord::min(now + OFFER_HOLDS, starts - OFFER_ENDS_AHEAD)),
        None => Some(now + OFFER_HOLDS),
    }
}

/// Writes the counts of the seminar: its next version, which tells everyone who listens; organisers who write it meanwhile
/// are not disturbed.
pub async fn count(work: &Work, seminar: &Seats, moved: Moved) -> Result<seminar::Model> {
    if moved == Moved::default() {
        return Ok((**seminar).clone());
    }
    let mut change = seminar::ActiveModel {
        confirmed_count: Set(seminar.confirmed_count + moved.confirmed),
        waiting_count: Set(seminar.waiting_count + moved.waiting),
        edition: Set(seminar.edition),
        ..Default::default()
    };
    // Registration opens with the time; the first one to come brings the state along.
    if seminar.state == SeminarState::Scheduled && moved.confirmed + moved.waiting > 0 {
        change.state = Set(SeminarState::Open);
    }
    work.update(seminar, change).await
}

/// Seats are given, offered and taken until the seminar begins, also while it is put off, and not once it is cancelled.
pub fn fills(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    use SeminarState::{Open, Postponed, Scheduled};
    matches!(seminar.state, Scheduled | Open | Postponed)
        && seminar.starts_at.is_none_or(|at| at > now)
}

/// Those who wait for a pool and are next, as many as it has free seats.
async fn next_in(work: &Work, seminar: &Seats, pool: &seat_pool::Model) -> Result<Vec<Uuid>> {
    use registration::Column::{Id, JoinedAt, PoolId, Priority, Status};
    let room = match pool.capacity {
        Some(capacity) => u64::try_from(capacity - pool.confirmed - pool.offered).unwrap_or(0),
        None => u64::MAX,
    };
    let mut queue = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(PoolId.eq(pool.id))
        .filter(Status.eq(RegistrationStatus::Waitlisted))
        .order_by_desc(Priority)
        .order_by_asc(JoinedAt)
        .order_by_asc(Id);
    let Some(most) = seminar.seats_per_organisation else {
        if pool.capacity.is_some() {
            queue = queue.limit(room);
        }
        let queue = work.all(queue).await?;
        return Ok(queue.into_iter().map(|row| row.id).collect());
    };
    let mut held = seats_held(work, seminar).await?;
    let fits = |row: &registration::Model| {
        let Some(organisation) = row.organisation_id else {
            return true;
        };
        let held = held.entry(organisation).or_insert(0);
        *held += 1;
        *held <= most
    };
    let queue = work.all(queue).await?.into_iter().filter(fits);
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    Ok(queue.take(room).map(|row| row.id).collect())
}

/// How many seats each organisation holds.
async fn seats_held(work: &Work, seminar: &Seats) -> Result<HashMap<Uuid, i32>> {
    let seated = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(registration::Column::Status.is_in(HOLDING))
        .filter(registration::Column::OrganisationId.is_not_null());
    let mut held = HashMap::new();
    for row in work.all(seated).await? {
        if let Some(organisation) = row.organisation_id {
            *held.entry(organisation).or_insert(0) += 1;
        }
    }
    Ok(held)
}

/// Whether an organisation holds all the seats it may.
pub async fn organisation_is_full(
    work: &Work,
    seminar: &Seats,
    organisation: Option<Uuid>,
) -> Result<bool> {
    let (Some(most), Some(organisation)) = (seminar.seats_per_organisation, organisation) else {
        return Ok(false);
    };
    let held = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(registration::Column::OrganisationId.eq(organisation))
        .filter(registration::Column::Status.is_in(HOLDING))
        .limit(u64::try_from(most).unwrap_or(0));
    let held = work.all(held).await?.len();
    Ok(usize::try_from(most).is_ok_and(|most| held >= most))
}

async fn promote(
    work: &Work,
    seminar: &Seats,
    pool: &seat_pool::Model,
    next: Vec<Uuid>,
    (now, offer_until): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<()> {
    use registration::Column::{AudienceId, Id, IsListed, OfferExpiresAt, Status};
    use seat_pool::Column::{Capacity, Confirmed, Offered, Waiting};
    let number = i32::try_from(next.len()).map_err(Error::internal)?;
    if number == 0 {
        return Ok(());
    }
    let circle = seminar::Entity::circle(seminar);
    let system = work.as_system("seats");
    let these = one_of(system.viewer().backend(), Expr::col(Id), &next);
    let mut set = vec![(OfferExpiresAt, Expr::value(offer_until))];
    match offer_until {
        Some(_) => set.push((Status, Expr::value(RegistrationStatus::Offered))),
        None => {
            let audience = CaseStatement::new()
                .case(IsListed.eq(true), Expr::value(circle.signed_in()))
                .finally(Expr::value(circle.editors));
            set.push((Status, Expr::value(RegistrationStatus::Confirmed)));
            set.push((AudienceId, audience.into()));
        }
    }
    system
        .rewrite::<registration::Entity>(set, Condition::all().add(these))
        .await?;
    if offer_until.is_some() {
        let offered = RegistrationEventKind::Offered;
        events::note_all(work, seminar, &next, offered, now).await?;
    }
    let gains = match offer_until {
        Some(_) => Offered,
        None => Confirmed,
    };
    let moved = [
        (gains, Expr::col(gains).add(number)),
        (Waiting, Expr::col(Waiting).sub(number)),
    ];
    let taken = Expr::col(Confirmed).add(Expr::col(Offered)).add(number);
    let room = Condition::any()
        .add(Capacity.is_null())
        .add(taken.lte(Expr::col(Capacity)));
    let guard = Condition::all()
        .add(seat_pool::Column::Id.eq(pool.id))
        .add(room);
    match work
        .change_under::<seat_pool::Entity, _, _>(seminar, moved, guard)
        .await?
    {
        1 => Ok(()),
        _ => Err(Error::internal(anyhow::anyhow!(
            "more seats given than there are"
        ))),
    }
}
