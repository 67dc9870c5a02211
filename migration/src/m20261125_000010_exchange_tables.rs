//! Exchange: tables.

crate::migration! { r"
" }
