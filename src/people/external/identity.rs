//! Identities that accounts have linked.

use async_graphql::{ID, InputObject};
use entity::{
    account,
    external_identity::{self, Column, Entity},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use super::{
    super::{
        account::of_viewer,
        grant::{Permit, bad_credentials},
        password,
        policy::{HoldAccount, KeepSessions},
        session::own,
    },
    ticket,
};
use crate::platform::{
    access::{Reader, Work},
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::id,
};

const IDENTITY_TAKEN: &str = "IDENTITY_TAKEN";
const LAST_WAY_IN: &str = "LAST_WAY_IN";
pub const KIND: &str = "ExternalIdentity";

/// An identity that is to be the viewer's.
#[derive(InputObject)]
pub struct LinkIdentityInput {
    /// What followed `#code=` in the address that the sign-in at the provider led back to; it works once, for two minutes.
    #[graphql(secret)]
    pub code: String,
    /// What the `code_challenge` of the beginning was made of.
    #[graphql(secret)]
    pub verifier: String,
    /// The password of the account; needed where it has one.
    #[graphql(secret)]
    pub current_password: Option<String>,
}

/// The end of a link.
#[derive(InputObject)]
pub struct UnlinkIdentityInput {
    /// The identity.
    pub id: ID,
    /// The password of the account; needed where it has one.
    #[graphql(secret)]
    pub current_password: Option<String>,
}

/// The account of the viewer, once they have shown its password, where it has one.
async fn own_account(reader: &Reader, password: Option<String>) -> Result<account::Model> {
    let account = of_viewer(reader).await?;
    if account.password_hash.is_some() {
        let given = password.unwrap_or_default();
        if !password::verified(given, account.password_hash.clone()).await? {
            return Err(bad_credentials(Some("currentPassword")));
        }
    }
    Ok(account)
}

pub async fn link(reader: &Reader, input: LinkIdentityInput) -> Result<account::Model> {
    let account = own_account(reader, input.current_password).await?;
    in_work(reader, &account, async |system, permit| {
        let told = ticket::take_with(system, permit, &input.code, &input.verifier).await?;
        let identity = (told.issuer.as_str(), told.subject.as_str());
        add(system, permit, &account, identity, "code").await
    })
    .await?;
    Ok(account)
}

pub async fn unlink(reader: &Reader, input: UnlinkIdentityInput) -> Result<account::Model> {
    let identity = id::part(KIND, &input.id, "id")?;
    let account = own_account(reader, input.current_password).await?;
    in_work(reader, &account, async |system, permit| {
        let of = Condition::all().add(Column::AccountId.eq(account.id));
        let all = system.select_under::<Entity, _, _>(permit).filter(of.clone());
        let all = system.all(all).await?;
        if !all.iter().any(|one| one.id == identity) {
            return Err(Error::NotFound);
        }
        if all.len() == 1 && account.password_hash.is_none() {
            let message = "This is the only way into the account; set a password first, by requestPasswordReset.";
            return Err(Refusal::new(LAST_WAY_IN, message).at("id").into());
        }
        let this = of.add(Column::Id.eq(identity));
        system.clear_under::<Entity, _, _>(permit, this).await?;
        Ok(())
    })
    .await?;
    Ok(account)
}

/// Does something with the account locked.
async fn in_work(
    reader: &Reader,
    account: &account::Model,
    body: impl AsyncFnOnce(&Work, &Permit) -> Result<()>,
) -> Result<()> {
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
    work.finish(outcome).await
}

/// Gives an identity to an account; the index of the table is the guard.
pub async fn add(
    system: &Work,
    permit: &Permit,
    account: &account::Model,
    (issuer, subject): (&str, &str),
    field: &str,
) -> Result<()> {
    let row = external_identity::ActiveModel {
        id: Set(new_id()),
        account_id: Set(account.id),
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        created_at: Set(system.now()),
        last_used_at: Set(None),
    };
    match system.insert(row, permit).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_duplicate() => {
            let message = "This identity is linked to an account already.";
            Err(Refusal::new(IDENTITY_TAKEN, message).at(field).into())
        }
        Err(other) => Err(other),
    }
}

/// The link of an identity, if an account has it.
pub async fn linked(
    system: &Work,
    permit: &Permit,
    (issuer, subject): (&str, &str),
) -> Result<Option<external_identity::Model>> {
    let row = system
        .select_under::<Entity, _, _>(permit)
        .filter(Column::Issuer.eq(issuer))
        .filter(Column::Subject.eq(subject));
    system.one(row).await
}
