//! Erfa as its clients meet it: over HTTP, on both databases.

mod access;
mod boundaries;
mod changes;
mod command;
mod docs;
mod documents;
mod networks;
mod organisations;
mod people;
mod places;
mod schema;
mod search;
mod seminars;
mod statements;
mod support;
mod transfer;
