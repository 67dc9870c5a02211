//! One rule of a set, of a closed vocabulary.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a rule of financing asks. Shares are of the whole financing unless the rule says otherwise.
    RuleKind {
        /// The grant is at most an amount.
        MaxGrant,
        /// The grant is at most a share of the whole.
        MaxGrantShare,
        /// The own contribution (cash, own funds and own hours) is at least a share of the whole.
        MinOwnShare,
        /// The own contribution is at least a share of the grant.
        MinOwnShareOfGrant,
        /// Cash and own funds are at least a share of the whole.
        MinCashShare,
        /// Own hours are at most a share of the whole.
        MaxOwnHoursShare,
        /// Own hours are at most a share of the own contribution.
        MaxOwnHoursShareOfOwn,
        /// No costs of an ineligible category.
        EligibleOnly,
        /// The grant is at most the costs of eligible categories.
        GrantWithinEligible,
        /// Costs of limited categories are at most a share of all costs; without a share somebody judges them.
        MaxLimitedShare,
        /// The financing covers the costs exactly.
        Balanced,
        /// Who decides on grants up to an amount; the level without one decides on all above.
        DecisionLevel,
    }
}

text_enum! {
    /// Who decides.
    DecisionLevel {
        /// Officials, under delegation.
        Delegated,
        /// A committee.
        Committee,
        /// The council.
        Council,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rule_set_id: Uuid,
    pub position: i32,
    pub kind: RuleKind,
    /// A share in hundredths of a percent.
    pub basis_points: Option<i32>,
    pub amount_minor: Option<i64>,
    pub level: Option<DecisionLevel>,
    pub recommended_by: Option<DecisionLevel>,
    pub text: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
