//! A prize that is given again and again.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Origin;
use crate::Visibility;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prize")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub locale: String,
    pub title: LocalizedText,
    pub title_sort: String,
    pub title_fold: String,
    pub country_code: Option<String>,
    pub awarded_by_id: Option<Uuid>,
    pub since_year: Option<i32>,
    pub frequency_text: Option<String>,
    pub description: Option<LocalizedText>,
    pub visibility: Visibility,
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
