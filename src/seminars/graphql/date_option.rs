//! A date of a poll, and what was said to it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll, date_poll_organisation,
    date_vote::{self, DateAnswer},
    organisation, seminar,
};

use crate::{
    nodes::{Organisation, Person},
    platform::{
        error::Result,
        graphql::{ContextExt, DateTime, LocalDateTime, Nullable, TimeZone, id},
    },
    seminars::polls::{Shown, Tally, TallyOf},
};

/// What came of one date. Votes for another time than it has now are stale, and count for nothing else.
#[derive(SimpleObject)]
pub struct DateOptionSummary {
    /// How many organisations said YES.
    pub yes: i32,
    /// How many said IF_NEEDED.
    pub if_needed: i32,
    /// How many said NO.
    pub no: i32,
    /// How many votes are stale.
    pub stale: i32,
    /// How many organisations can come: YES and IF_NEEDED.
    pub organisations: i32,
    /// Whether that is as many as the poll asks for; true where it asks for no number.
    pub quorum_reached: bool,
    /// Place among the dates: 1 is the best; those that are equally good have the same. Most can come, then most YES, then fewest NO.
    pub rank: i32,
}

impl From<&Tally> for DateOptionSummary {
    fn from(tally: &Tally) -> Self {
        Self {
            yes: tally.yes,
            if_needed: tally.if_needed,
            no: tally.no,
            stale: tally.stale,
            organisations: tally.can(),
            quorum_reached: tally.reaches(tally.quorum),
            rank: tally.rank,
        }
    }
}

pub struct DateVote(date_vote::Model, bool);

/// What an organisation says to a date.
#[Object]
impl DateVote {
    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// Who answered for it; null when the viewer may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// Whether the date suits.
    async fn answer(&self) -> DateAnswer {
        self.0.answer
    }

    /// A remark.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_deref()
    }

    /// The date was moved since; the vote counts again once it is given anew.
    async fn is_stale(&self) -> bool {
        self.1
    }

    /// When it was given.
    async fn voted_at(&self) -> DateTime {
        self.0.voted_at.into()
    }
}

/// A poll, and what of it the viewer sees.
#[derive(Clone)]
pub(super) struct Seen {
    pub(super) seminar: Arc<seminar::Model>,
    pub(super) poll: date_poll::Model,
    pub(super) asked: Arc<Vec<date_poll_organisation::Model>>,
    pub(super) shown: Shown,
}

pub struct DateOption(pub(super) date_option::Model, pub(super) Seen);

/// A date that a seminar could have.
#[Object]
impl DateOption {
    /// Opaque id of this date; the same when it is moved.
    async fn id(&self) -> ID {
        id::global("DateOption", self.0.id)
    }

    /// Start on the clocks of `timeZone`.
    async fn starts_local(&self) -> LocalDateTime {
        self.0.starts_local.into()
    }

    /// End on the clocks of `timeZone`.
    async fn ends_local(&self) -> LocalDateTime {
        self.0.ends_local.into()
    }

    /// IANA zone of the local times.
    async fn time_zone(&self) -> TimeZone {
        TimeZone(self.0.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC))
    }

    /// Start as an instant.
    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    /// End as an instant.
    async fn ends_at(&self) -> DateTime {
        self.0.ends_at.into()
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where it stands in the poll.
    async fn status(&self) -> DateOptionStatus {
        self.0.status
    }

    /// The organisation that proposed it; null: the organisers.
    async fn suggested_by(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.suggested_by_id)
            .await
    }

    /// What came of it so far; null where the poll shows that to its organisers only, and for a date that nobody is asked about.
    async fn summary(&self, ctx: &Context<'_>) -> Nullable<DateOptionSummary> {
        Nullable::of(async {
            if !self.1.shown.counts() {
                return Ok(None);
            }
            let tallies = ctx.loader().load_one(TallyOf(self.0.seminar_id)).await?;
            let tally = tallies.as_ref().and_then(|all| all.get(&self.0.id));
            Ok(tally.map(DateOptionSummary::from))
        })
        .await
    }

    /// The votes that the viewer may see: those of their own organisations, and as the poll's `votesShown` says; organisers see all.
    async fn votes(&self, ctx: &Context<'_>) -> Result<Vec<DateVote>> {
        let rows = ctx
            .details::<seminar::Entity, date_vote::Entity>(&self.1.seminar)
            .await?;
        let own = rows
            .iter()
            .filter(|vote| vote.option_id == self.0.id && self.1.shown.vote(vote));
        let stale = |vote: &date_vote::Model| vote.revision != self.0.revision;
        Ok(own
            .map(|vote| DateVote(vote.clone(), stale(vote)))
            .collect())
    }
}
