//! What is only seen by looking: how many wait, how far behind the feed is, what the process takes.

use std::{sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt};
use metrics::gauge;
use metrics_process::Collector;
use tokio::{sync::watch, time::timeout};

use crate::{
    documents::files::Files,
    people,
    platform::{
        changes,
        feed::Feed,
        http::{line::Line, metrics::Sample, websocket::Sockets},
        metering,
        store::Store,
        throttle::Throttle,
    },
};

/// How long the newest change is looked for.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often what was measured is put in order, whether or not anybody reads it.
const TIDY: Duration = Duration::from_secs(5);

/// What there is to look at.
pub(super) struct Sampled {
    pub(super) store: Store,
    pub(super) feed: Feed,
    pub(super) files: Files,
    pub(super) throttle: Arc<Throttle>,
    pub(super) line: Arc<Line>,
    pub(super) sockets: Arc<Sockets>,
    pub(super) process: Collector,
}

impl Sample for Sampled {
    fn sample(&self) -> BoxFuture<'_, ()> {
        async {
            let set = |name, figure: usize| gauge!(name).set(figure as f64);
            set(metering::IN_WORK, self.line.in_work());
            set(metering::PLACES, self.line.most());
            set(metering::WAITING, self.line.waiting());
            set(metering::SOCKETS, self.sockets.count());
            set(metering::PASSWORDS, people::passwords_in_work());
            set(metering::UPLOADS, self.files.uploads());
            set(metering::REMEMBERED, self.throttle.remembered());
            for pool in self.store.pools() {
                let states = [("used", pool.used), ("idle", pool.open - pool.used)];
                for (state, figure) in states {
                    gauge!(metering::CONNECTIONS, "pool" => pool.pool, "state" => state)
                        .set(figure as f64);
                }
            }
            for replica in self.store.replicas() {
                let name = replica.address;
                let up = if replica.answers { 1.0 } else { 0.0 };
                gauge!(metering::REPLICA_UP, "replica" => name.clone()).set(up);
                if let Some(lag) = replica.lag {
                    gauge!(metering::REPLICA_LAG, "replica" => name).set(lag.as_secs_f64());
                }
            }
            let database = format!("{:?}", self.store.backend()).to_lowercase();
            gauge!(metering::BUILD, "version" => env!("CARGO_PKG_VERSION"), "database" => database)
                .set(1.0);
            if let Ok(Ok(newest)) = timeout(PATIENCE, changes::newest(&self.store)).await {
                let lag = newest.saturating_sub(self.feed.told()).max(0);
                gauge!(metering::FEED_LAG).set(lag as f64);
            }
            self.process.collect();
        }
        .boxed()
    }
}

/// Keeps what is measured and what the limits remember from growing.
pub(super) fn tidy(throttle: Arc<Throttle>, mut stopping: watch::Receiver<bool>) {
    let work = async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(TIDY) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            throttle.sweep();
            if let Some(counted) = metering::start() {
                counted.run_upkeep();
            }
        }
    };
    tokio::spawn(work);
}
