//! People, where they belong, and how they sign in.

pub mod account;
pub mod affiliation;
pub mod one_time_token;
pub mod person;
pub mod refresh_token;
pub mod session;
