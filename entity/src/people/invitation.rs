//! A letter that asks somebody to belong to an organisation.

use sea_orm::entity::prelude::*;

use super::affiliation::{AffiliationCategory, OrganisationRole};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// Where the letter goes, in lower case.
    pub email: String,
    /// The language of the letter, and of the person until they choose another.
    pub locale: Option<String>,
    pub category: AffiliationCategory,
    pub role: OrganisationRole,
    pub title: Option<String>,
    pub inviter_id: Option<Uuid>,
    /// SHA-256 of the token in the letter, in hexadecimal; null until the letter is written.
    pub hash: Option<String>,
    pub expires_at: DateTimeUtc,
    pub accepted_at: Option<DateTimeUtc>,
    pub accepted_by_id: Option<Uuid>,
    pub revoked_at: Option<DateTimeUtc>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
