//! Writing experiences, their life, and reports of their reuse.

use async_graphql::{Context, Object};

use crate::{
    exchange::{
        experience::{self, CreateExperienceInput, UpdateExperienceInput},
        reuse::{self, ReportReuseInput},
        review::{self, ExperienceStepInput, ReviewExperienceInput},
    },
    nodes::{Experience, ReuseReport},
    payload,
    platform::{error::Result, graphql::ContextExt},
};

payload! {
    /// What `createExperience` answers.
    CreateExperiencePayload {
        /// The new experience, a draft. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `updateExperience` answers.
    UpdateExperiencePayload {
        /// The experience after the change. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `submitExperience` answers.
    SubmitExperiencePayload {
        /// The experience, `IN_REVIEW`. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `withdrawExperience` answers.
    WithdrawExperiencePayload {
        /// The experience, a draft again. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `reviewExperience` answers.
    ReviewExperiencePayload {
        /// The experience, `PUBLISHED` or a draft again. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `confirmExperience` answers.
    ConfirmExperiencePayload {
        /// The experience, `PUBLISHED`. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `archiveExperience` answers.
    ArchiveExperiencePayload {
        /// The experience, `ARCHIVED`. Null when it was refused.
        experience: Experience
    }
}

payload! {
    /// What `reportReuse` answers.
    ReportReusePayload {
        /// The new report. Null when it was refused.
        reuse_report: ReuseReport
    }
}

#[derive(Default)]
pub struct ExperienceMutations;

#[Object]
impl ExperienceMutations {
    /// Writes an experience down, as a draft, for editors and admins of its owner. Refusals: `WRONG_ID`, `MISSING`,
    /// `TOO_LONG`, `DUPLICATE`, `TOO_MANY`, `REVERSED`, `OUT_OF_RANGE`, `UNKNOWN_CURRENCY`, `UNKNOWN`, `NOT_YOUR_NETWORK`.
    async fn create_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The experience.")] input: CreateExperienceInput,
    ) -> Result<CreateExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = experience::create(&work, input).await;
        CreateExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes an experience, for editors and admins of its owner; not while it is reviewed, nor once it is archived. Refusals:
    /// `WRONG_STATE`, `WRONG_ID`, `MISSING`, `TOO_LONG`, `DUPLICATE`, `TOO_MANY`, `REVERSED`, `OUT_OF_RANGE`,
    /// `UNKNOWN_CURRENCY`, `UNKNOWN`, `NOT_YOUR_NETWORK`, `INCOMPLETE`.
    async fn update_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateExperienceInput,
    ) -> Result<UpdateExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = experience::update(&work, input).await;
        UpdateExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Hands a draft in for review, for editors and admins of its owner. Refusals: `WRONG_ID`, `TOO_LONG`, `WRONG_STATE`,
    /// `INCOMPLETE`.
    async fn submit_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ExperienceStepInput,
    ) -> Result<SubmitExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = review::submit(&work, input).await;
        SubmitExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes back what was handed in, for editors and admins of its owner. Refusals: `WRONG_ID`, `TOO_LONG`, `WRONG_STATE`.
    async fn withdraw_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ExperienceStepInput,
    ) -> Result<WithdrawExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = review::withdraw(&work, input).await;
        WithdrawExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Publishes what was handed in, or gives it back: an editor or admin of the owner, or a coordinator of one of its networks,
    /// other than who wrote it and who handed it in. Refusals: `WRONG_ID`, `WRONG_STATE`, `OWN_EXPERIENCE`, `MISSING`, `TOO_LONG`.
    async fn review_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: ReviewExperienceInput,
    ) -> Result<ReviewExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = review::review(&work, input).await;
        ReviewExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Says that a published or stale experience still holds, for a year, for editors and admins of its owner. Refusals:
    /// `WRONG_ID`, `TOO_LONG`, `WRONG_STATE`.
    async fn confirm_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ExperienceStepInput,
    ) -> Result<ConfirmExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = review::confirm(&work, input).await;
        ConfirmExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends the life of an experience, for editors and admins of its owner; whoever could see it still can. Refusals:
    /// `WRONG_ID`, `TOO_LONG`, `WRONG_STATE`.
    async fn archive_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ExperienceStepInput,
    ) -> Result<ArchiveExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = review::archive(&work, input).await;
        ArchiveExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what came of using an experience of others, for editors and admins of the organisation that used it. Refusals:
    /// `WRONG_ID`, `MISSING`, `TOO_LONG`, `UNKNOWN`, `IN_THE_FUTURE`, `WRONG_STATE`, `NOT_FOR_REUSE`, `OWN_EXPERIENCE`,
    /// `ALREADY_REPORTED`. The same report sent again answers with the first.
    async fn report_reuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ReportReuseInput,
    ) -> Result<ReportReusePayload> {
        let work = ctx.begin().await?;
        let outcome = reuse::report(&work, input).await;
        ReportReusePayload::from_outcome(work.finish(outcome).await)
    }
}
