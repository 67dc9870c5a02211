//! How requests come in and answers go out.

pub mod answer;
pub mod cors;
pub mod door;
pub mod events;
pub mod graphql;
pub mod media;
mod operation;
pub mod pages;
pub mod places;
pub mod request_id;
mod requests;
mod sent;
pub mod stalled;
#[cfg(test)]
mod tests;
pub mod vigil;
pub mod websocket;
