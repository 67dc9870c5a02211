//! The changes of rules, calls and applications.

use async_graphql::{Context, Object};

use crate::{
    nodes::{Application, FundingCall, FundingDecision, FundingRuleSet},
    payload,
    platform::{error::Result, graphql::ContextExt},
    programmes::{
        application::{
            self, ApplicationVersionInput, AssessApplicationInput, CreateApplicationInput,
            UpdateApplicationInput,
        },
        call::{self, CreateFundingCallInput, UpdateFundingCallInput},
        decision::{self, DecideOnApplicationInput},
        disbursement::{self, RecordDisbursementInput},
        rule_set::{self, CreateFundingRuleSetInput, UpdateFundingRuleSetInput},
    },
};

payload! {
    /// What `createFundingRuleSet` answers.
    CreateFundingRuleSetPayload {
        /// The new set. Null when it was refused.
        rule_set: FundingRuleSet
    }
}
payload! {
    /// What `updateFundingRuleSet` answers.
    UpdateFundingRuleSetPayload {
        /// The set after the change. Null when it was refused.
        rule_set: FundingRuleSet
    }
}
payload! {
    /// What `createFundingCall` answers.
    CreateFundingCallPayload {
        /// The new call. Null when it was refused.
        call: FundingCall
    }
}
payload! {
    /// What `updateFundingCall` answers.
    UpdateFundingCallPayload {
        /// The call after the change. Null when it was refused.
        call: FundingCall
    }
}
payload! {
    /// What `createApplication` answers.
    CreateApplicationPayload {
        /// The new application, `DRAFT`. Null when it was refused.
        application: Application
    }
}
payload! {
    /// What `updateApplication` answers.
    UpdateApplicationPayload {
        /// The application after the change. Null when it was refused.
        application: Application
    }
}
payload! {
    /// What `submitApplication` answers.
    SubmitApplicationPayload {
        /// The application, `SUBMITTED`. Null when it was refused.
        application: Application
    }
}
payload! {
    /// What `withdrawApplication` answers.
    WithdrawApplicationPayload {
        /// The application, `WITHDRAWN`. Null when it was refused.
        application: Application
    }
}
payload! {
    /// What `assessApplication` answers.
    AssessApplicationPayload {
        /// The application after the assessment. Null when it was refused.
        application: Application
    }
}
payload! {
    /// What `decideOnApplication` answers.
    DecideOnApplicationPayload {
        /// The decision. Null when it was refused.
        decision: FundingDecision
    }
}
payload! {
    /// What `recordDisbursement` answers.
    RecordDisbursementPayload {
        /// The application with its payments. Null when it was refused.
        application: Application
    }
}

#[derive(Default)]
pub struct FundingMutations;

#[Object]
impl FundingMutations {
    /// Makes the next numbered set of rules of a programme, for its editors. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`,
    /// `TOO_MANY`, `DUPLICATE`, `OUT_OF_RANGE`, `NOT_TAKEN`, `UNKNOWN_CURRENCY`.
    async fn create_funding_rule_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateFundingRuleSetInput,
    ) -> Result<CreateFundingRuleSetPayload> {
        let work = ctx.begin().await?;
        let outcome = rule_set::create(&work, input).await;
        CreateFundingRuleSetPayload::from_outcome(work.finish(outcome).await)
    }

    /// Replaces what a set of rules holds, as long as no call names it. Refusals: `WRONG_ID`, `RULES_IN_USE`, `MISSING`,
    /// `TOO_LONG`, `TOO_MANY`, `DUPLICATE`, `OUT_OF_RANGE`, `NOT_TAKEN`, `UNKNOWN_CURRENCY`.
    async fn update_funding_rule_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateFundingRuleSetInput,
    ) -> Result<UpdateFundingRuleSetPayload> {
        let work = ctx.begin().await?;
        let outcome = rule_set::update(&work, input).await;
        UpdateFundingRuleSetPayload::from_outcome(work.finish(outcome).await)
    }

    /// Makes a call under rules of the same programme, for its editors. Refusals: `WRONG_ID`, `UNKNOWN`, `MISSING`,
    /// `TOO_LONG`, `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN_CURRENCY`, `WRONG_CURRENCY`.
    async fn create_funding_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateFundingCallInput,
    ) -> Result<CreateFundingCallPayload> {
        let work = ctx.begin().await?;
        let outcome = call::create(&work, input).await;
        CreateFundingCallPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a call or announces it, for editors of its programme. Refusals: `WRONG_ID`, `UNKNOWN`, `CALL_IN_USE`,
    /// `MISSING`, `TOO_LONG`, `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN_CURRENCY`, `WRONG_CURRENCY`.
    async fn update_funding_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateFundingCallInput,
    ) -> Result<UpdateFundingCallPayload> {
        let work = ctx.begin().await?;
        let outcome = call::update(&work, input).await;
        UpdateFundingCallPayload::from_outcome(work.finish(outcome).await)
    }

    /// Begins an application to a call that is open, for editors and admins of the applicant; nobody else sees it before it
    /// is handed in. Refusals: `WRONG_ID`, `CALL_NOT_OPEN`, `MISSING`, `TOO_LONG`, `TOO_MANY`, `OUT_OF_RANGE`, `NOT_TAKEN`,
    /// `UNKNOWN`, `UNKNOWN_CURRENCY`, `WRONG_CURRENCY`, `UNKNOWN_CATEGORY`, `HOURS_MISMATCH`.
    async fn create_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateApplicationInput,
    ) -> Result<CreateApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = application::create(&work, input).await;
        CreateApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes an application that is a draft or was sent back. Refusals: `WRONG_ID`, `WRONG_STATUS`, `MISSING`, `TOO_LONG`,
    /// `TOO_MANY`, `OUT_OF_RANGE`, `NOT_TAKEN`, `UNKNOWN`, `UNKNOWN_CURRENCY`, `WRONG_CURRENCY`, `UNKNOWN_CATEGORY`,
    /// `HOURS_MISMATCH`.
    async fn update_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateApplicationInput,
    ) -> Result<UpdateApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = application::update(&work, input).await;
        UpdateApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Hands an application in. Refusals: `WRONG_ID`, `WRONG_STATUS`, `CALL_NOT_OPEN`, `NO_GRANT`, and for each rule of the
    /// call that is broken its kind: `MAX_GRANT`, `MAX_GRANT_SHARE`, `MIN_OWN_SHARE`, `MIN_OWN_SHARE_OF_GRANT`,
    /// `MIN_CASH_SHARE`, `MAX_OWN_HOURS_SHARE`, `MAX_OWN_HOURS_SHARE_OF_OWN`, `ELIGIBLE_ONLY`, `GRANT_WITHIN_ELIGIBLE`,
    /// `MAX_LIMITED_SHARE`, `BALANCED`.
    async fn submit_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ApplicationVersionInput,
    ) -> Result<SubmitApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = application::submit(&work, input).await;
        SubmitApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an application back, as long as nothing is decided that the applicant may know of. A decision under embargo does not
    /// hinder it, and comes to nothing. Refusals: `WRONG_ID`, `WRONG_STATUS`.
    async fn withdraw_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ApplicationVersionInput,
    ) -> Result<WithdrawApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = application::withdraw(&work, input).await;
        WithdrawApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Asks the applicant to put something right, or says that the application was assessed; for editors of its programme.
    /// Refusals: `WRONG_ID`, `WRONG_STATUS`, `ALREADY_DECIDED`, `CONFLICT_OF_INTEREST`, `MISSING`, `TOO_LONG`.
    async fn assess_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AssessApplicationInput,
    ) -> Result<AssessApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = application::assess(&work, input).await;
        AssessApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes down what a body said of an application, for editors of its programme; under embargo nobody else learns of it.
    /// Refusals: `WRONG_ID`, `WRONG_STATUS`, `ALREADY_DECIDED`, `CONFLICT_OF_INTEREST`, `LEVEL_TOO_LOW`, `NOT_RECOMMENDED`,
    /// `TOO_MUCH`, `MISSING`, `TOO_LONG`, `UNKNOWN`, `IN_THE_FUTURE`, `IN_THE_PAST`, `REVERSED`, `NOT_TAKEN`, `OUT_OF_RANGE`, `UNKNOWN_CURRENCY`, `WRONG_CURRENCY`.
    async fn decide_on_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: DecideOnApplicationInput,
    ) -> Result<DecideOnApplicationPayload> {
        let work = ctx.begin().await?;
        let outcome = decision::decide(&work, input).await;
        DecideOnApplicationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes down a payment of a grant, for editors of the programme. Refusals: `WRONG_ID`, `WRONG_STATUS`,
    /// `CONFLICT_OF_INTEREST`, `TOO_MUCH`, `IN_THE_FUTURE`, `REVERSED`, `OUT_OF_RANGE`, `TOO_LONG`, `UNKNOWN_CURRENCY`, `WRONG_CURRENCY`.
    async fn record_disbursement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RecordDisbursementInput,
    ) -> Result<RecordDisbursementPayload> {
        let work = ctx.begin().await?;
        let outcome = disbursement::disburse(&work, input).await;
        RecordDisbursementPayload::from_outcome(work.finish(outcome).await)
    }
}
