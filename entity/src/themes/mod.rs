//! What things are about.

pub mod theme;
pub mod theme_link;
