//! What a project aims at.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What kind of goal it is.
    GoalKind {
        /// What is to be different in the long run.
        Effect,
        /// What is to be there when the project ends.
        Result,
        /// What is to be better without being counted.
        Qualitative,
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "goal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub position: i32,
    pub code: Option<String>,
    pub kind: Option<GoalKind>,
    pub area: Option<String>,
    pub text: String,
    pub baseline: Option<f64>,
    pub target_min: Option<f64>,
    pub target_max: Option<f64>,
    pub unit: Option<String>,
    pub due_on: Option<Date>,
    pub due_text: Option<String>,
    pub per_locality: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
