//! A village, town or service centre within a municipality.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a locality is.
    LocalityKind {
        /// A town.
        Town,
        /// A village.
        Village,
        /// A place that serves its surroundings.
        ServiceCentre,
        /// An inhabited island.
        Island,
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "locality")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub municipality_id: Uuid,
    pub name: String,
    pub name_sort: String,
    pub kind: LocalityKind,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub source: Option<String>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
