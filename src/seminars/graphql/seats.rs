//! The seats of a seminar, and who has one.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_graphql::{Context, ID, Object, SimpleObject, Subscription};
use entity::{
    change_log,
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar::{self, SeatMode},
};
use futures_util::{FutureExt, Stream, StreamExt, TryStreamExt, future::ready};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    list,
    nodes::{Registration, Seminar},
    platform::{
        access::Resource,
        error::{Error, Result},
        graphql::{ContextExt, DateTime, Live, Nullable, id},
        list::Link,
    },
    seminars::{
        queue::OwnRegistration,
        registration::{LIVE, is_open},
        seats::fits,
    },
};

use super::{RegistrationFilter, RegistrationOrder};

/// Seats of one kind.
#[derive(SimpleObject)]
pub struct SeatPool {
    /// Where these seats are.
    pub kind: SeatKind,
    /// How many there are; null: as many as come.
    pub capacity: Option<i32>,
    /// How many are taken.
    pub confirmed: i32,
    /// How many people wait for one.
    pub waiting: i32,
    /// How many are offered to somebody who has not answered yet.
    pub offered: i32,
    /// How many can be had at once: none while anyone waits; null where there is no limit.
    pub free: Option<i32>,
}

impl From<&seat_pool::Model> for SeatPool {
    fn from(row: &seat_pool::Model) -> Self {
        let free = |capacity: i32| match row.waiting {
            0 => (capacity - row.confirmed - row.offered).max(0),
            _ => 0,
        };
        Self {
            kind: row.kind,
            capacity: row.capacity,
            confirmed: row.confirmed,
            waiting: row.waiting,
            offered: row.offered,
            free: row.capacity.map(free),
        }
    }
}

pub struct SeatsOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl SeatsOfSeminar {
    /// From when people can register; null: from when it is published.
    async fn registration_opens_at(&self) -> Option<DateTime> {
        self.0.registration_opens_at.map(DateTime)
    }

    /// Until when people can register; null: until it begins.
    async fn registration_closes_at(&self) -> Option<DateTime> {
        self.0.registration_closes_at.map(DateTime)
    }

    /// Whether people can register at this moment; when no seat is free they wait.
    async fn is_registration_open(&self, ctx: &Context<'_>) -> bool {
        is_open(&self.0, ctx.reader().store().clock.now())
    }

    /// How many seats one organisation can have; further people of it wait. Null: no limit.
    async fn seats_per_organisation(&self) -> Option<i32> {
        self.0.seats_per_organisation
    }

    /// How somebody who waits gets a seat that is free.
    async fn seat_mode(&self) -> SeatMode {
        self.0.seat_mode
    }

    /// Whether organisers let people in one by one.
    async fn needs_approval(&self) -> bool {
        self.0.needs_approval
    }

    /// How many people have a seat.
    async fn registration_count(&self) -> i32 {
        self.0.confirmed_count
    }

    /// How many people wait for a seat.
    async fn waiting_count(&self) -> i32 {
        self.0.waiting_count
    }

    /// Its seats, by kind.
    async fn seat_pools(&self, ctx: &Context<'_>) -> Result<Vec<SeatPool>> {
        let rows = ctx
            .details::<seminar::Entity, seat_pool::Entity>(&self.0)
            .await?;
        // One of a kind that the mode has no more rests; it is shown as long as it says something of people.
        let shown = |row: &&seat_pool::Model| {
            fits(self.0.mode, row.kind) || row.confirmed + row.waiting + row.offered > 0
        };
        Ok(rows.iter().filter(shown).map(SeatPool::from).collect())
    }

    /// The viewer's own registration; null when there is none, or none that still stands.
    async fn viewer_registration(&self, ctx: &Context<'_>) -> Nullable<Registration> {
        let own = ctx.loader().load_one(OwnRegistration(self.0.id)).await;
        own.map(|own| own.map(Registration::from)).into()
    }
}

list! {
    /// The registrations that the viewer may see: their own, those of people on the list of participants, and for
    /// organisers all.
    RegistrationsOfSeminar of seminar { registrations: registration as Registration, filter RegistrationFilter, order RegistrationOrder,
        by Link::by(registration::Column::SeminarId) }
}

#[derive(Default)]
pub struct SeminarSubscriptions;

type Heard = Pin<Box<dyn Stream<Item = Result<Seminar>> + Send>>;
type HeardOwn = Pin<Box<dyn Stream<Item = Result<Option<Registration>>> + Send>>;

#[Subscription]
impl SeminarSubscriptions {
    /// The seminar now, and again after each change of its seats or of itself. Ends with `NOT_FOUND` when it
    /// can no longer be seen, and with `UNAVAILABLE` when the viewer's access has changed: subscribe again then.
    async fn seminar_seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which seminar.")] id: ID,
    ) -> Result<Heard> {
        follow(ctx, &id)
    }

    /// The seminar now, and again after each change of it: its time, its place, its state, its hosts, its agenda, its seats. Ends with an
    /// error when it can no longer be seen.
    async fn seminar_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which seminar.")] id: ID,
    ) -> Result<Heard> {
        follow(ctx, &id)
    }

    /// The viewer's own registration now, and again whenever it changes or, as long as they wait, their `position` may have; null while there is none that stands.
    /// For the signed-in.
    async fn viewer_registration_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which seminar.")] seminar_id: ID,
    ) -> Result<HeardOwn> {
        follow_own(ctx, &seminar_id)
    }

    /// The seminar now, and again after each vote on its dates, each suggestion, and each change of itself. Ends with
    /// `NOT_FOUND` when it can no longer be seen, and with `UNAVAILABLE` when the viewer's access has changed: subscribe
    /// again then.
    async fn date_poll_votes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which seminar.")] id: ID,
    ) -> Result<Heard> {
        follow(ctx, &id)
    }
}

fn follow(ctx: &Context<'_>, id: &ID) -> Result<Heard> {
    let id = id::argument::<seminar::Entity>(id, "id")?;
    let this = move |change: &change_log::Model| {
        change.kind == seminar::Entity::KIND && change.entity_id == id
    };
    let reader = ctx.reader().clone();
    let loaded = Live::follow(ctx, this)?.then(move |told| {
        let reader = reader.clone();
        async move {
            told?;
            let select = reader
                .select::<seminar::Entity>()
                .filter(seminar::Column::Id.eq(id));
            reader.one(select).await?.ok_or(Error::NotFound)
        }
        // For it is large, and there is none of it while nothing happens.
        .boxed()
    });
    Ok(until_error(fresh(loaded).map_ok(Seminar::from).boxed()))
}

fn follow_own(ctx: &Context<'_>, seminar: &ID) -> Result<HeardOwn> {
    let seminar = id::argument::<seminar::Entity>(seminar, "seminarId")?;
    let person = ctx.viewer().person()?;
    let own: Arc<Mutex<Option<Uuid>>> = Arc::default();
    let known = own.clone();
    let this = move |change: &change_log::Model| match change.kind.as_str() {
        seminar::Entity::KIND => change.entity_id == seminar,
        registration::Entity::KIND => *held(&known) == Some(change.entity_id),
        _ => false,
    };
    let reader = ctx.reader().clone();
    let loaded = Live::follow(ctx, this)?.then(move |told| {
        let (reader, own) = (reader.clone(), own.clone());
        async move {
            told?;
            // Asked for in the seminar's name: one that cannot be seen has no registrations to hear of.
            let this = seminar::Column::Id.eq(seminar);
            let sees = reader.select::<seminar::Entity>().filter(this);
            let standing = reader
                .select::<registration::Entity>()
                .filter(registration::Column::SeminarId.eq(seminar))
                .filter(registration::Column::PersonId.eq(person))
                .filter(registration::Column::Status.is_in(LIVE));
            let row = reader.one(standing).await?;
            if row.is_none() && reader.one(sees).await?.is_none() {
                return Err(Error::NotFound);
            }
            *held(&own) = row.as_ref().map(|row| row.id);
            Ok(row)
        }
    });
    let mut last: Option<Option<(Uuid, i64)>> = None;
    let news = loaded.filter_map(move |item| {
        let told = item.as_ref().ok().map(|row| {
            let key = row.as_ref().map(|row| (row.id, row.version));
            let waits = |row: &registration::Model| row.status == RegistrationStatus::Waitlisted;
            let again = last == Some(key) && !row.as_ref().is_some_and(waits);
            last = Some(key);
            !again
        });
        ready(told.unwrap_or(true).then_some(item))
    });
    let news = news.map_ok(|row| row.map(Registration::from));
    Ok(until_error(news.boxed()))
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes over what was told already: several changes may have been read at once.
fn fresh(
    loaded: impl Stream<Item = Result<seminar::Model>> + Send,
) -> impl Stream<Item = Result<seminar::Model>> + Send {
    let mut last = 0;
    loaded.filter_map(move |item| {
        let version = item.as_ref().map_or(i64::MAX, |row| row.version);
        let news = version > last;
        last = last.max(version);
        ready(news.then_some(item))
    })
}

/// Passes on everything up to the first error, and that.
fn until_error<T: Send + 'static>(
    heard: Pin<Box<dyn Stream<Item = Result<T>> + Send>>,
) -> Pin<Box<dyn Stream<Item = Result<T>> + Send>> {
    let next = |heard: Option<Pin<Box<dyn Stream<Item = Result<T>> + Send>>>| async move {
        let mut heard = heard?;
        let item = heard.next().await?;
        let rest = item.is_ok().then_some(heard);
        Some((item, rest))
    };
    futures_util::stream::unfold(Some(heard), next).boxed()
}
