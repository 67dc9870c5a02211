//! The one place that asks what time it is, so that tests can move it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

/// The time, to the microsecond: what both databases keep. Clones share what tests have moved.
#[derive(Clone, Default)]
pub struct Clock {
    /// How far ahead of the machine's time it stands, in microseconds.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed));
        (Utc::now() + ahead).trunc_subsecs(6)
    }

    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// For tests: time passes.
    pub fn advance(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap_or(i64::MAX);
        self.ahead.fetch_add(by, Ordering::Relaxed);
    }
}

/// An id for a new row; later ones sort after earlier ones.
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
