//! An organisation used an experience of others, and says what happened.

use sea_orm::entity::prelude::*;

use crate::Origin;
use crate::text_enum;

text_enum! {
    /// What came of using it again.
    ReuseOutcome {
        /// It worked there too.
        Worked,
        /// Some of it did.
        Partly,
        /// It did not.
        Failed,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reuse_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub experience_id: Uuid,
    /// Who used it.
    pub organisation_id: Uuid,
    /// Where.
    pub municipality_id: Option<Uuid>,
    pub reporter_id: Option<Uuid>,
    /// The language of the text.
    pub locale: String,
    pub happened: String,
    pub outcome: ReuseOutcome,
    pub reused_on: Option<Date>,
    /// The year it tells of, each once; none of what was imported.
    pub reused_in: Option<i32>,
    /// That of the experience.
    pub audience_id: Uuid,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
