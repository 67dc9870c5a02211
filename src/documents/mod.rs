//! Documents: what municipalities, networks and projects write down, in versions that never change.
//!
//! 1. An organisation answers for a document: its editors, and the coordinators of the networks it is shared in, change it (`issuing`).
//! 2. A draft is its editors' own; released, it is for the narrowest of its visibility and its networks' (`circle`, `release`).
//! 3. What is held back by `publishAt` or an embargo is released by the passing of time, and that is a change like any other (`release`).
//! 4. A version is a file, a number and a stage, and never changes; those in the stage DRAFT are for editors alone (`version`).
//! 5. Documents hang together as appendices, successors, supplements, translations and evidence, never in a ring (`link`).
//! 6. Things of other kinds bear documents in a role: evidence, report, minutes … (`attachment`).
//! 7. A file is uploaded before the version that takes it, and handed out to whoever sees that version (`files`).
//! 8. Nobody to keep a document right, or a review that is overdue, is a gap that lists show.

mod attachment;
pub mod circle;
pub mod content;
pub mod files;
mod graphql;
mod issuing;
pub mod link;
pub mod policy;
mod release;
mod version;

pub use attachment::{Attached, attached, write_attachments};
pub use files::upload;
pub use graphql::*;
pub use release::{RELEASES, released, turn};
