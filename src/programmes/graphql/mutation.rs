//! The changes of programmes, their rules and calls.

use async_graphql::{Context, Object};

use crate::{
    nodes::Programme,
    payload,
    platform::{error::Result, graphql::ContextExt},
    programmes::programme::{
        self, CreateProgrammeInput, LeaveProgrammeInput, UpdateProgrammeInput,
    },
};

payload! {
    /// What `createProgramme` answers.
    CreateProgrammePayload {
        /// The new programme, a draft. Null when it was refused.
        programme: Programme
    }
}
payload! {
    /// What `updateProgramme` answers.
    UpdateProgrammePayload {
        /// The programme after the change. Null when it was refused.
        programme: Programme
    }
}

payload! {
    /// What `leaveProgramme` answers.
    LeaveProgrammePayload {
        /// The programme after the change. Null when it was refused.
        programme: Programme
    }
}

#[derive(Default)]
pub struct ProgrammeMutations;

#[Object]
impl ProgrammeMutations {
    /// Makes a programme, as a draft that only its editors see; for editors and admins of its owner. Refusals: `WRONG_ID`,
    /// `MISSING`, `TOO_LONG`, `TOO_MANY`, `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN`, `UNKNOWN_CODE`, `UNKNOWN_CURRENCY`,
    /// `IN_THE_FUTURE`, `RING`, `NOT_YOURS`, `NOT_YOUR_NETWORK`, `NO_NETWORK`.
    async fn create_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: CreateProgrammeInput,
    ) -> Result<CreateProgrammePayload> {
        let work = ctx.begin().await?;
        let outcome = programme::create(&work, input).await;
        CreateProgrammePayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a programme or publishes it, for its editors. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `TOO_MANY`,
    /// `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN`, `UNKNOWN_CODE`, `UNKNOWN_CURRENCY`, `IN_THE_FUTURE`, `RING`,
    /// `NOT_YOURS`, `NOT_YOUR_NETWORK`, `NO_NETWORK`.
    async fn update_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateProgrammeInput,
    ) -> Result<UpdateProgrammePayload> {
        let work = ctx.begin().await?;
        let outcome = programme::update(&work, input).await;
        UpdateProgrammePayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an organisation out of a programme in which it has a part, for editors and admins of the organisation. Refusals:
    /// `WRONG_ID`, `UNKNOWN`.
    async fn leave_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who leaves what.")] input: LeaveProgrammeInput,
    ) -> Result<LeaveProgrammePayload> {
        let work = ctx.begin().await?;
        let outcome = programme::leave(&work, input).await;
        LeaveProgrammePayload::from_outcome(work.finish(outcome).await)
    }
}
