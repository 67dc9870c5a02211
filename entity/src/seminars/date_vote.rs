//! What an organisation says to a date.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Whether a date suits.
    DateAnswer {
        /// It does.
        Yes,
        /// It does if no other is found.
        IfNeeded,
        /// It does not.
        No,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "date_vote")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub option_id: Uuid,
    pub organisation_id: Uuid,
    /// Who answered for it.
    pub person_id: Option<Uuid>,
    pub answer: DateAnswer,
    pub comment: Option<String>,
    /// Of the option when the vote was given.
    pub revision: i32,
    pub voted_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
