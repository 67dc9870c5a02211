//! Documents that a request names instead of sending: trusted ones, from a manifest, and those that a client has sent
//! before together with their hash.

mod manifest;
mod remembered;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use async_graphql::ServerError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::remembered::Remembered;
use super::gate::coded;
use crate::platform::{error::Code, hex::hex};

/// What client libraries compare with, beside the code.
const NOT_FOUND: &str = "PersistedQueryNotFound";
const NOT_SUPPORTED: &str = "PersistedQueryNotSupported";
/// What would be right where no document is sent or named.
pub const NO_DOCUMENT: &str =
    "Send a document as `query`, or name one by documentId or extensions.persistedQuery.";
/// The prefix of a `documentId` that is the hash of its document.
const SHA256: &str = "sha256:";
const HASH_CHARS: usize = 64;
/// Faulty documents of a manifest that are named at once.
const MOST_NAMED: usize = 5;

/// Which documents may be named, and whether others may be sent.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersistedSettings {
    /// File of trusted documents: a JSON object from id to text, or a manifest of Apollo's tools. Empty: none.
    pub manifest: PathBuf,
    /// Whether only the documents of the manifest are served.
    pub trusted_only: bool,
    /// Bytes of text that are remembered by hash of what clients sent; 0 switches that off.
    pub remembered_bytes: usize,
}

impl Default for PersistedSettings {
    fn default() -> Self {
        Self {
            manifest: PathBuf::new(),
            trusted_only: false,
            remembered_bytes: 4 * 1024 * 1024,
        }
    }
}

/// How a request says which document it means.
#[derive(Debug, Default)]
pub struct Named {
    /// The document itself.
    pub text: Option<String>,
    /// The `documentId` of the GraphQL-over-HTTP specification.
    pub id: Option<String>,
    /// The hash of Apollo's `extensions.persistedQuery`.
    pub hash: Option<String>,
}

/// The document that was meant.
#[derive(Debug)]
pub struct Resolved {
    pub text: String,
    /// Its hash, when it was sent with one and is not known by it yet.
    unknown: Option<String>,
}

/// The documents known by name.
#[derive(Default)]
pub struct Persisted {
    trusted: HashMap<String, Arc<str>>,
    trusted_only: bool,
    remembered: Option<Remembered>,
}

type Errors = Vec<ServerError>;

impl Persisted {
    /// Reads the manifest. `check` holds each of its documents against the schema and the limits.
    pub fn open(
        settings: &PersistedSettings,
        check: impl Fn(&str) -> Result<(), Errors>,
    ) -> anyhow::Result<Self> {
        let trusted = match settings.manifest.as_os_str().is_empty() {
            true if settings.trusted_only => {
                bail!(
                    "persisted.trusted_only needs persisted.manifest, the file of trusted documents"
                )
            }
            true => HashMap::new(),
            false => {
                let file = settings.manifest.display();
                let text = std::fs::read_to_string(&settings.manifest);
                let text = text.with_context(|| format!("the manifest `{file}` cannot be read"))?;
                let trusted = manifest::read(&text);
                trusted.with_context(|| format!("the manifest `{file}` is not usable"))?
            }
        };
        let faults = trusted.iter().filter_map(|(id, text)| {
            let errors = check(text).err()?;
            let first = errors
                .first()
                .map_or("it is refused", |error| &error.message);
            Some(format!("document `{id}`: {first}"))
        });
        let mut faults: Vec<_> = faults.collect();
        if !faults.is_empty() {
            faults.sort_unstable();
            let count = faults.len();
            faults.truncate(MOST_NAMED);
            let file = settings.manifest.display();
            let named = faults.join("; ");
            bail!("the manifest `{file}` holds {count} documents that cannot be served: {named}");
        }
        let bytes = settings.remembered_bytes;
        Ok(Self {
            trusted,
            trusted_only: settings.trusted_only,
            remembered: (bytes > 0 && !settings.trusted_only).then(|| Remembered::new(bytes)),
        })
    }

    /// Whether a document of this name or hash is one of the manifest.
    pub fn trusts(&self, name: &str) -> bool {
        let bare = name.strip_prefix(SHA256).unwrap_or(name);
        let full = format!("{SHA256}{bare}");
        [name, bare, &full]
            .iter()
            .any(|name| self.trusted.contains_key(*name))
    }

    /// The document that a request means.
    pub fn resolve(&self, named: Named) -> Result<Resolved, Errors> {
        match named {
            Named {
                id: Some(_),
                hash: Some(_),
                ..
            } => Err(bad(
                "Name the document once: by documentId or by extensions.persistedQuery.",
            )),
            Named {
                text, id: Some(id), ..
            } => match id.strip_prefix(SHA256) {
                Some(hash) => self.by_hash(hash, text),
                None => self.by_id(&id, text).map(Resolved::known),
            },
            Named {
                text,
                hash: Some(hash),
                ..
            } => self.by_hash(&hash, text),
            Named { text: Some(_), .. } if self.trusted_only => Err(vec![coded(
                Code::PersistedQueryIdRequired,
                "Only trusted documents are served here: name one by documentId, without its text.",
                None,
            )]),
            Named {
                text: Some(text), ..
            } => Ok(Resolved::known(text)),
            Named { text: None, .. } => Err(bad(NO_DOCUMENT)),
        }
    }

    /// Keeps a document that was sent with its hash; call this once it has been found good.
    pub fn remember(&self, hash: String, text: Arc<str>) {
        if let Some(remembered) = &self.remembered {
            remembered.insert(hash, text);
        }
    }

    fn by_id(&self, id: &str, text: Option<String>) -> Result<String, Errors> {
        let found = self.trusted.get(id).ok_or_else(|| self.missing())?;
        match text {
            Some(text) if text != **found => Err(bad(
                "The documentId names another document than the one sent as `query`; send one of the two.",
            )),
            _ => Ok(found.to_string()),
        }
    }

    fn by_hash(&self, hash: &str, text: Option<String>) -> Result<Resolved, Errors> {
        // Manifests name their documents by the bare hash; some tools by names of their own, in the same place.
        let trusted = self.trusted.get(hash);
        if let Some(found) = trusted.or_else(|| self.trusted.get(&format!("{SHA256}{hash}"))) {
            return match text {
                Some(text) if text != **found => Err(mismatch()),
                _ => Ok(Resolved::known(found.to_string())),
            };
        }
        if self.trusted_only {
            return Err(self.missing());
        }
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if hash.len() != HASH_CHARS || !hash.bytes().all(digit) {
            return Err(bad(
                "A hash is the SHA-256 of the document: 64 hexadecimal digits, in small letters.",
            ));
        }
        let Some(remembered) = &self.remembered else {
            return match text {
                Some(text) => Ok(Resolved::known(text)),
                None => Err(vec![coded(
                    Code::PersistedQueryNotSupported,
                    NOT_SUPPORTED,
                    None,
                )]),
            };
        };
        let found = remembered.get(hash);
        match (text, found) {
            (None, Some(found)) => Ok(Resolved::known(found.to_string())),
            (None, None) => Err(self.missing()),
            (Some(text), Some(found)) if text == *found => Ok(Resolved::known(text)),
            (Some(text), _) if hash_of(&text) == hash => Ok(Resolved {
                text,
                unknown: Some(hash.to_owned()),
            }),
            (Some(_), _) => Err(mismatch()),
        }
    }

    fn missing(&self) -> Errors {
        if self.trusted_only {
            let message =
                "No trusted document has this id; only those of the manifest are served here.";
            return vec![coded(Code::PersistedQueryNotInList, message, None)];
        }
        vec![coded(Code::PersistedQueryNotFound, NOT_FOUND, None)]
    }
}

impl Resolved {
    fn known(text: String) -> Self {
        Self {
            text,
            unknown: None,
        }
    }

    /// The hash and the document, when it should be remembered.
    pub fn to_remember(&self) -> Option<(String, Arc<str>)> {
        let hash = self.unknown.clone()?;
        Some((hash, self.text.as_str().into()))
    }
}

fn hash_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn bad(message: &str) -> Errors {
    vec![coded(Code::BadInput, message, None)]
}

fn mismatch() -> Errors {
    bad("The hash is not the SHA-256 of the document that was sent with it.")
}
