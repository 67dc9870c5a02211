//! What was decided at a seminar, or is to be done after it.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What came of a seminar.
    OutcomeKind {
        /// Something was decided.
        Decision,
        /// Something is to be done.
        FollowUp,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_outcome")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub position: i32,
    pub kind: OutcomeKind,
    pub text: String,
    pub responsible: Option<String>,
    pub due_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
