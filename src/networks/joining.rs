//! How an organisation comes into a network: by itself, by application, or by invitation.

use async_graphql::{ID, InputObject};
use entity::{
    network::{self, JoinPolicy, NetworkStatus},
    network_membership::{self, Column, MembershipRole, MembershipStatus},
    organisation,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    audience::{self, CAPACITY},
    membership::reread,
    policy::{ApproachNetwork, EnterNetworks, RunNetwork},
};
use crate::platform::{
    access::{Permitted, Resource, Under, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

/// The organisation is in the network already, or its membership rests.
pub const ALREADY_MEMBER: &str = "ALREADY_MEMBER";
/// The other side has asked first and waits for an answer.
pub const ALREADY_ASKED: &str = "ALREADY_ASKED";
/// The network takes members another way.
pub const JOIN_POLICY: &str = "JOIN_POLICY";
/// The network is a draft or has closed.
pub const NETWORK_NOT_ACTIVE: &str = "NETWORK_NOT_ACTIVE";

const MESSAGE: usize = 2_000;

/// An organisation that wants to be in a network.
#[derive(InputObject)]
pub struct JoinNetworkInput {
    /// The network; its `joinPolicy` must be `OPEN`.
    pub network_id: ID,
    /// The organisation that joins; you must be an editor or admin of it.
    pub organisation_id: ID,
}

/// An organisation that asks to be in a network.
#[derive(InputObject)]
pub struct ApplyToNetworkInput {
    /// The network; its `joinPolicy` must be `APPLICATION`.
    pub network_id: ID,
    /// The organisation that applies; you must be an editor or admin of it.
    pub organisation_id: ID,
    /// Why, for the coordinators; at most 2,000 characters.
    pub message: Option<String>,
}

/// An organisation that is asked into a network.
#[derive(InputObject)]
pub struct InviteToNetworkInput {
    /// The network; you must be a coordinator of it.
    pub network_id: ID,
    /// The organisation that is invited; its editors and admins see the network from then on.
    pub organisation_id: ID,
    /// What it would be to the network.
    #[graphql(default_with = "MembershipRole::Member")]
    pub role: MembershipRole,
    /// Why, for the organisation; at most 2,000 characters.
    pub message: Option<String>,
}

/// Joins an open network at once. Where the coordinators have asked already, that is a yes.
pub async fn join(work: &Work, input: JoinNetworkInput) -> Result<network_membership::Model> {
    let (network, organisation) = approach(
        work,
        &input.network_id,
        &input.organisation_id,
        JoinPolicy::Open,
    )
    .await?;
    let change = network_membership::ActiveModel {
        status: Set(MembershipStatus::Active),
        audience_id: Set(network.audience_id),
        starts_on: Set(Some(work.today())),
        ..Default::default()
    };
    let joined = match live(work, network.id, organisation.id).await? {
        Some(open) if asked(&open) => {
            work.update_under::<network_membership::Entity, _, _>(&organisation, &open, change)
                .await?
        }
        Some(_) => return Err(already_member()),
        None => {
            let row = network_membership::ActiveModel {
                network_id: Set(network.id),
                role: Set(MembershipRole::Member),
                ..change
            };
            enter(work, row, &organisation).await?
        }
    };
    audience::settle(work, network.id).await?;
    reread(work, joined.id).await
}

/// Asks to join. Asking again answers with the application that is open.
pub async fn apply(work: &Work, input: ApplyToNetworkInput) -> Result<network_membership::Model> {
    let (network, organisation) = approach(
        work,
        &input.network_id,
        &input.organisation_id,
        JoinPolicy::Application,
    )
    .await?;
    let message = checked_message(input.message)?;
    if let Some(open) = live(work, network.id, organisation.id).await? {
        return match open.status {
            MembershipStatus::Applied => Ok(open),
            MembershipStatus::Invited => Err(already_asked(
                "The network has invited the organisation already; respondToInvitation accepts.",
            )),
            _ => Err(already_member()),
        };
    }
    let row = network_membership::ActiveModel {
        network_id: Set(network.id),
        role: Set(MembershipRole::Member),
        status: Set(MembershipStatus::Applied),
        audience_id: Set(audience::two_sides(work, network.id, organisation.id).await?),
        message: Set(message),
        ..Default::default()
    };
    let applied = enter(work, row, &organisation).await?;
    audience::settle(work, network.id).await?;
    Ok(applied)
}

/// Asks an organisation in. Asking again answers with the invitation that is open.
pub async fn invite(work: &Work, input: InviteToNetworkInput) -> Result<network_membership::Model> {
    let (network, organisation) = ids(&input.network_id, &input.organisation_id)?;
    let organisation = work.visible::<organisation::Entity>(organisation).await?;
    // Only to lock it before the network, as everywhere.
    let organisation = work
        .as_system(CAPACITY)
        .permit::<EnterNetworks, organisation::Entity>(organisation.id)
        .await?;
    let network = work.permit::<RunNetwork, network::Entity>(network).await?;
    check_active(&network).map_err(|why| why.at("networkId"))?;
    let message = checked_message(input.message)?;
    if let Some(open) = live(work, network.id, organisation.id).await? {
        return match open.status {
            MembershipStatus::Invited => Ok(open),
            MembershipStatus::Applied => Err(already_asked(
                "The organisation has applied already; decideApplication accepts.",
            )),
            _ => Err(already_member()),
        };
    }
    let row = network_membership::ActiveModel {
        organisation_id: Set(organisation.id),
        role: Set(input.role),
        status: Set(MembershipStatus::Invited),
        audience_id: Set(audience::two_sides(work, network.id, organisation.id).await?),
        message: Set(message),
        ..Default::default()
    };
    let invited = enter(work, row, &network).await?;
    audience::settle(work, network.id).await?;
    Ok(invited)
}

/// Both rows, locked: the organisation first, as everywhere.
async fn approach(
    work: &Work,
    network: &ID,
    organisation: &ID,
    by: JoinPolicy,
) -> Result<(
    Permitted<ApproachNetwork, network::Entity>,
    Permitted<EnterNetworks, organisation::Entity>,
)> {
    let (network, organisation) = ids(network, organisation)?;
    let organisation = work
        .permit::<EnterNetworks, organisation::Entity>(organisation)
        .await?;
    let network = work
        .permit::<ApproachNetwork, network::Entity>(network)
        .await?;
    check_active(&network).map_err(|why| why.at("networkId"))?;
    if network.join_policy == by {
        return Ok((network, organisation));
    }
    let message = match network.join_policy {
        JoinPolicy::Open => "The network takes any organisation at once; use joinNetwork.",
        JoinPolicy::Application => {
            "The network's coordinators decide on applications; use applyToNetwork."
        }
        JoinPolicy::Invitation => {
            "The network takes members by invitation only; ask one of its coordinators."
        }
    };
    Err(Refusal::new(JOIN_POLICY, message).at("networkId").into())
}

fn ids(network: &ID, organisation: &ID) -> Result<(Uuid, Uuid)> {
    let mut check = Check::default();
    let network = check.take(id::of::<network::Entity>(network, "networkId"))?;
    let organisation = id::of::<organisation::Entity>(organisation, "organisationId");
    let organisation = check.take(organisation)?;
    check.finish()?;
    network.zip(organisation).ok_or(Error::NotFound)
}

pub(super) fn check_active(network: &network::Model) -> Result<(), Refusal> {
    let message = match network.status {
        NetworkStatus::Active | NetworkStatus::Dormant => return Ok(()),
        NetworkStatus::Draft => {
            "The network is a draft; it takes members once updateNetwork has made it ACTIVE."
        }
        NetworkStatus::Closed => "The network has closed and takes no members any more.",
    };
    Err(Refusal::new(NETWORK_NOT_ACTIVE, message))
}

fn checked_message(given: Option<String>) -> Result<Option<String>> {
    let mut check = Check::default();
    let message = check.optional("message", given, MESSAGE);
    check.finish().map(|()| message)
}

/// The membership of an organisation that is not over, if it has one.
async fn live(
    work: &Work,
    network: Uuid,
    organisation: Uuid,
) -> Result<Option<network_membership::Model>> {
    use MembershipStatus::{Active, Applied, Invited, Suspended};
    let system = work.as_system(CAPACITY);
    let rows = system
        .select::<network_membership::Entity>()
        .filter(Column::NetworkId.eq(network))
        .filter(Column::OrganisationId.eq(organisation))
        .filter(Column::Status.is_in([Applied, Invited, Active, Suspended]));
    system.one(rows).await
}

fn asked(membership: &network_membership::Model) -> bool {
    matches!(
        membership.status,
        MembershipStatus::Applied | MembershipStatus::Invited
    )
}

/// Writes the row. The lock on the network keeps two of them apart; the unique index is the last word.
async fn enter<A, P>(
    work: &Work,
    row: network_membership::ActiveModel,
    permit: &Permitted<A, P>,
) -> Result<network_membership::Model>
where
    P: Resource,
    network_membership::Entity: Under<A, P>,
{
    work.insert(row, permit)
        .await
        .map_err(|error| match error.is_duplicate() {
            true => already_member(),
            false => error,
        })
}

fn already_member() -> Error {
    let message = "The organisation is a member of the network already; memberships says which.";
    Refusal::new(ALREADY_MEMBER, message)
        .at("organisationId")
        .into()
}

fn already_asked(message: &str) -> Error {
    Refusal::new(ALREADY_ASKED, message)
        .at("organisationId")
        .into()
}
