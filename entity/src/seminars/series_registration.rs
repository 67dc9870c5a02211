//! A person registered for a whole series.

use sea_orm::entity::prelude::*;

use super::seat_pool::SeatKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "series_registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub series_id: Uuid,
    pub person_id: Uuid,
    /// The organisation the person stood for when registering.
    pub organisation_id: Option<Uuid>,
    /// Its name and the person's title at that time.
    pub organisation_name: Option<String>,
    pub title: Option<String>,
    /// The kind of seat; none where there is one kind only.
    pub seat: Option<SeatKind>,
    pub is_listed: bool,
    /// An organiser registered the person: nobody need let them in.
    pub is_approved: bool,
    pub joined_at: DateTimeUtc,
    pub cancelled_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
