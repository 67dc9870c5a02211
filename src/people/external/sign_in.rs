//! Signing in with what a provider told.

use async_graphql::InputObject;
use chrono::TimeDelta;
use entity::{
    account,
    external_identity::{self, Column, Entity},
    identity_ticket::TicketPurpose,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter};

use super::{
    super::{
        authenticate::Authenticator,
        grant::{Permit, barred},
        letters::{self, Letter},
        policy::{HoldAccount, KeepSessions},
        session::{SignedIn, first_step},
    },
    identity,
    ticket::{self, Told},
};
use crate::platform::{
    access::{Reader, Work},
    error::{Refusal, Result},
};

/// How long the code of a sign-in at a provider works.
pub const CODE_LASTS: TimeDelta = TimeDelta::minutes(2);

const NOT_LINKED: &str = "NOT_LINKED";
const CONFIRM_BY_MAIL: &str = "CONFIRM_BY_MAIL";

/// A sign-in that came back from a provider.
#[derive(InputObject)]
pub struct SignInWithCodeInput {
    /// What followed `#code=` in the address that the sign-in at the provider led back to; it works once, for two minutes.
    #[graphql(secret)]
    pub code: String,
    /// What the `code_challenge` of the beginning was made of.
    #[graphql(secret)]
    pub verifier: String,
}

/// The proof that an account is one's own.
#[derive(InputObject)]
pub struct ConfirmIdentityInput {
    /// The token of the mail: what follows `#` in its link. It works once, within 24 hours.
    #[graphql(secret)]
    pub token: String,
}

/// A session or a challenge; or why there is none, which is said only after the transaction: the code is used up all the same.
type Met = std::result::Result<SignedIn, Refusal>;

pub async fn with_code(
    reader: &Reader,
    authenticator: &Authenticator,
    input: SignInWithCodeInput,
) -> Result<SignedIn> {
    let work = reader.begin().await?;
    let outcome = meet(&work, authenticator, &input).await;
    Ok(work.finish(outcome).await??)
}

async fn meet(
    work: &Work,
    authenticator: &Authenticator,
    input: &SignInWithCodeInput,
) -> Result<Met> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    let told = ticket::take_with(&system, &permit, &input.code, &input.verifier).await?;
    let key = (told.issuer.as_str(), told.subject.as_str());
    let Some(link) = identity::linked(&system, &permit, key).await? else {
        return ask_owner(&system, &told).await;
    };
    let account = system
        .permit::<HoldAccount, account::Entity>(link.account_id)
        .await?;
    if barred(&system, &account).await? {
        return Ok(Err(not_linked()));
    }
    note_use(&system, &permit, &link).await?;
    let signed_in = first_step(work, authenticator, &account).await?;
    Ok(Ok(signed_in))
}

async fn note_use(system: &Work, permit: &Permit, link: &external_identity::Model) -> Result<()> {
    let this = Condition::all().add(Column::Id.eq(link.id));
    let used = [(Column::LastUsedAt, system.now().into())];
    system
        .change_under::<Entity, _, _>(permit, used, this)
        .await?;
    Ok(())
}

async fn ask_owner(system: &Work, told: &Told) -> Result<Met> {
    let Some(email) = &told.email else {
        return Ok(Err(not_linked()));
    };
    let account = system.select::<account::Entity>();
    let account = account.filter(account::Column::Email.eq(email));
    let account = system.one(account).await?;
    let Some(account) = account else {
        return Ok(Err(not_linked()));
    };
    if barred(system, &account).await? {
        return Ok(Err(not_linked()));
    }
    let letter = Letter::Identity {
        account: account.id,
        issuer: told.issuer.clone(),
        subject: told.subject.clone(),
    };
    letters::ask(system, &letter).await?;
    let message = "An account has this address and is not linked to this identity; its owner has got a mail that links it.";
    Ok(Err(Refusal::new(CONFIRM_BY_MAIL, message).at("code")))
}

fn not_linked() -> Refusal {
    let message = "No account is linked to this identity: sign in another way and link it, or ask for an invitation.";
    Refusal::new(NOT_LINKED, message).at("code")
}

/// Links the identity that a mail was about.
pub async fn confirm(work: &Work, input: ConfirmIdentityInput) -> Result<bool> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    let purpose = TicketPurpose::Link;
    let (account, told) = ticket::take(&system, &permit, purpose, &input.token).await?;
    let account = account.ok_or_else(|| ticket::over(purpose))?;
    let account = system
        .permit::<HoldAccount, account::Entity>(account)
        .await?;
    if barred(&system, &account).await? {
        return Err(ticket::over(purpose));
    }
    let key = (told.issuer.as_str(), told.subject.as_str());
    identity::add(&system, &permit, &account, key, "token").await?;
    Ok(true)
}
