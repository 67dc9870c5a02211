//! What the statements over some connections come to.

use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use sea_orm::Statement;

#[derive(Default)]
pub(super) struct Tally {
    count: AtomicU64,
    kept: OnceLock<Mutex<Vec<Statement>>>,
}

impl Tally {
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps a statement where somebody wants to look at them.
    pub(super) fn keep(&self, statement: &Statement) {
        if let Some(kept) = self.kept.get() {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(statement.clone());
        }
    }

    /// Keeps statements from now on; answers with those kept before.
    pub(super) fn take(&self) -> Vec<Statement> {
        let kept = self.kept.get_or_init(Mutex::default);
        std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
