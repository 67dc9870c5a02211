//! The one door to stored files: objects under ids, in a folder by default.
//!
//! An object is there whole or not at all. What a kill leaves behind half-written is found by age.

use std::{
    fs::File,
    io,
    ops::Range,
    path::{Path as Folder, PathBuf},
    sync::Arc,
};

use actix_web::web::Bytes;
use anyhow::Context;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetResultPayload, ObjectStore, ObjectStoreExt, WriteMultipart,
    local::LocalFileSystem, path::Path,
};
use uuid::Uuid;

use super::error::{Error, Result};

/// Bytes of one part on its way to the storage; each upload holds two or three of them.
const PART: usize = 1024 * 1024;

/// Where files lie. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    objects: Arc<dyn ObjectStore>,
    folder: Arc<Folder>,
}

/// The bytes of an object for another process to read.
pub enum Source {
    Open(File),
    Read(Bytes),
}

impl Storage {
    /// Files in a folder, which is made when it is missing.
    pub fn in_folder(folder: &Folder) -> anyhow::Result<Self> {
        let cannot = || {
            format!(
                "the folder for files `{}` cannot be made; set files.folder to one that can",
                folder.display()
            )
        };
        std::fs::create_dir_all(folder).with_context(cannot)?;
        let objects = LocalFileSystem::new_with_prefix(folder).with_context(cannot)?;
        Ok(Self {
            objects: Arc::new(objects.with_fsync(true)),
            folder: folder.into(),
        })
    }

    /// Begins a new object, which appears when it is finished.
    pub async fn begin(&self, key: Uuid) -> Result<Incoming> {
        let upload = self.objects.put_multipart(&place(key)).await;
        let upload = upload.map_err(Error::internal)?;
        Ok(Incoming(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// Some bytes of an object, all at once: for a look inside.
    pub async fn slice(&self, key: Uuid, range: Range<u64>) -> Result<Bytes> {
        let bytes = self.objects.get_range(&place(key), range).await;
        bytes.map_err(Error::internal)
    }

    /// Some bytes of an object as they come.
    pub async fn read(
        &self,
        key: Uuid,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>> {
        let options = GetOptions::new().with_range(Some(range));
        let found = self.objects.get_opts(&place(key), options).await;
        let found = found.map_err(Error::internal)?;
        Ok(found.into_stream().map_err(io::Error::other).boxed())
    }

    /// An object for another process.
    pub async fn source(&self, key: Uuid) -> Result<Source> {
        let found = self.objects.get(&place(key)).await;
        let found = found.map_err(Error::internal)?;
        if let GetResultPayload::File(file, _) = found.payload {
            return Ok(Source::Open(file));
        }
        found
            .bytes()
            .await
            .map(Source::Read)
            .map_err(Error::internal)
    }

    /// Removes objects; one that is gone already is no fault.
    pub async fn remove(&self, keys: &[Uuid]) -> Result<()> {
        for key in keys {
            match self.objects.delete(&place(*key)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(Error::internal(error)),
            }
        }
        Ok(())
    }

    /// The objects that were finished before a moment, as they come.
    pub fn before(&self, moment: DateTime<Utc>) -> BoxStream<'static, Result<Uuid>> {
        let objects = self.objects.list(None).map_err(Error::internal);
        let old = objects.try_filter_map(move |object| async move {
            let key = object
                .location
                .filename()
                .and_then(|name| name.parse().ok());
            Ok(key.filter(|_| object.last_modified < moment))
        });
        old.boxed()
    }

    /// Removes what has been half-written since before a moment: its writer is dead. Answers how much it was.
    pub async fn sweep(&self, moment: DateTime<Utc>) -> Result<usize> {
        let folder = self.folder.clone();
        let swept = tokio::task::spawn_blocking(move || sweep(&folder, moment)).await;
        swept.map_err(Error::internal)?.map_err(Error::internal)
    }

    /// Answers when files can be written and read.
    pub async fn ping(&self) -> Result<()> {
        let folder = self.folder.clone();
        let looked = tokio::task::spawn_blocking(move || std::fs::metadata(folder)).await;
        looked.map_err(Error::internal)?.map_err(Error::internal)?;
        Ok(())
    }
}

/// An object that is being written. Dropped before it is finished, it leaves nothing.
pub struct Incoming(WriteMultipart);

impl Incoming {
    /// Adds bytes, and waits while the storage is slower than they come.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.0.wait_for_capacity(1).await.map_err(Error::internal)?;
        self.0.write(&bytes);
        Ok(())
    }

    /// Lets the object appear, whole and on the disk.
    pub async fn finish(self) -> Result<()> {
        self.0.finish().await.map_err(Error::internal)?;
        Ok(())
    }

    /// Gives it up.
    pub async fn abort(self) -> Result<()> {
        self.0.abort().await.map_err(Error::internal)
    }
}

/// Where an object lies: ids grow with time, so that their last byte spreads them over 256 folders.
fn place(key: Uuid) -> Path {
    let last = key.as_bytes()[15];
    Path::from(format!("{last:02x}/{}", key.simple()))
}

/// A folder's half-written objects bear the name of the object, `#` and a number; listing does not show them.
fn sweep(folder: &Folder, moment: DateTime<Utc>) -> io::Result<usize> {
    let mut swept = 0;
    for shelf in std::fs::read_dir(folder)? {
        let shelf: PathBuf = shelf?.path();
        if !shelf.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(shelf)? {
            let entry = entry?;
            let staged = entry.file_name().to_string_lossy().contains('#');
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if staged && DateTime::<Utc>::from(about.modified()?) < moment {
                std::fs::remove_file(entry.path())?;
                swept += 1;
            }
        }
    }
    Ok(swept)
}
