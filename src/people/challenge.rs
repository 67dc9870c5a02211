//! A sign-in between its two steps: the password was right, the second factor is still missing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account,
    sign_in_challenge::{self, Column, Entity},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    grant::{Permit, print},
    policy::KeepSessions,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
    store::Store,
};

pub const LASTS: TimeDelta = TimeDelta::minutes(5);

const CHALLENGE_OVER: &str = "CHALLENGE_OVER";

/// What the client holds until the second step.
pub struct Challenge {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

pub async fn make(system: &Work, permit: &Permit, account: Uuid) -> Result<Challenge> {
    let random: [u8; 32] = rand::random();
    let token = URL_SAFE_NO_PAD.encode(random);
    let expires_at = system.now() + LASTS;
    let row = sign_in_challenge::ActiveModel {
        id: Set(new_id()),
        account_id: Set(account),
        hash: Set(print(&token)),
        created_at: Set(system.now()),
        expires_at: Set(expires_at),
    };
    system.insert(row, permit).await?;
    Ok(Challenge { token, expires_at })
}

/// The challenge of a token, if it is not over; the same refusal whatever is wrong with it.
pub async fn find(system: &Work, permit: &Permit, token: &str) -> Result<sign_in_challenge::Model> {
    let row = system
        .select_under::<Entity, _, _>(permit)
        .filter(Column::Hash.eq(print(token)))
        .filter(Column::ExpiresAt.gt(system.now()));
    system.one(row).await?.ok_or_else(over)
}

/// Whose sign-in it is: the name by which attempts at codes count.
pub async fn email(store: &Store, token: &str) -> Result<String> {
    let system = Work::snapshot(store, "sign-in").await?;
    let outcome = async {
        let permit = system.permit_platform::<KeepSessions>()?;
        let challenge = find(&system, &permit, token).await?;
        let account = system
            .visible::<account::Entity>(challenge.account_id)
            .await?;
        Ok(account.email)
    }
    .await;
    system.finish(outcome).await
}

/// Uses it up; of two who come at once one is refused.
pub async fn spend(system: &Work, permit: &Permit, challenge: Uuid) -> Result<()> {
    let this = Condition::all().add(Column::Id.eq(challenge));
    match system.clear_under::<Entity, _, _>(permit, this).await? {
        0 => Err(over()),
        _ => Ok(()),
    }
}

/// Ends all that are under way for an account: its password is another one now.
pub async fn forget(system: &Work, permit: &Permit, account: Uuid) -> Result<()> {
    let all = Condition::all().add(Column::AccountId.eq(account));
    system.clear_under::<Entity, _, _>(permit, all).await?;
    Ok(())
}

pub fn over() -> Error {
    let message =
        "This sign-in is over: it took too long, or was completed. Begin again with signIn.";
    Refusal::new(CHALLENGE_OVER, message).at("challenge").into()
}
