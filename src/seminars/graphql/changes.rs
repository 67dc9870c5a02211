//! What can be done with seminars.

use async_graphql::{Context, Object};

use crate::{
    nodes::{Registration, Seminar},
    payload,
    platform::{error::Result, graphql::ContextExt},
    seminars::{arranging, cancellation, hosting, registration, stage},
};

use super::inputs::{
    AcceptCoHostingInput, CancelRegistrationInput, CancelSeminarInput, CreateSeminarInput,
    PostponeSeminarInput, PublishSeminarInput, RecordSeminarHeldInput, RegisterForSeminarInput,
    UpdateRegistrationInput, UpdateSeminarInput,
};

payload! {
    /// What was made, or why not.
    CreateSeminarPayload {
        /// The new seminar.
        seminar: Seminar
    }
}
payload! {
    /// What was changed, or why not.
    UpdateSeminarPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was published, or why not.
    PublishSeminarPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was postponed, or why not.
    PostponeSeminarPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was cancelled, or why not.
    CancelSeminarPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was recorded, or why not.
    RecordSeminarHeldPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was accepted, or why not.
    AcceptCoHostingPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// Who was registered, or why not.
    RegisterForSeminarPayload {
        /// The registration.
        registration: Registration
    }
}
payload! {
    /// What was given up, or why not.
    CancelRegistrationPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// What was changed, or why not.
    UpdateRegistrationPayload {
        /// The registration as it is now.
        registration: Registration
    }
}

#[derive(Default)]
pub struct SeminarMutations;

#[Object]
impl SeminarMutations {
    /// Makes a seminar: a draft that its organisers alone see. For editors of the organisation that leads it. Refused with
    /// `NOT_YOUR_NETWORK`, `UNKNOWN`, `NONEXISTENT_TIME`, `AMBIGUOUS_TIME`, `TIME_TWICE`, `OUT_OF_PLACE` for seats that its mode has not,
    /// and what is wrong in the form.
    async fn create_seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateSeminarInput,
    ) -> Result<CreateSeminarPayload> {
        let work = ctx.begin().await?;
        let outcome = arranging::create(&work, input).await;
        CreateSeminarPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a seminar; whoever waits gets the seats that this frees, and if organisers no longer let people in one by one, all who
    /// asked are let in. For its organisers. Refused with `POOL_IN_USE`, also where people are on seats that another mode has not,
    /// `IN_THE_PAST` for a start that people could no longer come to, `IN_THE_FUTURE` for one of a seminar that was held, `WRONG_STATE`
    /// once cancelled or archived, and as `createSeminar`.
    async fn update_seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateSeminarInput,
    ) -> Result<UpdateSeminarPayload> {
        let work = ctx.begin().await?;
        let outcome = arranging::update(&work, input).await;
        UpdateSeminarPayload::from_outcome(work.finish(outcome).await)
    }

    /// Shows a seminar to those it is for: OPEN, or SCHEDULED until registration opens. For its organisers. Refused with `MISSING` for
    /// what it still needs, `IN_THE_PAST` where its time has passed, and `WRONG_STATE`.
    async fn publish_seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PublishSeminarInput,
    ) -> Result<PublishSeminarPayload> {
        let work = ctx.begin().await?;
        let outcome = stage::publish(&work, input).await;
        PublishSeminarPayload::from_outcome(work.finish(outcome).await)
    }

    /// Moves a seminar to another time, perhaps not known yet; the original start is kept, and registrations stay. Publish it again once the new date stands.
    /// For its organisers. Refused with `IN_THE_PAST`, and `WRONG_STATE` once held or cancelled.
    async fn postpone_seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PostponeSeminarInput,
    ) -> Result<PostponeSeminarPayload> {
        let work = ctx.begin().await?;
        let outcome = stage::postpone(&work, input).await;
        PostponeSeminarPayload::from_outcome(work.finish(outcome).await)
    }

    /// Calls a seminar off, for good; registrations stay as they are. For its organisers. Refused with `WRONG_STATE` once held or cancelled.
    async fn cancel_seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CancelSeminarInput,
    ) -> Result<CancelSeminarPayload> {
        let work = ctx.begin().await?;
        let outcome = stage::cancel(&work, input).await;
        CancelSeminarPayload::from_outcome(work.finish(outcome).await)
    }

    /// Records that a seminar has taken place, announced or not: whoever it is for sees it then. For its organisers. Refused with
    /// `NOT_STARTED` before it begins, `WRONG_STATE` if it is cancelled, its date is being sought, or it was recorded before.
    async fn record_seminar_held(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RecordSeminarHeldInput,
    ) -> Result<RecordSeminarHeldPayload> {
        let work = ctx.begin().await?;
        let outcome = stage::record_held(&work, input).await;
        RecordSeminarHeldPayload::from_outcome(work.finish(outcome).await)
    }

    /// Accepts for an organisation to hold a seminar too: its editors become organisers. For editors of that organisation. Refused with `NOT_INVITED`.
    async fn accept_co_hosting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AcceptCoHostingInput,
    ) -> Result<AcceptCoHostingPayload> {
        let work = ctx.begin().await?;
        let outcome = hosting::accept(&work, input).await;
        AcceptCoHostingPayload::from_outcome(work.finish(outcome).await)
    }

    /// Registers somebody: CONFIRMED where a seat is free and nobody waits, else WAITLISTED. Registering again answers with the registration there is.
    /// Refused with `SEMINAR_NOT_OPEN`, `SEAT_KIND_NEEDED`, `NO_SUCH_SEATS`, `NOT_AFFILIATED`, `ORGANISATION_NEEDED`, `CONSENT_NEEDED`, `ERASED`.
    async fn register_for_seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RegisterForSeminarInput,
    ) -> Result<RegisterForSeminarPayload> {
        let work = ctx.begin().await?;
        let outcome = registration::register(&work, input).await;
        RegisterForSeminarPayload::from_outcome(work.finish(outcome).await)
    }

    /// Gives up a registration; whoever is next gets the seat at once. For the person and the organisers. Refused with `WRONG_STATE` once the seminar has been held, and for a seat once it has begun.
    async fn cancel_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CancelRegistrationInput,
    ) -> Result<CancelRegistrationPayload> {
        let work = ctx.begin().await?;
        let outcome = cancellation::cancel(&work, input).await;
        CancelRegistrationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Agrees to stand on the list of participants, or no longer. For the person alone.
    async fn update_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateRegistrationInput,
    ) -> Result<UpdateRegistrationPayload> {
        let work = ctx.begin().await?;
        let outcome = cancellation::consent(&work, input).await;
        UpdateRegistrationPayload::from_outcome(work.finish(outcome).await)
    }
}
