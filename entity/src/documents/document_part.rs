//! A section of a document's contents, a model or a principle that it sets out.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What is listed of a document.
    DocumentPartKind {
        /// A section of its contents.
        Section,
        /// A model that it sets out or uses.
        Model,
        /// A principle that it sets out.
        Principle,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document_id: Uuid,
    pub kind: DocumentPartKind,
    pub position: i32,
    pub text: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
