//! Invitations: an admin asks somebody by mail to belong to their organisation.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account, affiliation,
    affiliation::{AffiliationCategory, OrganisationRole},
    invitation::{self, Column, Entity},
    organisation,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    account::BAD_EMAIL,
    email::{email_key, is_email},
    grant::{barred, print},
    letters::{self, Letter},
    policy::{KeepInvitations, RevokeInvitation},
    visibility::holds_on,
};
use crate::{
    organisations::policy::ManageOrganisation,
    platform::{
        access::{Permitted, Platform, Work},
        error::{Error, Refusal, Result},
        graphql::{Check, Locale, id},
    },
};

pub const LASTS: TimeDelta = TimeDelta::days(14);
/// Letters to one address from one organisation are so far apart.
const SPACING: TimeDelta = TimeDelta::minutes(5);
/// Invitations of one organisation that wait for an answer.
const MOST: usize = 200;

const ALREADY_INVITED: &str = "ALREADY_INVITED";
const INVITED_JUST_NOW: &str = "INVITED_JUST_NOW";
const TOO_MANY: &str = "TOO_MANY";
const INVITATION_OVER: &str = "INVITATION_OVER";
const ALREADY_OVER: &str = "ALREADY_OVER";

/// Whom to ask, and as what.
#[derive(InputObject)]
pub struct InvitePersonInput {
    /// The organisation, one that the viewer administers.
    pub organisation_id: ID,
    /// The email address that the letter goes to, at most 254 characters.
    pub email: String,
    /// In what capacity they are to belong there.
    pub category: AffiliationCategory,
    /// What they may do for the organisation.
    #[graphql(default_with = "OrganisationRole::Member")]
    pub role: OrganisationRole,
    /// What they are there, such as `Näringslivschef`; at most 200 characters.
    pub title: Option<String>,
    /// The language of the letter, and of the person until they choose another.
    pub locale: Option<Locale>,
}

/// The end of an invitation.
#[derive(InputObject)]
pub struct RevokeInvitationInput {
    /// The invitation.
    pub id: ID,
}

/// Neither accepted nor revoked, and not too old.
pub fn open_at(now: DateTime<Utc>) -> Condition {
    unanswered().add(Column::ExpiresAt.gt(now))
}

fn unanswered() -> Condition {
    Condition::all()
        .add(Column::AcceptedAt.is_null())
        .add(Column::RevokedAt.is_null())
}

pub async fn invite(work: &Work, input: InvitePersonInput) -> Result<invitation::Model> {
    let (inviter, _) = work.viewer().session()?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId")?;
    let permit: Permitted<ManageOrganisation, organisation::Entity> =
        work.permit(organisation).await?;
    let email = email_key(&input.email);
    let mut check = Check::default();
    if !is_email(&email) {
        let message =
            "email is no email address of at most 254 characters, such as anna@example.org.";
        check.refuse("email", BAD_EMAIL, message);
    }
    let title = check.optional("title", input.title, 200);
    check.finish()?;
    make_room(work, &permit, &email).await?;
    let row = invitation::ActiveModel {
        email: Set(email),
        locale: Set(input.locale.map(|locale| locale.0)),
        category: Set(input.category),
        role: Set(input.role),
        title: Set(title),
        inviter_id: Set(Some(inviter)),
        hash: Set(None),
        expires_at: Set(work.now() + LASTS),
        accepted_at: Set(None),
        accepted_by_id: Set(None),
        revoked_at: Set(None),
        ..Default::default()
    };
    match work.insert(row, &permit).await {
        Ok(row) => {
            let letter = Letter::Invitation { invitation: row.id };
            letters::ask(work, &letter).await?;
            Ok(row)
        }
        Err(error) if error.is_duplicate() => {
            let message =
                "This address has an invitation that waits for an answer; revoke it first.";
            Err(Refusal::new(ALREADY_INVITED, message).at("email").into())
        }
        Err(other) => Err(other),
    }
}

/// What is too old gives way; what waits is counted. The organisation is locked meanwhile.
async fn make_room(
    work: &Work,
    permit: &Permitted<ManageOrganisation, organisation::Entity>,
    email: &str,
) -> Result<()> {
    let old = unanswered()
        .add(Column::ExpiresAt.lte(work.now()))
        .add(Column::OrganisationId.eq(permit.id));
    let system = work.as_system("invitations");
    system
        .rewrite::<Entity>(vec![(Column::RevokedAt, work.now().into())], old)
        .await?;
    let recent = work
        .select_under::<Entity, _, _>(permit)
        .filter(Column::Email.eq(email))
        .filter(Column::CreatedAt.gt(work.now() - SPACING))
        .filter(Column::RevokedAt.is_not_null());
    if work.one(recent).await?.is_some() {
        let message = "This address was written to less than five minutes ago; wait a little.";
        return Err(Refusal::new(INVITED_JUST_NOW, message).at("email").into());
    }
    let waiting = work
        .select_under::<Entity, _, _>(permit)
        .filter(open_at(work.now()));
    if work.all(waiting).await?.len() >= MOST {
        let message = format!("{MOST} invitations wait for an answer already; revoke some first.");
        return Err(Refusal::new(TOO_MANY, message).into());
    }
    Ok(())
}

pub async fn revoke(work: &Work, input: RevokeInvitationInput) -> Result<invitation::Model> {
    let id = id::of::<Entity>(&input.id, "id")?;
    let permit = work.permit::<RevokeInvitation, Entity>(id).await?;
    if permit.accepted_at.is_some() || permit.revoked_at.is_some() {
        let message = "This invitation was accepted or revoked already.";
        return Err(Refusal::new(ALREADY_OVER, message).at("id").into());
    }
    let change = invitation::ActiveModel {
        revoked_at: Set(Some(work.now())),
        ..Default::default()
    };
    work.update(&permit, change).await
}

pub fn over() -> Error {
    let message = "This invitation is over: it was accepted or revoked, has expired, or whoever wrote it may no longer invite. Ask for another.";
    Refusal::new(INVITATION_OVER, message).at("token").into()
}

/// The invitation of a token, if it holds now; the same refusal whatever is wrong with it.
pub async fn find(system: &Work, token: &str) -> Result<invitation::Model> {
    let row = system
        .select::<Entity>()
        .filter(Column::Hash.eq(print(token)))
        .filter(open_at(system.now()));
    let row = system.one(row).await?.ok_or_else(over)?;
    match may_still_invite(system, &row).await? {
        true => Ok(row),
        false => Err(over()),
    }
}

/// Whoever wrote it still administers the organisation, or runs the platform: an invitation gives no more than they could now.
async fn may_still_invite(system: &Work, row: &invitation::Model) -> Result<bool> {
    let Some(inviter) = row.inviter_id else {
        return Ok(false);
    };
    let account = system.select::<account::Entity>();
    let account = account.filter(account::Column::PersonId.eq(inviter));
    let account = system.one(account).await?;
    let Some(account) = account else {
        return Ok(false);
    };
    if barred(system, &account).await? {
        return Ok(false);
    }
    if account.platform_role == account::PlatformRole::Admin {
        return Ok(true);
    }
    let admin = system
        .select::<affiliation::Entity>()
        .filter(affiliation::Column::PersonId.eq(inviter))
        .filter(affiliation::Column::OrganisationId.eq(row.organisation_id))
        .filter(affiliation::Column::Role.eq(OrganisationRole::Admin))
        .filter(holds_on(system.today()));
    Ok(system.one(admin).await?.is_some())
}

/// Uses an invitation up for a person; of two who come at once one is refused.
pub async fn spend(system: &Work, invitation: &invitation::Model, person: Uuid) -> Result<()> {
    let this = open_at(system.now()).add(Column::Id.eq(invitation.id));
    let permit = system.permit_platform::<KeepInvitations>()?;
    let spent = [
        (Column::AcceptedAt, system.now().into()),
        (Column::AcceptedById, person.into()),
    ];
    let spent = system
        .change_under::<Entity, _, _>(&permit, spent, this)
        .await?;
    match spent {
        0 => Err(over()),
        _ => Ok(()),
    }
}

/// The token for a letter that is being written; none where the invitation is over, or was written before.
pub async fn ready(
    system: &Work,
    permit: &Permitted<KeepInvitations, Platform>,
    invitation: &invitation::Model,
    token: &str,
) -> Result<bool> {
    let unwritten = open_at(system.now())
        .add(Column::Id.eq(invitation.id))
        .add(Column::Hash.is_null());
    let hash = [(Column::Hash, print(token).into())];
    let ready = system
        .change_under::<Entity, _, _>(permit, hash, unwritten)
        .await?;
    Ok(ready > 0)
}
