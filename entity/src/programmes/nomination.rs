//! A village or other place that is proposed for a prize.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// How far a nomination has come.
    NominationStage {
        /// Was proposed.
        Candidate,
        /// Was chosen for the final.
        Finalist,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "nomination")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub edition_id: Uuid,
    pub locality_text: String,
    pub municipality_id: Option<Uuid>,
    pub stage: NominationStage,
    pub pitch: Option<String>,
    pub video_url: Option<String>,
    pub nominated_by_id: Option<Uuid>,
    pub audience_id: Uuid,
    pub editors_id: Uuid,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
