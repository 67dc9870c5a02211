//! The secret that an authenticator makes one-time codes from.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// The secret, sealed.
    pub sealed: String,
    /// The latest step of time whose code was used; only later ones are taken.
    pub last_step: i64,
    /// Wrong codes since the last right one.
    pub failures: i64,
    pub created_at: DateTimeUtc,
    /// Since when it is asked for; null until a first code has shown that the authenticator has the secret.
    pub confirmed_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
