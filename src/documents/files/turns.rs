//! Uploads take turns: so many at once in all, and a few of them for each person, so that nobody takes all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

/// Uploads of one person at once.
const EACH: usize = 4;

#[derive(Clone)]
pub struct Turns {
    most: usize,
    taken: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// A turn, given back when it is dropped.
pub struct Turn {
    person: Uuid,
    taken: Arc<Mutex<HashMap<Uuid, usize>>>,
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
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.values().sum()
    }

    /// A turn for a person, if one is free.
    pub fn take(&self, person: Uuid) -> Option<Turn> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&person).copied().unwrap_or(0);
        if own >= EACH || taken.values().sum::<usize>() >= self.most {
            return None;
        }
        taken.insert(person, own + 1);
        Some(Turn {
            person,
            taken: self.taken.clone(),
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.person) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(taken.remove(&self.person)),
        }
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
