//! Erfa: a GraphQL backend for networks and knowledge sharing between municipalities.

pub mod nodes;
pub mod places;
pub mod platform;
pub mod schema;
