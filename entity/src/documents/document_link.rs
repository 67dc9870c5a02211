//! How one document stands to another.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What one document is to another.
    DocumentLinkKind {
        /// An appendix of it; the label says which.
        AppendixOf,
        /// Takes its place.
        Replaces,
        /// Adds to it.
        Supplements,
        /// Says the same in another language.
        Translates,
        /// Shows that what it says is so.
        EvidenceFor,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The appendix, the successor, the supplement, the translation or the evidence.
    pub source_id: Uuid,
    pub target_id: Uuid,
    pub kind: DocumentLinkKind,
    /// Such as `7a`.
    pub label: Option<String>,
    pub label_sort: String,
    pub audience_id: Uuid,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
