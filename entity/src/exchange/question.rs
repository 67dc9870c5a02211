//! Somebody wants to know what others know.

use sea_orm::entity::prelude::*;

use crate::text_enum;
use crate::{Origin, Visibility};

text_enum! {
    /// The life of a question.
    QuestionStatus {
        /// Waiting for an answer.
        Open,
        /// One of the comments answers it.
        Answered,
        /// No longer asked.
        Closed,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub asker_id: Option<Uuid>,
    /// The organisation it is asked for; none when somebody asks for themselves.
    pub organisation_id: Option<Uuid>,
    pub municipality_id: Option<Uuid>,
    /// The language it is asked in.
    pub locale: String,
    pub title: String,
    pub title_sort: String,
    pub body: String,
    pub status: QuestionStatus,
    pub accepted_answer_id: Option<Uuid>,
    pub asked_at: DateTimeUtc,
    pub visibility: Visibility,
    pub audience_id: Uuid,
    /// The editors of its organisation and the coordinators of its networks.
    pub editors_id: Uuid,
    pub source: Option<String>,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
