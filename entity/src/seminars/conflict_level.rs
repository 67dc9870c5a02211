//! How much a kind of conflict matters: to a network, or where it says nothing to the platform.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What collides.
    ConflictKind {
        /// Another seminar is in the same room at the same time.
        RoomOverlap,
        /// The room holds fewer people than there are seats in it.
        RoomTooSmall,
        /// Somebody speaks at another seminar at the same time.
        SpeakerOverlap,
        /// Somebody speaks in another municipality so shortly before or after that they cannot get there.
        TravelBuffer,
        /// It falls on a holiday of its country.
        Holiday,
        /// A neighbouring network meets on the same theme that day.
        NetworkClash,
    }
}

text_enum! {
    /// How much a conflict matters, in falling order.
    ConflictLevel {
        /// A seminar with it cannot be saved.
        BlockSave,
        /// It can be saved as a draft and not be published.
        BlockPublish,
        /// It is said, no more.
        Warn,
        /// It is not even looked for.
        Ignore,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conflict_level")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Null: the platform.
    pub network_id: Option<Uuid>,
    pub kind: ConflictKind,
    pub level: ConflictLevel,
    /// How long it takes to get from one place to another; null: as the platform has it.
    pub minutes: Option<i32>,
    /// Grows by one with every change.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
