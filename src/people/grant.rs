//! What a session consists of: its row, the tokens it was given last, and how it ends.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{Origin, account, person, refresh_token, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    authenticate::AuthSettings,
    keys::Keys,
    policy::{HoldAccount, KeepSessions},
    tokens,
};
use crate::platform::{
    access::{Permitted, Platform, Work},
    clock::new_id,
    error::{Error, Refusal, Result},
    hex::hex,
};

const BAD_CREDENTIALS: &str = "BAD_CREDENTIALS";

/// What opening or refreshing a session gives.
pub struct Grant {
    pub access_token: String,
    pub expires_at: DateTime<Utc>,
    pub refresh_token: String,
    pub refresh_expires_at: DateTime<Utc>,
}

pub type Permit = Permitted<KeepSessions, Platform>;

/// The same answer to whatever was wrong: who has an account here is nobody's business.
pub fn bad_credentials(field: Option<&str>) -> Error {
    let refusal = Refusal::new(
        BAD_CREDENTIALS,
        "There is no account with this email address and password that may sign in.",
    );
    match field {
        Some(field) => refusal.at(field).into(),
        None => refusal.into(),
    }
}

/// Nobody signs in with this account: it is suspended, or of the demo where those people are not let in.
pub async fn barred(system: &Work, account: &account::Model) -> Result<bool> {
    if account.suspended_at.is_some() || system.lets_in_demo_people() {
        return Ok(account.suspended_at.is_some());
    }
    let person = system.visible::<person::Entity>(account.person_id).await?;
    Ok(person.origin == Origin::Demo)
}

/// Locks an account that may sign in, if its password is still the one that was compared.
pub async fn hold(
    system: &Work,
    account: &account::Model,
) -> Result<Permitted<HoldAccount, account::Entity>> {
    let held = system
        .permit::<HoldAccount, account::Entity>(account.id)
        .await?;
    if barred(system, &held).await? || held.password_hash != account.password_hash {
        return Err(bad_credentials(None));
    }
    Ok(held)
}

/// Opens a session of an account as it was when its password was compared; a strong one after a second factor.
pub async fn open(
    work: &Work,
    keys: &Keys,
    settings: &AuthSettings,
    account: &account::Model,
    strong: bool,
) -> Result<(Grant, person::Model)> {
    let system = work.as_system("sign-in");
    hold(&system, account).await?;
    let permit = system.permit_platform::<KeepSessions>()?;
    let row = session::ActiveModel {
        id: Set(new_id()),
        account_id: Set(account.id),
        created_at: Set(work.now()),
        expires_at: Set(work.now() + settings.refresh()),
        revoked_at: Set(None),
        strong: Set(strong),
    };
    let session = system.insert(row, &permit).await?;
    let tokens = (account.person_id, session.id);
    let grant = grant(&system, &permit, keys, settings, tokens).await?;
    let person = system.visible::<person::Entity>(account.person_id).await?;
    Ok((grant, person))
}

/// New tokens for a session that lasts from now.
pub async fn grant(
    system: &Work,
    permit: &Permit,
    keys: &Keys,
    settings: &AuthSettings,
    (person, session): (Uuid, Uuid),
) -> Result<Grant> {
    let now = system.now();
    let secret: [u8; 32] = rand::random();
    let refresh_token = URL_SAFE_NO_PAD.encode(secret);
    let row = refresh_token::ActiveModel {
        id: Set(new_id()),
        session_id: Set(session),
        hash: Set(print(&refresh_token)),
        created_at: Set(now),
        used_at: Set(None),
    };
    system.insert(row, permit).await?;
    let expires_at = now + settings.access();
    Ok(Grant {
        access_token: tokens::sign(keys, settings, (person, session), now, expires_at)?,
        expires_at,
        refresh_token,
        refresh_expires_at: now + settings.refresh(),
    })
}

/// Only this of a refresh token is kept.
pub fn print(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// Ends sessions at once: their access tokens, which are good for some minutes, no longer help.
pub async fn revoke(work: &Work, which: Condition) -> Result<()> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    let which = Condition::all()
        .add(which)
        .add(session::Column::RevokedAt.is_null());
    let now = [(session::Column::RevokedAt, work.now().into())];
    system
        .change_under::<session::Entity, _, _>(&permit, now, which)
        .await?;
    Ok(())
}
