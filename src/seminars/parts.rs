//! What hangs on a seminar: its hosts, networks, municipalities, seats and agenda.

use entity::{
    document_attachment::AttachmentRole,
    municipality, organisation, person, registration, seat_pool,
    seminar::{self, SeminarMode},
    seminar_host::HostRole,
    seminar_municipality, seminar_network,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    arranging::Arranged, belonging, cancellation::over, content::Parts, hosting, questions,
    seats::fits, series::OUT_OF_PLACE, stage::name,
};
use crate::documents::write_attachments;
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Refusal, Result},
    graphql::Check,
};

pub const POOL_IN_USE: &str = "POOL_IN_USE";

/// What is named must exist, and each organisation have one part in it.
pub(super) async fn check_parts(
    work: &Work,
    current: Option<&seminar::Model>,
    change: &seminar::ActiveModel,
    parts: &Parts,
    lead: Uuid,
) -> Result<()> {
    let mut check = Check::default();
    let co_hosts = parts.co_hosts.as_deref().unwrap_or_default();
    let partners = parts.partners.as_deref().unwrap_or_default();
    if co_hosts.contains(&lead) {
        check.refuse(
            "coHostIds",
            "DUPLICATE",
            "coHostIds names the lead host too.",
        );
    }
    if partners
        .iter()
        .any(|one| *one == lead || co_hosts.contains(one))
    {
        check.refuse("partnerIds", "DUPLICATE", "partnerIds names a host too.");
    }
    check
        .known::<organisation::Entity>(work, "coHostIds", co_hosts)
        .await?;
    check
        .known::<organisation::Entity>(work, "partnerIds", partners)
        .await?;
    let places = parts.municipalities.as_deref().unwrap_or_default();
    check
        .known::<municipality::Entity>(work, "municipalityIds", places)
        .await?;
    if let Set(Some(place)) = change.venue_municipality_id {
        check
            .known::<municipality::Entity>(work, "venue.municipalityId", &[place])
            .await?;
    }
    let speakers = parts.agenda.iter().flatten();
    let mut speakers: Vec<Uuid> = speakers
        .filter_map(|item| item.speaker_id.try_as_ref().copied().flatten())
        .collect();
    speakers.sort_unstable();
    speakers.dedup();
    check
        .known::<person::Entity>(work, "agenda", &speakers)
        .await?;
    belonging::check(work, &mut check, current, change).await?;
    check.finish()
}

/// A seminar has seats of the kinds that its mode has. A kind that goes with the mode must have nobody on it.
pub(super) async fn check_pools(
    work: &Work,
    seminar: &Arranged,
    mode: SeminarMode,
    parts: &Parts,
) -> Result<()> {
    use registration::Column::Status;
    use registration::RegistrationStatus::{Confirmed, Offered, Requested, Waitlisted};
    let mut check = Check::default();
    for (place, (kind, _)) in parts.pools.iter().flatten().enumerate() {
        if !fits(mode, *kind) {
            let (field, kind) = (format!("seatPools.{place}.kind"), name(kind));
            let message = format!(
                "{field} is {kind}, and the seminar is {}: leave that kind out, or make the mode HYBRID.",
                name(&mode)
            );
            check.refuse(&field, OUT_OF_PLACE, message);
        }
    }
    if mode != seminar.mode && !over(seminar) {
        let pools = work.select_under::<seat_pool::Entity, _, _>(seminar);
        let pools = work.all(pools).await?;
        for pool in pools.iter().filter(|pool| !fits(mode, pool.kind)) {
            let on_it = work
                .select_under::<registration::Entity, _, _>(seminar)
                .filter(registration::Column::PoolId.eq(pool.id))
                .filter(Status.is_in([Confirmed, Offered, Requested, Waitlisted]));
            let on_it = work.all(on_it).await?;
            let seated = on_it
                .iter()
                .filter(|row| matches!(row.status, Confirmed | Offered))
                .count();
            if !on_it.is_empty() {
                let message = format!(
                    "A seminar that is {} has no {} seats, which {seated} people hold and {} wait for: let them change with changeSeat or give up first, or make the mode HYBRID.",
                    name(&mode),
                    name(&pool.kind),
                    on_it.len() - seated
                );
                check.refuse("mode", POOL_IN_USE, message);
            }
        }
    }
    check.finish()
}

pub(super) async fn write_parts(
    work: &Work,
    seminar: &Arranged,
    mode: SeminarMode,
    parts: Parts,
) -> Result<()> {
    hosting::write(work, seminar, HostRole::CoHost, parts.co_hosts).await?;
    hosting::write(work, seminar, HostRole::Partner, parts.partners).await?;
    if let Some(networks) = parts.networks {
        let all = Condition::all();
        use seminar_network::Column::NetworkId;
        let gone = all.add(NetworkId.is_not_in(networks.clone()));
        work.clear_under::<seminar_network::Entity, _, _>(seminar, gone)
            .await?;
        let kept = work
            .all(work.select_under::<seminar_network::Entity, _, _>(seminar))
            .await?;
        let fresh = networks
            .into_iter()
            .filter(|id| kept.iter().all(|one| one.network_id != *id));
        let link = |id| seminar_network::ActiveModel {
            network_id: Set(id),
            ..Default::default()
        };
        work.insert_all(fresh.map(link).collect(), seminar).await?;
    }
    if let Some(places) = parts.municipalities {
        work.clear_under::<seminar_municipality::Entity, _, _>(seminar, Condition::all())
            .await?;
        let link = |id| seminar_municipality::ActiveModel {
            municipality_id: Set(id),
            ..Default::default()
        };
        work.insert_all(places.into_iter().map(link).collect(), seminar)
            .await?;
    }
    for (role, field, documents) in [
        (AttachmentRole::Material, "documentIds", parts.documents),
        (AttachmentRole::Minutes, "minutesIds", parts.minutes),
    ] {
        if let Some(documents) = documents {
            write_attachments(work, seminar, role, field, documents).await?;
        }
    }
    if let Some(agenda) = parts.agenda {
        work.clear_under::<entity::agenda_item::Entity, _, _>(seminar, Condition::all())
            .await?;
        work.insert_all(agenda, seminar).await?;
    }
    questions::write(work, seminar, parts.questions).await?;
    match parts.pools {
        Some(pools) => write_pools(work, seminar, mode, pools).await,
        None => Ok(()),
    }
}

/// Brings the pools to the kinds and capacities wanted. One with registrations stays; a lower capacity evicts nobody. One
/// that the mode does not have rests, with what is kept of its people.
async fn write_pools(
    work: &Work,
    seminar: &Arranged,
    mode: SeminarMode,
    wanted: Vec<(seat_pool::SeatKind, Option<i32>)>,
) -> Result<()> {
    let pools = work
        .all(work.select_under::<seat_pool::Entity, _, _>(seminar))
        .await?;
    for pool in &pools {
        let this = Condition::all().add(seat_pool::Column::Id.eq(pool.id));
        match wanted.iter().find(|(kind, _)| *kind == pool.kind) {
            Some((_, capacity)) => {
                let set = [(seat_pool::Column::Capacity, Expr::value(*capacity))];
                work.change_under::<seat_pool::Entity, _, _>(seminar, set, this)
                    .await?;
            }
            None => {
                let used = work
                    .select_under::<registration::Entity, _, _>(seminar)
                    .filter(registration::Column::PoolId.eq(pool.id))
                    .limit(1);
                if work.one(used).await?.is_some() {
                    if !fits(mode, pool.kind) {
                        continue;
                    }
                    let message = "seatPools leaves out a kind of seat that people have registered for; keep it, with capacity 0 if nobody more is to come.";
                    return Err(Refusal::new(POOL_IN_USE, message).at("seatPools").into());
                }
                work.clear_under::<seat_pool::Entity, _, _>(seminar, this)
                    .await?;
            }
        }
    }
    let fresh = wanted
        .into_iter()
        .filter(|(kind, _)| pools.iter().all(|pool| pool.kind != *kind));
    let pool = |(kind, capacity)| seat_pool::ActiveModel {
        id: Set(new_id()),
        kind: Set(kind),
        capacity: Set(capacity),
        confirmed: Set(0),
        waiting: Set(0),
        offered: Set(0),
        ..Default::default()
    };
    work.insert_all(fresh.map(pool).collect(), seminar).await
}
