//! Erfa: a GraphQL backend for networks and knowledge sharing between municipalities.

pub mod app;
pub mod command;
pub mod documents;
pub mod exchange;
pub mod networks;
pub mod nodes;
pub mod organisations;
pub mod people;
pub mod places;
pub mod platform;
pub mod privacy;
pub mod programmes;
pub mod projects;
pub mod schema;
pub mod search;
pub mod seminars;
pub mod settings;
pub mod themes;
pub mod transfer;
