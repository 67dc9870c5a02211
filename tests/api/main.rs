//! Erfa as its clients meet it: over HTTP, on both databases.

mod places;
mod support;
mod transfer;
