//! People, where they belong, and how they sign in.

pub mod account;
pub mod affiliation;
pub mod api_token;
pub mod external_identity;
pub mod identity_ticket;
pub mod invitation;
pub mod one_time_token;
pub mod person;
pub mod recovery_code;
pub mod refresh_token;
pub mod second_factor;
pub mod session;
pub mod sign_in_challenge;
