//! What every capability stands on. Knows none of them.

pub mod access;
pub mod audit;
pub mod changes;
pub mod clock;
pub mod due;
pub mod error;
pub mod feed;
pub mod fulltext;
pub mod graphql;
pub mod held;
pub mod hex;
pub mod http;
pub mod jobs;
pub mod list;
pub mod mail;
pub mod metering;
pub mod outgoing;
pub mod personal;
pub mod steps;
pub mod storage;
pub mod store;
pub mod telemetry;
pub mod texts;
pub mod throttle;
pub mod vault;
