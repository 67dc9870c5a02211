//! For tests, and in builds for development alone: what would happen if a rule were not there, or if a change were carried
//! out. A rule is every place that asks something of a viewer; it is named by where it stands.

#[cfg(debug_assertions)]
pub use on::Drill;

/// What a test has to say about a viewer's rules: never anything in a release build. It is no part of who a viewer is.
#[derive(Clone, Default)]
pub struct Drilled(#[cfg(debug_assertions)] pub(super) Option<std::sync::Arc<Drill>>);

impl Drilled {
    /// Whether the rule that asks here is switched off, so that its no is a yes.
    #[track_caller]
    pub(super) fn lets_pass(&self) -> bool {
        #[cfg(debug_assertions)]
        return match &self.0 {
            Some(drill) => drill.lets_pass(std::panic::Location::caller()),
            None => false,
        };
        #[cfg(not(debug_assertions))]
        false
    }

    /// Whether the change that is carried out now is to be taken back.
    pub(super) fn takes_back(&self) -> bool {
        #[cfg(debug_assertions)]
        return self.0.as_ref().is_some_and(|drill| drill.takes_back());
        #[cfg(not(debug_assertions))]
        false
    }
}

impl PartialEq for Drilled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for Drilled {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Drilled")
    }
}

#[cfg(debug_assertions)]
mod on {
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

        pub(super) fn takes_back(&self) -> bool {
            let rehearsing = self.rehearsing.load(Ordering::SeqCst);
            if rehearsing {
                self.rehearsed.fetch_add(1, Ordering::SeqCst);
            }
            rehearsing
        }

        pub(super) fn lets_pass(&self, here: &Location<'_>) -> bool {
            if !self.watching.load(Ordering::Relaxed) {
                return false;
            }
            let rule = format!("{}:{}:{}", here.file(), here.line(), here.column());
            let off = self.off.lock().unwrap_or_else(PoisonError::into_inner);
            let passes = off.as_ref() == Some(&rule);
            drop(off);
            self.met
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(rule);
            passes
        }
    }
}
