//! Somebody who is to be told of something.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What somebody is to be told.
    NoticeKind {
        /// A date was chosen in the poll in which they voted.
        DateChosen,
        /// The summary of the seminar is there.
        Summary,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub kind: NoticeKind,
    pub person_id: Uuid,
    /// For which organisation the person acted.
    pub organisation_id: Option<Uuid>,
    pub noted_at: DateTimeUtc,
    /// When the mail was put in line; null: not yet.
    pub told_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
