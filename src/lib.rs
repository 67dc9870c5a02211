//! Erfa: a GraphQL backend for networks and knowledge sharing between municipalities.

pub mod platform;
