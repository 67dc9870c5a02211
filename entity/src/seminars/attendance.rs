//! How many people of an organisation were there.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Where a number of people comes from.
    AttendanceBasis {
        /// They were counted.
        Counted,
        /// The organisation said so.
        Reported,
        /// Somebody estimated it.
        Estimated,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub position: i32,
    pub organisation_id: Option<Uuid>,
    /// Its name, where it is not recorded.
    pub organisation_text: Option<String>,
    pub women: i32,
    pub men: i32,
    pub other: i32,
    pub unknown: i32,
    pub basis: AttendanceBasis,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
