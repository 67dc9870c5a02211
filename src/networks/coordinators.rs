//! Those who run a network, and what stops them. One that has a coordinator keeps at least one.

use std::collections::{HashMap, HashSet};

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{
    affiliation, network, network_coordinator,
    network_membership::{self, MembershipStatus},
    person,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    audience::CAPACITY,
    policy::{RunNetwork, SettleNetwork},
};
use crate::platform::{
    access::{Permitted, Under, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

/// The network would be left without a coordinator.
pub const LAST_COORDINATOR: &str = "LAST_COORDINATOR";
/// The person does not coordinate the network.
pub const NOT_A_COORDINATOR: &str = "NOT_A_COORDINATOR";

/// A coordinator less.
#[derive(InputObject)]
pub struct DismissCoordinatorInput {
    /// The network; you must be a coordinator of it.
    pub network_id: ID,
    /// The coordinator; may be yourself.
    pub person_id: ID,
}

pub async fn dismiss(work: &Work, input: DismissCoordinatorInput) -> Result<network::Model> {
    let mut check = Check::default();
    let network = check.take(id::of::<network::Entity>(&input.network_id, "networkId"))?;
    let person = check.take(id::of::<person::Entity>(&input.person_id, "personId"))?;
    check.finish()?;
    let (network, person) = network.zip(person).ok_or(Error::NotFound)?;
    let network = work.permit::<RunNetwork, network::Entity>(network).await?;
    let standing = standing(work, &network).await?;
    keep_one(&standing, |one| one.person_id != person).map_err(|why| why.at("personId"))?;
    let which = Condition::all().add(network_coordinator::Column::PersonId.eq(person));
    let gone = work
        .clear_under::<network_coordinator::Entity, _, _>(&network, which)
        .await?;
    if gone == 0 {
        let message = "The person does not coordinate this network; coordinators lists who does.";
        return Err(Refusal::new(NOT_A_COORDINATOR, message)
            .at("personId")
            .into());
    }
    work.update(&network, network::ActiveModel::default()).await
}

/// Refuses when the network could not do without the coordinators who act through an organisation.
pub(super) async fn check_without(
    work: &Work,
    network: &Permitted<SettleNetwork, network::Entity>,
    organisation: Uuid,
) -> Result<()> {
    let standing = standing(work, network).await?;
    keep_one(&standing, |one| one.organisation_id != organisation)?;
    Ok(())
}

/// Those who coordinate through an organisation stop, when its membership ends.
pub(super) async fn dismiss_of(
    work: &Work,
    network: &Permitted<SettleNetwork, network::Entity>,
    organisation: Uuid,
) -> Result<()> {
    check_without(work, network, organisation).await?;
    let system = work.as_system(CAPACITY);
    let gone = coordinating(&system, network).await?.into_iter();
    let gone = gone.filter(|(_, affiliation)| affiliation.organisation_id == organisation);
    remove(&system, network, gone.map(|(row, _)| row.id).collect()).await
}

pub(super) async fn remove(
    system: &Work,
    network: &Permitted<SettleNetwork, network::Entity>,
    gone: Vec<Uuid>,
) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let which = Condition::all().add(network_coordinator::Column::Id.is_in(gone));
    system
        .clear_under::<network_coordinator::Entity, _, _>(network, which)
        .await?;
    system
        .update(network, network::ActiveModel::default())
        .await?;
    Ok(())
}

fn keep_one(
    standing: &[affiliation::Model],
    stays: impl Fn(&affiliation::Model) -> bool,
) -> Result<(), Refusal> {
    if standing.is_empty() || standing.iter().any(stays) {
        return Ok(());
    }
    Err(last_coordinator())
}

pub(super) fn last_coordinator() -> Refusal {
    let message = "This would leave the network without a coordinator; appoint another one first.";
    Refusal::new(LAST_COORDINATOR, message)
}

/// Through what the coordinators act whose access holds today.
pub(super) async fn standing<A>(
    work: &Work,
    network: &Permitted<A, network::Entity>,
) -> Result<Vec<affiliation::Model>>
where
    network_coordinator::Entity: Under<A, network::Entity>,
    network_membership::Entity: Under<A, network::Entity>,
{
    let resting = organisations(work, network, MembershipStatus::Suspended).await?;
    let (all, today) = (coordinating(work, network).await?, work.today());
    let affiliations = all.into_iter().map(|(_, affiliation)| affiliation);
    Ok(affiliations
        .filter(|one| holds(one, today) && !resting.contains(&one.organisation_id))
        .collect())
}

/// All coordinators of a network, each with the affiliation through which they act.
pub(super) async fn coordinating<A>(
    work: &Work,
    network: &Permitted<A, network::Entity>,
) -> Result<Vec<(network_coordinator::Model, affiliation::Model)>>
where
    network_coordinator::Entity: Under<A, network::Entity>,
{
    let rows = work.select_under::<network_coordinator::Entity, _, _>(network);
    let rows = work.all(rows).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.affiliation_id).collect();
    let system = work.as_system(CAPACITY);
    let affiliations = system.by_ids::<affiliation::Entity>(&ids).await?;
    let affiliations: HashMap<_, _> = affiliations.into_iter().map(|one| (one.id, one)).collect();
    let paired = |row: network_coordinator::Model| {
        let affiliation = affiliations.get(&row.affiliation_id)?.clone();
        Some((row, affiliation))
    };
    Ok(rows.into_iter().filter_map(paired).collect())
}

/// The organisations in a network whose membership has a status.
pub(super) async fn organisations<A>(
    work: &Work,
    network: &Permitted<A, network::Entity>,
    status: MembershipStatus,
) -> Result<HashSet<Uuid>>
where
    network_membership::Entity: Under<A, network::Entity>,
{
    let rows = work
        .select_under::<network_membership::Entity, _, _>(network)
        .filter(network_membership::Column::Status.eq(status));
    let rows = work.all(rows).await?.into_iter();
    Ok(rows.map(|row| row.organisation_id).collect())
}

/// All affiliations of a person, the oldest first.
pub(super) async fn of_person(work: &Work, person: Uuid) -> Result<Vec<affiliation::Model>> {
    let system = work.as_system(CAPACITY);
    let rows = system
        .select::<affiliation::Entity>()
        .filter(affiliation::Column::PersonId.eq(person))
        .order_by_asc(affiliation::Column::Id);
    system.all(rows).await
}

/// Through what a person belongs to an organisation today; the oldest of several.
pub(super) async fn affiliation_with(
    work: &Work,
    person: Uuid,
    organisation: Uuid,
) -> Result<Option<affiliation::Model>> {
    let today = work.today();
    let all = of_person(work, person).await?.into_iter();
    Ok(all
        .filter(|one| one.organisation_id == organisation)
        .find(|one| holds(one, today)))
}

/// Whether an affiliation gives access on a day.
pub(super) fn holds(affiliation: &affiliation::Model, day: NaiveDate) -> bool {
    affiliation.starts_on.is_none_or(|first| first <= day)
        && affiliation.ends_on.is_none_or(|end| end > day)
}
