//! Files: how they come in, what is found out of them, how they are handed out, and what becomes of those nobody wants.
//!
//! 1. A file is uploaded first and claimed within 24 hours by the same person, once, by a mutation that names its upload id.
//! 2. What a file is, its content says; a name or a declared type that contradicts it is refused, with what would be right.
//! 3. Only types of the list are kept; empty, broken, encrypted and inflating files are refused.
//! 4. Text is read by a process of its own, with bounds on memory, time and output; a file that defeats it is kept without text.
//! 5. Files go out as attachments only: nothing that was uploaded ever runs in a browser under this address.
//! 6. What nobody claimed and what a kill left behind is removed after 24 hours.

mod archive;
mod collector;
mod extraction;
mod handed_out;
mod http;
mod intake;
mod kind;
mod look;
mod name;
mod pace;
pub mod policy;
mod range;
mod settings;
pub mod text;
mod turns;
pub mod upload;

use std::sync::Arc;

pub use collector::{Collected, collect};
pub use http::{Desk, routes};
pub use intake::{Intake, Received};
pub use settings::FileSettings;

use crate::platform::storage::Storage;
use extraction::Extractor;
use turns::Turns;

/// The storage, and those who look into what comes in. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    pub storage: Storage,
    settings: Arc<FileSettings>,
    extractor: Extractor,
    /// Uploads that may be under way at once.
    turns: Turns,
}

impl Files {
    pub fn new(storage: Storage, settings: FileSettings) -> Self {
        Self {
            storage,
            extractor: Extractor::new(&settings),
            turns: Turns::new(settings.uploads),
            settings: Arc::new(settings),
        }
    }

    /// Files that are coming in.
    pub fn uploads(&self) -> usize {
        self.turns.taken()
    }
}
