//! Documents: files.

crate::migration! { r"
" }
