//! One-time codes of an authenticator (RFC 6238): made from a sealed secret, used up by an update.

use entity::{
    recovery_code, second_factor,
    second_factor::{Column, Entity},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::{codes, grant::Permit};
use crate::platform::{
    access::Work,
    error::{Error, Refusal, Result},
};

/// What the secrets are sealed for.
const PURPOSE: &str = "second_factor";
/// What authenticators show beside the address.
const ISSUER: &str = "Erfa";
/// Wrong one-time codes in a row after which only recovery codes are taken.
const MOST_FAILURES: i64 = 100;

const BAD_CODE: &str = "BAD_CODE";
const CODES_BLOCKED: &str = "CODES_BLOCKED";

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Right,
    /// The failure is noted: the transaction must be kept.
    Wrong,
    /// Too many were wrong: the authenticator's codes are not looked at.
    Blocked,
}

impl Proof {
    /// An error unless it was right; only after the transaction, so that a failure stays noted.
    pub fn or_refuse(self) -> Result<()> {
        match self {
            Self::Right => Ok(()),
            Self::Wrong => {
                let message = "This code is wrong, has been used, or is of another time; wait for the next one.";
                Err(Refusal::new(BAD_CODE, message).at("code").into())
            }
            Self::Blocked => {
                let message = "Too many codes were wrong; give one of your recovery codes.";
                Err(Refusal::new(CODES_BLOCKED, message).at("code").into())
            }
        }
    }
}

pub fn of(account: Uuid) -> Condition {
    Condition::all().add(Column::AccountId.eq(account))
}

/// The second factor that signing in to this account asks for.
pub async fn confirmed(
    system: &Work,
    permit: &Permit,
    account: Uuid,
) -> Result<Option<second_factor::Model>> {
    let row = system
        .select_under::<Entity, _, _>(permit)
        .filter(of(account).add(Column::ConfirmedAt.is_not_null()));
    system.one(row).await
}

/// Uses up a one-time code or a recovery code; none where the account has no second factor. The account must be locked.
pub async fn prove(
    system: &Work,
    permit: &Permit,
    account: Uuid,
    given: &str,
) -> Result<Option<Proof>> {
    let Some(row) = confirmed(system, permit, account).await? else {
        return Ok(None);
    };
    if !codes::looks_like_one(given) {
        return spend(system, permit, &row, given).await.map(Some);
    }
    match codes::spend(system, permit, account, given).await? {
        true => {
            let none = [(Column::Failures, Expr::value(0_i64))];
            system
                .change_under::<Entity, _, _>(permit, none, of(account))
                .await?;
            Ok(Some(Proof::Right))
        }
        false => Ok(Some(Proof::Wrong)),
    }
}

/// Uses up a one-time code. The update is the guard: a step of time counts once, and steps only go forward.
pub async fn spend(
    system: &Work,
    permit: &Permit,
    row: &second_factor::Model,
    given: &str,
) -> Result<Proof> {
    if row.failures >= MOST_FAILURES {
        return Ok(Proof::Blocked);
    }
    let secret = system.vault()?.open(PURPOSE, &row.sealed);
    let secret = secret.and_then(|text| Secret::try_from_base32(text).ok());
    let secret = secret.ok_or_else(|| {
        Error::internal(anyhow::anyhow!(
            "a second factor was sealed with another key than auth.secret_file holds"
        ))
    })?;
    let given: String = given.split_whitespace().collect();
    let time = u64::try_from(system.moment().timestamp()).map_err(Error::internal)?;
    let this = of(row.account_id);
    if let Some(step) = totp(secret, "")?.check(&given, time) {
        let step = i64::try_from(step).map_err(Error::internal)?;
        let used = [
            (Column::LastStep, Expr::value(step)),
            (Column::Failures, Expr::value(0_i64)),
        ];
        let unused = this
            .clone()
            .add(Column::LastStep.lt(step))
            .add(Column::Failures.lt(MOST_FAILURES));
        let first = system
            .change_under::<Entity, _, _>(permit, used, unused)
            .await?;
        if first > 0 {
            return Ok(Proof::Right);
        }
    }
    let more = sea_orm::ExprTrait::add(Expr::col(Column::Failures), 1_i64);
    system
        .change_under::<Entity, _, _>(permit, [(Column::Failures, more)], this)
        .await?;
    Ok(Proof::Wrong)
}

pub fn totp(secret: Secret, email: &str) -> Result<Totp> {
    // Six digits, 30 seconds, SHA-1, one step before and after: what every authenticator knows.
    let builder = Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(email.replace(':', " "));
    builder.build().map_err(Error::internal)
}

pub async fn forget(system: &Work, permit: &Permit, account: Uuid) -> Result<()> {
    system
        .clear_under::<Entity, _, _>(permit, of(account))
        .await?;
    let codes = Condition::all().add(recovery_code::Column::AccountId.eq(account));
    system
        .clear_under::<recovery_code::Entity, _, _>(permit, codes)
        .await?;
    Ok(())
}

/// A secret as it is kept.
pub fn sealed(work: &Work, secret: &str) -> Result<String> {
    work.vault()?.seal(PURPOSE, secret)
}
