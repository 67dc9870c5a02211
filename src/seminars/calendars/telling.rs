//! The jobs that tell people of seminars.

use chrono::{DateTime, Utc};
use entity::{job, seminar_reminder::ReminderKind};
use futures_util::future::{BoxFuture, FutureExt};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::event::Maker;
use crate::platform::{
    access::{Followers, Work},
    error::{Error, Result},
    jobs::{self, Failed, Handler, NewJob},
    store::Store,
};

const KIND: &str = "seminar";

/// What is to be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Telling {
    /// To those registered what became of their seats, or of the seminar; none named: to all of them.
    Invitations {
        seminar: Uuid,
        registrations: Option<Vec<Uuid>>,
    },
    /// To those confirmed that the seminar begins, from the registration after that one on.
    Reminder {
        seminar: Uuid,
        kind: ReminderKind,
        due_for: DateTime<Utc>,
        after: Option<Uuid>,
    },
    /// To those noted what they were noted for.
    Notices { seminar: Uuid },
    /// To those registered for a whole series what became of it; none named: to all of them.
    Series {
        series: Uuid,
        people: Option<Vec<Uuid>>,
    },
}

pub(super) fn job_of(work: &Work, telling: &Telling, unique_key: Option<String>) -> Result<NewJob> {
    Ok(NewJob {
        kind: KIND,
        unique_key,
        payload: serde_json::to_value(telling).map_err(Error::internal)?,
        run_at: work.now(),
    })
}

pub(super) async fn enqueue(
    work: &Work,
    telling: Telling,
    unique_key: Option<String>,
) -> Result<()> {
    jobs::enqueue(work, job_of(work, &telling, unique_key)?).await?;
    Ok(())
}

/// Writes what people are told of seminars.
pub struct TellParticipants {
    store: Store,
    pub(super) maker: Maker,
    /// One at a time in a process: they all write, and SQLite has one writer.
    turn: Mutex<()>,
}

impl TellParticipants {
    pub fn new(store: Store, maker: Maker) -> Self {
        Self {
            store,
            maker,
            turn: Mutex::default(),
        }
    }

    async fn tell(&self, job: &job::Model) -> Result<(), Failed> {
        let telling = serde_json::from_value::<Telling>(job.payload.clone());
        let telling =
            telling.map_err(|error| Failed::ForGood(format!("it cannot be read: {error}")))?;
        let _turn = self.turn.lock().await;
        let work = Work::of_system(&self.store, "calendar", Followers::default()).await?;
        let outcome = match telling {
            Telling::Invitations {
                seminar,
                registrations,
            } => self.invite(&work, seminar, registrations).await,
            Telling::Reminder {
                seminar,
                kind,
                due_for,
                after,
            } => self.remind(&work, seminar, (kind, due_for), after).await,
            Telling::Notices { seminar } => self.notify(&work, seminar).await,
            Telling::Series { series, people } => self.tell_series(&work, series, people).await,
        };
        let outcome = match outcome {
            // What is gone concerns nobody.
            Err(Error::NotFound) => Ok(()),
            other => other,
        };
        Ok(work.finish(outcome).await?)
    }
}

impl Handler for TellParticipants {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, job: &'a job::Model) -> BoxFuture<'a, Result<(), Failed>> {
        self.tell(job).boxed()
    }
}
