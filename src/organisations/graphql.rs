//! As clients see them.

use std::sync::Arc;

use async_graphql::{ID, InputObject, Object};
use entity::{organisation, organisation_relation};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Organisation, OrganisationRelation},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{Direction, Narrow, Sorted, id},
        list::Sort,
    },
};

pub struct OrganisationFields(pub Arc<organisation::Model>);

#[Object]
impl OrganisationFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("Organisation", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    Organisations { organisations: organisation as Organisation, filter OrganisationFilter, order OrganisationOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<organisation::Entity> for OrganisationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<organisation::Entity> for OrganisationOrder {
    fn sort(&self) -> Sort<organisation::Entity> {
        Sort::by(organisation::Column::NameSort).descending(self.direction.descending())
    }
}

pub struct OrganisationRelationFields(pub Arc<organisation_relation::Model>);

#[Object]
impl OrganisationRelationFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("OrganisationRelation", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    OrganisationRelations { organisation_relations: organisation_relation as OrganisationRelation, filter OrganisationRelationFilter, order OrganisationRelationOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationRelationFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<organisation_relation::Entity> for OrganisationRelationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationRelationOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<organisation_relation::Entity> for OrganisationRelationOrder {
    fn sort(&self) -> Sort<organisation_relation::Entity> {
        Sort::by(organisation_relation::Column::Id).descending(self.direction.descending())
    }
}
