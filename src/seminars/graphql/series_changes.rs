//! What can be done with series.

use async_graphql::{Context, Object};

use super::{
    CancelSeminarSeriesInput, CancelSeriesRegistrationInput, CreateSeminarSeriesInput,
    PublishSeminarSeriesInput, RegisterForSeminarSeriesInput, UpdateSeminarSeriesInput,
};
use crate::{
    nodes::SeminarSeries,
    payload,
    platform::{error::Result, graphql::ContextExt},
    seminars::series,
};

payload! {
    /// What was made, or why not.
    CreateSeminarSeriesPayload {
        /// The new series.
        series: SeminarSeries
    }
}
payload! {
    /// What was changed, or why not.
    UpdateSeminarSeriesPayload {
        /// The series as it is now; the second one where it was split.
        series: SeminarSeries
    }
}
payload! {
    /// What was published, or why not.
    PublishSeminarSeriesPayload {
        /// The series as it is now.
        series: SeminarSeries
    }
}
payload! {
    /// What was cancelled, or why not.
    CancelSeminarSeriesPayload {
        /// The series as it is now.
        series: SeminarSeries
    }
}
payload! {
    /// What somebody was registered for, or why not.
    RegisterForSeminarSeriesPayload {
        /// The series as it is now.
        series: SeminarSeries
    }
}
payload! {
    /// What was given up, or why not.
    CancelSeriesRegistrationPayload {
        /// The series as it is now.
        series: SeminarSeries
    }
}

#[derive(Default)]
pub struct SeriesMutations;

#[Object]
impl SeriesMutations {
    /// Makes a series and its occurrences of the next 18 months: drafts that its organisers alone see. For editors of the organisation that leads it. Refused with
    /// `BAD_RULE`, `UNSUPPORTED_RULE`, `ENDLESS`, `TOO_MANY_OCCURRENCES`, `TOO_LONG_AHEAD`, `NOT_IN_RULE`, `OUT_OF_PLACE`, and as `createSeminar`.
    async fn create_seminar_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateSeminarSeriesInput,
    ) -> Result<CreateSeminarSeriesPayload> {
        let work = ctx.begin().await?;
        let outcome = series::create(&work, input).await;
        CreateSeminarSeriesPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes one occurrence, one and all that follow, or all that are ahead; what was changed for one alone stays. For its organisers. Refused with
    /// `NOTHING_AHEAD`, `NOT_OF_SERIES`, `IN_THE_PAST`, `WRONG_STATE` once cancelled, and as `createSeminarSeries`.
    async fn update_seminar_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateSeminarSeriesInput,
    ) -> Result<UpdateSeminarSeriesPayload> {
        let work = ctx.begin().await?;
        let outcome = series::update(&work, input).await;
        UpdateSeminarSeriesPayload::from_outcome(work.finish(outcome).await)
    }

    /// Shows a series to those it is for: all its occurrences that are ahead, and those that are added later. For its organisers. Refused with `MISSING` for
    /// what an occurrence still needs, `NOTHING_AHEAD` and `WRONG_STATE`.
    async fn publish_seminar_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PublishSeminarSeriesInput,
    ) -> Result<PublishSeminarSeriesPayload> {
        let work = ctx.begin().await?;
        let outcome = series::publish(&work, input).await;
        PublishSeminarSeriesPayload::from_outcome(work.finish(outcome).await)
    }

    /// Calls one occurrence off, one and all that follow, or the series, for good; registrations stay as they are. For its organisers. Refused with `NOTHING_AHEAD`,
    /// `NOT_OF_SERIES`, and `WRONG_STATE` once the series is cancelled.
    async fn cancel_seminar_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CancelSeminarSeriesInput,
    ) -> Result<CancelSeminarSeriesPayload> {
        let work = ctx.begin().await?;
        let outcome = series::cancel(&work, input).await;
        CancelSeminarSeriesPayload::from_outcome(work.finish(outcome).await)
    }

    /// Registers somebody in every occurrence that is ahead, and in those that are added later; in each they have a seat, or wait for one. Registering again
    /// changes nothing. Questions stay open, and needs unsaid, until the person answers them for an occurrence. Refused with `OCCURRENCE_REGISTRATION`,
    /// and as `registerForSeminar`.
    async fn register_for_seminar_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RegisterForSeminarSeriesInput,
    ) -> Result<RegisterForSeminarSeriesPayload> {
        let work = ctx.begin().await?;
        let outcome = series::register(&work, input).await;
        RegisterForSeminarSeriesPayload::from_outcome(work.finish(outcome).await)
    }

    /// Gives up a registration for a whole series, in every occurrence that has not begun; whoever is next gets the seats at once. For the person and the
    /// organisers. Refused with `NOT_REGISTERED`.
    async fn cancel_series_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CancelSeriesRegistrationInput,
    ) -> Result<CancelSeriesRegistrationPayload> {
        let work = ctx.begin().await?;
        let outcome = series::cancel_registration(&work, input).await;
        CancelSeriesRegistrationPayload::from_outcome(work.finish(outcome).await)
    }
}
