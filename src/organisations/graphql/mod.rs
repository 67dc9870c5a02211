//! Organisations as clients see them.

mod changes;
mod organisation;
mod relation;

pub use changes::*;
pub use organisation::*;
pub use relation::*;
