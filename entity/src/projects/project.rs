//! Something that is done once, with goals and an end.

use sea_orm::entity::prelude::*;

use crate::{LocalizedText, Money, Origin, Visibility, text_enum};

text_enum! {
    /// The life of a project.
    ProjectStatus {
        /// Somebody thought of it.
        Idea,
        /// Being prepared; not decided yet.
        Preparation,
        /// Decided, and not begun.
        Approved,
        /// Under way.
        Active,
        /// Rests for now.
        Paused,
        /// Being wound up: reports, accounts and assessments are made.
        Closing,
        /// Over, with everything done that closing asks for.
        Closed,
        /// Ended before it was done.
        Terminated,
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    pub country_code: Option<String>,
    pub owner_id: Option<Uuid>,
    pub owner_text: Option<String>,
    pub programme_id: Option<Uuid>,
    pub status: Option<ProjectStatus>,
    pub status_text: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub starts_text: Option<String>,
    pub ends_text: Option<String>,
    pub period_text: Option<String>,
    pub duration_years: Option<f64>,
    pub inferred_period_text: Option<String>,
    pub sort_on: Date,
    pub background: Option<LocalizedText>,
    pub summary: Option<LocalizedText>,
    pub purpose: Option<LocalizedText>,
    pub overall_goal: Option<LocalizedText>,
    pub vision: Option<LocalizedText>,
    pub context: Option<LocalizedText>,
    pub budget: Option<Money>,
    pub responsible_unit: Option<String>,
    pub content_owner: Option<String>,
    pub last_reviewed_on: Option<Date>,
    pub review_due_on: Option<Date>,
    pub source_updated_on: Option<Date>,
    pub source_updated_text: Option<String>,
    pub origin_text: Option<String>,
    pub note: Option<String>,
    pub follows_seminar_id: Option<Uuid>,
    pub approvers_id: Uuid,
    pub visibility: Visibility,
    pub audience_id: Uuid,
    pub editors_id: Uuid,
    pub published_at: Option<DateTimeUtc>,
    pub source: Option<String>,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
