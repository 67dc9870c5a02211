//! What a provider has told of somebody, kept until the code for it is exchanged.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a ticket is good for.
    TicketPurpose {
        /// Signing in, or linking the identity to the account that is signed in.
        SignIn,
        /// Linking the identity to the account whose address got the mail.
        Link,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_ticket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub purpose: TicketPurpose,
    pub account_id: Option<Uuid>,
    /// SHA-256 of the code, in hexadecimal.
    pub hash: String,
    /// What was told, sealed.
    pub sealed: String,
    pub expires_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
