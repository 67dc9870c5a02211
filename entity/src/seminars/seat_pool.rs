//! Seats of one kind. `confirmed` and `offered` together never grow past `capacity`.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a seat is.
    SeatKind {
        /// In the room.
        Onsite,
        /// Over the network.
        Online,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_pool")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub kind: SeatKind,
    /// Null: no limit.
    pub capacity: Option<i32>,
    pub confirmed: i32,
    pub waiting: i32,
    /// Offered to somebody who has not answered yet.
    pub offered: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

/// Both hang on the seminar.
impl Related<super::registration_question::Entity> for Entity {
    fn to() -> RelationDef {
        Entity::belongs_to(super::registration_question::Entity)
            .from(Column::SeminarId)
            .to(super::registration_question::Column::SeminarId)
            .into()
    }
}

impl ActiveModelBehavior for ActiveModel {}
