//! Seminars in people's calendars.
//!
//! 1. One place makes every entry (`event`); it stands in a calendar with the time zones it needs (`calendar`, `zone`).
//! 2. Feeds to subscribe to: of a network, region, municipality and theme what anyone may see; of a person, at a secret
//!    address, what they have a seat at and arrange (`feed`, `address`, `http`).
//! 3. What a registration makes of somebody's calendar is decided by one function (`rule`) from what the calendar was last
//!    told. Whatever changes a registration puts a job in line with the change (`following`); the job writes the mail.

mod address;
mod calendar;
mod event;
mod feed;
mod following;
mod http;
mod inviting;
mod leaving;
mod letters;
mod noticing;
mod polling;
mod recurrence;
mod recurring;
mod reminding;
mod rule;
mod sequence;
mod series_mail;
mod standing;
mod taking_part;
mod telling;
mod views;
mod waiting;
mod zone;

use serde::{Deserialize, Serialize};

pub use address::{create, revoke};
pub use event::Maker;
pub use following::{FollowRegistrations, arranged, noted, parted};
pub use http::{Calendars, routes};
pub use leaving::left_out;
pub use polling::polled;
pub use recurrence::Recurrence;
pub use reminding::put_in_line;
pub use rule::takes_part;
pub use sequence::{moves, stamp};
pub use telling::{TellParticipants, concerned};
pub use waiting::{decided, lapsed};

/// Calendars to subscribe to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarSettings {
    /// Seminars in one calendar; those to come before those that are over.
    pub events: u64,
    /// How many days back a calendar reaches.
    pub past_days: u16,
    /// How many days ahead a calendar reaches.
    pub future_days: u16,
    /// After how many minutes clients are asked to look again.
    pub refresh_minutes: u16,
}

impl Default for CalendarSettings {
    fn default() -> Self {
        Self {
            events: 1_000,
            past_days: 90,
            future_days: 550,
            refresh_minutes: 60,
        }
    }
}
