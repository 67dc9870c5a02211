//! For tests, and in builds for development alone: what would happen if a rule were not there, or if a change were carried
//! out. A rule is every place that asks something of a viewer; it is named by where it stands.

use std::{
    collections::BTreeSet,
    panic::Location,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// What tests have changed about the rules, and what they learn of them. Viewers without one are as always.
#[derive(Default)]
pub struct Drill {
    off: Mutex<Option<String>>,
    met: Mutex<BTreeSet<String>>,
    watching: AtomicBool,
    rehearsing: AtomicBool,
    rehearsed: AtomicUsize,
}

impl Drill {
    /// From now on the rule that stands here says yes to everybody; none is off with `None`.
    pub fn switch_off(&self, rule: Option<&str>) {
        *self.off.lock().unwrap_or_else(PoisonError::into_inner) = rule.map(str::to_owned);
        self.watching.store(true, Ordering::SeqCst);
    }

    /// The rules that said no since this was asked last; from the first time on they are noted.
    pub fn met(&self) -> BTreeSet<String> {
        self.watching.store(true, Ordering::SeqCst);
        std::mem::take(&mut *self.met.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether changes are carried out and then taken back.
    pub fn rehearse(&self, on: bool) {
        self.rehearsing.store(on, Ordering::SeqCst);
    }

    /// How many changes were carried out and taken back.
    pub fn rehearsed(&self) -> usize {
        self.rehearsed.load(Ordering::SeqCst)
    }

    /// Counts a change that is to be taken back, where that is so.
    pub(super) fn takes_back(&self) -> bool {
        let rehearsing = self.rehearsing.load(Ordering::SeqCst);
        if rehearsing {
            self.rehearsed.fetch_add(1, Ordering::SeqCst);
        }
        rehearsing
    }

    /// What the rule here says where it is no.
    pub(super) fn refuses(&self, here: &Location<'_>) -> bool {
        if !self.watching.load(Ordering::Relaxed) {
            return true;
        }
        let rule = format!("{}:{}:{}", here.file(), here.line(), here.column());
        let off = self.off.lock().unwrap_or_else(PoisonError::into_inner);
        let refuses = off.as_ref() != Some(&rule);
        drop(off);
        self.met
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(rule);
        refuses
    }
}
