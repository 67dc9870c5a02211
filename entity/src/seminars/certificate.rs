//! What says that a person was at a seminar, as it was when it was issued.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub seminar_id: Uuid,
    pub person_id: Uuid,
    /// By which anybody can verify it.
    pub code: String,
    /// The language it is written in.
    pub locale: String,
    pub holder_name: String,
    pub organisation_name: Option<String>,
    pub seminar_title: String,
    pub organiser_name: String,
    pub place: Option<String>,
    pub held_on: Date,
    pub duration_minutes: Option<i32>,
    /// Who may see it, besides its person: the organisers of the seminar.
    pub audience_id: Uuid,
    pub issued_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
    /// Grows by one with every change.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
