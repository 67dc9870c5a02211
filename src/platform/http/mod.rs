//! How requests come in and answers go out.

pub mod address;
pub mod answer;
pub mod connection;
pub mod cors;
pub mod door;
pub mod flood;
pub mod graphql;
pub mod line;
pub mod media;
pub mod metrics;
pub mod pages;
pub mod ready;
pub mod request_id;
mod sent;
#[cfg(test)]
mod tests;
pub mod websocket;
