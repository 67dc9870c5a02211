//! Projects: tables.

crate::migration! { r"
" }
