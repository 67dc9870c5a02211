//! A prize in one year.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// The life of an edition of a prize.
    EditionStatus {
        /// Takes nominations.
        Open,
        /// The candidates are known.
        Candidates,
        /// The finalists are chosen.
        Finalists,
        /// A winner is recommended.
        Recommended,
        /// The winner is decided and not yet told.
        Decided,
        /// The prize was handed over.
        Awarded,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prize_edition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub prize_id: Uuid,
    pub year: i32,
    pub status: EditionStatus,
    pub candidate_count: Option<i32>,
    pub finalist_count: Option<i32>,
    pub decided_on: Option<Date>,
    pub embargo_until: Option<DateTimeUtc>,
    pub award_expected_text: Option<String>,
    pub award_expected_from: Option<Date>,
    pub award_expected_to: Option<Date>,
    pub winner_text: Option<String>,
    /// The nomination that won.
    pub winner_id: Option<Uuid>,
    /// Since when everyone who sees it may know who won.
    pub told_at: Option<DateTimeUtc>,
    pub audience_id: Uuid,
    pub editors_id: Uuid,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
