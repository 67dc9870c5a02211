//! A bounded map from the text of a document to what was made of it.

use std::{collections::HashMap, mem};

/// Two generations: a full young one becomes the old one, and the old one is dropped, so what is
/// used stays. Keyed by the text itself: no two documents can be mistaken for each other.
pub(super) struct Cache<T> {
    young: HashMap<Box<str>, T>,
    old: HashMap<Box<str>, T>,
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
        if let Some(known) = self.young.get(text) {
            return Some(known.clone());
        }
        let known = self.old.remove(text)?;
        self.old_bytes = self.old_bytes.saturating_sub(text.len());
        self.insert(text, known.clone());
        Some(known)
    }

    /// Bytes of the texts that are remembered.
    pub(super) fn bytes(&self) -> usize {
        self.young_bytes + self.old_bytes
    }

    pub(super) fn insert(&mut self, text: &str, made: T) {
        if text.len() > self.generation_bytes {
            return;
        }
        if self.young_bytes + text.len() > self.generation_bytes {
            self.old = mem::take(&mut self.young);
            self.old_bytes = mem::take(&mut self.young_bytes);
        }
        if self.young.insert(text.into(), made).is_none() {
            self.young_bytes += text.len();
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
            cache.insert(text, text.len());
            assert_eq!(cache.get("used"), Some(4));
        }
        cache.insert("eeee", 0);
        cache.insert("ffff", 0);
        assert_eq!(cache.get("b"), None);
        cache.insert("longer than a generation", 0);
        assert_eq!(cache.get("longer than a generation"), None);
        assert!(cache.young_bytes <= 4 && cache.bytes() <= 8);
    }
}
