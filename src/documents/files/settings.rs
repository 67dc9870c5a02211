//! What can be set about files.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// Where files lie and how large they may be.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSettings {
    /// Folder for files; empty: `files` in the data folder.
    pub folder: PathBuf,
    /// Bytes of the largest file.
    pub max_bytes: u64,
    /// Milliseconds in which some more of an upload must arrive.
    pub idle_ms: u64,
    /// Uploads under way at once; further ones are told to come back.
    pub uploads: usize,
    /// Bytes of the largest file whose text is read.
    pub text_bytes: u64,
    /// Processes that read text at once; further files wait.
    pub extractions: usize,
    /// The program that reads text; empty: this one.
    pub extractor: PathBuf,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self {
            folder: PathBuf::new(),
            max_bytes: 1024 * 1024 * 1024,
            idle_ms: 10_000,
            uploads: 16,
            text_bytes: 32 * 1024 * 1024,
            extractions: 2,
            extractor: PathBuf::new(),
        }
    }
}

impl FileSettings {
    /// The folder for files, given where all data lies.
    pub fn folder_in(&self, data_folder: &Path) -> PathBuf {
        match self.folder.as_os_str().is_empty() {
            true => data_folder.join("files"),
            false => self.folder.clone(),
        }
    }

    pub fn idle(&self) -> Duration {
        Duration::from_millis(self.idle_ms.max(1))
    }
}
