//! How somebody judged a goal; what they said before is kept.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// In whose eyes a goal was judged.
    Assessor {
        /// The project itself.
        Project,
        /// Whoever evaluates it from outside.
        Evaluator,
        /// Whoever pays for it.
        Funder,
    }
}

text_enum! {
    /// How far a goal was reached.
    Verdict {
        /// Reached.
        Met,
        /// Reached in part.
        Partly,
        /// Not reached, but there is something to build on.
        FoundationLaid,
        /// Not reached.
        NotMet,
        /// Nobody can tell.
        NotMeasurable,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goal_assessment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub goal_id: Uuid,
    pub assessor: Assessor,
    pub number: i32,
    pub is_current: bool,
    pub verdict: Option<Verdict>,
    pub reason: String,
    pub evidence: Option<String>,
    pub assessed_on: Option<Date>,
    pub assessed_text: Option<String>,
    pub recorded_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
