//! Search: tables.

crate::migration! { r"
" }
