//! What organisations run together for a time, with money for others to work with.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Money;
use crate::Origin;
use crate::Visibility;
use crate::text_enum;

text_enum! {
    /// The life of a programme.
    ProgrammeStatus {
        /// Is being prepared.
        Planned,
        /// Takes applications.
        Open,
        /// Is at work.
        Running,
        /// Has ended.
        Closed,
        /// Has ended and been evaluated.
        Evaluated,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Main language, in which the texts were written first.
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    /// What it is in the source's words.
    pub kind_text: Option<String>,
    pub status: Option<ProgrammeStatus>,
    /// The status in the source's words.
    pub status_text: Option<String>,
    pub country_code: Option<String>,
    /// The first of its owners: its editors answer for it.
    pub owner_id: Option<Uuid>,
    pub parent_id: Option<Uuid>,
    pub starts_on: Option<Date>,
    /// The beginning in the source's words.
    pub starts_text: Option<String>,
    pub ends_on: Option<Date>,
    /// The end in the source's words.
    pub ends_text: Option<String>,
    pub project_period_years: Option<i32>,
    pub summary: Option<LocalizedText>,
    pub budget: Option<Money>,
    pub co_financing: Option<Money>,
    pub co_financing_from: Option<String>,
    pub stated_participant_count: Option<i32>,
    pub note: Option<String>,
    pub responsible_unit: Option<String>,
    pub content_owner_id: Option<Uuid>,
    pub last_reviewed_on: Option<Date>,
    pub review_due_on: Option<Date>,
    pub visibility: Visibility,
    /// None while it is a draft of its editors.
    pub published_at: Option<DateTimeUtc>,
    pub audience_id: Uuid,
    /// Who may change it.
    pub editors_id: Uuid,
    pub source: Option<String>,
    pub source_updated_on: Option<Date>,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
