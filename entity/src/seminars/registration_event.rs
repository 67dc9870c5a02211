//! What organisers or time did to a registration.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What happened to a registration.
    RegistrationEventKind {
        /// An organiser let the person in.
        Approved,
        /// An organiser said no.
        Declined,
        /// An organiser moved the person up or down among those who wait.
        Reordered,
        /// A seat was offered.
        Offered,
        /// The person took the offered seat.
        OfferAccepted,
        /// The person did not want the offered seat.
        OfferDeclined,
        /// The person did not answer in time.
        OfferExpired,
        /// The person may no longer see the seminar, so the registration ended.
        AccessEnded,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub seminar_id: Uuid,
    pub kind: RegistrationEventKind,
    /// Who did it; null: Erfa itself.
    pub person_id: Option<Uuid>,
    pub priority_before: Option<i32>,
    pub priority_after: Option<i32>,
    pub reason: Option<String>,
    pub at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
