//! Erfa as its clients meet it: over HTTP, on both databases.

mod access;
mod boundaries;
mod changes;
mod command;
mod docs;
mod documents;
mod errors;
mod exchange;
mod floods;
mod fuzzed;
mod hostile;
mod networks;
mod oracle;
mod organisations;
mod people;
mod places;
mod programmes;
mod projects;
mod schema;
mod search;
mod seminars;
mod statements;
mod support;
mod themes;
mod transfer;
mod transports;
