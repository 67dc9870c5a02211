//! What a provider told of somebody, until the code for it comes back: kept sealed, found by a hash, used once.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::identity_ticket::{self, Column, Entity, TicketPurpose};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::grant::{Permit, print};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
};

const PURPOSE: &str = "identity_ticket";
const CODE_OVER: &str = "CODE_OVER";
const BAD_TOKEN: &str = "BAD_TOKEN";

/// What was told.
#[derive(Clone, Serialize, Deserialize)]
pub struct Told {
    pub issuer: String,
    pub subject: String,
    /// An address that the issuer vouches for.
    pub email: Option<String>,
    /// The SHA-256 of what the page that began must show, in base64url; empty where a mail brings the code.
    pub challenge: String,
}

/// Keeps it; answers the code.
pub async fn make(
    system: &Work,
    permit: &Permit,
    (purpose, account): (TicketPurpose, Option<Uuid>),
    told: &Told,
    lasts: TimeDelta,
) -> Result<String> {
    let random: [u8; 32] = rand::random();
    let code = URL_SAFE_NO_PAD.encode(random);
    let text = serde_json::to_string(told).map_err(Error::internal)?;
    let row = identity_ticket::ActiveModel {
        id: Set(new_id()),
        purpose: Set(purpose),
        account_id: Set(account),
        hash: Set(print(&code)),
        sealed: Set(system.vault()?.seal(PURPOSE, &text)?),
        expires_at: Set(system.now() + lasts),
    };
    system.insert(row, permit).await?;
    Ok(code)
}

/// Uses a code up; of two who come at once one is refused.
pub async fn take(
    system: &Work,
    permit: &Permit,
    purpose: TicketPurpose,
    code: &str,
) -> Result<(Option<Uuid>, Told)> {
    let row = system
        .select_under::<Entity, _, _>(permit)
        .filter(Column::Hash.eq(print(code)))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::ExpiresAt.gt(system.now()));
    let row = system.one(row).await?.ok_or_else(|| over(purpose))?;
    let this = Condition::all().add(Column::Id.eq(row.id));
    if system.clear_under::<Entity, _, _>(permit, this).await? == 0 {
        return Err(over(purpose));
    }
    let text = system.vault()?.open(PURPOSE, &row.sealed);
    let told = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok((row.account_id, told.ok_or_else(|| over(purpose))?))
}

/// As `take`, for the page that began: it shows what its challenge was made of.
pub async fn take_with(system: &Work, permit: &Permit, code: &str, verifier: &str) -> Result<Told> {
    let (_, told) = take(system, permit, TicketPurpose::SignIn, code).await?;
    match URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == told.challenge {
        true => Ok(told),
        false => Err(over(TicketPurpose::SignIn)),
    }
}

pub fn over(purpose: TicketPurpose) -> Error {
    match purpose {
        TicketPurpose::SignIn => {
            let message = "This code is not good: it was used, has expired, or another page began with it. Begin again.";
            Refusal::new(CODE_OVER, message).at("code").into()
        }
        TicketPurpose::Link => {
            let message = "This token is not good: it was used, has expired, or was never given. Begin again.";
            Refusal::new(BAD_TOKEN, message).at("token").into()
        }
    }
}
