//! What can be done with agreements.

use async_graphql::{Context, Object};

use super::agreement_inputs::{CreateAgreementInput, PublishAgreementInput, UpdateAgreementInput};
use crate::{
    nodes::CooperationAgreement,
    payload,
    platform::{error::Result, graphql::ContextExt},
    projects::{
        agreement,
        signing::{self, ChangeAgreementStatusInput, SignAgreementInput},
    },
};

payload! {
    /// What `createAgreement` answers.
    CreateAgreementPayload {
        /// The agreement as it is now. Null when it was refused.
        agreement: CooperationAgreement
    }
}
payload! {
    /// What `updateAgreement` answers.
    UpdateAgreementPayload {
        /// The agreement as it is now. Null when it was refused.
        agreement: CooperationAgreement
    }
}
payload! {
    /// What `publishAgreement` answers.
    PublishAgreementPayload {
        /// The agreement as it is now. Null when it was refused.
        agreement: CooperationAgreement
    }
}
payload! {
    /// What `signAgreement` answers.
    SignAgreementPayload {
        /// The agreement as it is now. Null when it was refused.
        agreement: CooperationAgreement
    }
}
payload! {
    /// What `changeAgreementStatus` answers.
    ChangeAgreementStatusPayload {
        /// The agreement as it is now. Null when it was refused.
        agreement: CooperationAgreement
    }
}

#[derive(Default)]
pub struct AgreementMutations;

#[Object]
impl AgreementMutations {
    /// Begins an agreement, for editors and admins of one of its parties: a draft that only those see who write for its
    /// parties. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `TOO_MANY`, `TOO_FEW_PARTIES`, `DUPLICATE`, `OUT_OF_RANGE`,
    /// `REVERSED`, `UNKNOWN`, `UNKNOWN_CODE`, `NOT_YOUR_ORGANISATION`, `NOT_YOUR_AGREEMENT`, `NOT_YOURS`,
    /// `KNOWN_ORGANISATION`, `NOT_YOUR_NETWORK`, `NO_NETWORK`, `BAD_CHARACTER`.
    async fn create_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateAgreementInput,
    ) -> Result<CreateAgreementPayload> {
        let work = ctx.begin().await?;
        let outcome = agreement::create(&work, input).await;
        CreateAgreementPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes an agreement, as long as nobody has signed it. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `TOO_MANY`,
    /// `TOO_FEW_PARTIES`, `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN`, `UNKNOWN_CODE`, `SELF`, `SIGNED_ALREADY`,
    /// `NOT_YOUR_ORGANISATION`, `NOT_YOUR_AGREEMENT`, `NOT_YOURS`, `KNOWN_ORGANISATION`, `PUBLISHED_ALREADY`, `RING`,
    /// `NOT_YOUR_NETWORK`, `NO_NETWORK`, `BAD_CHARACTER`.
    async fn update_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateAgreementInput,
    ) -> Result<UpdateAgreementPayload> {
        let work = ctx.begin().await?;
        let outcome = agreement::update(&work, input).await;
        UpdateAgreementPayload::from_outcome(work.finish(outcome).await)
    }

    /// Lets those see an agreement whom its visibility names, when every party has signed it; one that is published stays so.
    /// Refusals: `WRONG_ID`, `NOT_YOUR_ORGANISATION`, `NOT_SIGNED`.
    async fn publish_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PublishAgreementInput,
    ) -> Result<PublishAgreementPayload> {
        let work = ctx.begin().await?;
        let outcome = agreement::publish(&work, input).await;
        PublishAgreementPayload::from_outcome(work.finish(outcome).await)
    }

    /// Signs an agreement for one of its parties, for admins of that organisation; with the last signature it is SIGNED.
    /// Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `IN_THE_FUTURE`, `UNKNOWN`, `NOT_IN_NEGOTIATION`, `SIGNED_ALREADY`.
    async fn sign_agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SignAgreementInput,
    ) -> Result<SignAgreementPayload> {
        let work = ctx.begin().await?;
        let outcome = signing::sign(&work, input).await;
        SignAgreementPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an agreement to another status; back to DRAFT takes its signatures away. Refusals: `WRONG_ID`,
    /// `NOT_YOUR_ORGANISATION`, `WRONG_TRANSITION`, `NO_SUCCESSOR`.
    async fn change_agreement_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ChangeAgreementStatusInput,
    ) -> Result<ChangeAgreementStatusPayload> {
        let work = ctx.begin().await?;
        let outcome = signing::change_status(&work, input).await;
        ChangeAgreementStatusPayload::from_outcome(work.finish(outcome).await)
    }
}
