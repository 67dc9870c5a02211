//! A change of a project that others must agree to.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// The life of a request for change.
    ChangeStatus {
        /// Waits for an answer.
        Requested,
        /// Agreed to.
        Approved,
        /// Not agreed to.
        Rejected,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub position: i32,
    pub what: String,
    pub reason: Option<String>,
    pub status: ChangeStatus,
    pub requested_on: Option<Date>,
    pub decided_on: Option<Date>,
    pub decision: Option<String>,
    /// Who decides on it: whoever did when it was requested.
    pub deciders_id: Option<Uuid>,
    /// The person who requested it.
    pub requested_by_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
