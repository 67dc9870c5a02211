//! Seminars, their seats and registrations.

pub mod agenda_item;
pub mod registration;
pub mod seat_pool;
pub mod seminar;
pub mod seminar_host;
pub mod seminar_municipality;
pub mod seminar_network;
