//! What can be done with date polls.

use async_graphql::{Context, Object};

use crate::{
    nodes::Seminar,
    payload,
    platform::{error::Result, graphql::ContextExt},
    seminars::{
        conflicts,
        polls::{
            self, ChooseDateInput, DecideDateSuggestionInput, OpenDatePollInput,
            RemoveDateOptionInput, SuggestDateInput, UpdateDatePollInput, VoteOnDatesInput,
            WriteDateOptionInput,
        },
    },
};

use super::ConflictSetting;
use conflicts::SetConflictLevelInput;

payload! {
    /// What was asked, or why not.
    OpenDatePollPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was changed, or why not.
    UpdateDatePollPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was written, or why not.
    WriteDateOptionPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was removed, or why not.
    RemoveDateOptionPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was proposed, or why not.
    SuggestDatePayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was decided, or why not.
    DecideDateSuggestionPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was answered, or why not.
    VoteOnDatesPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was chosen, or why not.
    ChooseDatePayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was set, or why not.
    SetConflictLevelPayload {
        /// How much it matters now.
        setting: ConflictSetting
    }
}

#[derive(Default)]
pub struct DatePollMutations;

#[Object]
impl DatePollMutations {
    /// Asks organisations which date suits: the seminar is in DATE_POLL, and those who are asked see it. Their editors and admins are told
    /// by mail, of one that has neither all of its people, and reminded as long as it has not answered. For its organisers. Refused with
    /// `WRONG_STATE`, `IN_THE_PAST`, `REVERSED`, `NONEXISTENT_TIME`, `AMBIGUOUS_TIME` and what is wrong in the form.
    async fn open_date_poll(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: OpenDatePollInput,
    ) -> Result<OpenDatePollPayload> {
        let work = ctx.begin().await?;
        let outcome = polls::open(&work, input).await;
        OpenDatePollPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes how a date poll is held; whom it asks anew is told by mail. For the organisers. Refused with `NO_DATE_POLL`, `WRONG_STATE`, `IN_THE_PAST`.
    async fn update_date_poll(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateDatePollInput,
    ) -> Result<UpdateDatePollPayload> {
        let work = ctx.begin().await?;
        let outcome = polls::update(&work, input).await;
        UpdateDatePollPayload::from_outcome(work.finish(outcome).await)
    }

    /// Adds a date to a poll, or moves one: its votes are kept and become stale. For the organisers. Refused with `UNKNOWN`, `DUPLICATE`,
    /// `TOO_MANY`, `WRONG_STATE` and as `openDatePoll`.
    async fn write_date_option(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteDateOptionInput,
    ) -> Result<WriteDateOptionPayload> {
        let work = ctx.begin().await?;
        let outcome = polls::write(&work, input).await;
        WriteDateOptionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a date out of a poll, with its votes. For the organisers. Refused with `UNKNOWN`, `WRONG_STATE`.
    async fn remove_date_option(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveDateOptionInput,
    ) -> Result<RemoveDateOptionPayload> {
        let work = ctx.begin().await?;
        let outcome = polls::remove(&work, input).await;
        RemoveDateOptionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Proposes a date. For the people of organisations that are asked. Refused with `SUGGESTIONS_OFF`, `POLL_CLOSED`, `NOT_ASKED`,
    /// `DUPLICATE`, `TOO_MANY` and as `openDatePoll`.
    async fn suggest_date(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SuggestDateInput,
    ) -> Result<SuggestDatePayload> {
        let work = ctx.begin().await?;
        let outcome = polls::suggest(&work, input).await;
        SuggestDatePayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a suggested date into the poll, or not. For the organisers. Refused with `NOT_SUGGESTED`, `UNKNOWN`, `WRONG_STATE`.
    async fn decide_date_suggestion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: DecideDateSuggestionInput,
    ) -> Result<DecideDateSuggestionPayload> {
        let work = ctx.begin().await?;
        let outcome = polls::decide(&work, input).await;
        DecideDateSuggestionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Answers a date poll for an organisation; an organisation has one answer to a date, the latest. For its people. Refused with
    /// `POLL_CLOSED`, `NOT_ASKED`, `NO_DATE_POLL`, `UNKNOWN`, `IN_THE_PAST` for a date that has passed.
    async fn vote_on_dates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: VoteOnDatesInput,
    ) -> Result<VoteOnDatesPayload> {
        let work = ctx.begin().await?;
        let outcome = polls::vote(&work, input).await;
        VoteOnDatesPayload::from_outcome(work.finish(outcome).await)
    }

    /// Chooses a date of the poll: the seminar is SCHEDULED for it, and everyone who voted is noted to be told, also if a colleague voted anew since. For the organisers. Refused with
    /// `NOBODY_SAID_YES` and `BELOW_QUORUM` without `force`, with `MISSING` for what it still needs to be published, `IN_THE_PAST`,
    /// and with the kinds of conflicts that block publishing.
    async fn choose_date(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ChooseDateInput,
    ) -> Result<ChooseDatePayload> {
        let work = ctx.begin().await?;
        let outcome = polls::choose(&work, input).await;
        ChooseDatePayload::from_outcome(work.finish(outcome).await)
    }

    /// Sets how much a kind of conflict matters. For coordinators of the network, or without one for those who run the platform.
    /// Refused with `OUT_OF_RANGE`, `OUT_OF_PLACE`.
    async fn set_conflict_level(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SetConflictLevelInput,
    ) -> Result<SetConflictLevelPayload> {
        let work = ctx.begin().await?;
        let outcome = conflicts::set(&work, input).await;
        SetConflictLevelPayload::from_outcome(work.finish(outcome).await)
    }
}
