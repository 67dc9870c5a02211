//! Documents: what municipalities, networks and projects write down, in versions that never change.

pub mod files;

pub use files::upload;
