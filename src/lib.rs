//! Erfa: a GraphQL backend for networks and knowledge sharing between municipalities.

pub mod app;
pub mod networks;
pub mod nodes;
pub mod organisations;
pub mod people;
pub mod places;
pub mod platform;
pub mod schema;
pub mod seminars;
pub mod settings;
pub mod transfer;
