//! TODO of its owner.

mod graphql;
pub mod policy;

pub use graphql::*;
