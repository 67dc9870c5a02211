//! A bounded map from the text of a document to what was made of it.

use std::{collections::HashMap, mem};

/// Two generations: a full young one becomes the old one, and the old one is dropped, so what is
/// used stays. Keyed by the text itself: no two documents can be mistaken for each other.
pub(super) struct Cache<T> {
    young: HashMap<Box<str>, (T, usize)>,
    old: HashMap<Box<str>, (T, usize)>,
    young_bytes: usize,
    old_bytes: usize,
    generation_bytes: usize,
}

impl<T: Clone> Cache<T> {
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
            young_bytes: 0,
            old_bytes: 0,
            generation_bytes: bytes / 2,
        }
    }

    pub(super) fn get(&mut self, text: &str) -> Option<T> {
        if let Some((known, _)) = self.young.get(text) {
            return Some(known.clone());
        }
        let (known, bytes) = self.old.remove(text)?;
        self.old_bytes = self.old_bytes.saturating_sub(bytes);
        self.insert(text, known.clone(), bytes);
        Some(known)
    }

    /// Bytes that are taken.
    pub(super) fn bytes(&self) -> usize {
        self.young_bytes + self.old_bytes
    }

    /// `bytes` is what it counts for.
    pub(super) fn insert(&mut self, text: &str, made: T, bytes: usize) {
        if bytes > self.generation_bytes {
            return;
        }
        if self.young_bytes + bytes > self.generation_bytes {
            self.old = mem::take(&mut self.young);
            self.old_bytes = mem::take(&mut self.young_bytes);
        }
        if self.young.insert(text.into(), (made, bytes)).is_none() {
            self.young_bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let mut cache = Cache::new(8);
        for text in ["used", "b", "c", "d"] {
            cache.insert(text, text.len(), text.len());
            assert_eq!(cache.get("used"), Some(4));
        }
        cache.insert("eeee", 0, 4);
        cache.insert("ffff", 0, 4);
        assert_eq!(cache.get("b"), None);
        cache.insert("too large", 0, 5);
        assert_eq!(cache.get("too large"), None);
        assert!(cache.young_bytes <= 4);
        assert_eq!(cache.bytes(), 8);
    }
}
