//! Seminars in people's calendars.

mod addresses;
mod caching;
mod crowd;
mod feeds;
mod mails;
mod reading;
mod reminders;
mod sequence;
mod series;
