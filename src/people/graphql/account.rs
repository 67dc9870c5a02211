//! Accounts: private to those whose they are.

use async_graphql::{Context, Object, SimpleObject};
use entity::account::{self, PlatformRole};

use crate::{
    nodes::Person,
    payload,
    people::account::{
        self as accounts, ChangePasswordInput, CreateAccountInput, RestoreAccountInput,
        SuspendAccountInput,
    },
    platform::{
        error::Result,
        graphql::{ContextExt, DateTime, refused},
        throttle::Guess,
    },
};

/// How somebody signs in. Only they see it.
#[derive(SimpleObject)]
pub struct Account {
    /// The email address to sign in with, in lower case.
    pub email: String,
    /// What the account may do beyond its organisations and networks.
    pub platform_role: PlatformRole,
    /// When it was made.
    pub created_at: DateTime,
    /// When it, such as its password, last changed.
    pub updated_at: DateTime,
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            email: row.email,
            platform_role: row.platform_role,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

payload! {
    /// Answers createAccount.
    CreateAccountPayload {
        /// Whose account it is; null when it was refused, and for somebody who hides from the viewer. The account itself is seen only by them.
        person: Person
    }
}
payload! {
    /// Answers changePassword.
    ChangePasswordPayload {
        /// The viewer's account; null when the change was refused.
        account: Account
    }
}
payload! {
    /// Answers suspendAccount.
    SuspendAccountPayload {
        /// Whose account it is; null when it was refused.
        person: Person
    }
}
payload! {
    /// Answers restoreAccount.
    RestoreAccountPayload {
        /// Whose account it is; null when it was refused.
        person: Person
    }
}

#[derive(Default)]
pub struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Gives a person an account with a first password; for whoever administers every organisation where the person
    /// belongs. Refused with `BAD_EMAIL`, `EMAIL_TAKEN`, `HAS_ACCOUNT`, `PASSWORD_LENGTH`, `PASSWORD_IS_EMAIL` or
    /// `PLATFORM_ROLE`.
    async fn create_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: CreateAccountInput,
    ) -> Result<CreateAccountPayload> {
        let work = accounts::create(ctx.reader(), input);
        let (person, refusals) = refused(ctx.attempt(Guess::Existence, work).await)?;
        let person = person.flatten().map(Into::into);
        Ok(CreateAccountPayload { person, refusals })
    }

    /// Changes the viewer's password and ends all their other sessions. Refused with `BAD_CREDENTIALS`,
    /// `PASSWORD_LENGTH` or `PASSWORD_IS_EMAIL`.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old and the new one.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let email = accounts::own_email(ctx.reader()).await?;
        let work = accounts::change_password(ctx.reader(), input);
        ChangePasswordPayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }

    /// Bars an account and ends its sessions at once; for those who run the platform. Refused with `NO_ACCOUNT` or
    /// `OWN_ACCOUNT`.
    async fn suspend_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: SuspendAccountInput,
    ) -> Result<SuspendAccountPayload> {
        let work = ctx.begin().await?;
        let outcome = accounts::suspend(&work, input).await;
        SuspendAccountPayload::from_outcome(work.finish(outcome).await)
    }

    /// Lets a barred account in again; for those who run the platform. Refused with `NO_ACCOUNT`.
    async fn restore_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account.")] input: RestoreAccountInput,
    ) -> Result<RestoreAccountPayload> {
        let work = ctx.begin().await?;
        let outcome = accounts::restore(&work, input).await;
        RestoreAccountPayload::from_outcome(work.finish(outcome).await)
    }
}
