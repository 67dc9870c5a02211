//! A person belongs to an organisation, for a time. Ending it ends the access it gave.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// In what capacity somebody belongs to an organisation.
    AffiliationCategory {
        /// Elected or appointed politically.
        Politician,
        /// Employed by the organisation.
        Official,
        /// Takes part unpaid.
        Volunteer,
        /// Works for it on contract.
        Consultant,
        /// Studies or teaches there.
        Researcher,
    }
}

text_enum! {
    /// What an affiliation lets a person do for the organisation, in rising order.
    OrganisationRole {
        /// Sees what the organisation and its networks share.
        Member,
        /// Also arranges seminars and writes for the organisation.
        Editor,
        /// Also manages its people, roles and memberships.
        Admin,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "affiliation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub organisation_id: Uuid,
    pub title: Option<String>,
    pub category: AffiliationCategory,
    pub role: OrganisationRole,
    /// Who may see it: those who may see the person.
    pub audience_id: Uuid,
    pub starts_on: Option<Date>,
    /// First day on which it no longer holds.
    pub ends_on: Option<Date>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
