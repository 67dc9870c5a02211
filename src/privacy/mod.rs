//! Privacy: what is kept of people, who did what with it, handing it out and erasing it.
//!
//! 1. Every column is declared in `platform/personal/columns.toml`: personal or not, kept how long, what an erasure does to it.
//! 2. A person, and those who run the platform, get all that is kept of them as one archive; secrets are not in it.
//! 3. An erasure leaves a person without a name, an account and a place where they belong. What the law wants kept stays, on a
//!    ground that the archive names.
//! 4. Who was erased is noted outside the database too: a restored backup is brought up to it when Erfa starts.
//! 5. Changes of personal data, and reading what only few may read, stand in the audit log; auditors read it and nothing else.

mod archive;
mod erasure;
mod graphql;
mod policy;

pub use archive::routes;
pub use erasure::replay;
pub use graphql::*;
