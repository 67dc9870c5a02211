//! What clients ask search, and what they are answered.

mod facets;
mod filter;
mod hit;
mod search;

pub use filter::{SearchFilter, SearchKind};
pub use search::SearchQuery;
