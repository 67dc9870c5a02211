//! Organisations, how they are made up, and how they stand to each other.
//!
//! 1. Organisations are public. Those who run the platform add them; an organisation's admins keep its record.
//! 2. A registration number belongs to one organisation of a country.
//! 3. An organisation is part of at most one other, and never, over any number of steps, of itself.
//! 4. A relation goes from one organisation to another and belongs to the first, whose admins make and end it.
//! 5. One pair has at most one relation of a kind at a time; the day on which it ends is the first on which it no longer holds.

mod graphql;
mod organisation;
pub mod policy;
mod relation;

pub use graphql::*;
