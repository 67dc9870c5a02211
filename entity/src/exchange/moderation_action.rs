//! What a moderator did about a comment, and why.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a moderator did.
    ModerationKind {
        /// Hid the comment.
        Hide,
        /// Showed it again.
        Restore,
        /// Left it as it was, and answered the reports so.
        Keep,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "moderation_action")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub comment_id: Uuid,
    pub person_id: Option<Uuid>,
    pub action: ModerationKind,
    pub reason: String,
    pub at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
