//! As clients see them.

use std::sync::Arc;

use async_graphql::{ID, InputObject, Object};
use entity::{network, network_membership};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Network, NetworkMembership},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{Direction, Narrow, Sorted, id},
        list::Sort,
    },
};

pub struct NetworkFields(pub Arc<network::Model>);

#[Object]
impl NetworkFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("Network", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    Networks { networks: network as Network, filter NetworkFilter, order NetworkOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<network::Entity> for NetworkFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<network::Entity> for NetworkOrder {
    fn sort(&self) -> Sort<network::Entity> {
        Sort::by(network::Column::NameSort).descending(self.direction.descending())
    }
}

pub struct NetworkMembershipFields(pub Arc<network_membership::Model>);

#[Object]
impl NetworkMembershipFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("NetworkMembership", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    NetworkMemberships { network_memberships: network_membership as NetworkMembership, filter NetworkMembershipFilter, order NetworkMembershipOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkMembershipFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<network_membership::Entity> for NetworkMembershipFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NetworkMembershipOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<network_membership::Entity> for NetworkMembershipOrder {
    fn sort(&self) -> Sort<network_membership::Entity> {
        Sort::by(network_membership::Column::Id).descending(self.direction.descending())
    }
}
