//! The second factor of signing in.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    nodes::Person,
    payload,
    people::{
        account as accounts,
        graphql::Account,
        second_factor::{
            self as factors, ConfirmSecondFactorInput, DisableSecondFactorInput,
            EnrolSecondFactorInput, Enrolment, RemoveSecondFactorInput, RenewRecoveryCodesInput,
        },
    },
    platform::{error::Result, graphql::ContextExt, throttle::Guess},
};

/// What an authenticator is told: one-time codes of six digits, 30 seconds, SHA-1 (RFC 6238).
#[derive(SimpleObject)]
pub struct SecondFactorEnrolment {
    /// The secret in Base32, to be typed in.
    pub secret: String,
    /// The same as an address, `otpauth://totp/…`, to be shown as a QR code.
    pub uri: String,
}

impl From<Enrolment> for SecondFactorEnrolment {
    fn from(made: Enrolment) -> Self {
        Self {
            secret: made.secret,
            uri: made.uri,
        }
    }
}

payload! {
    /// Answers enrolSecondFactor.
    EnrolSecondFactorPayload {
        /// What the authenticator is told, shown this once; null when it was refused.
        enrolment: SecondFactorEnrolment
    }
}
payload! {
    /// Answers confirmSecondFactor.
    ConfirmSecondFactorPayload {
        /// Ten codes that each let their owner in once without the authenticator, shown this once; null when it was refused.
        recovery_codes: Vec<String>
    }
}
payload! {
    /// Answers renewRecoveryCodes.
    RenewRecoveryCodesPayload {
        /// Ten new codes, shown this once; null when it was refused.
        recovery_codes: Vec<String>
    }
}
payload! {
    /// Answers disableSecondFactor.
    DisableSecondFactorPayload {
        /// The viewer's account; null when it was refused.
        account: Account
    }
}
payload! {
    /// Answers removeSecondFactor.
    RemoveSecondFactorPayload {
        /// Whose account it is; null when it was refused.
        person: Person
    }
}

#[derive(Default)]
pub struct SecondFactorMutations;

#[Object]
impl SecondFactorMutations {
    /// Begins a second factor for the viewer's account: gives the secret for an authenticator. Nothing is asked for until
    /// confirmSecondFactor. Refused with `BAD_CREDENTIALS` or `HAS_SECOND_FACTOR`.
    async fn enrol_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password of the account.")] input: EnrolSecondFactorInput,
    ) -> Result<EnrolSecondFactorPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = factors::enrol(ctx.reader(), input);
        EnrolSecondFactorPayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }

    /// Turns the second factor on with a first code, and ends the account's other sessions. From now on signIn answers with
    /// a challenge. Refused with `BAD_CODE`, `CODES_BLOCKED` or `NOT_ENROLLED`.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A code of the authenticator.")] input: ConfirmSecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = factors::confirm(ctx.reader(), input);
        ConfirmSecondFactorPayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }

    /// Gives new recovery codes in place of those so far. Refused with `BAD_CODE`, `CODES_BLOCKED` or `NO_SECOND_FACTOR`.
    async fn renew_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A code of the authenticator.")] input: RenewRecoveryCodesInput,
    ) -> Result<RenewRecoveryCodesPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = factors::renew_codes(ctx.reader(), input);
        RenewRecoveryCodesPayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }

    /// Turns the second factor off. Refused with `BAD_CREDENTIALS`, `BAD_CODE`, `CODES_BLOCKED` or `NO_SECOND_FACTOR`.
    async fn disable_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password and a code.")] input: DisableSecondFactorInput,
    ) -> Result<DisableSecondFactorPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = factors::disable(ctx.reader(), input);
        DisableSecondFactorPayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }

    /// Takes the second factor off the account of somebody who has lost authenticator and recovery codes; for those who run
    /// the platform, once they know who asks. Refused with `NO_ACCOUNT`, `NO_SECOND_FACTOR` or `OWN_ACCOUNT`.
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: RemoveSecondFactorInput,
    ) -> Result<RemoveSecondFactorPayload> {
        let work = ctx.begin().await?;
        let outcome = factors::remove(&work, input).await;
        RemoveSecondFactorPayload::from_outcome(work.finish(outcome).await)
    }
}
