//! Something to be done later, or again until it succeeds.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// How far a job has come.
    JobState {
        /// To be run when its time has come.
        Waiting,
        /// Run with success.
        Done,
        /// Failed for good.
        GivenUp,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which handler runs it.
    pub kind: String,
    /// At most one job of a kind has it.
    pub unique_key: Option<String>,
    /// What the handler needs to know; emptied when it is finished.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    pub state: JobState,
    pub run_at: DateTimeUtc,
    /// How often it was begun.
    pub attempts: i32,
    /// Who runs it at this moment …
    pub lease_id: Option<Uuid>,
    /// … and until when nobody else may.
    pub leased_until: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
