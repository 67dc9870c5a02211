//! Accounts: private to those whose they are.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use entity::{
    account::{self, PlatformRole},
    external_identity, recovery_code, second_factor,
};

use super::ExternalIdentity;
use crate::{
    nodes::Person,
    payload,
    people::account::{
        self as accounts, ChangePasswordInput, ChangePlatformRoleInput, CreateAccountInput,
        RestoreAccountInput, SuspendAccountInput,
    },
    platform::{
        access::Who,
        error::Result,
        graphql::{ContextExt, DateTime, Nullable, refused},
        throttle::Guess,
    },
};

/// How somebody signs in. Only they see it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Account {
    #[graphql(skip)]
    row: account::Model,
    /// The email address to sign in with, in lower case.
    pub email: String,
    /// What the account may do beyond its organisations and networks.
    pub platform_role: PlatformRole,
    /// When it was made.
    pub created_at: DateTime,
    /// When it, such as its password, last changed.
    pub updated_at: DateTime,
}

#[ComplexObject]
impl Account {
    /// Since when signing in asks for a second factor; null while it does not.
    async fn second_factor_since(&self, ctx: &Context<'_>) -> Nullable<DateTime> {
        let all = ctx
            .details::<account::Entity, second_factor::Entity>(&self.row)
            .await;
        let since = |row: &second_factor::Model| row.confirmed_at.map(DateTime::from);
        all.map(|all| all.iter().find_map(since)).into()
    }

    /// The identities that can be signed in with, in the order of linking.
    async fn identities(&self, ctx: &Context<'_>) -> Nullable<Vec<ExternalIdentity>> {
        let all = ctx
            .details::<account::Entity, external_identity::Entity>(&self.row)
            .await;
        all.map(|all| Some(all.iter().map(ExternalIdentity::from).collect()))
            .into()
    }

    /// How many recovery codes have not been used.
    async fn recovery_codes_left(&self, ctx: &Context<'_>) -> Nullable<i32> {
        let all = ctx
            .details::<account::Entity, recovery_code::Entity>(&self.row)
            .await;
        let left = |all: &Vec<recovery_code::Model>| {
            all.iter().filter(|one| one.used_at.is_none()).count()
        };
        all.map(|all| i32::try_from(left(&all)).ok()).into()
    }

    /// True while `platformRole` does not hold in this session, because it was opened without a second factor and one is
    /// required here.
    async fn needs_second_factor(&self, ctx: &Context<'_>) -> bool {
        matches!(
            ctx.viewer().who(),
            Who::Person { role: PlatformRole::None, .. } if self.platform_role != PlatformRole::None
        )
    }
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            email: row.email.clone(),
            platform_role: row.platform_role,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            row,
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

payload! {
    /// Answers changePlatformRole.
    ChangePlatformRolePayload {
        /// Whose account it is; null when it was refused.
        person: Person
    }
}

#[derive(Default)]
pub struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Gives a person an account with a first password; for whoever administers every organisation where the person
    /// belongs. Refused with `BAD_EMAIL`, `EMAIL_TAKEN`, `HAS_ACCOUNT`, `PASSWORD_LENGTH`, `PASSWORD_IS_EMAIL`,
    /// `PLATFORM_ROLE` or `ERASED`.
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

    /// Gives an account a role on the platform, or takes it, from the next request on; for those who run the platform. Refused
    /// with `NO_ACCOUNT` or `OWN_ACCOUNT`, so that one who runs it always stays.
    async fn change_platform_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and which.")] input: ChangePlatformRoleInput,
    ) -> Result<ChangePlatformRolePayload> {
        let work = ctx.begin().await?;
        let outcome = accounts::change_platform_role(&work, input).await;
        ChangePlatformRolePayload::from_outcome(work.finish(outcome).await)
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
