//! An agreement between parties.

use sea_orm::entity::prelude::*;

use crate::{LocalizedText, Origin, Visibility, text_enum};

text_enum! {
    /// What kind of agreement it is.
    AgreementKind {
        /// The parties work together.
        Cooperation,
        /// The parties say what they mean to do.
        LetterOfIntent,
        /// Adds to an agreement that is there already.
        Supplement,
        /// One party becomes a member of the other.
        Membership,
        /// Anything else; the words say what.
        Other,
    }
}

text_enum! {
    /// The life of an agreement.
    AgreementStatus {
        /// Being written.
        Draft,
        /// The parties talk about it, and sign.
        Negotiation,
        /// Every party has signed.
        Signed,
        /// Holds now.
        Active,
        /// Its time is over.
        Expired,
        /// Ended before its time.
        Terminated,
        /// Another agreement has taken its place.
        Renewed,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    pub country_code: Option<String>,
    pub kind: AgreementKind,
    pub kind_text: Option<String>,
    pub status: AgreementStatus,
    pub subject: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub starts_text: Option<String>,
    pub ends_text: Option<String>,
    pub signed_on: Option<Date>,
    pub signed_text: Option<String>,
    pub sort_on: Date,
    pub programme_id: Option<Uuid>,
    pub project_id: Option<Uuid>,
    pub base_agreement_id: Option<Uuid>,
    pub base_agreement_text: Option<String>,
    pub target_min: Option<i32>,
    pub target_max: Option<i32>,
    pub due_on: Option<Date>,
    pub due_text: Option<String>,
    pub areas_count: Option<i32>,
    pub note: Option<String>,
    pub origin_text: Option<String>,
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
