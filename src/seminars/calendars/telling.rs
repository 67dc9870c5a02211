//! The jobs that tell people of seminars.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{job, seminar, seminar_reminder::ReminderKind};
use futures_util::future::{BoxFuture, FutureExt};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{
    event::Maker,
    letters::{Addressee, addressees},
};
use crate::platform::{
    access::{Followers, Standings, Work, belonging},
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
    /// To those who wait that the seminar is at another time or place, from the registration after that one on.
    Waiting { seminar: Uuid, after: Option<Uuid> },
    /// To those whose offers have ended where they stand now.
    Lapsed {
        seminar: Uuid,
        registrations: Vec<Uuid>,
    },
    /// To those whom organisers let in, or not, what became of it.
    Decided {
        seminar: Uuid,
        registrations: Vec<Uuid>,
    },
    /// To those who waited that their registration has ended with their access.
    LeftOut {
        seminar: Uuid,
        registrations: Vec<Uuid>,
    },
    /// To those who write for organisations that a date poll, opened at that moment, is there; none named: for all of them.
    Polled {
        seminar: Uuid,
        opened_at: DateTime<Utc>,
        organisations: Option<Vec<Uuid>>,
    },
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

/// These are registered in another way than before: they are told of what concerns them.
pub async fn concerned(work: &Work, seminar: Uuid, registrations: Vec<Uuid>) -> Result<()> {
    let telling = Telling::Invitations {
        seminar,
        registrations: Some(registrations),
    };
    enqueue(work, telling, None).await
}

/// Writes what people are told of seminars.
pub struct TellParticipants {
    store: Store,
    pub(super) maker: Maker,
    standings: Standings,
    /// One at a time in a process: they all write, and SQLite has one writer.
    turn: Mutex<()>,
}

impl TellParticipants {
    pub fn new(store: Store, maker: Maker, standings: Standings) -> Self {
        Self {
            store,
            maker,
            standings,
            turn: Mutex::default(),
        }
    }

    /// Those of these people who may see what is for this audience. Nobody is told more than they could read.
    pub(super) async fn who_see(
        &self,
        work: &Work,
        audience: Uuid,
        people: &[Uuid],
    ) -> Result<HashSet<Uuid>> {
        belonging(work, audience, people, &self.standings).await
    }

    /// Those of these people who get mails and may see the seminar.
    pub(super) async fn readers(
        &self,
        work: &Work,
        seminar: &seminar::Model,
        people: &[Uuid],
    ) -> Result<HashMap<Uuid, Addressee>> {
        let see = self.who_see(work, seminar.audience_id, people).await?;
        let people: Vec<Uuid> = see.into_iter().collect();
        addressees(work, &people).await
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
            Telling::Waiting { seminar, after } => self.tell_waiting(&work, seminar, after).await,
            Telling::Lapsed {
                seminar,
                registrations,
            } => self.tell_lapsed(&work, seminar, registrations).await,
            Telling::Decided {
                seminar,
                registrations,
            } => self.tell_decided(&work, seminar, registrations).await,
            Telling::LeftOut {
                seminar,
                registrations,
            } => self.tell_left_out(&work, seminar, registrations).await,
            Telling::Polled {
                seminar,
                opened_at,
                organisations,
            } => {
                self.ask_voters(&work, seminar, opened_at, organisations)
                    .await
            }
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
