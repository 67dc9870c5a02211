//! A body that meets others: a municipality, a region, an agency, a company …

use sea_orm::entity::prelude::*;

use crate::Origin;
use crate::text_enum;

text_enum! {
    /// What an organisation is.
    OrganisationKind {
        /// A municipality as an organisation.
        Municipality,
        /// A region or county with elected government.
        Region,
        /// A ministry, agency, county governor or state enterprise.
        StateAgency,
        /// An association of municipalities or regions.
        AssociationOfMunicipalities,
        /// A local action group.
        Lag,
        /// A foundation or philanthropic association.
        Foundation,
        /// A company.
        Company,
        /// An association or other non-governmental organisation.
        Ngo,
        /// A university or research institute.
        Research,
        /// A body that several municipalities run together.
        InterMunicipal,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: OrganisationKind,
    /// The kind in the source's words, where ours is coarser.
    pub kind_text: Option<String>,
    pub name: String,
    pub name_sort: String,
    pub name_fold: String,
    pub country_code: Option<String>,
    pub municipality_id: Option<Uuid>,
    pub parent_id: Option<Uuid>,
    pub registration_number: Option<String>,
    pub website: Option<String>,
    pub source: Option<String>,
    pub origin: Origin,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
