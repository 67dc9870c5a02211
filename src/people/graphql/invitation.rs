//! Invitations to belong to an organisation.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, dataloader::Loader};
use entity::{
    affiliation::{AffiliationCategory, OrganisationRole},
    invitation::{self, Column},
};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::{Session, session::authenticator};
use crate::{
    list,
    nodes::{Affiliation, Invitation, Organisation, Person},
    payload,
    people::{
        acceptance::{self, AcceptInvitationInput},
        invitation::{self as invitations, InvitePersonInput, RevokeInvitationInput},
        policy::RevokeInvitation,
    },
    platform::{
        access::{Allows, Reader, Viewer},
        error::{Error, Refusal, Result},
        graphql::{
            ContextExt, DateTime, Direction, Locale, Narrow, Nullable, SafeInt, Sorted, id, refused,
        },
        list::{Link, Sort},
        throttle::Guess,
    },
};

/// What the viewer may do with an invitation.
#[derive(SimpleObject)]
pub struct InvitationPermissions {
    /// End it with revokeInvitation.
    pub revoke: bool,
}

pub struct InvitationFields(pub Arc<invitation::Model>);

/// The address of an invitation is about to be read; those of one answer are noted together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct AddressRead(Uuid);

impl Loader<AddressRead> for Reader {
    type Value = ();
    type Error = Error;

    async fn load(&self, keys: &[AddressRead]) -> Result<HashMap<AddressRead, ()>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        self.witness("Invitation", &ids, "email", "manages the organisation")
            .await?;
        Ok(keys.iter().map(|key| (*key, ())).collect())
    }
}

impl InvitationFields {
    fn unanswered(&self) -> bool {
        self.0.accepted_at.is_none() && self.0.revoked_at.is_none()
    }
}

#[Object]
impl InvitationFields {
    /// Opaque id of this invitation.
    async fn id(&self) -> ID {
        id::global("Invitation", self.0.id)
    }

    /// Where somebody is asked to belong.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// The address that the letter went to; that it was read stands in the audit log.
    async fn email(&self, ctx: &Context<'_>) -> Result<&str> {
        ctx.loader().load_one(AddressRead(self.0.id)).await?;
        Ok(&self.0.email)
    }

    /// The language of the letter; English when null.
    async fn locale(&self) -> Option<Locale> {
        self.0.locale.clone().map(Locale)
    }

    /// In what capacity they are to belong there.
    async fn category(&self) -> AffiliationCategory {
        self.0.category
    }

    /// What they are to do for the organisation.
    async fn role(&self) -> OrganisationRole {
        self.0.role
    }

    /// What they are there, such as `Näringslivschef`.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// Who wrote it; null where the viewer may not see them.
    async fn inviter(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.inviter_id)
            .await
    }

    /// True while it waits for an answer.
    async fn is_open(&self, ctx: &Context<'_>) -> bool {
        let now = ctx.reader().store().clock.now();
        self.unanswered() && now < self.0.expires_at
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it ends by itself.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at.into()
    }

    /// When it was accepted; null where it was not.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime::from)
    }

    /// Who accepted it; null where nobody did, or the viewer may not see them.
    async fn accepted_by(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.accepted_by_id)
            .await
    }

    /// When it was revoked, or gave way to a newer one after it had expired; null where it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime::from)
    }

    /// Grows with every change.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> InvitationPermissions {
        let may = Allows::<RevokeInvitation>::allows(&*self.0, ctx.viewer());
        InvitationPermissions {
            revoke: self.unanswered() && may,
        }
    }
}

list! {
    /// Invitations to belong to the organisation, in the order of writing; none to others than its admins.
    InvitationsOfOrganisation of organisation { invitations: invitation as Invitation, filter InvitationFilter, order InvitationOrder,
        by Link::by(Column::OrganisationId) }
}

/// Which invitations. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct InvitationFilter {
    /// True: only those neither accepted nor revoked, too old ones among them; false: only the others.
    pub unanswered: Option<bool>,
}

impl Narrow<invitation::Entity> for InvitationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let unanswered = self.unanswered.map(|unanswered| {
            let open = Condition::all()
                .add(Column::AcceptedAt.is_null())
                .add(Column::RevokedAt.is_null());
            if unanswered { open } else { open.not() }
        });
        Ok(Condition::all().add_option(unanswered))
    }
}

/// What invitations are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvitationOrderField {
    /// When it was written.
    #[default]
    CreatedAt,
    /// The address, by letter.
    Email,
}

/// How invitations are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct InvitationOrder {
    /// By what.
    #[graphql(default)]
    pub field: InvitationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<invitation::Entity> for InvitationOrder {
    fn sort(&self) -> Sort<invitation::Entity> {
        let sort = match self.field {
            InvitationOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            InvitationOrderField::Email => Sort::by(Column::Email),
        };
        sort.descending(self.direction.descending())
    }
}

payload! {
    /// Answers invitePerson.
    InvitePersonPayload {
        /// The invitation, whose letter is on its way; null when it was refused.
        invitation: Invitation
    }
}
payload! {
    /// Answers revokeInvitation.
    RevokeInvitationPayload {
        /// The invitation as it is now; null when it was refused.
        invitation: Invitation
    }
}

/// Answers acceptInvitation.
#[derive(SimpleObject)]
pub struct AcceptInvitationPayload {
    /// Where they belong now, as whoever sent this request may see it; null when it was refused.
    pub affiliation: Option<Affiliation>,
    /// Who accepted; null when it was refused.
    pub viewer: Option<Person>,
    /// The first session of somebody new; null for whoever was signed in.
    pub session: Option<Session>,
    /// Why nothing was accepted; empty when it was. For people to read and for forms to show at `field`.
    pub refusals: Vec<Refusal>,
}

#[derive(Default)]
pub struct InvitationMutations;

#[Object]
impl InvitationMutations {
    /// Asks somebody by mail to belong to an organisation, for 14 days; for its admins, with a session. The answer is the same
    /// whether or not there is an account with the address. Refused with `BAD_EMAIL`, `TOO_LONG`, `ALREADY_INVITED`,
    /// `INVITED_JUST_NOW` or `TOO_MANY`.
    async fn invite_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, where, and as what.")] input: InvitePersonInput,
    ) -> Result<InvitePersonPayload> {
        let work = ctx.begin().await?;
        let outcome = invitations::invite(&work, input).await;
        InvitePersonPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends an invitation that waits for an answer; for the organisation's admins, with a session. Refused with `ALREADY_OVER`.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeInvitationInput,
    ) -> Result<RevokeInvitationPayload> {
        let work = ctx.begin().await?;
        let outcome = invitations::revoke(&work, input).await;
        RevokeInvitationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Accepts an invitation by the token of its mail. Whoever is signed in comes to belong to the organisation; somebody new
    /// gives name and password, and gets an account with the address that was invited, and a session. Refused with
    /// `INVITATION_OVER`, `MISSING`, `TOO_LONG`, `PASSWORD_LENGTH`, `PASSWORD_IS_EMAIL` or `EMAIL_TAKEN`.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token, and who is new.")] input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload> {
        let work = acceptance::accept(ctx.reader(), authenticator(ctx)?, input);
        let (accepted, refusals) = refused(ctx.attempt(Guess::Token, work).await)?;
        let Some(accepted) = accepted else {
            return Ok(AcceptInvitationPayload {
                affiliation: None,
                viewer: None,
                session: None,
                refusals,
            });
        };
        Ok(AcceptInvitationPayload {
            affiliation: Some(accepted.affiliation.into()),
            viewer: Some(accepted.person.into()),
            session: accepted.grant.map(Session::from),
            refusals,
        })
    }
}
