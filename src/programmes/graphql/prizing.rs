//! The changes of prizes and initiatives.

use async_graphql::{Context, Object};

use crate::{
    nodes::{Initiative, Nomination, Prize, PrizeEdition},
    payload,
    platform::{error::Result, graphql::ContextExt},
    programmes::{
        edition::{self, CreatePrizeEditionInput, UpdatePrizeEditionInput},
        initiative::{self, CreateInitiativeInput, UpdateInitiativeInput},
        nomination::{self, NominateInput, UpdateNominationInput},
        prize::{self, CreatePrizeInput, UpdatePrizeInput},
    },
};

payload! {
    /// What `createPrize` answers.
    CreatePrizePayload {
        /// The new prize. Null when it was refused.
        prize: Prize
    }
}
payload! {
    /// What `updatePrize` answers.
    UpdatePrizePayload {
        /// The prize after the change. Null when it was refused.
        prize: Prize
    }
}
payload! {
    /// What `createPrizeEdition` answers.
    CreatePrizeEditionPayload {
        /// The new edition. Null when it was refused.
        edition: PrizeEdition
    }
}
payload! {
    /// What `updatePrizeEdition` answers.
    UpdatePrizeEditionPayload {
        /// The edition after the change. Null when it was refused.
        edition: PrizeEdition
    }
}
payload! {
    /// What `nominate` answers.
    NominatePayload {
        /// The nomination. Null when it was refused.
        nomination: Nomination
    }
}
payload! {
    /// What `updateNomination` answers.
    UpdateNominationPayload {
        /// The nomination after the change. Null when it was refused.
        nomination: Nomination
    }
}
payload! {
    /// What `createInitiative` answers.
    CreateInitiativePayload {
        /// The new initiative. Null when it was refused.
        initiative: Initiative
    }
}
payload! {
    /// What `updateInitiative` answers.
    UpdateInitiativePayload {
        /// The initiative after the change. Null when it was refused.
        initiative: Initiative
    }
}

#[derive(Default)]
pub struct PrizeMutations;

#[Object]
impl PrizeMutations {
    /// Makes a prize, for editors and admins of the organisation that awards it. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`,
    /// `DUPLICATE`, `OUT_OF_RANGE`, `UNKNOWN_CODE`.
    async fn create_prize(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreatePrizeInput,
    ) -> Result<CreatePrizePayload> {
        let work = ctx.begin().await?;
        let outcome = prize::create(&work, input).await;
        CreatePrizePayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a prize or publishes it, for its editors. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `DUPLICATE`,
    /// `OUT_OF_RANGE`, `UNKNOWN_CODE`.
    async fn update_prize(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdatePrizeInput,
    ) -> Result<UpdatePrizePayload> {
        let work = ctx.begin().await?;
        let outcome = prize::update(&work, input).await;
        UpdatePrizePayload::from_outcome(work.finish(outcome).await)
    }

    /// Makes an edition of a prize, for its editors. Refusals: `WRONG_ID`, `YEAR_TAKEN`, `WRONG_TRANSITION`, `NO_WINNER`,
    /// `UNDER_EMBARGO`, `IN_THE_FUTURE`, `OUT_OF_RANGE`, `REVERSED`, `TOO_LONG`, `TOO_MANY`, `MISSING`, `UNKNOWN`.
    async fn create_prize_edition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreatePrizeEditionInput,
    ) -> Result<CreatePrizeEditionPayload> {
        let work = ctx.begin().await?;
        let outcome = edition::create(&work, input).await;
        CreatePrizeEditionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes an edition of a prize, for its editors; it goes one step at a time, and what was told stands. Refusals:
    /// `WRONG_ID`, `WRONG_TRANSITION`, `NO_WINNER`, `NOT_A_FINALIST`, `UNDER_EMBARGO`, `TOLD_ALREADY`, `IN_THE_FUTURE`,
    /// `OUT_OF_RANGE`, `REVERSED`, `TOO_LONG`, `TOO_MANY`, `MISSING`, `UNKNOWN`.
    async fn update_prize_edition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdatePrizeEditionInput,
    ) -> Result<UpdatePrizeEditionPayload> {
        let work = ctx.begin().await?;
        let outcome = edition::update(&work, input).await;
        UpdatePrizeEditionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Proposes a place for an edition that is open, in the name of an organisation that you are an editor or admin of.
    /// Refusals: `WRONG_ID`, `NOT_OPEN`, `ALREADY_NOMINATED`, `MISSING`, `TOO_LONG`, `UNKNOWN`.
    async fn nominate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: NominateInput,
    ) -> Result<NominatePayload> {
        let work = ctx.begin().await?;
        let outcome = nomination::nominate(&work, input).await;
        NominatePayload::from_outcome(work.finish(outcome).await)
    }

    /// Says how far a nomination has come, for editors of the prize, until a winner is recommended. Refusals: `WRONG_ID`,
    /// `WRONG_TRANSITION`.
    async fn update_nomination(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateNominationInput,
    ) -> Result<UpdateNominationPayload> {
        let work = ctx.begin().await?;
        let outcome = nomination::update(&work, input).await;
        UpdateNominationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Makes an initiative, for editors and admins of its owner. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `DUPLICATE`.
    async fn create_initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateInitiativeInput,
    ) -> Result<CreateInitiativePayload> {
        let work = ctx.begin().await?;
        let outcome = initiative::create(&work, input).await;
        CreateInitiativePayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes an initiative or publishes it, for its editors. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `DUPLICATE`.
    async fn update_initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateInitiativeInput,
    ) -> Result<UpdateInitiativePayload> {
        let work = ctx.begin().await?;
        let outcome = initiative::update(&work, input).await;
        UpdateInitiativePayload::from_outcome(work.finish(outcome).await)
    }
}
