//! Sessions: opened by signing in, kept by refreshing, ended by signing out.

use async_graphql::InputObject;
use entity::{account, person, refresh_token, session};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    authenticate::Authenticator,
    challenge::{self, Challenge},
    email::email_key,
    grant::{self, Grant, bad_credentials, grant, open, revoke},
    one_time_code::{self, Proof},
    password,
    policy::{HoldAccount, KeepSessions},
};
use crate::platform::{
    access::{Reader, Work},
    error::{Refusal, Result},
};

const SESSION_OVER: &str = "SESSION_OVER";

/// Who signs in.
#[derive(InputObject)]
pub struct SignInInput {
    /// The email address of the account, in any case.
    pub email: String,
    /// Its password.
    #[graphql(secret)]
    pub password: String,
}

/// The second step of a sign-in.
#[derive(InputObject)]
pub struct CompleteSignInInput {
    /// What signIn gave; it works for five minutes.
    #[graphql(secret)]
    pub challenge: String,
    /// The six digits that the authenticator shows, or a recovery code.
    #[graphql(secret)]
    pub code: String,
}

/// What goes on.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token that was given last; it works once.
    #[graphql(secret)]
    pub refresh_token: String,
}

/// What ends.
#[derive(InputObject)]
pub struct SignOutInput {
    /// True: all of the viewer's sessions, on every device; else only the one that the access token belongs to.
    #[graphql(default)]
    pub everywhere: bool,
}

/// What the first step of a sign-in leads to.
pub enum SignedIn {
    Opened(Grant, person::Model),
    Challenged(Challenge),
}

pub async fn sign_in(
    reader: &Reader,
    authenticator: &Authenticator,
    input: SignInInput,
) -> Result<SignedIn> {
    let system = reader.as_system("sign-in");
    let found = system.select::<account::Entity>();
    let found = found.filter(account::Column::Email.eq(email_key(&input.email)));
    let found = system.one(found).await?;
    let hash = found.as_ref().and_then(|one| one.password_hash.clone());
    // Not within a transaction: it takes long, and SQLite has one writer.
    let right = password::verified(input.password, hash).await?;
    let account = found
        .filter(|_| right)
        .ok_or_else(|| bad_credentials(None))?;
    let work = reader.begin().await?;
    let outcome = first_step(&work, authenticator, &account).await;
    work.finish(outcome).await
}

/// Opens a session, or asks for the second factor where the account has one.
pub async fn first_step(
    work: &Work,
    authenticator: &Authenticator,
    account: &account::Model,
) -> Result<SignedIn> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    grant::hold(&system, account).await?;
    if one_time_code::confirmed(&system, &permit, account.id)
        .await?
        .is_some()
    {
        let challenge = challenge::make(&system, &permit, account.id).await?;
        return Ok(SignedIn::Challenged(challenge));
    }
    let (keys, settings) = (&authenticator.keys, &authenticator.settings);
    let (grant, person) = open(work, keys, settings, account, false).await?;
    Ok(SignedIn::Opened(grant, person))
}

/// The second step: a code of the authenticator, or a recovery code.
pub async fn complete(
    reader: &Reader,
    authenticator: &Authenticator,
    input: CompleteSignInInput,
) -> Result<(Grant, person::Model)> {
    let work = reader.begin().await?;
    let outcome = second_step(&work, authenticator, &input).await;
    // What a wrong code has left must be kept: so the refusal comes after the transaction.
    let (proof, opened) = work.finish(outcome).await?;
    proof.or_refuse()?;
    opened.ok_or_else(challenge::over)
}

async fn second_step(
    work: &Work,
    authenticator: &Authenticator,
    input: &CompleteSignInInput,
) -> Result<(Proof, Option<(Grant, person::Model)>)> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    let challenge = challenge::find(&system, &permit, &input.challenge).await?;
    let account = system
        .permit::<HoldAccount, account::Entity>(challenge.account_id)
        .await?;
    let proof = one_time_code::prove(&system, &permit, account.id, &input.code).await?;
    let proof = proof.ok_or_else(challenge::over)?;
    if proof != Proof::Right {
        return Ok((proof, None));
    }
    challenge::spend(&system, &permit, challenge.id).await?;
    let (keys, settings) = (&authenticator.keys, &authenticator.settings);
    let opened = open(work, keys, settings, &account, true).await?;
    Ok((proof, Some(opened)))
}

pub async fn refresh(
    reader: &Reader,
    authenticator: &Authenticator,
    input: RefreshSessionInput,
) -> Result<Grant> {
    let work = reader.begin().await?;
    let outcome = renew(&work, authenticator, &input.refresh_token).await;
    // What a refusal has ended must be kept: so it comes after the transaction.
    work.finish(outcome).await?.ok_or_else(|| {
        let message = "This session is over; sign in again.";
        Refusal::new(SESSION_OVER, message)
            .at("refreshToken")
            .into()
    })
}

/// Exchanges a refresh token; none when the session is over, which a token that was used before brings about.
async fn renew(
    work: &Work,
    authenticator: &Authenticator,
    refresh_token: &str,
) -> Result<Option<Grant>> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    let token = system
        .select_under::<refresh_token::Entity, _, _>(&permit)
        .filter(refresh_token::Column::Hash.eq(grant::print(refresh_token)));
    let Some(token) = system.one(token).await? else {
        return Ok(None);
    };
    let session = system
        .select_under::<session::Entity, _, _>(&permit)
        .filter(session::Column::Id.eq(token.session_id));
    let Some(session) = system.one(session).await? else {
        return Ok(None);
    };
    let account = system
        .permit::<HoldAccount, account::Entity>(session.account_id)
        .await?;
    let unused = Condition::all()
        .add(refresh_token::Column::Id.eq(token.id))
        .add(refresh_token::Column::UsedAt.is_null());
    let used = [(refresh_token::Column::UsedAt, work.now().into())];
    let first = system
        .change_under::<refresh_token::Entity, _, _>(&permit, used, unused)
        .await?;
    let this = Condition::all().add(session::Column::Id.eq(session.id));
    if first == 0 || grant::barred(&system, &account).await? {
        revoke(&system, this).await?;
        return Ok(None);
    }
    let settings = &authenticator.settings;
    let alive = this
        .add(session::Column::RevokedAt.is_null())
        .add(session::Column::ExpiresAt.gt(work.now()));
    let until = work.now() + settings.refresh();
    let longer = [(session::Column::ExpiresAt, until.into())];
    let extended = system
        .change_under::<session::Entity, _, _>(&permit, longer, alive)
        .await?;
    if extended == 0 {
        return Ok(None);
    }
    let tokens = (account.person_id, session.id);
    let grant = grant(&system, &permit, &authenticator.keys, settings, tokens);
    grant.await.map(Some)
}

/// The session that the viewer speaks in.
pub fn own(work: &Work) -> Result<Uuid> {
    work.viewer().session().map(|(_, session)| session)
}

pub async fn sign_out(work: &Work, input: SignOutInput) -> Result<bool> {
    let mut which = Condition::any().add(session::Column::Id.eq(own(work)?));
    if input.everywhere {
        let account = work.select::<account::Entity>();
        let account = account.filter(account::Column::PersonId.eq(work.viewer().person()?));
        let account = work.one(account).await?;
        which = which.add_option(account.map(|one| session::Column::AccountId.eq(one.id)));
    }
    revoke(work, which).await?;
    Ok(true)
}
