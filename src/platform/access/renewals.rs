//! Finding out anew who asks, for many that must know at once.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{super::error::Result, reader::Reload, viewer::Viewer};

type Token = Option<Arc<str>>;
type Shared = HashMap<Token, Weak<Renewed>>;

/// Those who listen with the same token share what is found out about it: a change that concerns everybody costs one
/// load a token, however much is open with it.
#[derive(Clone, Default)]
pub struct Renewals(Arc<Mutex<Shared>>);

impl Renewals {
    /// What whoever listens with this token asks; `reload` asks the database.
    pub fn of(&self, token: Token, reload: Reload) -> Arc<Renewed> {
        let mut shared = self.shared();
        if let Some(known) = shared.get(&token).and_then(Weak::upgrade) {
            return known;
        }
        let new = Arc::new(Renewed {
            reload,
            asked: AtomicU64::new(0),
            latest: tokio::sync::Mutex::new((0, None)),
            token: token.clone(),
            renewals: self.clone(),
        });
        shared.insert(token, Arc::downgrade(&new));
        new
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who holds one token now.
pub struct Renewed {
    reload: Reload,
    asked: AtomicU64,
    /// The last answer, and up to which question it holds.
    latest: tokio::sync::Mutex<(u64, Option<Result<Arc<Viewer>>>)>,
    token: Token,
    renewals: Renewals,
}

impl Renewed {
    /// The viewer as of now: of a load that began after this was asked. Those who ask while one is under way share the next.
    pub async fn viewer(&self) -> Result<Arc<Viewer>> {
        let mine = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut latest = self.latest.lock().await;
        if let (answered, Some(viewer)) = &*latest
            && *answered >= mine
        {
            return viewer.clone();
        }
        let answers = self.asked.load(Ordering::SeqCst);
        let viewer = (self.reload)().await.map(Arc::new);
        *latest = (answers, Some(viewer.clone()));
        viewer
    }
}

impl Drop for Renewed {
    fn drop(&mut self) {
        let mut shared = self.renewals.shared();
        // Another one may have taken its place meanwhile.
        if shared
            .get(&self.token)
            .is_some_and(|one| one.strong_count() == 0)
        {
            shared.remove(&self.token);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::{FutureExt, future::join_all};
    use sea_orm::DbBackend;

    use super::*;

    #[tokio::test]
    async fn many_who_ask_at_once_cost_two_loads_and_none_hears_what_is_old() {
        let (loads, renewals) = (Arc::new(AtomicU64::new(0)), Renewals::default());
        let counted = loads.clone();
        let reload: Reload = Arc::new(move || {
            let counted = counted.clone();
            async move {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(Viewer::anyone(DbBackend::Sqlite))
            }
            .boxed()
        });
        let token: Token = Some("token".into());
        let first = renewals.of(token.clone(), reload.clone());
        assert!(Arc::ptr_eq(
            &first,
            &renewals.of(token.clone(), reload.clone())
        ));
        let asked = join_all((0..1_000).map(|_| first.viewer())).await;
        assert!(asked.iter().all(Result::is_ok));
        assert!(loads.load(Ordering::SeqCst) <= 2);
        let before = loads.load(Ordering::SeqCst);
        first.viewer().await.unwrap();
        assert_eq!(
            loads.load(Ordering::SeqCst),
            before + 1,
            "a later question is asked anew"
        );
        drop(first);
        assert!(renewals.shared().is_empty());
    }
}
