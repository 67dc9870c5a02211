//! A membership, and lists of them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::network_membership::{self, Column, MembershipRole, MembershipStatus};
use sea_orm::Condition;

use crate::{
    list,
    networks::policy::{AnswerInvitation, EndMembership, ManageMembership, ReadMessage},
    nodes::{Network, NetworkMembership, Organisation},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, Date, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

/// What the viewer may do with a membership as it stands.
#[derive(SimpleObject)]
pub struct NetworkMembershipPermissions {
    /// Answer the invitation with `respondToInvitation`.
    pub accept: bool,
    /// Decide on the application with `decideApplication`.
    pub decide: bool,
    /// Change it with `updateMembership`.
    pub edit: bool,
    /// End it, or withdraw what was asked, with `endMembership`.
    pub end: bool,
}

impl NetworkMembershipPermissions {
    fn of(row: &network_membership::Model, viewer: &Viewer) -> Self {
        use MembershipStatus::{Applied, Declined, Ended, Invited};
        let manages = Allows::<ManageMembership>::allows(row, viewer);
        let over = matches!(row.status, Ended | Declined);
        Self {
            accept: row.status == Invited && Allows::<AnswerInvitation>::allows(row, viewer),
            decide: row.status == Applied && manages,
            edit: manages && !over,
            end: !over && Allows::<EndMembership>::allows(row, viewer),
        }
    }
}

pub struct NetworkMembershipFields(pub Arc<network_membership::Model>);

#[Object]
impl NetworkMembershipFields {
    /// Opaque id of this membership.
    async fn id(&self) -> ID {
        id::global("NetworkMembership", self.0.id)
    }

    /// The network; null when the viewer may see the membership but not the network.
    async fn network(&self, ctx: &Context<'_>) -> Nullable<Network> {
        ctx.related::<entity::network::Entity, _>(self.0.network_id)
            .await
    }

    /// The organisation that is the member.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// What the organisation is to the network.
    async fn role(&self) -> MembershipRole {
        self.0.role
    }

    /// Where it stands in its life.
    async fn status(&self) -> MembershipStatus {
        self.0.status
    }

    /// What the applicant or the inviting coordinator wrote; null for anyone but the network's coordinators and the
    /// organisation's editors and admins.
    async fn message(&self, ctx: &Context<'_>) -> Option<&str> {
        let reads = Allows::<ReadMessage>::allows(&*self.0, ctx.viewer());
        self.0.message.as_deref().filter(|_| reads)
    }

    /// The day it began to hold; null while it is only asked for, and where it is not known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// First day on which it no longer held; null while it holds, and when it never did.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// When it was applied for, asked for or entered.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> NetworkMembershipPermissions {
        NetworkMembershipPermissions::of(&self.0, ctx.viewer())
    }
}

list! {
    /// Memberships that the viewer may see, in the order of joining; those that hold unless the filter names other statuses.
    MembershipsOfNetwork of network { memberships: network_membership as NetworkMembership, filter NetworkMembershipFilter, order NetworkMembershipOrder,
        by Link::by(Column::NetworkId) }
}
list! {
    /// What it is to networks, as far as the viewer may see, in the order of joining; what holds unless the filter names other statuses.
    MembershipsOfOrganisation of organisation { network_memberships: network_membership as NetworkMembership, filter NetworkMembershipFilter, order NetworkMembershipOrder,
        by Link::by(Column::OrganisationId) }
}

/// Which memberships. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkMembershipFilter {
    /// With one of these statuses; only `ACTIVE` ones unless given.
    pub statuses: Option<Vec<MembershipStatus>>,
    /// With one of these roles.
    pub roles: Option<Vec<MembershipRole>>,
}

impl Narrow<network_membership::Entity> for NetworkMembershipFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let statuses = self
            .statuses
            .as_deref()
            .unwrap_or(&[MembershipStatus::Active]);
        let roles = self.roles.as_ref();
        Ok(Condition::all()
            .add(one_of_kinds(Column::Status, statuses))
            .add_option(roles.map(|all| one_of_kinds(Column::Role, all))))
    }
}

/// What memberships are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkMembershipOrderField {
    /// The day they began to hold; those without one come first.
    #[default]
    Joined,
    /// When they were applied for, asked for or entered.
    CreatedAt,
}

/// How memberships are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkMembershipOrder {
    /// By what.
    #[graphql(default)]
    pub field: NetworkMembershipOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<network_membership::Entity> for NetworkMembershipOrder {
    fn sort(&self) -> Sort<network_membership::Entity> {
        let sort = match self.field {
            NetworkMembershipOrderField::Joined => {
                let unknown = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
                Sort::by(Column::StartsOn).empty_as(unknown)
            }
            NetworkMembershipOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
