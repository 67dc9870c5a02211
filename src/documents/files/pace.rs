//! A sender must get on: a slow line is fine, a still one is not.

use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};

/// What must arrive in each stretch of waiting.
const LEAST: usize = 8 * 1024;

/// Counts only the time spent waiting for the sender, not what the storage takes.
pub struct Pace {
    patience: Duration,
    waited: Duration,
    came: usize,
}

/// The sender stood still.
pub struct StoodStill;

impl Pace {
    pub fn new(patience: Duration) -> Self {
        Self {
            patience,
            waited: Duration::ZERO,
            came: 0,
        }
    }

    /// What comes next, or nothing at the end.
    pub async fn next<S>(&mut self, from: &mut S) -> Result<Option<S::Item>, StoodStill>
    where
        S: Stream + Unpin,
    {
        let begun = Instant::now();
        let left = self.patience.saturating_sub(self.waited);
        let next = tokio::time::timeout(left, from.next()).await;
        self.waited += begun.elapsed();
        next.map_err(|_| StoodStill)
    }

    /// So many bytes arrived.
    pub fn count(&mut self, bytes: usize) {
        self.came += bytes;
        if self.came >= LEAST {
            self.came = 0;
            self.waited = Duration::ZERO;
        }
    }
}
