//! What becomes of a membership: answered, decided, changed, ended.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{
    network,
    network_membership::{self, MembershipRole, MembershipStatus},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    audience::{self, CAPACITY},
    coordinators,
    joining::check_active,
    policy::{AnswerInvitation, EndMembership, ManageMembership, SettleNetwork},
};
use crate::platform::{
    access::{Allows, Permitted, Work},
    error::{Refusal, Result},
    graphql::{Check, Date, Kept, SafeInt, id},
};

/// There is no invitation to answer.
pub const NOT_INVITED: &str = "NOT_INVITED";
/// There is no application to decide on.
pub const NOT_APPLIED: &str = "NOT_APPLIED";
/// It has ended or was declined.
pub const MEMBERSHIP_OVER: &str = "MEMBERSHIP_OVER";
/// Only a membership that holds can rest, and only one that rests can be resumed.
pub const MEMBERSHIP_NOT_ACTIVE: &str = "MEMBERSHIP_NOT_ACTIVE";
/// A membership ends on the day that it is ended, or before.
pub const IN_THE_FUTURE: &str = "IN_THE_FUTURE";
/// It would end before it began.
pub const REVERSED: &str = "REVERSED";

/// The answer to an invitation.
#[derive(InputObject)]
pub struct RespondToInvitationInput {
    /// The membership with status `INVITED`; you must be an editor or admin of its organisation.
    pub membership_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// True to become a member at once, false to decline.
    pub accept: bool,
}

/// The decision on an application.
#[derive(InputObject)]
pub struct DecideApplicationInput {
    /// The membership with status `APPLIED`; you must be a coordinator of its network.
    pub membership_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// True to make the organisation a member at once, false to decline.
    pub accept: bool,
}

/// A change of a membership. What is left out stays.
#[derive(InputObject)]
pub struct UpdateMembershipInput {
    /// The membership; you must be a coordinator of its network.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What the organisation is to the network.
    pub role: Kept<MembershipRole>,
    /// True lets a membership rest, which takes the access it gave; false resumes it.
    pub suspended: Kept<bool>,
}

/// The end of a membership, or the withdrawal of an application or invitation.
#[derive(InputObject)]
pub struct EndMembershipInput {
    /// The membership; you must be a coordinator of its network or an admin of its organisation. An editor of the
    /// organisation may withdraw its application.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// First day on which it no longer holds: today unless told otherwise, never a later one. Not used for what was
    /// only applied for or invited.
    pub ends_on: Option<Date>,
}

pub async fn respond(
    work: &Work,
    input: RespondToInvitationInput,
) -> Result<network_membership::Model> {
    let given = (&input.membership_id, input.version);
    let (network, membership) = lock::<AnswerInvitation>(work, given, "membershipId").await?;
    if membership.status != MembershipStatus::Invited {
        let message = "The organisation is not invited, or the invitation was answered already.";
        return Err(Refusal::new(NOT_INVITED, message).at("membershipId").into());
    }
    conclude(work, &network, &membership, input.accept).await
}

pub async fn decide(
    work: &Work,
    input: DecideApplicationInput,
) -> Result<network_membership::Model> {
    let given = (&input.membership_id, input.version);
    let (network, membership) = lock::<ManageMembership>(work, given, "membershipId").await?;
    if membership.status != MembershipStatus::Applied {
        let message = "The organisation has not applied, or its application was decided already.";
        return Err(Refusal::new(NOT_APPLIED, message).at("membershipId").into());
    }
    conclude(work, &network, &membership, input.accept).await
}

/// A yes needs a network that still takes members; a no is always possible.
async fn conclude<A>(
    work: &Work,
    network: &network::Model,
    membership: &Permitted<A, network_membership::Entity>,
    accepted: bool,
) -> Result<network_membership::Model> {
    let mut after = (**membership).clone();
    if accepted {
        check_active(network).map_err(|why| why.at("membershipId"))?;
        after.status = MembershipStatus::Active;
        after.starts_on = Some(work.today());
    } else {
        after.status = MembershipStatus::Declined;
    }
    write(work, network, membership, after).await
}

pub async fn update(
    work: &Work,
    input: UpdateMembershipInput,
) -> Result<network_membership::Model> {
    let given = (&input.id, input.version);
    let (network, membership) = lock::<ManageMembership>(work, given, "id").await?;
    check_not_over(&membership)?;
    let mut after = (*membership).clone();
    let mut check = Check::default();
    after.role = check.kept("role", input.role).unwrap_or(after.role);
    let suspended = check.kept("suspended", input.suspended);
    check.finish()?;
    match (suspended, membership.status) {
        (None, _)
        | (Some(true), MembershipStatus::Suspended)
        | (Some(false), MembershipStatus::Active) => {}
        (Some(true), MembershipStatus::Active) => {
            coordinators::check_without(work, &network, membership.organisation_id).await?;
            after.status = MembershipStatus::Suspended;
        }
        (Some(false), MembershipStatus::Suspended) => after.status = MembershipStatus::Active,
        (Some(_), _) => {
            let message =
                "Only a membership that is ACTIVE can rest, and only one that rests can resume.";
            return Err(Refusal::new(MEMBERSHIP_NOT_ACTIVE, message)
                .at("suspended")
                .into());
        }
    }
    write(work, &network, &membership, after).await
}

pub async fn end(work: &Work, input: EndMembershipInput) -> Result<network_membership::Model> {
    let given = (&input.id, input.version);
    let (network, membership) = lock::<EndMembership>(work, given, "id").await?;
    check_not_over(&membership)?;
    let mut after = (*membership).clone();
    after.status = MembershipStatus::Ended;
    let held = matches!(
        membership.status,
        MembershipStatus::Active | MembershipStatus::Suspended
    );
    if held {
        after.ends_on = Some(last_day(&membership, input.ends_on, work.today())?);
        coordinators::dismiss_of(work, &network, membership.organisation_id).await?;
    }
    write(work, &network, &membership, after).await
}

/// The first day on which it no longer holds.
fn last_day(
    membership: &network_membership::Model,
    given: Option<Date>,
    today: NaiveDate,
) -> Result<NaiveDate> {
    let latest = membership.starts_on.map_or(today, |first| first.max(today));
    let day = given.map_or(latest, |day| day.0);
    let mut check = Check::default();
    if day > latest {
        let message = format!(
            "endsOn is {day}; a membership is ended when its day has come, so {latest} at the latest."
        );
        check.refuse("endsOn", IN_THE_FUTURE, message);
    }
    let first = membership.starts_on.or(NaiveDate::from_ymd_opt(1800, 1, 1));
    if let Some(first) = first.filter(|first| day < *first) {
        let message = format!("endsOn is {day}; the membership began on {first}.");
        check.refuse("endsOn", REVERSED, message);
    }
    check.finish().map(|()| day)
}

/// The network, locked before the membership as everywhere, and the membership if the viewer may do this to it.
async fn lock<A>(
    work: &Work,
    (id, version): (&ID, SafeInt),
    field: &str,
) -> Result<(
    Permitted<SettleNetwork, network::Entity>,
    Permitted<A, network_membership::Entity>,
)>
where
    network_membership::Model: Allows<A>,
{
    let id = id::of::<network_membership::Entity>(id, field)?;
    let seen = work.visible::<network_membership::Entity>(id).await?;
    let network = work
        .as_system(CAPACITY)
        .permit::<SettleNetwork, network::Entity>(seen.network_id)
        .await?;
    let membership = work.permit_version(id, version.0).await?;
    Ok((network, membership))
}

/// Writes what changed, and brings the network in line.
async fn write<A>(
    work: &Work,
    network: &network::Model,
    membership: &Permitted<A, network_membership::Entity>,
    after: network_membership::Model,
) -> Result<network_membership::Model> {
    let change = network_membership::ActiveModel {
        audience_id: Set(audience::of_membership(work, network, &after).await?),
        role: Set(after.role),
        status: Set(after.status),
        starts_on: Set(after.starts_on),
        ends_on: Set(after.ends_on),
        ..Default::default()
    };
    work.update(membership, change).await?;
    audience::settle(work, network.id).await?;
    reread(work, membership.id).await
}

/// The row as the whole change has left it.
pub(super) async fn reread(work: &Work, membership: Uuid) -> Result<network_membership::Model> {
    let system = work.as_system(CAPACITY);
    system
        .visible::<network_membership::Entity>(membership)
        .await
}

fn check_not_over(membership: &network_membership::Model) -> Result<()> {
    if matches!(
        membership.status,
        MembershipStatus::Ended | MembershipStatus::Declined
    ) {
        let message = "The membership is over; the organisation comes back by joining, applying or being invited.";
        return Err(Refusal::new(MEMBERSHIP_OVER, message).at("id").into());
    }
    Ok(())
}
