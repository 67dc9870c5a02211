//! Documents: tables.

crate::migration! { r"
" }
