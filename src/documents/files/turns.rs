//! Uploads take turns: so many at once in all, and a few of them for each person, so that nobody takes all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::platform::held::Held;

/// Uploads of one person at once.
const EACH: usize = 4;

#[derive(Clone)]
pub struct Turns {
    most: usize,
    taken: Arc<Mutex<Held<Uuid>>>,
}

/// A turn, given back when it is dropped.
pub struct Turn {
    person: Uuid,
    turns: Turns,
}

impl Turns {
    pub fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            taken: Arc::default(),
        }
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.held().all()
    }

    /// A turn for a person, if one is free.
    pub fn take(&self, person: Uuid) -> Option<Turn> {
        let mut held = self.held();
        let is_free = held.all() < self.most && held.take(person, EACH);
        is_free.then(|| Turn {
            person,
            turns: self.clone(),
        })
    }

    fn held(&self) -> MutexGuard<'_, Held<Uuid>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.held().give_back(&self.person);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::new_id;

    #[test]
    fn nobody_takes_all_turns() {
        let turns = Turns::new(6);
        let (one, two) = (new_id(), new_id());
        let mut held: Vec<_> = (0..EACH).map(|_| turns.take(one)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(turns.take(one).is_none());
        held.extend([turns.take(two), turns.take(two)]);
        assert!(held.iter().all(Option::is_some));
        assert!(turns.take(two).is_none());
        held.clear();
        assert!(turns.take(one).is_some());
    }
}
