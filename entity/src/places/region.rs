//! A region, county or statistical part of one.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// The level of a region.
    RegionKind {
        /// A region with an administration of its own, whatever the country calls it.
        Region,
        /// A part of a region that only statistics know, such as a Danish landsdel.
        StatisticalPart,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub country_code: String,
    /// Official code within the country, or the NUTS code of a part.
    pub code: String,
    pub iso_code: Option<String>,
    pub kind: RegionKind,
    /// The kind in the country's own words.
    pub kind_text: String,
    pub name: String,
    pub name_sv: Option<String>,
    pub name_sort: String,
    pub nuts: Option<String>,
    pub parent_id: Option<Uuid>,
    pub population: Option<i32>,
    pub population_year: Option<i32>,
    pub website: Option<String>,
    pub wikidata: Option<String>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
