//! The files that records name: where an import finds them, and where an export puts them.

use std::{
    collections::HashMap,
    fs::File,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
};

use actix_web::web::Bytes;
use futures_util::StreamExt;
use uuid::Uuid;

use super::{
    faults::Faults,
    reading::Lines,
    records::{DocumentVersion, Record},
    sample,
};
use crate::{
    documents::files::{Files, Intake, Received},
    platform::error::{Error, Result},
};

/// Bytes that pass at once.
const PIECE: usize = 256 * 1024;

/// Where the files lie.
pub enum Place {
    /// In a folder, under the names that records give them.
    Folder(PathBuf),
    /// In the program itself: those of the demo.
    Program,
}

/// A place of files, and the storage they go to or come from.
pub struct Shelf<'a> {
    pub files: &'a Files,
    pub place: Place,
}

impl Shelf<'_> {
    fn open(&self, name: &str) -> Option<Box<dyn Read + Send>> {
        match &self.place {
            Place::Folder(folder) => {
                let file = File::open(folder.join(name)).ok()?;
                let is_file = file.metadata().is_ok_and(|about| about.is_file());
                is_file.then(|| Box::new(file) as Box<dyn Read + Send>)
            }
            Place::Program => Some(Box::new(Cursor::new(sample::file(name)?))),
        }
    }

    /// Takes a file into the storage, or says what is wrong with it.
    async fn take(&self, record: &DocumentVersion) -> Result<Received> {
        let name = &record.file;
        let Some(mut file) = self.open(name) else {
            let message = format!("there is no file {name:?} among those that were given");
            return Err(Error::bad_input(message));
        };
        let mut intake = Intake::begin(self.files).await?;
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece).map_err(Error::internal)? {
                0 => break,
                length => {
                    intake
                        .take(Bytes::copy_from_slice(&piece[..length]))
                        .await?
                }
            }
        }
        let received = intake
            .finish(record.file_name(), "", record.text.clone())
            .await?;
        let wanted = record.sha256.as_ref();
        if wanted.is_none_or(|wanted| *wanted == received.sha256) {
            return Ok(received);
        }
        self.files.storage.remove(&[received.key]).await?;
        let message = format!("{name:?} has the sha256 {}, another one", received.sha256);
        Err(Error::bad_input(message))
    }

    /// Takes every file that the lines name into the storage, by line. What is wrong with one is a fault of its line.
    pub(super) async fn take_all(
        &self,
        lines: &Lines,
        faults: &mut Faults,
    ) -> Result<HashMap<usize, Received>> {
        let mut taken = HashMap::new();
        for entry in &lines.entries {
            let Record::DocumentVersion(record) = &entry.record else {
                continue;
            };
            match self.take(record).await {
                Ok(received) => {
                    taken.insert(entry.line, received);
                }
                Err(Error::Internal(cause)) => {
                    self.drop_all(keys(&taken)).await?;
                    return Err(Error::Internal(cause));
                }
                Err(why) => faults.note(entry.line, "file", why.message()),
            }
        }
        Ok(taken)
    }

    /// Removes what was taken for nothing.
    pub(super) async fn drop_all(&self, keys: Vec<Uuid>) -> Result<()> {
        self.files.storage.remove(&keys).await
    }
}

/// Where the files that were taken lie.
pub(super) fn keys(taken: &HashMap<usize, Received>) -> Vec<Uuid> {
    taken.values().map(|one| one.key).collect()
}

/// Where an export puts its files.
pub struct Outbox<'a> {
    pub files: &'a Files,
    pub folder: &'a Path,
}

impl Outbox<'_> {
    /// Copies a stored file into the folder. The same name holds the same bytes, so one that is there already stays.
    pub(super) async fn put(&self, key: Uuid, size: i64, name: &str) -> Result<()> {
        let path = self.folder.join(name);
        if path.exists() {
            return Ok(());
        }
        let half = self.folder.join(format!("{name}.part"));
        let mut file = File::create(&half).map_err(Error::internal)?;
        let range = 0..u64::try_from(size).map_err(Error::internal)?;
        let mut bytes = self.files.storage.read(key, range).await?;
        while let Some(piece) = bytes.next().await {
            let piece = piece.map_err(Error::internal)?;
            file.write_all(&piece).map_err(Error::internal)?;
        }
        file.sync_all().map_err(Error::internal)?;
        std::fs::rename(half, path).map_err(Error::internal)
    }
}

/// What a file is called in an export: by its content, with the ending of its name.
pub(super) fn exported_name(sha256: &str, name: &str) -> String {
    let mark: String = sha256.chars().take(16).collect();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let plain =
        |ending: &&str| !ending.is_empty() && ending.bytes().all(|one| one.is_ascii_alphanumeric());
    match ending.filter(plain) {
        Some(ending) => format!("{mark}.{}", ending.to_lowercase()),
        None => mark,
    }
}
