//! Something written down: a plan, a report, a decision, a page.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Origin;
use crate::Visibility;
use crate::text_enum;

text_enum! {
    /// What a document is.
    DocumentKind {
        /// What is to be done, and when.
        Plan,
        /// Where somebody wants to go.
        Strategy,
        /// What a project or programme came to.
        FinalReport,
        /// How far a project or programme is.
        StatusReport,
        /// What others found when they looked into it.
        Evaluation,
        /// What parties promised each other.
        Agreement,
        /// What was said and decided at a meeting.
        Minutes,
        /// What a body decided.
        Decision,
        /// What a decision was prepared with.
        CasePaper,
        /// A map.
        Map,
        /// A way of working that others can take over.
        Method,
        /// A leaflet or brochure.
        Brochure,
        /// A page that is kept up to date.
        Page,
        /// Anything else; `kindText` may say what.
        Other,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: DocumentKind,
    /// The kind in the source's words.
    pub kind_text: Option<String>,
    /// The language it is written in.
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    pub summary: Option<LocalizedText>,
    /// The organisation that answers for it.
    pub owner_id: Option<Uuid>,
    /// The organisation that brought it out.
    pub publisher_id: Option<Uuid>,
    /// Where the publisher sits.
    pub publisher_seat_id: Option<Uuid>,
    pub case_number: Option<String>,
    pub decided_by: Option<String>,
    pub decision_date: Option<Date>,
    pub decision_section: Option<String>,
    /// The day it is of, in words.
    pub when_text: Option<String>,
    pub when_earliest: Option<Date>,
    pub when_latest: Option<Date>,
    pub sort_on: Date,
    /// Where it stands, in the source's words.
    pub status_text: Option<String>,
    pub valid_from: Option<Date>,
    /// The first day on which it no longer holds.
    pub valid_to: Option<Date>,
    /// An SPDX identifier, or the licence in words.
    pub licence: Option<String>,
    /// How many principles it sets out, as the source states.
    pub stated_principle_count: Option<i32>,
    pub responsible_unit: Option<String>,
    /// Who keeps it right; nobody is a gap.
    pub content_owner_id: Option<Uuid>,
    pub content_owner_text: Option<String>,
    pub last_reviewed_at: Option<DateTimeUtc>,
    pub review_due_at: Option<DateTimeUtc>,
    pub visibility: Visibility,
    /// When an editor published it.
    pub published_at: Option<DateTimeUtc>,
    /// Not to be shown before.
    pub publish_at: Option<DateTimeUtc>,
    pub embargo_until: Option<DateTimeUtc>,
    /// Since when those it is for can see it.
    pub released_at: Option<DateTimeUtc>,
    pub archived_at: Option<DateTimeUtc>,
    pub audience_id: Uuid,
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
