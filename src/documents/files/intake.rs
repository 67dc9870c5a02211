//! A file on its way in: its bytes pass through, and what must be known of all of them is noted as they pass.

use actix_web::web::Bytes;
use entity::{file_text, stored_file, stored_file::FileTextState};
use sea_orm::ActiveValue::Set;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Files,
    extraction::Text,
    kind::is_binary,
    look::{self, Look, refused},
    name,
};
use crate::platform::{
    clock::new_id,
    error::{Error, Result},
    hex::hex,
    storage::Incoming,
};

pub const EMPTY: &str = "FILE_EMPTY";
pub const TOO_LARGE: &str = "FILE_TOO_LARGE";

/// Bytes of the beginning that are kept at hand.
const HEAD: usize = 64 * 1024;

/// A file that is coming in.
pub struct Intake<'a> {
    files: &'a Files,
    key: Uuid,
    incoming: Incoming,
    hash: Sha256,
    head: Vec<u8>,
    size: u64,
    is_text: bool,
}

/// A file that lies in the storage, looked at and read; its rows are yet to be written.
#[derive(Debug)]
pub struct Received {
    pub key: Uuid,
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
    pub sha256: String,
    pub text: Text,
}

impl<'a> Intake<'a> {
    pub async fn begin(files: &'a Files) -> Result<Self> {
        let key = new_id();
        Ok(Self {
            key,
            incoming: files.storage.begin(key).await?,
            files,
            hash: Sha256::new(),
            head: vec![],
            size: 0,
            is_text: true,
        })
    }

    /// Takes the next bytes.
    pub async fn take(&mut self, bytes: Bytes) -> Result<()> {
        self.size += bytes.len() as u64;
        self.files.check_size(self.size)?;
        self.hash.update(&bytes);
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        self.is_text &= !bytes.iter().any(|byte| is_binary(*byte));
        self.incoming.write(bytes).await
    }

    /// Ends the file, looks into it and reads its text, unless that is known. What is refused leaves nothing behind.
    pub async fn finish(
        self,
        sent_name: &str,
        declared: &str,
        known: Option<String>,
    ) -> Result<Received> {
        let checked = name::clean(sent_name).and_then(|name| match self.size {
            0 => Err(refused(EMPTY, "The file is empty; send one with content.")),
            _ => Ok(name),
        });
        let name = match checked {
            Ok(name) => name,
            Err(error) => {
                self.incoming.abort().await?;
                return Err(error);
            }
        };
        self.incoming.finish().await?;
        let look = Look {
            storage: &self.files.storage,
            key: self.key,
            size: self.size,
            head: &self.head,
            is_text: self.is_text,
        };
        match self.files.read(&look, &name, declared, known).await {
            Ok((media_type, text)) => Ok(Received {
                key: self.key,
                name,
                media_type,
                size: self.size,
                sha256: hex(&self.hash.finalize()),
                text,
            }),
            Err(error) => {
                self.files.storage.remove(&[self.key]).await?;
                Err(error)
            }
        }
    }
}

impl Files {
    /// Refuses what is larger than a file may be.
    pub fn check_size(&self, size: u64) -> Result<()> {
        let most = self.settings.max_bytes;
        if size <= most {
            return Ok(());
        }
        let message =
            format!("The file is larger than {most} bytes, which is the most that is taken.");
        Err(refused(TOO_LARGE, message))
    }

    async fn read(
        &self,
        look: &Look<'_>,
        name: &str,
        declared: &str,
        known: Option<String>,
    ) -> Result<(&'static str, Text)> {
        let kind = look.kind(name, declared).await?;
        let text = match kind.reading() {
            _ if known.is_some() => Text {
                state: FileTextState::Extracted,
                text: known,
            },
            None => Text::none(FileTextState::None),
            Some(_) if look.size > self.settings.text_bytes => Text::none(FileTextState::TooLarge),
            Some(reading) => {
                let source = self.storage.source(look.key).await?;
                let text = self.extractor.read(reading, source).await?;
                text.ok_or_else(look::encrypted)?
            }
        };
        Ok((kind.media_type(), text))
    }
}

impl Received {
    /// The rows of the file. `uploader` claims it later; without one it is claimed at once.
    pub fn rows(
        self,
        uploader: Option<Uuid>,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(stored_file::ActiveModel, Option<file_text::ActiveModel>)> {
        let id = new_id();
        let file = stored_file::ActiveModel {
            id: Set(id),
            uploader_id: Set(uploader),
            key: Set(self.key),
            name: Set(self.name),
            media_type: Set(self.media_type.to_owned()),
            size: Set(i64::try_from(self.size).map_err(Error::internal)?),
            sha256: Set(self.sha256),
            text_state: Set(self.text.state),
            created_at: Set(now),
            claimed_at: Set(uploader.is_none().then_some(now)),
        };
        let text = self.text.text.map(|text| file_text::ActiveModel {
            file_id: Set(id),
            text: Set(text),
        });
        Ok((file, text))
    }
}
