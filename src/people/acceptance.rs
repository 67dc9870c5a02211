//! Accepting an invitation: as somebody who has signed in, or as somebody new, who gets an account by it.

use async_graphql::InputObject;
use entity::{
    Origin, Visibility, account, account::PlatformRole, affiliation, invitation, organisation,
    person,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    account::EMAIL_TAKEN,
    affiliation::{NewAffiliation, enter},
    authenticate::Authenticator,
    grant::{Grant, open},
    invitation as invitations, password,
    person::name_sort,
    policy::{AddPerson, GiveAccount},
    visibility::audience,
};
use crate::{
    organisations::policy::ManageOrganisation,
    platform::{
        access::{Permitted, Reader, Work},
        error::{Error, Refusal, Result},
        graphql::Check,
    },
};

const MISSING: &str = "MISSING";

/// The answer to an invitation.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The token of the mail: what follows `#` in its link. It works once, within 14 days.
    #[graphql(secret)]
    pub token: String,
    /// For somebody new: their name, at most 200 characters. Left out by whoever is signed in.
    pub name: Option<String>,
    /// For somebody new: the password of their account, 12 to 128 characters. Left out by whoever is signed in.
    #[graphql(secret)]
    pub password: Option<String>,
}

/// What accepting led to.
pub struct Accepted {
    pub affiliation: affiliation::Model,
    pub person: person::Model,
    /// The first session of a new account.
    pub grant: Option<Grant>,
}

pub async fn accept(
    reader: &Reader,
    authenticator: &Authenticator,
    input: AcceptInvitationInput,
) -> Result<Accepted> {
    match reader.viewer().session() {
        Ok((person, _)) => {
            let work = reader.begin().await?;
            let outcome = as_person(&work, person, &input.token).await;
            work.finish(outcome).await
        }
        // A program does not accept in anybody's name.
        Err(error @ Error::Denied(_)) => Err(error),
        Err(_) => as_somebody_new(reader, authenticator, input).await,
    }
}

async fn as_person(work: &Work, person: Uuid, token: &str) -> Result<Accepted> {
    let system = work.as_system("invitations");
    let invitation = invitations::find(&system, token).await?;
    invitations::spend(&system, &invitation, person).await?;
    let permit = hold(&system, &invitation).await?;
    let draft = draft(&invitation);
    Ok(Accepted {
        affiliation: enter(&system, &permit, person, draft).await?,
        person: system.visible::<person::Entity>(person).await?,
        grant: None,
    })
}

async fn hold(
    system: &Work,
    invitation: &invitation::Model,
) -> Result<Permitted<ManageOrganisation, organisation::Entity>> {
    system.permit(invitation.organisation_id).await
}

fn draft(invitation: &invitation::Model) -> NewAffiliation {
    NewAffiliation {
        title: invitation.title.clone(),
        category: invitation.category,
        role: invitation.role,
        starts_on: None,
        ends_on: None,
    }
}

async fn as_somebody_new(
    reader: &Reader,
    authenticator: &Authenticator,
    input: AcceptInvitationInput,
) -> Result<Accepted> {
    let work = reader.begin().await?;
    let invitation = invitations::find(&work.as_system("invitations"), &input.token).await;
    let invitation = work.finish(invitation).await?;
    let mut check = Check::default();
    let name = match input.name {
        Some(name) => check.text("name", name, 200),
        None => {
            let message = "name is missing; or sign in first, if you have an account.";
            check.refuse("name", MISSING, message);
            String::new()
        }
    };
    let password = input.password.unwrap_or_default();
    password::check(&mut check, "password", &password, &invitation.email);
    check.finish()?;
    // Not within a transaction: it takes long, and SQLite has one writer.
    let hash = password::hashed(password).await?;
    let work = reader.begin().await?;
    let outcome = join(&work, authenticator, (&input.token, name, hash)).await;
    work.finish(outcome).await
}

async fn join(
    work: &Work,
    authenticator: &Authenticator,
    (token, name, hash): (&str, String, String),
) -> Result<Accepted> {
    let system = work.as_system("invitations");
    let invitation = invitations::find(&system, token).await?;
    let organisation = hold(&system, &invitation).await?;
    let visibility = Visibility::Registered;
    let row = person::ActiveModel {
        name_sort: Set(name_sort(&name)),
        name: Set(name),
        visibility: Set(visibility),
        audience_id: Set(audience(&system, visibility, &[]).await?),
        locale: Set(invitation.locale.clone()),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    let adding = system.permit_platform::<AddPerson>()?;
    let person = system.insert(row, &adding).await?;
    invitations::spend(&system, &invitation, person.id).await?;
    let row = account::ActiveModel {
        email: Set(invitation.email.clone()),
        email_verified_at: Set(Some(system.now())),
        password_hash: Set(Some(hash)),
        platform_role: Set(PlatformRole::None),
        suspended_at: Set(None),
        ..Default::default()
    };
    let giving: Permitted<GiveAccount, person::Entity> = system.permit(person.id).await?;
    let account = match system.insert(row, &giving).await {
        Ok(account) => account,
        Err(error) if error.is_duplicate() => {
            let message = "There is an account with the address that was invited; sign in to it, then accept.";
            return Err(Refusal::new(EMAIL_TAKEN, message).at("token").into());
        }
        Err(other) => return Err(other),
    };
    let affiliation = enter(&system, &organisation, person.id, draft(&invitation)).await?;
    let (keys, settings) = (&authenticator.keys, &authenticator.settings);
    let (grant, person) = open(&system, keys, settings, &account, false).await?;
    Ok(Accepted {
        affiliation,
        person,
        grant: Some(grant),
    })
}
