//! A text that a programme lists: a focus area, a criterion, a condition, an action.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a text that a programme lists is.
    PointKind {
        /// What it works with.
        FocusArea,
        /// For whom it is.
        TargetGroup,
        /// Who may apply.
        Eligibility,
        /// By what participants are chosen.
        SelectionCriterion,
        /// What participants must do.
        Condition,
        /// What it is to reach.
        Goal,
        /// What it answers to.
        Challenge,
        /// A fact behind it.
        ContextFact,
        /// What must be handed in afterwards.
        ReportingDuty,
        /// By what projects are judged.
        Criterion,
        /// The strategy it hangs on.
        Anchor,
        /// Something of the kind elsewhere.
        RelatedInitiative,
        /// A theme in the source's words.
        Theme,
        /// A line of action of its plan.
        Action,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_point")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub kind: PointKind,
    pub position: i32,
    pub key: Option<String>,
    pub text: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
