//! A token that works once and for a while: the mail that brings it shows that an address is somebody's.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a token is good for.
    TokenPurpose {
        /// Setting a new password.
        ResetPassword,
        /// Showing that an address is one's own.
        ConfirmEmail,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub purpose: TokenPurpose,
    pub account_id: Uuid,
    /// SHA-256 of the token, in hexadecimal.
    pub hash: String,
    /// What it stands for, sealed.
    pub sealed: Option<String>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
