//! Documents, their versions and files.

pub mod document;
pub mod document_attachment;
pub mod document_link;
pub mod document_part;
pub mod document_version;
pub mod file_text;
pub mod stored_file;
