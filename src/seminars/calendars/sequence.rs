//! When an entry in calendars is another one than before: the one place where its SEQUENCE grows.

use chrono::{DateTime, Utc};
use entity::seminar::{self, SeminarState};
use sea_orm::ActiveValue::{self, Set};

/// When a seminar was changed: later than the time before, whatever the clock says.
pub fn stamp(now: DateTime<Utc>, before: i64) -> i64 {
    now.timestamp_micros().max(before + 1)
}

/// Whether a change moves a seminar in time or place, or calls it off.
pub fn moves(before: &seminar::Model, change: &seminar::ActiveModel) -> bool {
    fn differs<T: PartialEq + Into<sea_orm::Value>>(set: &ActiveValue<T>, before: &T) -> bool {
        matches!(set, Set(value) if value != before)
    }
    differs(&change.starts_local, &before.starts_local)
        || differs(&change.ends_local, &before.ends_local)
        || differs(&change.starts_at, &before.starts_at)
        || differs(&change.ends_at, &before.ends_at)
        || differs(&change.time_zone, &before.time_zone)
        || differs(&change.mode, &before.mode)
        || differs(&change.venue_name, &before.venue_name)
        || differs(&change.venue_address, &before.venue_address)
        || differs(&change.venue_municipality_id, &before.venue_municipality_id)
        || before.state != SeminarState::Cancelled
            && matches!(change.state, Set(SeminarState::Cancelled))
}
