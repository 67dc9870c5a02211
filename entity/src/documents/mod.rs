//! Documents, their versions and files.
