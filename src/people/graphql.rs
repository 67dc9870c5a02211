//! As clients see them.

use std::sync::Arc;

use async_graphql::{ID, InputObject, Object};
use entity::{affiliation, person};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Affiliation, Person},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{Direction, Narrow, Sorted, id},
        list::Sort,
    },
};

pub struct PersonFields(pub Arc<person::Model>);

#[Object]
impl PersonFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("Person", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    People { people: person as Person, filter PersonFilter, order PersonOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PersonFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<person::Entity> for PersonFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PersonOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<person::Entity> for PersonOrder {
    fn sort(&self) -> Sort<person::Entity> {
        Sort::by(person::Column::NameSort).descending(self.direction.descending())
    }
}

pub struct AffiliationFields(pub Arc<affiliation::Model>);

#[Object]
impl AffiliationFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("Affiliation", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    Affiliations { affiliations: affiliation as Affiliation, filter AffiliationFilter, order AffiliationOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AffiliationFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<affiliation::Entity> for AffiliationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AffiliationOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<affiliation::Entity> for AffiliationOrder {
    fn sort(&self) -> Sort<affiliation::Entity> {
        Sort::by(affiliation::Column::Id).descending(self.direction.descending())
    }
}
