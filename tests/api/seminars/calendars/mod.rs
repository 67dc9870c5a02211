//! Seminars in people's calendars.

mod access_lost;
mod addresses;
mod caching;
mod crowd;
mod feeds;
pub mod mails;
mod online;
mod polls;
mod reading;
mod reminders;
mod sequence;
mod series;
mod waiting;
