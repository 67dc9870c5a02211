//! Seminars: links.

crate::migration! { r"
" }
