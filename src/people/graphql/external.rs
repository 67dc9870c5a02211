//! Identities from elsewhere: who can be signed in with, and which an account has linked.

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::external_identity;

use super::{
    Account,
    session::{SignInPayload, authenticator},
};
use crate::{
    payload,
    people::{
        account as accounts,
        external::{
            self, ConfirmIdentityInput, KIND, LinkIdentityInput, SignInWithCodeInput,
            UnlinkIdentityInput,
        },
    },
    platform::{
        error::Result,
        graphql::{ContextExt, DateTime, Nullable, id},
        throttle::Guess,
    },
};

/// A provider of identities that people can sign in with.
#[derive(SimpleObject)]
pub struct IdentityProvider {
    /// Its name in addresses.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Where a browser is led: this path on this server, with `return_to` (one of the addresses that are set here) and
    /// `code_challenge` (the SHA-256, in base64url, of a verifier that the page keeps) as parameters. It comes back to
    /// `return_to` with `#code=…` for signInWithCode or linkIdentity, or with `#error=` and `ACCESS_DENIED`,
    /// `SIGN_IN_FAILED` or `UNAVAILABLE`.
    pub start_path: String,
}

/// Who somebody is at another provider.
#[derive(SimpleObject)]
pub struct ExternalIdentity {
    /// Opaque id of this link.
    pub id: ID,
    /// The provider, as its tokens name it.
    pub issuer: String,
    /// When it was linked.
    pub created_at: DateTime,
    /// When it was last signed in with; null while it never was.
    pub last_used_at: Option<DateTime>,
}

impl From<&external_identity::Model> for ExternalIdentity {
    fn from(row: &external_identity::Model) -> Self {
        Self {
            id: id::global(KIND, row.id),
            issuer: row.issuer.clone(),
            created_at: row.created_at.into(),
            last_used_at: row.last_used_at.map(DateTime::from),
        }
    }
}

payload! {
    /// Answers linkIdentity.
    LinkIdentityPayload {
        /// The viewer's account; null when it was refused.
        account: Account
    }
}
payload! {
    /// Answers unlinkIdentity.
    UnlinkIdentityPayload {
        /// The viewer's account; null when it was refused.
        account: Account
    }
}
payload! {
    /// Answers confirmIdentity.
    ConfirmIdentityPayload {
        /// True when the identity is linked, so that it can be signed in with; null when it was refused.
        linked: bool
    }
}

#[derive(Default)]
pub struct IdentityProviders;

#[Object]
impl IdentityProviders {
    /// The providers of identities that people can sign in with here, in the order in which they are set.
    async fn identity_providers(&self, ctx: &Context<'_>) -> Nullable<Vec<IdentityProvider>> {
        let told = authenticator(ctx).map(|known| {
            let providers = known.external.providers.iter();
            let told = providers.map(|one| IdentityProvider {
                name: one.settings.name.clone(),
                title: one.settings.title.clone(),
                start_path: format!("/auth/oidc/{}/start", one.settings.name),
            });
            told.collect::<Vec<_>>()
        });
        told.into()
    }
}

#[derive(Default)]
pub struct ExternalMutations;

#[Object]
impl ExternalMutations {
    /// Opens a session with the code that a sign-in at a provider of identities led back with, or answers with a challenge
    /// where the account has a second factor. Refused with `CODE_OVER`, `NOT_LINKED` or `CONFIRM_BY_MAIL`.
    async fn sign_in_with_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, and what shows that this page began.")]
        input: SignInWithCodeInput,
    ) -> Result<SignInPayload> {
        let work = external::with_code(ctx.reader(), authenticator(ctx)?, input);
        SignInPayload::from_outcome(ctx.attempt(Guess::Token, work).await)
    }

    /// Links the identity of a sign-in at a provider to the viewer's account; needs a session. Refused with `CODE_OVER`,
    /// `BAD_CREDENTIALS` or `IDENTITY_TAKEN`.
    async fn link_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, and the password.")] input: LinkIdentityInput,
    ) -> Result<LinkIdentityPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = external::link(ctx.reader(), input);
        LinkIdentityPayload::from_outcome(ctx.attempt(Guess::Step(&email), work).await)
    }

    /// Ends the link of an identity to the viewer's account; needs a session. Refused with `BAD_CREDENTIALS` or
    /// `LAST_WAY_IN`.
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and the password.")] input: UnlinkIdentityInput,
    ) -> Result<UnlinkIdentityPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = external::unlink(ctx.reader(), input);
        UnlinkIdentityPayload::from_outcome(ctx.attempt(Guess::Step(&email), work).await)
    }

    /// Links the identity that a mail to the account's address was about. Refused with `BAD_TOKEN` or `IDENTITY_TAKEN`.
    async fn confirm_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the mail.")] input: ConfirmIdentityInput,
    ) -> Result<ConfirmIdentityPayload> {
        let confirm = async {
            let work = ctx.begin().await?;
            let outcome = external::confirm(&work, input).await;
            work.finish(outcome).await
        };
        ConfirmIdentityPayload::from_outcome(ctx.attempt(Guess::Token, confirm).await)
    }
}
