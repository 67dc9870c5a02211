//! How many of something each one holds.

use std::{collections::HashMap, hash::Hash};

/// A count for each who holds any.
pub struct Held<K>(HashMap<K, usize>);

impl<K> Default for Held<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Held<K> {
    /// One more for this one; false when they hold as many as they may.
    pub fn take(&mut self, key: K, most: usize) -> bool {
        let own = self.0.get(&key).copied().unwrap_or(0);
        if own >= most {
            return false;
        }
        self.0.insert(key, own + 1);
        true
    }

    pub fn give_back(&mut self, key: &K) {
        match self.0.get_mut(key) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(self.0.remove(key)),
        }
    }

    /// How many are held in all.
    pub fn all(&self) -> usize {
        self.0.values().sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
