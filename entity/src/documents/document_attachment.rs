//! A document belongs with a thing of any kind.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a document is to what it belongs with.
    AttachmentRole {
        /// Shows that what is said there is so.
        Evidence,
        /// Reports on it.
        Report,
        /// What was said and decided there.
        Minutes,
        /// The agreement itself.
        Agreement,
        /// The decision behind it.
        Decision,
        /// Anything else that belongs with it.
        Material,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: AttachmentRole,
    pub position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
