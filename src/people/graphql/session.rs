//! Signing in, staying signed in, signing out.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    nodes::Person,
    payload,
    people::{
        Authenticator,
        challenge::{self, Challenge},
        email::email_key,
        grant::Grant,
        session::{
            self as sessions, CompleteSignInInput, RefreshSessionInput, SignInInput, SignOutInput,
            SignedIn,
        },
    },
    platform::{
        error::{Error, Refusal, Result},
        graphql::{ContextExt, DateTime, refused},
        throttle::Guess,
    },
};

/// The tokens of a session.
#[derive(SimpleObject)]
pub struct Session {
    /// Send it with every request: `Authorization: Bearer <accessToken>`.
    pub access_token: String,
    /// When the access token stops working; get a new one before with refreshSession.
    pub expires_at: DateTime,
    /// Exchanges once for new tokens. Keep it secret, and only the last one given.
    pub refresh_token: String,
    /// When the session ends unless it is refreshed before.
    pub refresh_expires_at: DateTime,
}

impl From<Grant> for Session {
    fn from(grant: Grant) -> Self {
        Self {
            access_token: grant.access_token,
            expires_at: grant.expires_at.into(),
            refresh_token: grant.refresh_token,
            refresh_expires_at: grant.refresh_expires_at.into(),
        }
    }
}

/// A sign-in that a second factor completes.
#[derive(SimpleObject)]
pub struct SignInChallenge {
    /// Send it to completeSignIn with a code. Keep it secret.
    pub token: String,
    /// When it stops working.
    pub expires_at: DateTime,
}

impl From<Challenge> for SignInChallenge {
    fn from(made: Challenge) -> Self {
        Self {
            token: made.token,
            expires_at: made.expires_at.into(),
        }
    }
}

/// Answers signIn and signInWithCode.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The new session; null when signing in was refused, or a second factor is still missing.
    pub session: Option<Session>,
    /// What completeSignIn needs, where the account has a second factor; then nobody is signed in yet.
    pub challenge: Option<SignInChallenge>,
    /// Who is signed in now; null when nobody is. What hangs on them is still answered to whoever sent this request.
    pub viewer: Option<Person>,
    /// Why nobody was signed in; empty when somebody was. For people to read and for forms to show at `field`.
    pub refusals: Vec<Refusal>,
}

impl SignInPayload {
    pub(super) fn from_outcome(outcome: Result<SignedIn>) -> Result<Self> {
        let (signed_in, refusals) = refused(outcome)?;
        let mut payload = Self {
            session: None,
            challenge: None,
            viewer: None,
            refusals,
        };
        match signed_in {
            Some(SignedIn::Opened(granted, person)) => {
                payload.session = Some(granted.into());
                payload.viewer = Some(person.into());
            }
            Some(SignedIn::Challenged(challenge)) => payload.challenge = Some(challenge.into()),
            None => {}
        }
        Ok(payload)
    }
}

/// Answers completeSignIn.
#[derive(SimpleObject)]
pub struct CompleteSignInPayload {
    /// The new session; null when it was refused.
    pub session: Option<Session>,
    /// Who is signed in now; null when it was refused. What hangs on them is still answered to whoever sent this request.
    pub viewer: Option<Person>,
    /// Why nobody was signed in; empty when somebody was. For people to read and for forms to show at `field`.
    pub refusals: Vec<Refusal>,
}

payload! {
    /// Answers refreshSession.
    RefreshSessionPayload {
        /// The session with its new tokens; null when it is over.
        session: Session
    }
}
payload! {
    /// Answers signOut.
    SignOutPayload {
        /// True when the session is over; null when it was refused.
        signed_out: bool
    }
}

pub(super) fn authenticator<'a>(ctx: &Context<'a>) -> Result<&'a Authenticator> {
    let missing = || Error::internal(anyhow::anyhow!("the schema has no authenticator"));
    ctx.data_opt().ok_or_else(missing)
}

#[derive(Default)]
pub struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Opens a session, or answers with a challenge where the account has a second factor. Refused with `BAD_CREDENTIALS`,
    /// whatever was wrong.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Email address and password.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let email = email_key(&input.email);
        let work = sessions::sign_in(ctx.reader(), authenticator(ctx)?, input);
        let outcome = ctx.attempt(Guess::Step(&email), work).await;
        if let Ok(SignedIn::Opened(..)) = &outcome {
            ctx.signed_in_as(&email);
        }
        SignInPayload::from_outcome(outcome)
    }

    /// Opens a session by a code of the authenticator or a recovery code, after signIn gave a challenge. Refused with
    /// `BAD_CODE`, `CODES_BLOCKED` or `CHALLENGE_OVER`.
    async fn complete_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The challenge and the code.")] input: CompleteSignInInput,
    ) -> Result<CompleteSignInPayload> {
        let complete = async {
            let whose = challenge::email(ctx.reader().store(), &input.challenge);
            let email = ctx.attempt(Guess::Token, whose).await?;
            let work = sessions::complete(ctx.reader(), authenticator(ctx)?, input);
            ctx.attempt(Guess::Account(&email), work).await
        };
        let (granted, refusals) = refused(complete.await)?;
        let (session, viewer) = granted.unzip();
        Ok(CompleteSignInPayload {
            session: session.map(Session::from),
            viewer: viewer.map(Person::from),
            refusals,
        })
    }

    /// Exchanges the refresh token for new tokens. It works once: using it again ends the session, because one of the two
    /// who had it had stolen it. Send no access token that has expired along. Refused with `SESSION_OVER`.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload> {
        let work = sessions::refresh(ctx.reader(), authenticator(ctx)?, input);
        RefreshSessionPayload::from_outcome(ctx.attempt(Guess::Token, work).await)
    }

    /// Ends the session of the access token at once.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions; `{}` for this one.")] input: SignOutInput,
    ) -> Result<SignOutPayload> {
        let work = ctx.begin().await?;
        let outcome = sessions::sign_out(&work, input).await;
        SignOutPayload::from_outcome(work.finish(outcome).await)
    }
}
