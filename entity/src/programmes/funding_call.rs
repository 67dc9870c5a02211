//! A call for applications, open for a time.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Money;
use crate::Origin;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub rule_set_id: Uuid,
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    pub currency: String,
    pub max_grant: Option<Money>,
    pub opens_at: DateTimeUtc,
    pub closes_at: DateTimeUtc,
    pub quota_min: Option<i32>,
    pub quota_max: Option<i32>,
    pub quota_text: Option<String>,
    pub criteria: Option<String>,
    pub published_at: Option<DateTimeUtc>,
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
