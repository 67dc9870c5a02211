//! Tables of the platform itself.

pub mod audience_link;
pub mod audit_entry;
pub mod change_log;
pub mod data_step;
pub mod external_ref;
pub mod feed_meta;
pub mod job;
pub mod signing_key;
