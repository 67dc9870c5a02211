//! Documents by their hashes, as far as they fit.

use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

/// What an entry takes beside its text: the hash, the pointers, its place in the table.
const ENTRY_BYTES: usize = 256;

/// Bounded by bytes: what was asked for longest ago goes first. Of this process only: another one that does not know a
/// document asks its client for it once.
pub(super) struct Remembered {
    most: usize,
    kept: Mutex<Kept>,
}

struct Kept {
    documents: LruCache<String, Arc<str>>,
    bytes: usize,
}

impl Remembered {
    pub(super) fn new(most: usize) -> Self {
        let kept = Kept {
            documents: LruCache::unbounded(),
            bytes: 0,
        };
        Self {
            most,
            kept: Mutex::new(kept),
        }
    }

    pub(super) fn get(&self, hash: &str) -> Option<Arc<str>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.documents.get(hash).cloned()
    }

    pub(super) fn insert(&self, hash: String, text: Arc<str>) {
        let size = |text: &str| text.len() + ENTRY_BYTES;
        if size(&text) > self.most {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += size(&text);
        if let Some(before) = kept.documents.put(hash, text) {
            kept.bytes -= size(&before);
        }
        while kept.bytes > self.most
            && let Some((_, oldest)) = kept.documents.pop_lru()
        {
            kept.bytes -= size(&oldest);
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.kept.lock().unwrap().bytes
    }
}
