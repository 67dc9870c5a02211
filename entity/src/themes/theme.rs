//! A subject that things of every kind are about, named in several languages.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Origin;
use crate::text_enum;

text_enum! {
    /// What a theme is.
    ThemeKind {
        /// A subject of municipal work.
        Topic,
        /// One of the 17 goals of the United Nations for sustainable development (SDG).
        SustainableDevelopmentGoal,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "theme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Stable name for machines, such as `village-development` or `sdg-11`.
    pub code: String,
    pub kind: ThemeKind,
    /// Which of the 17 goals, where it is one.
    pub number: Option<i32>,
    pub name: LocalizedText,
    pub name_fold: String,
    pub description: Option<LocalizedText>,
    pub parent_id: Option<Uuid>,
    /// Where it stands among all themes.
    pub position: i32,
    pub source: Option<String>,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
