//! What an organisation tried, and what came of it: what worked, what failed, and what others should know.

use sea_orm::entity::prelude::*;

use crate::text_enum;
use crate::{LocalizedText, Money, Origin, Visibility};

text_enum! {
    /// How far something has come.
    Maturity {
        /// Thought out, not yet tried.
        Idea,
        /// Tried at least once.
        Tried,
        /// Tried, and what came of it was examined.
        Evaluated,
        /// Part of daily work.
        Established,
    }
}

text_enum! {
    /// The life of an experience.
    ExperienceState {
        /// Being written; only its editors see it.
        Draft,
        /// Written, and waiting for somebody else to read it; only its editors see it.
        InReview,
        /// Out in the world.
        Published,
        /// Published, but nobody has confirmed for a year that it still holds.
        Stale,
        /// No longer kept up.
        Archived,
    }
}

text_enum! {
    /// Who may use it again.
    Reuse {
        /// Everyone, within its licence.
        Open,
        /// Whoever has asked its contacts.
        AskFirst,
        /// Nobody: it is told so that others know.
        NotForReuse,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "experience")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organisation that answers for it.
    pub owner_id: Option<Uuid>,
    /// Who wrote it first.
    pub author_id: Option<Uuid>,
    /// Who handed it in for review.
    pub submitter_id: Option<Uuid>,
    /// Main language, in which the texts were written first.
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    pub challenge: Option<LocalizedText>,
    pub approach: Option<LocalizedText>,
    pub outcome: Option<LocalizedText>,
    pub failures: Option<LocalizedText>,
    pub lessons: Option<LocalizedText>,
    pub transfer_conditions: Option<LocalizedText>,
    pub cost: Option<Money>,
    /// What it cost, in words.
    pub cost_text: Option<String>,
    pub starts_on: Option<Date>,
    /// First day after it.
    pub ends_on: Option<Date>,
    pub period_text: Option<String>,
    pub maturity: Maturity,
    pub state: ExperienceState,
    pub reuse: Reuse,
    pub licence: Option<String>,
    pub published_at: Option<DateTimeUtc>,
    /// When somebody last said that it holds.
    pub reviewed_at: Option<DateTimeUtc>,
    pub review_due_at: Option<DateTimeUtc>,
    pub visibility: Visibility,
    pub audience_id: Uuid,
    /// The editors of its owner and the coordinators of its networks.
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
