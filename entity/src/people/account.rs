//! How a person signs in. Private to that person.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What an account may do beyond its organisations and networks.
    PlatformRole {
        /// Nothing beyond them.
        None,
        /// Reads the audit log and nothing else.
        Auditor,
        /// Runs the platform: sees and changes everything.
        Admin,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    /// In lower case; unique.
    pub email: String,
    /// When a mail to this address last showed that it is theirs.
    pub email_verified_at: Option<DateTimeUtc>,
    /// Argon2id in PHC form; null when no password is set.
    pub password_hash: Option<String>,
    pub platform_role: PlatformRole,
    pub suspended_at: Option<DateTimeUtc>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
