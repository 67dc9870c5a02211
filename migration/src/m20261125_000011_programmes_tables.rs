//! Programmes: tables.

crate::migration! { r"
" }
