//! What is searched.

pub mod search_entry;
pub mod search_state;
