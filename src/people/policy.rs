//! Who may see people: as each has chosen, and themselves always. Who may change them: themselves, and the admins of
//! their organisations for what concerns those.

use entity::{account, affiliation, affiliation::OrganisationRole, api_token, invitation, person};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::{
    details, details_of,
    organisations::policy::ManageOrganisation,
    platform::{
        access::{Allows, Import, Platform, Role, Viewer},
        store::one_of,
    },
    resource, under,
};

/// Adding a person.
pub struct AddPerson;
/// Changing what a person says of themselves.
pub struct EditPerson;
/// Keeping a person as they are while where they belong changes.
pub struct HoldPerson;
/// Giving a person an account.
pub struct GiveAccount;
/// Changing what somebody is to an organisation.
pub struct EditAffiliation;
/// Ending an affiliation.
pub struct EndAffiliation;
/// Changing one's own password: Erfa's own doing, once it knows whose it is.
pub struct ChangePassword;
/// Barring an account, or letting it in again: asked of the platform as a whole.
pub struct SuspendAccount;
/// Keeping an account as it is while its sessions change.
pub struct HoldAccount;
/// Opening, renewing and ending sessions: Erfa's own doing, once it knows whose they are.
pub struct KeepSessions;
/// Making and retiring the keys that sign tokens: Erfa's own doing.
pub struct KeepKeys;
/// Making a token for a program in one's own name: Erfa's own doing, once it knows whose it is.
pub struct MakeOwnToken;
/// Ending a token made for a program.
pub struct RevokeApiToken;
/// Ending an invitation.
pub struct RevokeInvitation;
/// Writing the letters of invitations, and using them up: Erfa's own doing.
pub struct KeepInvitations;
/// Noting the use of tokens made for programs: Erfa's own doing.
pub struct KeepApiTokens;

/// The organisations where a person belongs today, and as what: `$1` is the person, `$2` today.
pub const STANDING: &str = "SELECT organisation_id AS scope, CASE role WHEN 'ADMIN' THEN 4 WHEN 'EDITOR' THEN 2 ELSE 1 END AS rank \
     FROM affiliation WHERE person_id = $1 AND (starts_on IS NULL OR starts_on <= $2) AND (ends_on IS NULL OR ends_on > $2)";

/// What an organisation is to itself: `$1` is the organisation.
pub const STANDING_OF_ORGANISATION: &str =
    "SELECT id AS scope, 4 AS rank FROM organisation WHERE id = $1";

resource!(person as "Person", audience: |row| row.audience_id, visible: visible_person);
resource!(affiliation as "Affiliation", audience: |row| row.audience_id, visible: visible_affiliation);
// Nobody's roles name a person's id: an audience of its own, that nobody belongs to.
resource!(account as "Account", audience: |row| row.person_id, visible: visible_account, fresh: true);
resource!(api_token as "ApiToken", audience: |row| row.id, visible: visible_api_token, fresh: true);
resource!(invitation as "Invitation", audience: |row| row.id, visible: visible_invitation, fresh: true);
details_of! {
    session of account by AccountId, ordered by CreatedAt, fresh: true;
    second_factor of account by AccountId, ordered by CreatedAt, fresh: true;
    recovery_code of account by AccountId, ordered by Id, fresh: true;
    external_identity of account by AccountId, ordered by CreatedAt, fresh: true;
}
details!(
    refresh_token,
    signing_key,
    one_time_token,
    sign_in_challenge,
    identity_ticket,
);

fn visible_person(viewer: &Viewer) -> Condition {
    use entity::person::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::Id))
}

fn visible_affiliation(viewer: &Viewer) -> Condition {
    use entity::affiliation::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::PersonId))
        .add_option(administered(viewer, Column::OrganisationId))
}

/// A program never sees how its owner signs in.
fn visible_account(viewer: &Viewer) -> Condition {
    match (viewer.runs_platform(), viewer.session()) {
        (true, _) => Condition::all(),
        (false, Ok(_)) => viewer.owns(entity::account::Column::PersonId),
        (false, Err(_)) => nobody(),
    }
}

/// Their owners and the admins of their organisations, once they have signed in; no program.
fn visible_api_token(viewer: &Viewer) -> Condition {
    use entity::api_token::Column;
    if viewer.is_system() {
        return Condition::all();
    }
    if viewer.session().is_err() {
        return nobody();
    }
    let managed = match viewer.runs_platform() {
        true => Some(Column::OrganisationId.is_not_null()),
        false => administered(viewer, Column::OrganisationId),
    };
    Condition::any()
        .add(viewer.owns(Column::PersonId))
        .add_option(managed)
}

fn visible_invitation(viewer: &Viewer) -> Condition {
    match viewer.runs_platform() {
        true => Condition::all(),
        false => administered(viewer, entity::invitation::Column::OrganisationId)
            .map_or_else(nobody, |managed| Condition::all().add(managed)),
    }
}

fn nobody() -> Condition {
    Condition::all().add(Expr::cust("1 = 0"))
}

/// The rows of the organisations that a viewer administers; none where there is none.
fn administered<C: ColumnTrait>(viewer: &Viewer, organisation: C) -> Option<Expr> {
    let scopes: Vec<_> = viewer
        .roles()
        .filter(|(_, role)| *role >= Role::Admin)
        .map(|(scope, _)| scope)
        .collect();
    (!scopes.is_empty()).then(|| one_of(viewer.backend(), organisation.into_expr(), &scopes))
}

under! {
    person under Import, on Platform;
    affiliation under Import, on Platform;
    account under Import, on Platform;
    person under AddPerson, on Platform;
    session under KeepSessions, on Platform;
    refresh_token under KeepSessions, on Platform;
    one_time_token under KeepSessions, on Platform;
    second_factor under KeepSessions, on Platform;
    recovery_code under KeepSessions, on Platform;
    sign_in_challenge under KeepSessions, on Platform;
    external_identity under KeepSessions, on Platform;
    identity_ticket under KeepSessions, on Platform;
    signing_key under KeepKeys, on Platform;
    api_token under KeepApiTokens, on Platform;
    invitation under KeepInvitations, on Platform;
}
under! {
    affiliation under ManageOrganisation, on organisation by OrganisationId;
    account under GiveAccount, on person by PersonId;
    api_token under MakeOwnToken, on person by PersonId;
    api_token under ManageOrganisation, on organisation by OrganisationId;
    invitation under ManageOrganisation, on organisation by OrganisationId;
}

/// What a role lets its holder do.
pub fn role_of(role: OrganisationRole) -> Role {
    match role {
        OrganisationRole::Member => Role::Member,
        OrganisationRole::Editor => Role::Editor,
        OrganisationRole::Admin => Role::Admin,
    }
}

impl Allows<AddPerson> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform() || viewer.roles().any(|(_, role)| role >= Role::Admin)
    }
}

impl Allows<SuspendAccount> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}

impl Allows<KeepSessions> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<KeepKeys> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<KeepApiTokens> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<MakeOwnToken> for person::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<RevokeApiToken> for api_token::Model {
    /// Whoever sees a token may end it.
    fn allows(&self, _: &Viewer) -> bool {
        true
    }
}

impl Allows<KeepInvitations> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<RevokeInvitation> for invitation::Model {
    /// Whoever sees an invitation may end it, but no program.
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.session().is_ok()
    }
}

impl Allows<EditPerson> for person::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.id) || viewer.runs_platform()
    }
}

impl Allows<HoldPerson> for person::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<GiveAccount> for person::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}

impl Allows<EditAffiliation> for affiliation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Admin, self.organisation_id)
    }
}

impl Allows<EndAffiliation> for affiliation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.person_id) || viewer.has(Role::Admin, self.organisation_id)
    }
}

impl Allows<ChangePassword> for account::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<SuspendAccount> for account::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<HoldAccount> for account::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
