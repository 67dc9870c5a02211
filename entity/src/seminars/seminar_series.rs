//! Seminars that come again by a rule.

use sea_orm::entity::prelude::*;

use crate::Names;
use crate::Origin;
use crate::text_enum;

text_enum! {
    /// What people register for.
    SeriesRegistrationMode {
        /// Each occurrence by itself.
        Occurrence,
        /// The whole series: a seat in every occurrence that is ahead, and in those that are added.
        Series,
    }
}

text_enum! {
    /// What an occurrence can have that the others of its series do not.
    SeminarPart {
        /// When it is.
        Time,
        /// Its kind and its theme in words.
        Kind,
        /// Its title and language.
        Title,
        /// What it is about.
        Description,
        /// How one takes part, and the address of the online part.
        Mode,
        /// Where it is.
        Venue,
        /// Its co-hosts and partners.
        Hosts,
        /// Its networks.
        Networks,
        /// The municipalities it is about.
        Municipalities,
        /// The programme, project and prize it belongs to.
        Belonging,
        /// When and how people register.
        Registration,
        /// Its seats.
        Seats,
        /// What people are asked.
        Questions,
        /// The programme of the day.
        Agenda,
        /// Its remark and how often it is held.
        Note,
        /// Who may see it.
        Visibility,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_series")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub lead_organisation_id: Option<Uuid>,
    /// The series it was split from.
    pub previous_id: Option<Uuid>,
    /// An RRULE of RFC 5545: FREQ, INTERVAL, BYDAY, BYSETPOS and COUNT or UNTIL.
    pub rule: String,
    pub time_zone: String,
    pub starts_local: DateTime,
    /// How long an occurrence lasts on the clocks.
    pub duration_minutes: i32,
    /// Of a local time that happens twice the second passage is meant.
    pub takes_later: bool,
    /// Days of the rule on which there is no occurrence, such as 2027-12-24.
    pub exceptions: Names,
    pub registration: SeriesRegistrationMode,
    /// The day of the next occurrence to be made; none when all are.
    pub next_on: Option<Date>,
    pub published_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// As of those of its occurrences that have no circle of their own.
    pub audience_id: Uuid,
    pub organisers_id: Uuid,
    pub origin: Origin,
    /// Grows by one with every change, also by those who register or vote.
    pub version: i64,
    /// Grows by one with every change by organisers; a change names the one it was made from.
    pub edition: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
