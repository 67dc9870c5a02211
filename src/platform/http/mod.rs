//! How requests come in and answers go out.

pub mod answer;
pub mod cors;
pub mod door;
pub mod graphql;
pub mod media;
pub mod pages;
pub mod request_id;
mod sent;
#[cfg(test)]
mod tests;
pub mod websocket;
