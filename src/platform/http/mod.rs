//! How requests come in and answers go out.

pub mod address;
pub mod answer;
mod compression;
mod conditional;
pub mod connection;
pub mod cors;
pub mod door;
pub mod events;
pub mod flood;
pub mod graphql;
pub mod line;
pub mod media;
pub mod metrics;
mod object;
mod operation;
pub mod pages;
pub mod places;
pub mod ready;
pub mod request_id;
mod requests;
mod sent;
#[cfg(test)]
mod tests;
pub mod vigil;
pub mod websocket;
