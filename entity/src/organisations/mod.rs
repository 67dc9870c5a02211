//! Organisations and how they relate.

pub mod organisation;
pub mod organisation_relation;
