//! Forgotten passwords, other addresses, new signing keys.

use async_graphql::{Context, InputObject, Object};
use chrono::TimeDelta;

use super::session::authenticator;
use crate::{
    payload,
    people::{
        account as accounts,
        recovery::{
            self, ConfirmEmailInput, RequestEmailChangeInput, RequestPasswordResetInput,
            ResetPasswordInput,
        },
    },
    platform::{
        error::{Error, Result},
        graphql::ContextExt,
        throttle::Guess,
    },
};

payload! {
    /// Answers requestPasswordReset.
    RequestPasswordResetPayload {
        /// True, whether or not there is an account with this address; null when it was refused.
        requested: bool
    }
}
payload! {
    /// Answers resetPassword.
    ResetPasswordPayload {
        /// True when the password was changed and all sessions of the account have ended; null when it was refused.
        reset: bool
    }
}
payload! {
    /// Answers requestEmailChange.
    RequestEmailChangePayload {
        /// True when a mail is on its way to the new address; null when it was refused.
        requested: bool
    }
}
payload! {
    /// Answers confirmEmail.
    ConfirmEmailPayload {
        /// The address to sign in with from now on; null when it was refused.
        email: String
    }
}
payload! {
    /// Answers rotateSigningKeys.
    RotateSigningKeysPayload {
        /// Id of the key that signs access tokens from now on, as they name it in `kid`; null when it was refused.
        key_id: String
    }
}

/// What becomes of the keys so far.
#[derive(InputObject)]
pub struct RotateSigningKeysInput {
    /// True: none of them verifies any longer, so every access token given so far ends at once; sessions go on by
    /// refreshing. Else each verifies until its last token has expired.
    #[graphql(default)]
    pub retire_old: bool,
}

#[derive(Default)]
pub struct RecoveryMutations;

#[Object]
impl RecoveryMutations {
    /// Sends a mail by which a forgotten password is replaced, if there is an account with this address; at most one in
    /// five minutes. Refused with `BAD_EMAIL`.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose it is.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let work = ctx.begin().await?;
        let outcome = recovery::request_reset(&work, input).await;
        RequestPasswordResetPayload::from_outcome(work.finish(outcome).await)
    }

    /// Sets a new password by the token of a mail, and ends all sessions of the account. Refused with `BAD_TOKEN`,
    /// `PASSWORD_LENGTH` or `PASSWORD_IS_EMAIL`.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token and the new password.")] input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload> {
        let work = recovery::reset(ctx.reader(), input);
        ResetPasswordPayload::from_outcome(ctx.attempt(Guess::Token, work).await)
    }

    /// Sends a mail to the address that the viewer's account is to have; it takes effect with confirmEmail. Refused with
    /// `BAD_EMAIL` or `BAD_CREDENTIALS`.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address and the password.")] input: RequestEmailChangeInput,
    ) -> Result<RequestEmailChangePayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = recovery::request_email(ctx.reader(), input);
        RequestEmailChangePayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }

    /// Takes up the address that a mail has reached, and tells the one before. Refused with `BAD_TOKEN` or `EMAIL_TAKEN`.
    async fn confirm_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the mail.")] input: ConfirmEmailInput,
    ) -> Result<ConfirmEmailPayload> {
        let confirm = async {
            let work = ctx.begin().await?;
            let outcome = recovery::confirm_email(&work, input).await;
            work.finish(outcome).await
        };
        ConfirmEmailPayload::from_outcome(ctx.attempt(Guess::Token, confirm).await)
    }

    /// Lets a new key sign access tokens; for those who run the platform.
    async fn rotate_signing_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What becomes of the old ones; `{}` lets them verify what they have signed."
        )]
        input: RotateSigningKeysInput,
    ) -> Result<RotateSigningKeysPayload> {
        ctx.viewer().person()?;
        if !ctx.viewer().runs_platform() {
            return Err(Error::Forbidden);
        }
        let authenticator = authenticator(ctx)?;
        let grace = match input.retire_old {
            true => TimeDelta::zero(),
            false => authenticator.settings.rotation_grace(),
        };
        let rotated = authenticator.keys.rotate(grace).await;
        RotateSigningKeysPayload::from_outcome(rotated.map(|id| id.to_string()))
    }
}
