//! Accounts: how people sign in.

use async_graphql::{ID, InputObject};
use entity::{
    account::{self, PlatformRole},
    affiliation, person, session,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    challenge,
    email::{email_key, is_email},
    grant::{bad_credentials, revoke},
    password,
    person::present,
    policy::{ChangePassword, GiveAccount, SuspendAccount},
    session::own,
    visibility::not_over_on,
};
use crate::platform::{
    access::{Permitted, Reader, Role, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

pub const BAD_EMAIL: &str = "BAD_EMAIL";
pub const EMAIL_TAKEN: &str = "EMAIL_TAKEN";
const HAS_ACCOUNT: &str = "HAS_ACCOUNT";
const NO_ACCOUNT: &str = "NO_ACCOUNT";
const OWN_ACCOUNT: &str = "OWN_ACCOUNT";
const PLATFORM_ROLE: &str = "PLATFORM_ROLE";
pub const LAST_ADMIN: &str = "LAST_ADMIN";

/// A new account.
#[derive(InputObject)]
pub struct CreateAccountInput {
    /// Whose it is; somebody without one.
    pub person_id: ID,
    /// The email address to sign in with, at most 254 characters; kept in lower case.
    pub email: String,
    /// The first password, 12 to 128 characters; the person changes it with changePassword.
    #[graphql(secret)]
    pub initial_password: String,
    /// What the account may do beyond its organisations; only those who run the platform give more than `NONE`.
    #[graphql(default_with = "PlatformRole::None")]
    pub platform_role: PlatformRole,
}

/// A new password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password so far.
    #[graphql(secret)]
    pub current_password: String,
    /// The password from now on, 12 to 128 characters.
    #[graphql(secret)]
    pub new_password: String,
}

/// What an account may do from now on.
#[derive(InputObject)]
pub struct ChangePlatformRoleInput {
    /// The person; somebody else than the viewer.
    pub person_id: ID,
    /// What their account may do beyond its organisations.
    pub platform_role: PlatformRole,
}

/// Whose account.
#[derive(InputObject)]
pub struct SuspendAccountInput {
    /// The person.
    pub person_id: ID,
}

/// Whose account.
#[derive(InputObject)]
pub struct RestoreAccountInput {
    /// The person.
    pub person_id: ID,
}

/// Whose account it is now, if the viewer sees them.
pub async fn create(reader: &Reader, input: CreateAccountInput) -> Result<Option<person::Model>> {
    reader.viewer().session()?;
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    let email = email_key(&input.email);
    let mut check = Check::default();
    if !is_email(&email) {
        let message =
            "email must be an email address of at most 254 characters, such as anna@example.org.";
        check.refuse("email", BAD_EMAIL, message);
    }
    password::check(
        &mut check,
        "initialPassword",
        &input.initial_password,
        &email,
    );
    if input.platform_role != PlatformRole::None && !reader.viewer().runs_platform() {
        let message = "Only those who run the platform give a role on it; leave platformRole out.";
        check.refuse("platformRole", PLATFORM_ROLE, message);
    }
    check.finish()?;
    // Not within a transaction: it takes long, and SQLite has one writer.
    let hash = password::hashed(input.initial_password).await?;
    let row = account::ActiveModel {
        email: Set(email),
        password_hash: Set(Some(hash)),
        platform_role: Set(input.platform_role),
        suspended_at: Set(None),
        ..Default::default()
    };
    let work = reader.begin().await?;
    let outcome = give(&work, person, row).await;
    work.finish(outcome).await
}

async fn give(
    work: &Work,
    person: Uuid,
    account: account::ActiveModel,
) -> Result<Option<person::Model>> {
    let permit: Permitted<GiveAccount, person::Entity> = match administers(work, person).await? {
        true => work.as_system("people").permit(person).await?,
        false => work.permit(person).await?,
    };
    present(&permit, "personId")?;
    let has = work.select_under::<account::Entity, _, _>(&permit);
    if work.one(has).await?.is_some() {
        let message = "This person has an account already.";
        return Err(Refusal::new(HAS_ACCOUNT, message).at("personId").into());
    }
    match work.insert(account, &permit).await {
        // Somebody who hides from the admin who gives them the account goes on hiding.
        Ok(_) => {
            let seen = work.select::<person::Entity>();
            work.one(seen.filter(person::Column::Id.eq(person))).await
        }
        Err(error) if error.is_duplicate() => {
            let message = "Another account has this email address.";
            Err(Refusal::new(EMAIL_TAKEN, message).at("email").into())
        }
        Err(other) => Err(other),
    }
}

/// The viewer administers every organisation where a person belongs or will, and there is one.
async fn administers(work: &Work, person: Uuid) -> Result<bool> {
    let system = work.as_system("people");
    let belongs = system
        .select::<affiliation::Entity>()
        .filter(affiliation::Column::PersonId.eq(person))
        .filter(not_over_on(work.today()));
    let belongs = system.all(belongs).await?;
    let mut organisations = belongs.iter().map(|one| one.organisation_id);
    Ok(!belongs.is_empty() && organisations.all(|one| work.viewer().has(Role::Admin, one)))
}

pub async fn change_password(
    reader: &Reader,
    input: ChangePasswordInput,
) -> Result<account::Model> {
    let account = of_viewer(reader).await?;
    let hash = account.password_hash.clone();
    if !password::verified(input.current_password, hash).await? {
        return Err(bad_credentials(Some("currentPassword")));
    }
    let mut check = Check::default();
    password::check(
        &mut check,
        "newPassword",
        &input.new_password,
        &account.email,
    );
    check.finish()?;
    let hash = password::hashed(input.new_password).await?;
    let work = reader.begin().await?;
    let outcome = replace(&work, &account, hash).await;
    work.finish(outcome).await
}

/// The email address that the viewer signs in with.
pub async fn own_email(reader: &Reader) -> Result<String> {
    Ok(of_viewer(reader).await?.email)
}

/// The account of the viewer, for what takes a session.
pub async fn of_viewer(reader: &Reader) -> Result<account::Model> {
    let account = of_person(reader, reader.viewer().session()?.0).await?;
    account.ok_or(Error::NotFound)
}

/// Asks a person for their password once more, for what an open session alone must not do.
pub async fn prove(reader: &Reader, person: Uuid, current_password: String) -> Result<()> {
    let account = of_person(reader, person).await?.ok_or(Error::NotFound)?;
    match password::verified(current_password, account.password_hash).await? {
        true => Ok(()),
        false => Err(bad_credentials(Some("currentPassword"))),
    }
}

pub async fn of_person(reader: &Reader, person: Uuid) -> Result<Option<account::Model>> {
    let account = reader.select::<account::Entity>();
    let account = account.filter(account::Column::PersonId.eq(person));
    reader.one(account).await
}

/// Sets a password and ends the account's other sessions: whoever knew the old one is out.
async fn replace(work: &Work, account: &account::Model, hash: String) -> Result<account::Model> {
    let permit = work
        .as_system("people")
        .permit_version::<ChangePassword, account::Entity>(account.id, account.version)
        .await?;
    let others = Condition::all()
        .add(session::Column::AccountId.eq(account.id))
        .add(session::Column::Id.ne(own(work)?));
    revoke(work, others).await?;
    let system = work.as_system("sign-in");
    challenge::forget(&system, &system.permit_platform()?, account.id).await?;
    let change = account::ActiveModel {
        password_hash: Set(Some(hash)),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// Bars an account and ends its sessions at once; doing it twice changes nothing.
pub async fn suspend(work: &Work, input: SuspendAccountInput) -> Result<person::Model> {
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    let (row, account) = of_visible(work, person).await?;
    if work.viewer().is(person) {
        let message = "Nobody suspends their own account; another platform administrator can.";
        return Err(Refusal::new(OWN_ACCOUNT, message).at("personId").into());
    }
    if account.suspended_at.is_none() {
        let change = account::ActiveModel {
            suspended_at: Set(Some(work.now())),
            ..Default::default()
        };
        work.update(&account, change).await?;
        let all = Condition::all().add(session::Column::AccountId.eq(account.id));
        revoke(work, all).await?;
    }
    Ok(row)
}

/// Gives or takes a role on the platform. Nobody changes their own, and whoever changes one still has theirs: so one who
/// runs the platform always stays.
pub async fn change_platform_role(
    work: &Work,
    input: ChangePlatformRoleInput,
) -> Result<person::Model> {
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    let (row, account) = of_visible(work, person).await?;
    if work.viewer().is(person) {
        let message = "Nobody changes their own role; another platform administrator can.";
        return Err(Refusal::new(OWN_ACCOUNT, message).at("personId").into());
    }
    if account.platform_role != input.platform_role {
        let change = account::ActiveModel {
            platform_role: Set(input.platform_role),
            ..Default::default()
        };
        work.update(&account, change).await?;
    }
    Ok(row)
}

/// Refuses when nobody would run the platform any more without this person.
pub async fn may_leave_platform(work: &Work, person: Uuid) -> Result<()> {
    let running = running(work).await?;
    match running.as_slice() {
        [last] if last.person_id == person => {
            let message = "Nobody else runs the platform; let somebody else run it first.";
            Err(Refusal::new(LAST_ADMIN, message).at("personId").into())
        }
        _ => Ok(()),
    }
}

/// Locks the accounts that run the platform, and refuses whoever is no longer among them: of two who would bar each other at
/// once, one comes too late.
async fn still_runs_platform(work: &Work) -> Result<()> {
    let running = running(work).await?;
    let own = work.viewer().person()?;
    match running.iter().any(|one| one.person_id == own) {
        true => Ok(()),
        false => Err(Error::Forbidden),
    }
}

/// The accounts that run the platform, locked.
async fn running(work: &Work) -> Result<Vec<account::Model>> {
    let system = work.as_system("people");
    let running = system
        .select::<account::Entity>()
        .filter(account::Column::PlatformRole.eq(PlatformRole::Admin))
        .filter(account::Column::SuspendedAt.is_null())
        .order_by_asc(account::Column::Id)
        .lock_exclusive();
    system.all(running).await
}

/// Lets an account in again; it must sign in anew.
pub async fn restore(work: &Work, input: RestoreAccountInput) -> Result<person::Model> {
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    let (row, account) = of_visible(work, person).await?;
    if account.suspended_at.is_some() {
        let change = account::ActiveModel {
            suspended_at: Set(None),
            ..Default::default()
        };
        work.update(&account, change).await?;
    }
    Ok(row)
}

pub type Barrable = Permitted<SuspendAccount, account::Entity>;

/// The account of somebody whom the viewer may see, and may bar.
pub async fn of_visible(work: &Work, person: Uuid) -> Result<(person::Model, Barrable)> {
    let row = work.visible::<person::Entity>(person).await?;
    work.permit_platform::<SuspendAccount>()?;
    still_runs_platform(work).await?;
    let account = work.select::<account::Entity>();
    let account = account.filter(account::Column::PersonId.eq(person));
    let Some(account) = work.one(account).await? else {
        let message = "This person has no account.";
        return Err(Refusal::new(NO_ACCOUNT, message).at("personId").into());
    };
    Ok((row, work.as_system("people").permit(account.id).await?))
}
