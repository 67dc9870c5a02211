//! Organisations that meet regularly around something they share.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Origin;
use crate::Visibility;
use crate::text_enum;

text_enum! {
    /// The life of a network.
    NetworkStatus {
        /// Being prepared; only its coordinators see it.
        Draft,
        /// Meets.
        Active,
        /// Does not meet for now.
        Dormant,
        /// Has ended.
        Closed,
    }
}

text_enum! {
    /// How an organisation becomes a member.
    JoinPolicy {
        /// Any organisation joins at once.
        Open,
        /// Coordinators decide on an application.
        Application,
        /// Only by invitation of a coordinator.
        Invitation,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "network")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Main language, in which the texts were written first.
    pub locale: String,
    pub name: LocalizedText,
    pub name_sort: String,
    pub name_fold: String,
    pub purpose: Option<LocalizedText>,
    pub country_code: Option<String>,
    pub owner_id: Option<Uuid>,
    pub since: Option<Date>,
    /// The period in the source's words.
    pub period_text: Option<String>,
    pub cadence_target_per_year: Option<i32>,
    /// How many members the source names, where it lists none or not all.
    pub stated_member_count: Option<i32>,
    /// The members in the source's words.
    pub members_text: Option<String>,
    /// What the source relates it to, as an external id.
    pub related_ref: Option<String>,
    pub status: NetworkStatus,
    pub join_policy: JoinPolicy,
    pub visibility: Visibility,
    pub audience_id: Uuid,
    pub source: Option<String>,
    pub origin: Origin,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
