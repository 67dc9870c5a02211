//! A date poll as those who are asked see it, and as its organisers do.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll::{self, DateSuggestions, VotesShown},
    date_poll_organisation,
    date_vote::{self, DateAnswer},
    organisation, seminar,
    seminar_notice::{self, NoticeKind},
};
use uuid::Uuid;

use crate::{
    nodes::{Organisation, Person},
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, DateTime, LocalDateTime, Nullable, TimeZone, id},
        list::ById,
    },
    seminars::{
        policy::ArrangeSeminar,
        polls::{Shown, Tally, TallyOf, is_open, unanswered},
    },
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
struct Seen {
    seminar: Arc<seminar::Model>,
    poll: date_poll::Model,
    asked: Arc<Vec<date_poll_organisation::Model>>,
    shown: Shown,
}

pub struct DateOption(date_option::Model, Seen);

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

pub struct DatePoll(Seen);

/// Which date suits, asked of organisations.
#[Object]
impl DatePoll {
    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        self.0.poll.opened_at.into()
    }

    /// After it no vote is taken; null: until a date is chosen.
    async fn closes_at(&self) -> Option<DateTime> {
        self.0.poll.closes_at.map(DateTime)
    }

    /// Whether votes are taken at this moment.
    async fn is_open(&self, ctx: &Context<'_>) -> bool {
        let now = ctx.reader().store().clock.now();
        is_open(&self.0.seminar, &self.0.poll, now)
    }

    /// How many organisations must be able to come; null: any number.
    async fn quorum(&self) -> Option<i32> {
        self.0.poll.quorum
    }

    /// Whether those who are asked may propose dates.
    async fn suggestions(&self) -> DateSuggestions {
        self.0.poll.suggestions
    }

    /// What those who are asked see of the votes of others.
    async fn votes_shown(&self) -> VotesShown {
        self.0.poll.votes_shown
    }

    /// The dates, in the order of their start: those that are asked about; suggestions only for organisers and those who made them.
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<DateOption>> {
        let rows = ctx
            .details::<seminar::Entity, date_option::Entity>(&self.0.seminar)
            .await?;
        let shown = rows.iter().filter(|option| self.0.shown.option(option));
        Ok(shown
            .map(|option| DateOption(option.clone(), self.0.clone()))
            .collect())
    }

    /// The date that was chosen; null as long as none is.
    async fn chosen(&self, ctx: &Context<'_>) -> Nullable<DateOption> {
        Nullable::of(async {
            let rows = ctx
                .details::<seminar::Entity, date_option::Entity>(&self.0.seminar)
                .await?;
            let chosen = rows
                .iter()
                .find(|option| Some(option.id) == self.0.poll.chosen_option_id);
            Ok(chosen.map(|option| DateOption(option.clone(), self.0.clone())))
        })
        .await
    }

    /// When it was chosen.
    async fn chosen_at(&self) -> Option<DateTime> {
        self.0.poll.chosen_at.map(DateTime)
    }

    /// Who is asked.
    async fn asked(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        let asked = self.0.asked.iter().map(|one| one.organisation_id);
        organisations(ctx, asked.collect()).await
    }

    /// Those of them for which the viewer can answer.
    async fn viewer_organisations(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        organisations(ctx, self.0.shown.own.clone()).await
    }

    /// Those who lack a vote that counts for some date: who is to be reminded. Null for those who are not organisers.
    async fn unanswered(&self, ctx: &Context<'_>) -> Nullable<Vec<Organisation>> {
        Nullable::of(async {
            if !self.0.shown.arranges {
                return Ok(None);
            }
            let options = ctx
                .details::<seminar::Entity, date_option::Entity>(&self.0.seminar)
                .await?;
            let votes = ctx
                .details::<seminar::Entity, date_vote::Entity>(&self.0.seminar)
                .await?;
            let lacking = unanswered(&self.0.asked, &options, &votes);
            organisations(ctx, lacking).await.map(Some)
        })
        .await
    }
}

/// The organisations with these ids, in that order, in one statement.
pub(super) async fn organisations(ctx: &Context<'_>, ids: Vec<Uuid>) -> Result<Vec<Organisation>> {
    let keys = ids.iter().map(|id| ById::<organisation::Entity>::new(*id));
    let found = ctx.loader().load_many(keys).await?;
    let mut found: HashMap<Uuid, _> = found.into_iter().map(|(key, row)| (key.0, row)).collect();
    let rows = ids.into_iter().filter_map(|id| found.remove(&id));
    Ok(rows.map(Organisation::from).collect())
}

/// Somebody who is to be told of something.
pub struct SeminarNotice(seminar_notice::Model);

/// Somebody who is to be told of something about a seminar.
#[Object]
impl SeminarNotice {
    /// Of what.
    async fn kind(&self) -> NoticeKind {
        self.0.kind
    }

    /// Who; null when the viewer may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// For which organisation the person acted.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// Since when.
    async fn noted_at(&self) -> DateTime {
        self.0.noted_at.into()
    }
}

pub struct PollOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl PollOfSeminar {
    /// The poll in which its date is sought, or was. Null where there is none, and for those who neither arrange the seminar nor belong to an organisation that is asked.
    async fn date_poll(&self, ctx: &Context<'_>) -> Nullable<DatePoll> {
        Nullable::of(async {
            let polls = ctx
                .details::<seminar::Entity, date_poll::Entity>(&self.0)
                .await?;
            let Some(poll) = polls.first() else {
                return Ok(None);
            };
            let asked = ctx
                .details::<seminar::Entity, date_poll_organisation::Entity>(&self.0)
                .await?;
            let shown = Shown::to(ctx.viewer(), &self.0, poll, &asked);
            Ok(shown.map(|shown| {
                DatePoll(Seen {
                    seminar: self.0.clone(),
                    poll: poll.clone(),
                    asked,
                    shown,
                })
            }))
        })
        .await
    }

    /// Who is to be told of what: those who voted of the date that was chosen, participants of the summary. Organisers see
    /// everyone, others themselves.
    async fn notices(&self, ctx: &Context<'_>) -> Result<Vec<SeminarNotice>> {
        let rows = ctx
            .details::<seminar::Entity, seminar_notice::Entity>(&self.0)
            .await?;
        let viewer = ctx.viewer();
        let arranges = Allows::<ArrangeSeminar>::allows(&*self.0, viewer);
        let shown = rows
            .iter()
            .filter(|row| arranges || viewer.is(row.person_id));
        Ok(shown.cloned().map(SeminarNotice).collect())
    }
}
