//! Watches over the access tokens of everything that stays open: one look at all of them, once a period.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;
use uuid::Uuid;

use super::graphql::Prepare;
use crate::platform::{access::Pass, error::Result};

/// Knows which tokens hold something open, and ends it when one is no longer good.
pub struct Vigil {
    prepare: Arc<dyn Prepare>,
    watched: Mutex<HashMap<Arc<str>, Watched>>,
}

struct Watched {
    pass: Pass,
    over: watch::Sender<bool>,
    watches: usize,
}

impl Vigil {
    /// Looks once a period until the server stops.
    pub fn start(
        prepare: Arc<dyn Prepare>,
        period: Duration,
        mut stopping: watch::Receiver<bool>,
    ) -> Arc<Self> {
        let vigil = Arc::new(Self {
            prepare,
            watched: Mutex::default(),
        });
        let looking = vigil.clone();
        tokio::spawn(async move {
            let stopped = async move {
                let _ = stopping.wait_for(|stop| *stop).await;
            };
            tokio::select! {
                () = stopped => {}
                () = looking.look_on(period) => {}
            }
        });
        vigil
    }

    /// Watches over a token for whoever holds something open with it; an error when it is not good now.
    pub async fn watch(self: &Arc<Self>, token: &str) -> Result<Watch> {
        let pass = self.prepare.pass(token.to_owned()).await?;
        let token: Arc<str> = token.into();
        let mut watched = self.watched();
        let one = watched.entry(token.clone()).or_insert_with(|| Watched {
            pass,
            over: watch::Sender::new(false),
            watches: 0,
        });
        one.watches += 1;
        Ok(Watch {
            holder: one.pass.holder,
            over: one.over.subscribe(),
            vigil: self.clone(),
            token,
        })
    }

    async fn look_on(&self, period: Duration) {
        loop {
            tokio::time::sleep(period).await;
            self.look().await;
        }
    }

    async fn look(&self) {
        let (tokens, passes): (Vec<_>, Vec<_>) = {
            let watched = self.watched();
            let all = watched.iter();
            all.map(|(token, one)| (token.clone(), one.pass.clone()))
                .unzip()
        };
        if tokens.is_empty() {
            return;
        }
        match self.prepare.good(passes).await {
            Ok(good) => {
                let watched = self.watched();
                let bad = tokens.iter().zip(good).filter(|(_, good)| !good);
                for (token, _) in bad {
                    if let Some(one) = watched.get(token) {
                        one.over.send_replace(true);
                    }
                }
            }
            // Whoever listens is told nothing new meanwhile: that takes the database too.
            Err(error) => tracing::warn!(?error, "access tokens could not be checked"),
        }
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<Arc<str>, Watched>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds a token under watch.
pub struct Watch {
    holder: Uuid,
    over: watch::Receiver<bool>,
    vigil: Arc<Vigil>,
    token: Arc<str>,
}

impl Watch {
    /// Whose token it is: a person's, or an organisation's.
    pub fn holder(&self) -> Uuid {
        self.holder
    }

    /// Ends when the token is no longer good.
    pub async fn over(mut self) {
        if self.over.wait_for(|over| *over).await.is_err() {
            std::future::pending().await
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = self.vigil.watched();
        if let Some(one) = watched.get_mut(&self.token) {
            one.watches -= 1;
            if one.watches == 0 {
                watched.remove(&self.token);
            }
        }
    }
}
