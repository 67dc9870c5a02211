//! What a mail makes possible: a new password for whoever has forgotten it, another address for an account.

use async_graphql::InputObject;
use entity::{account, one_time_token::TokenPurpose, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    account::{BAD_EMAIL, EMAIL_TAKEN, of_viewer},
    challenge,
    email::{email_key, is_email},
    grant::{bad_credentials, barred, revoke},
    letters::{self, Letter},
    one_time, password,
    policy::{HoldAccount, KeepSessions},
};
use crate::platform::{
    access::{Reader, Work},
    error::{Refusal, Result},
    graphql::Check,
};

/// Whose password is forgotten.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// The email address of the account, in any case.
    pub email: String,
}

/// A new password, by the token of a mail.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The token of the mail: what follows `#` in its link. It works once, within 30 minutes.
    #[graphql(secret)]
    pub token: String,
    /// The password from now on, 12 to 128 characters.
    #[graphql(secret)]
    pub new_password: String,
}

/// Another address.
#[derive(InputObject)]
pub struct RequestEmailChangeInput {
    /// The address to sign in with from then on, at most 254 characters; the one that is used already, to confirm it.
    pub new_email: String,
    /// The password of the account.
    #[graphql(secret)]
    pub current_password: String,
}

/// The proof that an address is one's own.
#[derive(InputObject)]
pub struct ConfirmEmailInput {
    /// The token of the mail: what follows `#` in its link. It works once, within 24 hours.
    #[graphql(secret)]
    pub token: String,
}

fn checked(field: &str, given: &str) -> Result<String> {
    let email = email_key(given);
    let mut check = Check::default();
    if !is_email(&email) {
        let message = format!(
            "{field} must be an email address of at most 254 characters, such as anna@example.org."
        );
        check.refuse(field, BAD_EMAIL, message);
    }
    check.finish()?;
    Ok(email)
}

/// Asks for the mail. What is done here is the same for every address: a job looks whether it has an account.
pub async fn request_reset(work: &Work, input: RequestPasswordResetInput) -> Result<bool> {
    let email = checked("email", &input.email)?;
    letters::ask(work, &Letter::Reset { email }).await?;
    Ok(true)
}

/// Sets a new password and ends all sessions of the account.
pub async fn reset(reader: &Reader, input: ResetPasswordInput) -> Result<bool> {
    let purpose = TokenPurpose::ResetPassword;
    let work = reader.begin().await?;
    let email = async {
        let system = work.as_system("recovery");
        let permit = system.permit_platform::<KeepSessions>()?;
        let token = one_time::find(&system, &permit, purpose, &input.token).await?;
        let account = system.visible::<account::Entity>(token.account_id).await?;
        Ok(account.email)
    }
    .await;
    let email = work.finish(email).await?;
    let mut check = Check::default();
    password::check(&mut check, "newPassword", &input.new_password, &email);
    check.finish()?;
    // Not within a transaction: it takes long, and SQLite has one writer.
    let hash = password::hashed(input.new_password).await?;
    let work = reader.begin().await?;
    let outcome = replace(&work, &input.token, hash).await;
    work.finish(outcome).await
}

async fn replace(work: &Work, token: &str, hash: String) -> Result<bool> {
    let system = work.as_system("recovery");
    let permit = system.permit_platform::<KeepSessions>()?;
    let token = one_time::find(&system, &permit, TokenPurpose::ResetPassword, token).await?;
    let account = system
        .permit::<HoldAccount, account::Entity>(token.account_id)
        .await?;
    if barred(&system, &account).await? {
        return Err(one_time::bad_token());
    }
    one_time::spend(&system, &permit, &token).await?;
    let all = Condition::all().add(session::Column::AccountId.eq(account.id));
    revoke(&system, all).await?;
    challenge::forget(&system, &permit, account.id).await?;
    let change = account::ActiveModel {
        password_hash: Set(Some(hash)),
        email_verified_at: Set(Some(system.now())),
        ..Default::default()
    };
    system.update(&account, change).await?;
    Ok(true)
}

/// Asks for a mail to the new address. Whether another account has it is told to nobody but who reads that mail.
pub async fn request_email(reader: &Reader, input: RequestEmailChangeInput) -> Result<bool> {
    let account = of_viewer(reader).await?;
    let email = checked("newEmail", &input.new_email)?;
    if !password::verified(input.current_password, account.password_hash).await? {
        return Err(bad_credentials(Some("currentPassword")));
    }
    let letter = Letter::Confirm {
        account: account.id,
        email,
    };
    let work = reader.begin().await?;
    let outcome = letters::ask(&work, &letter).await;
    work.finish(outcome).await?;
    Ok(true)
}

/// Takes up the address that a mail has reached, and tells the old one.
pub async fn confirm_email(work: &Work, input: ConfirmEmailInput) -> Result<String> {
    let system = work.as_system("recovery");
    let permit = system.permit_platform::<KeepSessions>()?;
    let purpose = TokenPurpose::ConfirmEmail;
    let token = one_time::find(&system, &permit, purpose, &input.token).await?;
    let account = system
        .permit::<HoldAccount, account::Entity>(token.account_id)
        .await?;
    if barred(&system, &account).await? {
        return Err(one_time::bad_token());
    }
    let email = one_time::stands_for(&system, &token)?;
    one_time::spend(&system, &permit, &token).await?;
    if email != account.email {
        letters::tell_old(&system, &account, &email).await?;
    }
    let change = account::ActiveModel {
        email: Set(email.clone()),
        email_verified_at: Set(Some(system.now())),
        ..Default::default()
    };
    match system.update(&account, change).await {
        Ok(_) => Ok(email),
        Err(error) if error.is_duplicate() => {
            let message = "Another account has this email address.";
            Err(Refusal::new(EMAIL_TAKEN, message).at("token").into())
        }
        Err(other) => Err(other),
    }
}
