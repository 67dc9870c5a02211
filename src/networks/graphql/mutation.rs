//! The changes of networks, their members and coordinators.

use async_graphql::{Context, Object};

use crate::{
    networks::{
        appointment::{self, AppointCoordinatorInput},
        coordinators::{self, DismissCoordinatorInput},
        founding::{self, CreateNetworkInput},
        joining::{self, ApplyToNetworkInput, InviteToNetworkInput, JoinNetworkInput},
        membership::{
            self, DecideApplicationInput, EndMembershipInput, RespondToInvitationInput,
            UpdateMembershipInput,
        },
        network::{self, UpdateNetworkInput},
    },
    nodes::{Network, NetworkMembership},
    payload,
    platform::{error::Result, graphql::ContextExt},
};

payload! {
    /// What `createNetwork` answers.
    CreateNetworkPayload {
        /// The new network. Null when it was refused.
        network: Network
    }
}
payload! {
    /// What `updateNetwork` answers.
    UpdateNetworkPayload {
        /// The network after the change. Null when it was refused.
        network: Network
    }
}
payload! {
    /// What `joinNetwork` answers.
    JoinNetworkPayload {
        /// The membership, `ACTIVE` from today. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `applyToNetwork` answers.
    ApplyToNetworkPayload {
        /// The membership, `APPLIED`. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `inviteToNetwork` answers.
    InviteToNetworkPayload {
        /// The membership, `INVITED`. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `respondToInvitation` answers.
    RespondToInvitationPayload {
        /// The membership, `ACTIVE` from today or `DECLINED`. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `decideApplication` answers.
    DecideApplicationPayload {
        /// The membership, `ACTIVE` from today or `DECLINED`. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `updateMembership` answers.
    UpdateMembershipPayload {
        /// The membership after the change. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `endMembership` answers.
    EndMembershipPayload {
        /// The membership, `ENDED`. Null when it was refused.
        membership: NetworkMembership
    }
}
payload! {
    /// What `appointCoordinator` answers.
    AppointCoordinatorPayload {
        /// The network, with its coordinators. Null when it was refused.
        network: Network
    }
}
payload! {
    /// What `dismissCoordinator` answers.
    DismissCoordinatorPayload {
        /// The network, with the coordinators left. Null when it was refused.
        network: Network
    }
}

#[derive(Default)]
pub struct NetworkMutations;

#[Object]
impl NetworkMutations {
    /// Founds a network. Whoever does becomes its coordinator, the owner its leading member. Refusals: `WRONG_ID`,
    /// `MISSING`, `TOO_LONG`, `DUPLICATE`, `OUT_OF_RANGE`, `UNKNOWN_CODE`,
    /// `WRONG_TRANSITION`, `NO_AFFILIATION`, `TOO_MANY`, `UNKNOWN`.
    async fn create_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: CreateNetworkInput,
    ) -> Result<CreateNetworkPayload> {
        let work = ctx.begin().await?;
        let outcome = founding::create(&work, input).await;
        CreateNetworkPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a network, for its coordinators. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `DUPLICATE`,
    /// `OUT_OF_RANGE`, `UNKNOWN_CODE`, `WRONG_TRANSITION`, `TOO_MANY`, `UNKNOWN`.
    async fn update_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateNetworkInput,
    ) -> Result<UpdateNetworkPayload> {
        let work = ctx.begin().await?;
        let outcome = network::update(&work, input).await;
        UpdateNetworkPayload::from_outcome(work.finish(outcome).await)
    }

    /// Makes an organisation a member of an open network at once. Refusals: `WRONG_ID`, `JOIN_POLICY`,
    /// `NETWORK_NOT_ACTIVE`, `ALREADY_MEMBER`.
    async fn join_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who joins what.")] input: JoinNetworkInput,
    ) -> Result<JoinNetworkPayload> {
        let work = ctx.begin().await?;
        let outcome = joining::join(&work, input).await;
        JoinNetworkPayload::from_outcome(work.finish(outcome).await)
    }

    /// Applies for an organisation to become a member; coordinators decide. An application that is open already is the
    /// answer to another. Refusals: `WRONG_ID`, `TOO_LONG`, `JOIN_POLICY`, `NETWORK_NOT_ACTIVE`, `ALREADY_MEMBER`,
    /// `ALREADY_ASKED`.
    async fn apply_to_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who applies to what.")] input: ApplyToNetworkInput,
    ) -> Result<ApplyToNetworkPayload> {
        let work = ctx.begin().await?;
        let outcome = joining::apply(&work, input).await;
        ApplyToNetworkPayload::from_outcome(work.finish(outcome).await)
    }

    /// Invites an organisation, for coordinators; its editors and admins answer. An invitation that is open already is
    /// the answer to another. Refusals: `WRONG_ID`, `TOO_LONG`, `NETWORK_NOT_ACTIVE`, `ALREADY_MEMBER`,
    /// `ALREADY_ASKED`.
    async fn invite_to_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is invited to what.")] input: InviteToNetworkInput,
    ) -> Result<InviteToNetworkPayload> {
        let work = ctx.begin().await?;
        let outcome = joining::invite(&work, input).await;
        InviteToNetworkPayload::from_outcome(work.finish(outcome).await)
    }

    /// Accepts or declines an invitation, for editors and admins of the organisation. Refusals: `WRONG_ID`,
    /// `NOT_INVITED`, `NETWORK_NOT_ACTIVE`.
    async fn respond_to_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RespondToInvitationInput,
    ) -> Result<RespondToInvitationPayload> {
        let work = ctx.begin().await?;
        let outcome = membership::respond(&work, input).await;
        RespondToInvitationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Accepts or declines an application, for coordinators. Refusals: `WRONG_ID`, `NOT_APPLIED`, `NETWORK_NOT_ACTIVE`.
    async fn decide_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: DecideApplicationInput,
    ) -> Result<DecideApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = membership::decide(&work, input).await;
        DecideApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes what an organisation is to a network, or lets its membership rest or resume, for coordinators. Refusals:
    /// `WRONG_ID`, `MEMBERSHIP_OVER`, `MEMBERSHIP_NOT_ACTIVE`, `LAST_COORDINATOR`.
    async fn update_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateMembershipInput,
    ) -> Result<UpdateMembershipPayload> {
        let work = ctx.begin().await?;
        let outcome = membership::update(&work, input).await;
        UpdateMembershipPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends a membership, or withdraws an application or invitation. Whoever coordinates the network through the
    /// organisation stops. Refusals: `WRONG_ID`, `MEMBERSHIP_OVER`, `IN_THE_FUTURE`, `REVERSED`, `LAST_COORDINATOR`.
    async fn end_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and when.")] input: EndMembershipInput,
    ) -> Result<EndMembershipPayload> {
        let work = ctx.begin().await?;
        let outcome = membership::end(&work, input).await;
        EndMembershipPayload::from_outcome(work.finish(outcome).await)
    }

    /// Appoints a coordinator, for coordinators and those who run the platform; whoever is one already stays one, and
    /// acts through the affiliation that is named. Refusals: `WRONG_ID`, `NOT_IN_A_MEMBER`.
    async fn appoint_coordinator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and where.")] input: AppointCoordinatorInput,
    ) -> Result<AppointCoordinatorPayload> {
        let work = ctx.begin().await?;
        let outcome = appointment::appoint(&work, input).await;
        AppointCoordinatorPayload::from_outcome(work.finish(outcome).await)
    }

    /// Dismisses a coordinator, for coordinators, who may also step back themselves. Refusals: `WRONG_ID`,
    /// `NOT_A_COORDINATOR`, `LAST_COORDINATOR`.
    async fn dismiss_coordinator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and where.")] input: DismissCoordinatorInput,
    ) -> Result<DismissCoordinatorPayload> {
        let work = ctx.begin().await?;
        let outcome = coordinators::dismiss(&work, input).await;
        DismissCoordinatorPayload::from_outcome(work.finish(outcome).await)
    }
}
