//! A date poll as those who are asked see it, and as its organisers do.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Object};
use entity::{
    date_option,
    date_poll::{self, DateSuggestions, VotesShown},
    date_poll_organisation, date_vote, organisation, seminar,
    seminar_notice::{self, NoticeKind},
};
use uuid::Uuid;

use crate::{
    nodes::{Organisation, Person},
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, DateTime, Nullable},
        list::ById,
    },
    seminars::{
        policy::ArrangeSeminar,
        polls::{Shown, is_open, unanswered},
    },
};

use super::date_option::{DateOption, Seen};

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

    /// Those who lack a vote that counts for some date that is ahead: who is to be reminded. Null for those who are not organisers.
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
            let now = ctx.reader().store().clock.now();
            let lacking = unanswered(&self.0.asked, &options, &votes, now);
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
