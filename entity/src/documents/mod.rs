//! Documents, their versions and files.

pub mod file_text;
pub mod stored_file;
