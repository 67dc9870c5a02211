//! Where a part of an application's money is to come from.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What sort of money, or of work instead of money.
    FinancingKind {
        /// The grant applied for.
        Grant,
        /// Money of others.
        Cash,
        /// Money of the applicant.
        OwnFunds,
        /// Hours of work, valued by a rate.
        InKindTime,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "financing_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub position: i32,
    pub kind: FinancingKind,
    pub financier_id: Option<Uuid>,
    pub financier_text: Option<String>,
    pub planned_minor: i64,
    pub confirmed_minor: Option<i64>,
    pub actual_minor: Option<i64>,
    /// Of own work.
    pub minutes: Option<i64>,
    /// Of an hour.
    pub rate_minor: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
