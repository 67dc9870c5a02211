//! Subscriptions: what a viewer hears, for as long as their access is what it was when they began.

use std::sync::Arc;

use async_graphql::Context;
use entity::change_log;
use futures_util::stream::{self, BoxStream, StreamExt};
use metrics::counter;
use tokio::sync::broadcast::error::RecvError;

use super::{
    super::{
        access::{Reload, Renewals, Renewed, Viewer},
        changes,
        error::{Error, Result},
        feed::Feed,
        metering::FEED_LOST,
    },
    context::ContextExt,
};

/// The feed of changes, for one viewer.
#[derive(Clone)]
pub struct Live {
    feed: Feed,
    renewals: Renewals,
    token: Option<Arc<str>>,
    reload: Reload,
}

impl Live {
    /// `reload` finds out anew who asks, with this token.
    pub fn new(feed: Feed, renewals: Renewals, token: Option<Arc<str>>, reload: Reload) -> Self {
        Self {
            feed,
            renewals,
            token,
            reload,
        }
    }

    /// Tells once at the beginning and then at every change that `picks` takes. Ends with an error when the viewer's
    /// access has changed or changes were lost: whoever listens then begins again and misses nothing.
    pub fn follow(
        ctx: &Context<'_>,
        picks: impl Fn(&change_log::Model) -> bool + Send + Sync + 'static,
    ) -> Result<BoxStream<'static, Result<()>>> {
        let changes = Self::changes(ctx, picks)?;
        Ok(changes.map(|change| change.map(|_| ())).boxed())
    }

    /// As `follow`, and tells what changed; nothing at the beginning.
    pub fn changes(
        ctx: &Context<'_>,
        picks: impl Fn(&change_log::Model) -> bool + Send + Sync + 'static,
    ) -> Result<BoxStream<'static, Result<Option<Arc<change_log::Model>>>>> {
        let live: &Self = ctx
            .data_opt()
            .ok_or_else(|| Error::bad_input("Subscribe over a WebSocket or by events."))?;
        let state = Following {
            heard: live.feed.listen(),
            renewed: live.renewals.of(live.token.clone(), live.reload.clone()),
            viewer: ctx.reader().shared_viewer(),
            picks: Box::new(picks),
            over: false,
        };
        let later = stream::unfold(state, |mut state| async move {
            let next = state.next().await?;
            state.over = next.is_err();
            Some((next.map(Some), state))
        });
        Ok(stream::iter([Ok(None)]).chain(later).boxed())
    }
}

struct Following {
    heard: tokio::sync::broadcast::Receiver<Arc<change_log::Model>>,
    renewed: Arc<Renewed>,
    viewer: Arc<Viewer>,
    picks: Box<dyn Fn(&change_log::Model) -> bool + Send + Sync>,
    over: bool,
}

impl Following {
    async fn next(&mut self) -> Option<Result<Arc<change_log::Model>>> {
        if self.over {
            return None;
        }
        let picked = loop {
            match self.heard.recv().await {
                Ok(change) if (self.picks)(&change) => break change,
                Ok(change) if changes::concerns_access(&change.kind) => {
                    if let Err(error) = Box::pin(self.unchanged()).await {
                        return Some(Err(error));
                    }
                }
                Ok(_) => {}
                Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => {
                    counter!(FEED_LOST).increment(1);
                    let message = "Changes came faster than they were read; subscribe again.";
                    return Some(Err(Error::Unavailable(message.to_owned())));
                }
            }
        };
        Some(Box::pin(self.unchanged()).await.map(|()| picked))
    }

    async fn unchanged(&self) -> Result<()> {
        match self.renewed.viewer().await? {
            now if now.covers(&self.viewer) => Ok(()),
            _ => {
                let message = "What you may see has changed; subscribe again.";
                Err(Error::Unavailable(message.to_owned()))
            }
        }
    }
}
