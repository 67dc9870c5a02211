//! The second factor: one-time codes of an authenticator (RFC 6238), and recovery codes for whoever has lost it.

use async_graphql::{ID, InputObject};
use entity::{
    account, person, recovery_code, second_factor,
    second_factor::{Column, Entity},
    session,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::{
    account::{of_person, of_visible},
    codes,
    grant::{Permit, bad_credentials, revoke},
    password,
    policy::{HoldAccount, KeepSessions},
    session::own,
};
use crate::platform::{
    access::{Reader, Work},
    error::{Error, Refusal, Result},
    graphql::id,
};

/// What the secrets are sealed for.
const PURPOSE: &str = "second_factor";
/// What authenticators show beside the address.
const ISSUER: &str = "Erfa";
/// Bytes of a secret, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Wrong one-time codes in a row after which only recovery codes are taken.
const MOST_FAILURES: i64 = 100;

const BAD_CODE: &str = "BAD_CODE";
const CODES_BLOCKED: &str = "CODES_BLOCKED";
const HAS_SECOND_FACTOR: &str = "HAS_SECOND_FACTOR";
const NO_SECOND_FACTOR: &str = "NO_SECOND_FACTOR";
const NOT_ENROLLED: &str = "NOT_ENROLLED";

/// Who enrols.
#[derive(InputObject)]
pub struct EnrolSecondFactorInput {
    /// The password of the account.
    #[graphql(secret)]
    pub current_password: String,
}

/// A first code of the authenticator.
#[derive(InputObject)]
pub struct ConfirmSecondFactorInput {
    /// The six digits that the authenticator shows.
    #[graphql(secret)]
    pub code: String,
}

/// The end of the second factor.
#[derive(InputObject)]
pub struct DisableSecondFactorInput {
    /// The password of the account.
    #[graphql(secret)]
    pub current_password: String,
    /// The six digits that the authenticator shows, or a recovery code.
    #[graphql(secret)]
    pub code: String,
}

/// New recovery codes.
#[derive(InputObject)]
pub struct RenewRecoveryCodesInput {
    /// The six digits that the authenticator shows.
    #[graphql(secret)]
    pub code: String,
}

/// Whose second factor.
#[derive(InputObject)]
pub struct RemoveSecondFactorInput {
    /// The person.
    pub person_id: ID,
}

/// What an authenticator is told.
pub struct Enrolment {
    /// The secret, in Base32.
    pub secret: String,
    /// The same as an address (`otpauth://…`), to be shown as a QR code.
    pub uri: String,
}

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

/// Begins enrolling; nothing is asked for until a first code is confirmed.
pub async fn enrol(reader: &Reader, input: EnrolSecondFactorInput) -> Result<Enrolment> {
    let account = own_account(reader).await?;
    if !password::verified(input.current_password, account.password_hash.clone()).await? {
        return Err(bad_credentials(Some("currentPassword")));
    }
    let secret: [u8; SECRET] = rand::random();
    let totp = totp(Secret::new_stack(secret), &account.email)?;
    let enrolment = Enrolment {
        secret: totp.secret().to_base32(),
        uri: totp.to_url().map_err(Error::internal)?,
    };
    let work = reader.begin().await?;
    let outcome = keep_secret(&work, account.id, &enrolment.secret).await;
    work.finish(outcome).await?;
    Ok(enrolment)
}

async fn keep_secret(work: &Work, account: Uuid, secret: &str) -> Result<()> {
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    let unconfirmed = of(account).add(Column::ConfirmedAt.is_null());
    system
        .clear_under::<Entity, _, _>(&permit, unconfirmed)
        .await?;
    let row = second_factor::ActiveModel {
        account_id: Set(account),
        sealed: Set(work.vault()?.seal(PURPOSE, secret)?),
        last_step: Set(0),
        failures: Set(0),
        created_at: Set(work.now()),
        confirmed_at: Set(None),
    };
    match system.insert(row, &permit).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_duplicate() => {
            let message = "This account has a second factor already; end that first.";
            Err(Refusal::new(HAS_SECOND_FACTOR, message).into())
        }
        Err(other) => Err(other),
    }
}

/// Turns it on: from now on signing in asks for it. Ends the account's other sessions; answers with recovery codes.
pub async fn confirm(reader: &Reader, input: ConfirmSecondFactorInput) -> Result<Vec<String>> {
    let account = own_account(reader).await?;
    in_work(reader, &account, async |work, permit| {
        let enrolled = of(account.id).add(Column::ConfirmedAt.is_null());
        let row = work.select_under::<Entity, _, _>(permit).filter(enrolled);
        let Some(row) = work.one(row).await? else {
            let message = "Nobody is enrolling: begin with enrolSecondFactor.";
            return Err(Refusal::new(NOT_ENROLLED, message).into());
        };
        let proof = one_time_code(work, permit, &row, &input.code).await?;
        if proof != Proof::Right {
            return Ok((proof, vec![]));
        }
        let since = [(Column::ConfirmedAt, work.now().into())];
        work.change_under::<Entity, _, _>(permit, since, of(account.id))
            .await?;
        let this = reader.viewer().session()?.1;
        let others = Condition::all()
            .add(session::Column::AccountId.eq(account.id))
            .add(session::Column::Id.ne(this));
        revoke(work, others).await?;
        let own = Condition::all().add(session::Column::Id.eq(this));
        let strong = [(session::Column::Strong, Expr::value(true))];
        work.change_under::<session::Entity, _, _>(permit, strong, own)
            .await?;
        Ok((proof, codes::renew(work, permit, account.id).await?))
    })
    .await
}

/// Gives new recovery codes; the ones so far no longer work.
pub async fn renew_codes(reader: &Reader, input: RenewRecoveryCodesInput) -> Result<Vec<String>> {
    let account = own_account(reader).await?;
    in_work(reader, &account, async |work, permit| {
        let row = confirmed(work, permit, account.id).await?;
        let row = row.ok_or_else(no_second_factor)?;
        let proof = one_time_code(work, permit, &row, &input.code).await?;
        match proof {
            Proof::Right => Ok((proof, codes::renew(work, permit, account.id).await?)),
            _ => Ok((proof, vec![])),
        }
    })
    .await
}

/// Turns it off, for whoever has password and code.
pub async fn disable(reader: &Reader, input: DisableSecondFactorInput) -> Result<account::Model> {
    let account = own_account(reader).await?;
    if !password::verified(input.current_password, account.password_hash.clone()).await? {
        return Err(bad_credentials(Some("currentPassword")));
    }
    in_work(reader, &account, async |work, permit| {
        let proof = prove(work, permit, account.id, &input.code).await?;
        let proof = proof.ok_or_else(no_second_factor)?;
        if proof == Proof::Right {
            forget(work, permit, account.id).await?;
        }
        Ok((proof, account.clone()))
    })
    .await
}

/// Takes the second factor off another account, whose owner has lost authenticator and codes.
pub async fn remove(work: &Work, input: RemoveSecondFactorInput) -> Result<person::Model> {
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    let (row, account) = of_visible(work, person).await?;
    if work.viewer().is(person) {
        let message = "One's own second factor ends with disableSecondFactor.";
        return Err(Refusal::new("OWN_ACCOUNT", message).at("personId").into());
    }
    let system = work.as_system("sign-in");
    let permit = system.permit_platform::<KeepSessions>()?;
    match confirmed(&system, &permit, account.id).await? {
        Some(_) => forget(&system, &permit, account.id).await?,
        None => return Err(no_second_factor()),
    }
    Ok(row)
}

fn no_second_factor() -> Error {
    let message = "This account has no second factor.";
    Refusal::new(NO_SECOND_FACTOR, message).into()
}

async fn own_account(reader: &Reader) -> Result<account::Model> {
    let (person, _) = reader.viewer().session()?;
    let account = of_person(reader, person).await?;
    account.ok_or(Error::NotFound)
}

/// Does something with the account locked, so that of two codes at once one comes first; what a wrong code left is kept.
async fn in_work<T>(
    reader: &Reader,
    account: &account::Model,
    body: impl AsyncFnOnce(&Work, &Permit) -> Result<(Proof, T)>,
) -> Result<T> {
    let work = reader.begin().await?;
    let outcome = async {
        own(&work)?;
        let system = work.as_system("sign-in");
        system
            .permit::<HoldAccount, account::Entity>(account.id)
            .await?;
        let permit = system.permit_platform::<KeepSessions>()?;
        body(&system, &permit).await
    }
    .await;
    let (proof, value) = work.finish(outcome).await?;
    proof.or_refuse()?;
    Ok(value)
}

fn of(account: Uuid) -> Condition {
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
        return one_time_code(system, permit, &row, given).await.map(Some);
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
async fn one_time_code(
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

fn totp(secret: Secret, email: &str) -> Result<Totp> {
    // Six digits, 30 seconds, SHA-1, one step before and after: what every authenticator knows.
    let builder = Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(email.replace(':', " "));
    builder.build().map_err(Error::internal)
}

async fn forget(system: &Work, permit: &Permit, account: Uuid) -> Result<()> {
    system
        .clear_under::<Entity, _, _>(permit, of(account))
        .await?;
    let codes = Condition::all().add(recovery_code::Column::AccountId.eq(account));
    system
        .clear_under::<recovery_code::Entity, _, _>(permit, codes)
        .await?;
    Ok(())
}
