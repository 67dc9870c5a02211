//! Who may see people: as each has chosen, and themselves always. Who may change them: themselves, and the admins of
//! their organisations for what concerns those.

use entity::{account, affiliation, affiliation::OrganisationRole, person};
use sea_orm::Condition;

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
/// Changing one's own password.
pub struct ChangePassword;
/// Barring an account, or letting it in again.
pub struct SuspendAccount;
/// Keeping an account as it is while its sessions change.
pub struct HoldAccount;
/// Opening, renewing and ending sessions: Erfa's own doing, once it knows whose they are.
pub struct KeepSessions;
/// Making and retiring the keys that sign tokens: Erfa's own doing.
pub struct KeepKeys;

/// The organisations where a person belongs today, and as what: `$1` is the person, `$2` today.
pub const STANDING: &str = "SELECT organisation_id AS scope, CASE role WHEN 'ADMIN' THEN 4 WHEN 'EDITOR' THEN 2 ELSE 1 END AS rank \
     FROM affiliation WHERE person_id = $1 AND (starts_on IS NULL OR starts_on <= $2) AND (ends_on IS NULL OR ends_on > $2)";

resource!(person as "Person", audience: |row| row.audience_id, visible: visible_person);
resource!(affiliation as "Affiliation", audience: |row| row.audience_id, visible: visible_affiliation);
// Nobody's roles name a person's id: an audience of its own, that nobody belongs to.
resource!(account as "Account", audience: |row| row.person_id, visible: visible_account);
details_of! {
    session of account by AccountId, ordered by CreatedAt;
}
details!(refresh_token, signing_key, one_time_token);

fn visible_person(viewer: &Viewer) -> Condition {
    use entity::person::Column;
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::Id))
}

fn visible_affiliation(viewer: &Viewer) -> Condition {
    use entity::affiliation::Column;
    use sea_orm::ColumnTrait;
    let administered: Vec<_> = viewer
        .roles()
        .filter(|(_, role)| *role >= Role::Admin)
        .map(|(scope, _)| scope)
        .collect();
    let managed = (!administered.is_empty()).then(|| {
        let column = Column::OrganisationId.into_expr();
        one_of(viewer.backend(), column, &administered)
    });
    Condition::any()
        .add(viewer.sees(Column::AudienceId))
        .add(viewer.owns(Column::PersonId))
        .add_option(managed)
}

fn visible_account(viewer: &Viewer) -> Condition {
    match viewer.runs_platform() {
        true => Condition::all(),
        false => viewer.owns(entity::account::Column::PersonId),
    }
}

under! {
    person under Import, on Platform;
    affiliation under Import, on Platform;
    account under Import, on Platform;
    person under AddPerson, on Platform;
    session under KeepSessions, on Platform;
    refresh_token under KeepSessions, on Platform;
    one_time_token under KeepSessions, on Platform;
    signing_key under KeepKeys, on Platform;
}
under! {
    affiliation under ManageOrganisation, on organisation by OrganisationId;
    account under GiveAccount, on person by PersonId;
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
        viewer.is(self.person_id)
    }
}

impl Allows<SuspendAccount> for account::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}

impl Allows<HoldAccount> for account::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
