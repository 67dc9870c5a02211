//! One version of the rules by which a programme finances; immutable once a call names it.

use sea_orm::entity::prelude::*;

use crate::Origin;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_rule_set")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub title: String,
    pub number: i32,
    pub currency: String,
    pub purpose: Option<String>,
    pub exception: Option<String>,
    pub note: Option<String>,
    pub adopted_on: Option<Date>,
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
