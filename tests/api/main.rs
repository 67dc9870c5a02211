//! Erfa as its clients meet it: over HTTP, on both databases.

mod organisations;
mod people;
mod places;
mod support;
