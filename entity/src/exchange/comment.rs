//! What somebody says to an experience, a question, a request or an offer, or to another comment.

use sea_orm::entity::prelude::*;

use crate::Origin;
use crate::text_enum;

text_enum! {
    /// What a comment is about.
    CommentSubjectKind {
        /// An experience.
        Experience,
        /// A question.
        Question,
        /// A request or an offer.
        ExchangePost,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject_kind: CommentSubjectKind,
    pub subject_id: Uuid,
    /// The comment that it answers.
    pub parent_id: Option<Uuid>,
    /// 1 for one on the subject itself, 2 for an answer to that …
    pub depth: i32,
    pub author_id: Option<Uuid>,
    pub body: String,
    pub written_at: DateTimeUtc,
    pub edited_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub hidden_at: Option<DateTimeUtc>,
    /// Reports that no moderator has answered.
    pub open_reports: i32,
    /// That of the subject.
    pub audience_id: Uuid,
    /// The coordinators of the subject's networks and the admins of its organisation.
    pub moderators_id: Uuid,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
