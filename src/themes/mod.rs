//! Themes: what networks, documents, experiences and projects are about, in the words of every language.
//!
//! 1. A theme is a subject of municipal work or one of the 17 goals for sustainable development.
//! 2. Everyone sees every theme; those who run the platform keep the list.
//! 3. A theme is known by its code, which never changes; themes form no ring of parents.
//! 4. A thing has any number of themes, each once: a pair in `theme_link`.

mod graphql;
pub mod policy;
mod tagging;
mod theme;

pub use graphql::*;
pub use tagging::{about_goals, themed, write_themes};
