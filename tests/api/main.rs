//! Erfa as its clients meet it: over HTTP, on both databases.

mod networks;
mod places;
mod support;
