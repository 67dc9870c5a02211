//! Experiences, questions, requests, offers, comments.

pub mod comment;
pub mod comment_report;
pub mod exchange_match;
pub mod exchange_post;
pub mod experience;
pub mod experience_contact;
pub mod experience_event;
pub mod moderation_action;
pub mod question;
pub mod reuse_report;
