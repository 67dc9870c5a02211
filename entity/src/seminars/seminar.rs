//! Any kind of meeting that a network or organisation holds.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::Names;
use crate::Origin;
use crate::Visibility;
use crate::text_enum;

text_enum! {
    /// What kind of meeting it is.
    SeminarKind {
        /// A regular meeting of a network.
        NetworkMeeting,
        /// A seminar on one theme.
        ThemeSeminar,
        /// A conference.
        Conference,
        /// A workshop.
        Workshop,
        /// A visit to learn from a place.
        StudyVisit,
        /// A small group thinking something through.
        ThinkTank,
        /// A yearly or seasonal gathering.
        AnnualEvent,
        /// A seminar held online only.
        Webinar,
        /// A meeting with the people of a place.
        CitizenDialogue,
        /// A meeting of a council, committee or steering group.
        GoverningMeeting,
    }
}

text_enum! {
    /// Where a seminar stands.
    SeminarState {
        /// Somebody thought of it.
        Idea,
        /// Being prepared.
        Planned,
        /// A date is being sought.
        DatePoll,
        /// Published; registration is not open yet.
        Scheduled,
        /// Published, and people can register.
        Open,
        /// Has taken place.
        Held,
        /// The participants have received the summary.
        Reported,
        /// Kept for the record.
        Archived,
        /// Moved to another date, perhaps not known yet; `reason` says why.
        Postponed,
        /// Will not take place; `reason` says why.
        Cancelled,
    }
}

text_enum! {
    /// How one takes part.
    SeminarMode {
        /// In a place.
        Onsite,
        /// Over the network.
        Online,
        /// Either way.
        Hybrid,
    }
}

text_enum! {
    /// How somebody who waits gets a seat that is free.
    SeatMode {
        /// At once.
        AutoConfirm,
        /// It is offered, and theirs once they have accepted it in time.
        Offer,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: SeminarKind,
    /// The kind in the source's words, where ours is coarser.
    pub kind_text: Option<String>,
    pub locale: String,
    pub title: LocalizedText,
    pub description: Option<LocalizedText>,
    pub theme_text: Option<String>,
    pub state: SeminarState,
    /// The first of the hosts: the organisation that leads.
    pub lead_organisation_id: Option<Uuid>,
    pub programme_id: Option<Uuid>,
    pub project_id: Option<Uuid>,
    pub prize_id: Option<Uuid>,
    /// The series it is an occurrence of.
    pub series_id: Option<Uuid>,
    /// When the series has it begin, whatever became of it: its name within the series.
    pub original_start_local: Option<DateTime>,
    /// What was changed for this occurrence alone: names of `SeminarPart`.
    pub own_parts: Names,
    /// Its hosts, networks or visibility were changed for it alone.
    pub has_own_circle: bool,
    pub mode: SeminarMode,
    pub venue_name: Option<String>,
    pub venue_address: Option<String>,
    pub venue_municipality_id: Option<Uuid>,
    /// How many people the room holds.
    pub venue_capacity: Option<i32>,
    /// For the confirmed only.
    pub join_url: Option<String>,
    /// IANA zone of the local times.
    pub time_zone: String,
    pub starts_local: Option<DateTime>,
    pub ends_local: Option<DateTime>,
    /// Instant derived from the local time and the zone.
    pub starts_at: Option<DateTimeUtc>,
    pub ends_at: Option<DateTimeUtc>,
    /// Never null: the start, else the earliest day it may be, else far in the future.
    pub sort_at: DateTimeUtc,
    /// When it is, in words, where the time is not exact.
    pub when_text: Option<String>,
    pub when_earliest: Option<Date>,
    pub when_latest: Option<Date>,
    /// Where a postponed one was first to start, in the precision known.
    pub original_start_text: Option<String>,
    pub original_starts_at: Option<DateTimeUtc>,
    /// Why it was postponed or cancelled.
    pub reason: Option<String>,
    pub registration_opens_at: Option<DateTimeUtc>,
    pub registration_closes_at: Option<DateTimeUtc>,
    pub seats_per_organisation: Option<i32>,
    pub seat_mode: SeatMode,
    /// Organisers let people in one by one.
    pub needs_approval: bool,
    /// Confirmed and waiting over all pools, kept by every change of a registration.
    pub confirmed_count: i32,
    pub waiting_count: i32,
    /// Participants and sessions that the source states.
    pub stated_participants: Option<i32>,
    pub stated_participants_text: Option<String>,
    pub stated_sessions: Option<i32>,
    pub frequency_text: Option<String>,
    pub note: Option<String>,
    pub visibility: Visibility,
    /// Who may see it now: its organisers until it is published.
    pub audience_id: Uuid,
    /// Who may change it: editors of its hosts and coordinators of its networks.
    pub organisers_id: Uuid,
    pub published_at: Option<DateTimeUtc>,
    /// Grows when its time, zone or place changes and when it is cancelled: SEQUENCE of its entry in calendars.
    pub calendar_sequence: i32,
    /// When its organisers last changed it, in microseconds since 1970: what registrations do does not move it.
    pub calendar_stamp: i64,
    pub source: Option<String>,
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
