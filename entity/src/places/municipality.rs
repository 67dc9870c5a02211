//! A municipality. The pair of country and official code is its key; an ended one keeps its row.

use sea_orm::entity::prelude::*;

use crate::Names;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "municipality")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub country_code: String,
    /// Text: leading zeros belong to it.
    pub code: String,
    pub code_system: String,
    pub name: String,
    pub name_official: Option<String>,
    pub name_sv: Option<String>,
    /// Further official names, each in its own language.
    pub names_alt: Names,
    pub name_sort: String,
    /// Every name in lower case, one a line, for look-up.
    pub name_fold: String,
    pub region_id: Option<Uuid>,
    pub nuts3: Option<String>,
    pub lau: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// What the point is: a seat, a label point …
    pub point_basis: Option<String>,
    pub population: Option<i32>,
    pub population_year: Option<i32>,
    pub area_km2: Option<f64>,
    pub area_basis: Option<String>,
    pub website: Option<String>,
    pub wikidata: Option<String>,
    pub osm_relation: Option<i64>,
    pub registration_number: Option<String>,
    pub valid_from: Option<Date>,
    /// First day on which it no longer existed.
    pub valid_to: Option<Date>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
