//! Whom a network and its memberships are shown to, kept with the rows and rewritten when what it depends on changes.

use entity::{
    Visibility,
    network::{self, NetworkStatus},
    network_membership::{self, MembershipStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::policy::SettleNetwork;
use crate::platform::{
    access::{PUBLIC, REGISTERED, Role, Standing, Work, audience_of},
    error::Result,
};

/// In whose name networks follow what was permitted.
pub(super) const CAPACITY: &str = "networks";

/// The audience that a network's status, visibility and open invitations name.
pub async fn of_network(work: &Work, network: &network::Model) -> Result<Uuid> {
    let coordinators = Standing::new(network.id, Role::Coordinator);
    let mut shown_to = match (network.status, network.visibility) {
        (NetworkStatus::Draft, _) => return audience_of(work, &[coordinators]).await,
        (_, Visibility::Public) => return Ok(PUBLIC),
        (_, Visibility::Registered) => return Ok(REGISTERED),
        (_, Visibility::Network) => vec![Standing::new(network.id, Role::Member)],
        (_, Visibility::Organisation) => {
            let owner = network.owner_id;
            let people = owner.map(|owner| Standing::new(owner, Role::Member));
            [coordinators].into_iter().chain(people).collect()
        }
        (_, Visibility::Restricted) => vec![coordinators],
    };
    // Who is to answer must be able to see what they are asked into.
    let open = [MembershipStatus::Applied, MembershipStatus::Invited];
    let open = work
        .as_system(CAPACITY)
        .select::<network_membership::Entity>()
        .filter(network_membership::Column::NetworkId.eq(network.id))
        .filter(network_membership::Column::Status.is_in(open));
    let asked = work.all(open).await?.into_iter();
    shown_to.extend(asked.map(|one| Standing::new(one.organisation_id, Role::Editor)));
    audience_of(work, &shown_to).await
}

/// The audience of a membership. One that ended without a day never held: it was withdrawn.
pub async fn of_membership(
    work: &Work,
    network: &network::Model,
    membership: &network_membership::Model,
) -> Result<Uuid> {
    let organisation = membership.organisation_id;
    match membership.status {
        MembershipStatus::Active => Ok(network.audience_id),
        MembershipStatus::Ended if membership.ends_on.is_some() => Ok(network.audience_id),
        MembershipStatus::Suspended => {
            let coordinators = Standing::new(network.id, Role::Coordinator);
            let people = Standing::new(organisation, Role::Member);
            audience_of(work, &[coordinators, people]).await
        }
        _ => two_sides(work, network.id, organisation).await,
    }
}

/// The coordinators, and those who write for the organisation.
pub(super) async fn two_sides(work: &Work, network: Uuid, organisation: Uuid) -> Result<Uuid> {
    let sides = [
        Standing::new(network, Role::Coordinator),
        Standing::new(organisation, Role::Editor),
    ];
    audience_of(work, &sides).await
}

/// Brings a network's audience, and those of the memberships that share it, in line with what they depend on now.
pub async fn settle(work: &Work, network: Uuid) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let network = system
        .permit::<SettleNetwork, network::Entity>(network)
        .await?;
    let audience = of_network(&system, &network).await?;
    if audience != network.audience_id {
        let change = network::ActiveModel {
            audience_id: Set(audience),
            ..Default::default()
        };
        system.update(&network, change).await?;
    }
    share(&system, network.id, audience).await
}

/// Gives the memberships that hold or once held the audience of their network.
pub(super) async fn share(system: &Work, network: Uuid, audience: Uuid) -> Result<()> {
    use network_membership::Column;
    let ended = Condition::all()
        .add(Column::Status.eq(MembershipStatus::Ended))
        .add(Column::EndsOn.is_not_null());
    let held = Condition::any()
        .add(Column::Status.eq(MembershipStatus::Active))
        .add(ended);
    let others = Condition::all()
        .add(Column::NetworkId.eq(network))
        .add(Column::AudienceId.ne(audience))
        .add(held);
    let set = vec![(Column::AudienceId, Expr::val(audience))];
    system
        .rewrite::<network_membership::Entity>(set, others)
        .await
}
