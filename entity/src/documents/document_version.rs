//! A document as it was handed in once: a file and its stage. Never changed.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// How far a version of a document has come.
    DocumentStage {
        /// Being written; its editors alone see it.
        Draft,
        /// Out for others to comment on.
        Consultation,
        /// Decided on, or otherwise final.
        Adopted,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document_id: Uuid,
    /// 1, 2, 3 … within its document.
    pub number: i32,
    pub file_id: Uuid,
    pub file_name: String,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    pub stage: DocumentStage,
    pub note: Option<String>,
    pub creator_id: Option<Uuid>,
    pub audience_id: Uuid,
    pub editors_id: Uuid,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
