//! A token that a program sends instead of a person's: of a person, or of an organisation.

use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// What a token lets a program do. Each includes those above it.
    TokenScope {
        /// Reading what everyone may read.
        ReadPublic,
        /// Reading what members of its owner's organisations and networks read, and what is the owner's own.
        Read,
        /// Reading and changing what its owner may as an editor or a coordinator.
        Write,
        /// What its owner may as an admin of organisations. Never what running the platform allows.
        Manage,
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct TokenScopes(pub Vec<TokenScope>);

impl TokenScopes {
    /// This scope, or one that includes it, is among them.
    pub fn include(&self, scope: TokenScope) -> bool {
        self.0.iter().any(|one| *one >= scope)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is; null where it is an organisation's.
    pub person_id: Option<Uuid>,
    /// Whose it is; null where it is a person's.
    pub organisation_id: Option<Uuid>,
    /// Who made it.
    pub creator_id: Option<Uuid>,
    pub name: String,
    pub scopes: TokenScopes,
    /// SHA-256 of the token, in hexadecimal.
    pub hash: String,
    /// Its first characters, by which people tell it from others.
    pub begins_with: String,
    pub expires_at: DateTimeUtc,
    /// When it was last used, exact to a minute.
    pub last_used_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
