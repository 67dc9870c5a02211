//! Themes as clients see them.

mod changes;
mod theme;

pub use changes::*;
pub use theme::*;
