//! Changing organisations and their relations.

use async_graphql::{Context, Object};

use crate::{
    nodes::{Organisation, OrganisationRelation},
    organisations::{
        organisation::{self, CreateOrganisationInput, UpdateOrganisationInput},
        relation::{self, EndOrganisationRelationInput, RelateOrganisationsInput},
    },
    payload,
    platform::{error::Result, graphql::ContextExt},
};

payload! {
    /// Answers createOrganisation.
    CreateOrganisationPayload {
        /// The new organisation; null when it was refused.
        organisation: Organisation
    }
}
payload! {
    /// Answers updateOrganisation.
    UpdateOrganisationPayload {
        /// The organisation as it is now; null when the change was refused.
        organisation: Organisation
    }
}
payload! {
    /// Answers relateOrganisations.
    RelateOrganisationsPayload {
        /// The new relation; null when it was refused.
        organisation_relation: OrganisationRelation
    }
}
payload! {
    /// Answers endOrganisationRelation.
    EndOrganisationRelationPayload {
        /// The relation as it is now; null when the change was refused.
        organisation_relation: OrganisationRelation
    }
}

#[derive(Default)]
pub struct OrganisationMutations;

#[Object]
impl OrganisationMutations {
    /// Adds an organisation; for those who run the platform. Refused with `UNKNOWN_COUNTRY`, `COUNTRY_MISMATCH`,
    /// `COUNTRY_NEEDED`, `REGISTRATION_TAKEN`, `MISSING` or `TOO_LONG`.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation.")] input: CreateOrganisationInput,
    ) -> Result<CreateOrganisationPayload> {
        let work = ctx.begin().await?;
        let outcome = organisation::create(&work, input).await;
        CreateOrganisationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes an organisation's record; for its admins. Refused with `PARENT_RING`, `COUNTRY_MISMATCH`, `MISSING` or
    /// `TOO_LONG`.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateOrganisationInput,
    ) -> Result<UpdateOrganisationPayload> {
        let work = ctx.begin().await?;
        let outcome = organisation::update(&work, input).await;
        UpdateOrganisationPayload::from_outcome(work.finish(outcome).await)
    }

    /// States how one organisation stands to another; for the admins of the first. Refused with `SAME_ORGANISATION`,
    /// `ALREADY_RELATED` or `REVERSED`.
    async fn relate_organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The relation.")] input: RelateOrganisationsInput,
    ) -> Result<RelateOrganisationsPayload> {
        let work = ctx.begin().await?;
        let outcome = relation::relate(&work, input).await;
        RelateOrganisationsPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends a relation between organisations; for the admins of the first. Refused with `ALREADY_ENDED` or `REVERSED`.
    async fn end_organisation_relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: EndOrganisationRelationInput,
    ) -> Result<EndOrganisationRelationPayload> {
        let work = ctx.begin().await?;
        let outcome = relation::end(&work, input).await;
        EndOrganisationRelationPayload::from_outcome(work.finish(outcome).await)
    }
}
