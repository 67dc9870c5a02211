//! As clients see them.

use std::sync::Arc;

use async_graphql::{ID, InputObject, Object};
use entity::{registration, seminar};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Registration, Seminar},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{Direction, Narrow, Sorted, id},
        list::Sort,
    },
};

pub struct SeminarFields(pub Arc<seminar::Model>);

#[Object]
impl SeminarFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("Seminar", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    Seminars { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SeminarFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<seminar::Entity> for SeminarFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SeminarOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<seminar::Entity> for SeminarOrder {
    fn sort(&self) -> Sort<seminar::Entity> {
        Sort::by(seminar::Column::SortAt).descending(self.direction.descending())
    }
}

pub struct RegistrationFields(pub Arc<registration::Model>);

#[Object]
impl RegistrationFields {
    /// Opaque id.
    async fn id(&self) -> ID {
        id::global("Registration", self.0.id)
    }
}

list! {
    /// All that the viewer may see.
    Registrations { registrations: registration as Registration, filter RegistrationFilter, order RegistrationOrder }
}

/// Which ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct RegistrationFilter {
    /// With one of these ids.
    pub ids: Option<Vec<ID>>,
}

impl Narrow<registration::Entity> for RegistrationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all())
    }
}

/// How they are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct RegistrationOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<registration::Entity> for RegistrationOrder {
    fn sort(&self) -> Sort<registration::Entity> {
        Sort::by(registration::Column::JoinedAt).descending(self.direction.descending())
    }
}
