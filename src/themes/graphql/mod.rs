//! Themes as clients see them.

mod theme;

pub use theme::*;
