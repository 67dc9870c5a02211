//! Seminars, their seats and registrations.

pub mod agenda_item;
pub mod attendance;
pub mod calendar_address;
pub mod certificate;
pub mod check_in_attempt;
pub mod conflict_level;
pub mod date_option;
pub mod date_poll;
pub mod date_poll_organisation;
pub mod date_vote;
pub mod date_voter;

pub mod needs_reader;
pub mod registration;
pub mod registration_answer;
pub mod registration_event;
pub mod registration_needs;
pub mod registration_question;
pub mod seat_pool;
pub mod seminar;
pub mod seminar_feedback;
pub mod seminar_host;
pub mod seminar_invitation;
pub mod seminar_municipality;
pub mod seminar_network;
pub mod seminar_notice;
pub mod seminar_outcome;
pub mod seminar_reminder;
pub mod seminar_report;
pub mod seminar_series;
pub mod series_invitation;
pub mod series_registration;
