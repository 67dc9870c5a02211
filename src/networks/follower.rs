//! Follows affiliations: a coordinator stops when the one through which they act ends or moves away.

use std::collections::{BTreeSet, HashSet};

use entity::{
    affiliation, network,
    network_coordinator::{Column, Entity},
    network_membership::MembershipStatus,
};
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    audience::CAPACITY,
    coordinators::{coordinating, holds, last_coordinator, organisations, remove, standing},
    policy::SettleNetwork,
};
use crate::platform::{
    access::{Change, Follower, Permitted, Resource, Work},
    error::Result,
    store::one_of,
};

/// Refuses the change when a network would be left without a coordinator.
pub struct FollowAffiliations;

impl Follower for FollowAffiliations {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let changed = changes
                .iter()
                .filter(|change| change.kind == affiliation::Entity::KIND);
            let changed: Vec<_> = changed.map(|change| change.id).collect();
            if changed.is_empty() {
                return Ok(());
            }
            // In the order of their ids, so that two of these never wait for each other.
            for network in coordinated(work, &changed).await? {
                review(work, network, &changed).await?;
            }
            Ok(())
        })
    }
}

/// The networks that somebody coordinates through these affiliations.
async fn coordinated(work: &Work, affiliations: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    let system = work.as_system(CAPACITY);
    let erfa = system.permit_platform::<SettleNetwork>()?;
    let through = one_of(
        system.viewer().backend(),
        Column::AffiliationId.into_expr(),
        affiliations,
    );
    let rows = system.select_under::<Entity, _, _>(&erfa).filter(through);
    let rows = system.all(rows).await?.into_iter();
    Ok(rows.map(|row| row.network_id).collect())
}

/// Takes out the coordinators whose affiliation no longer serves.
async fn review(work: &Work, network: Uuid, changed: &[Uuid]) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let network = system
        .permit::<SettleNetwork, network::Entity>(network)
        .await?;
    let belonging = belonging(&system, &network).await?;
    let serves = |one: &affiliation::Model| {
        holds(one, work.today()) && belonging.contains(&one.organisation_id)
    };
    let all = coordinating(&system, &network).await?.into_iter();
    let gone = all.filter(|(_, one)| changed.contains(&one.id) && !serves(one));
    let gone: Vec<_> = gone.map(|(row, _)| row.id).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let left = standing(&system, &network).await?;
    // An import states what is so; it asks for nobody's leave.
    if !left.iter().any(serves) && !work.viewer().is_system() {
        return Err(last_coordinator().into());
    }
    remove(&system, &network, gone).await
}

/// The organisations through which a network can be coordinated: its members, resting ones too, and its owner.
async fn belonging(
    system: &Work,
    network: &Permitted<SettleNetwork, network::Entity>,
) -> Result<HashSet<Uuid>> {
    let mut belonging = organisations(system, network, MembershipStatus::Active).await?;
    belonging.extend(organisations(system, network, MembershipStatus::Suspended).await?);
    belonging.extend(network.owner_id);
    Ok(belonging)
}
