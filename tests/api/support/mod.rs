//! What tests need: databases, a running server, people who ask it things, and a scene to ask about.

pub mod app;
pub mod client;
pub mod postgres;
pub mod provider;
pub mod scene;
pub mod smtp;
pub mod template;
pub mod zip;

pub use app::{Db, TestApp};
pub use client::Client;
pub use rstest::rstest;
pub use serde_json::{Value, json};
