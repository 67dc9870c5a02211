//! Tokens that a mail brings and that work once: only their hashes are kept.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::one_time_token::{self, Column, Entity, TokenPurpose};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::grant::{Permit, print};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
};

const BAD_TOKEN: &str = "BAD_TOKEN";
/// What a token stands for is sealed for this.
const SEALED: &str = "one_time_token";

/// Makes a token for an account; answers what goes into the mail.
pub async fn make(
    system: &Work,
    permit: &Permit,
    purpose: TokenPurpose,
    account: Uuid,
    (stands_for, lasts): (Option<&str>, TimeDelta),
) -> Result<String> {
    let secret: [u8; 32] = rand::random();
    let token = URL_SAFE_NO_PAD.encode(secret);
    let sealed = stands_for.map(|text| system.vault()?.seal(SEALED, text));
    let row = one_time_token::ActiveModel {
        id: Set(new_id()),
        purpose: Set(purpose),
        account_id: Set(account),
        hash: Set(print(&token)),
        sealed: Set(sealed.transpose()?),
        created_at: Set(system.now()),
        expires_at: Set(system.now() + lasts),
        used_at: Set(None),
    };
    system.insert(row, permit).await?;
    Ok(token)
}

/// The row of a token that is still good; the same refusal whatever is wrong with it.
pub async fn find(
    system: &Work,
    permit: &Permit,
    purpose: TokenPurpose,
    token: &str,
) -> Result<one_time_token::Model> {
    let row = system
        .select_under::<Entity, _, _>(permit)
        .filter(Column::Hash.eq(print(token)))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(system.now()));
    system.one(row).await?.ok_or_else(bad_token)
}

/// Uses up a token, and with it all others of its account for the same purpose. Of two who come at once one is refused.
pub async fn spend(system: &Work, permit: &Permit, token: &one_time_token::Model) -> Result<()> {
    let used = || [(Column::UsedAt, system.now().into())];
    let unused = Condition::all().add(Column::UsedAt.is_null());
    let this = unused.clone().add(Column::Id.eq(token.id));
    if system
        .change_under::<Entity, _, _>(permit, used(), this)
        .await?
        == 0
    {
        return Err(bad_token());
    }
    let others = unused
        .add(Column::AccountId.eq(token.account_id))
        .add(Column::Purpose.eq(token.purpose));
    system
        .change_under::<Entity, _, _>(permit, used(), others)
        .await?;
    Ok(())
}

/// What a token stands for.
pub fn stands_for(system: &Work, token: &one_time_token::Model) -> Result<String> {
    let sealed = token.sealed.as_deref().unwrap_or_default();
    let missing = || Error::internal(anyhow::anyhow!("a token that stands for nothing"));
    system.vault()?.open(SEALED, sealed).ok_or_else(missing)
}

pub fn bad_token() -> Error {
    let message =
        "This token is not good: it was used, has expired, or was never given. Ask for a new mail.";
    Refusal::new(BAD_TOKEN, message).at("token").into()
}
