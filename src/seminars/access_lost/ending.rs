//! Ending the registrations of people who do not see what they are for.

use entity::{
    job, registration::RegistrationStatus, registration_event::RegistrationEventKind, seminar,
    seminar_series, series_registration,
};
use futures_util::future::{BoxFuture, FutureExt};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::{
    CAPACITY, Lost,
    who::{standing, these},
};
use crate::{
    platform::{
        access::{Followers, Standings, Work, belonging},
        error::{Error, Result},
        jobs::{Failed, Handler},
        store::{Store, one_of},
    },
    seminars::{
        calendars,
        cancellation::withdraw_all,
        policy::{JoinSeries, TakeSeat},
    },
};

/// Runs what `FollowAccess` put in line.
pub struct EndRegistrations {
    store: Store,
    followers: Followers,
    standings: Standings,
}

impl EndRegistrations {
    pub fn new(store: Store, followers: Followers, standings: Standings) -> Self {
        Self {
            store,
            followers,
            standings,
        }
    }

    /// A transaction for each seminar and series, so that none is held up by the others.
    async fn end(&self, job: &job::Model) -> Result<(), Failed> {
        let lost = serde_json::from_value::<Lost>(job.payload.clone());
        let lost = lost.map_err(|error| Failed::ForGood(format!("it cannot be read: {error}")))?;
        let looking = Work::snapshot(&self.store, CAPACITY).await?;
        let concerned = lost.concerned(&looking, &self.standings).await;
        let concerned = looking.finish(concerned).await?;
        for (series, people) in concerned.series {
            let work = self.work().await?;
            let outcome = self.leave_series(&work, series, &people).await;
            work.finish(or_gone(outcome)).await?;
        }
        for (seminar, registrations) in concerned.seminars {
            let work = self.work().await?;
            let outcome = self.leave(&work, seminar, &registrations).await;
            work.finish(or_gone(outcome)).await?;
        }
        Ok(())
    }

    async fn work(&self) -> Result<Work> {
        Work::of_system(&self.store, CAPACITY, self.followers.clone()).await
    }

    async fn leave(&self, work: &Work, seminar: Uuid, registrations: &[Uuid]) -> Result<()> {
        if registrations.is_empty() {
            return Ok(());
        }
        let seminar = work.permit::<TakeSeat, seminar::Entity>(seminar).await?;
        let rows = these(standing(work), work, registrations)
            .order_by_asc(entity::registration::Column::Id);
        let mut rows = work.all(rows).await?;
        let people: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
        let see = belonging(work, seminar.audience_id, &people, &self.standings).await?;
        rows.retain(|row| !see.contains(&row.person_id));
        // Who has a seat hears of it by what becomes of their calendar.
        let waited = rows
            .iter()
            .filter(|row| row.status != RegistrationStatus::Confirmed);
        let waited: Vec<Uuid> = waited.map(|row| row.id).collect();
        withdraw_all(work, &seminar, &rows, RegistrationEventKind::AccessEnded).await?;
        calendars::left_out(work, seminar.id, waited).await
    }

    async fn leave_series(&self, work: &Work, series: Uuid, people: &[Uuid]) -> Result<()> {
        use series_registration::Column::{CancelledAt, Id, PersonId};
        let series = work
            .permit::<JoinSeries, seminar_series::Entity>(series)
            .await?;
        let see = belonging(work, series.audience_id, people, &self.standings).await?;
        let gone: Vec<Uuid> = people
            .iter()
            .filter(|person| !see.contains(person))
            .copied()
            .collect();
        let backend = work.viewer().backend();
        let live = work
            .select_under::<series_registration::Entity, _, _>(&series)
            .filter(one_of(backend, PersonId.into_expr(), &gone))
            .filter(CancelledAt.is_null());
        let live: Vec<Uuid> = work.all(live).await?.iter().map(|row| row.id).collect();
        if live.is_empty() {
            return Ok(());
        }
        let these = Condition::all().add(one_of(backend, Expr::col(Id), &live));
        let now = [(CancelledAt, Expr::value(work.now()))];
        work.change_under::<series_registration::Entity, _, _>(&series, now, these)
            .await?;
        let told = seminar_series::ActiveModel {
            edition: Set(series.edition),
            ..Default::default()
        };
        work.update(&series, told).await?;
        Ok(())
    }
}

/// What is gone meanwhile has nobody in it.
fn or_gone(outcome: Result<()>) -> Result<()> {
    match outcome {
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}

impl Handler for EndRegistrations {
    fn kind(&self) -> &'static str {
        CAPACITY
    }

    fn run<'a>(&'a self, job: &'a job::Model) -> BoxFuture<'a, Result<(), Failed>> {
        self.end(job).boxed()
    }
}
