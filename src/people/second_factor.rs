//! The second factor: turned on and off by its owner, or off for whoever has lost it.

use async_graphql::{ID, InputObject};
use entity::{
    account, person, second_factor,
    second_factor::{Column, Entity},
    session,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use totp_rs::Secret;
use uuid::Uuid;

use super::{
    account::{of_viewer, of_visible},
    codes,
    grant::{Permit, bad_credentials, revoke},
    one_time_code::{self, Proof, confirmed, forget, of, prove, totp},
    password,
    policy::{HoldAccount, KeepSessions},
    session::own,
};
use crate::platform::{
    access::{Reader, Work},
    error::{Error, Refusal, Result},
    graphql::id,
};

/// Bytes of a secret, as RFC 4226 recommends.
const SECRET: usize = 20;

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

/// Begins enrolling; nothing is asked for until a first code is confirmed.
pub async fn enrol(reader: &Reader, input: EnrolSecondFactorInput) -> Result<Enrolment> {
    let account = of_viewer(reader).await?;
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
        sealed: Set(one_time_code::sealed(work, secret)?),
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
    let account = of_viewer(reader).await?;
    in_work(reader, &account, async |work, permit| {
        let enrolled = of(account.id).add(Column::ConfirmedAt.is_null());
        let row = work.select_under::<Entity, _, _>(permit).filter(enrolled);
        let Some(row) = work.one(row).await? else {
            let message = "Nobody is enrolling: begin with enrolSecondFactor.";
            return Err(Refusal::new(NOT_ENROLLED, message).into());
        };
        let proof = one_time_code::spend(work, permit, &row, &input.code).await?;
        if proof != Proof::Right {
            return Ok((proof, vec![]));
        }
        let since = [(Column::ConfirmedAt, work.now().into())];
        work.change_under::<Entity, _, _>(permit, since, of(account.id))
            .await?;
        let this = own(&work.as_asker())?;
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
    let account = of_viewer(reader).await?;
    in_work(reader, &account, async |work, permit| {
        let row = confirmed(work, permit, account.id).await?;
        let row = row.ok_or_else(no_second_factor)?;
        let proof = one_time_code::spend(work, permit, &row, &input.code).await?;
        match proof {
            Proof::Right => Ok((proof, codes::renew(work, permit, account.id).await?)),
            _ => Ok((proof, vec![])),
        }
    })
    .await
}

/// Turns it off, for whoever has password and code.
pub async fn disable(reader: &Reader, input: DisableSecondFactorInput) -> Result<account::Model> {
    let account = of_viewer(reader).await?;
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
