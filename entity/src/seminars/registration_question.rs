//! What people are asked when they register.

use sea_orm::entity::prelude::*;

use crate::Names;
use crate::text_enum;

text_enum! {
    /// What kind of answer is wanted.
    RegistrationQuestionKind {
        /// Words.
        Text,
        /// One of the choices.
        Choice,
        /// YES or NO.
        YesNo,
    }
}

text_enum! {
    /// When a question is asked.
    QuestionAsked {
        /// When somebody registers.
        AtJoin,
        /// When somebody has got a seat: in taking one that is offered; whoever gets one at once is asked by mail.
        AtPromotion,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub position: i32,
    pub kind: RegistrationQuestionKind,
    pub asked: QuestionAsked,
    pub prompt: String,
    /// What can be chosen; empty for other kinds.
    pub choices: Names,
    pub is_required: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
