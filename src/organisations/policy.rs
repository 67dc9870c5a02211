//! Who may see organisations: everyone. Who may change one: its admins.

use entity::organisation;
use sea_orm::Condition;

use crate::{
    platform::access::{Allows, Import, PUBLIC, Platform, Role, Viewer},
    resource, under,
};

/// Adding an organisation, or a relation between two.
pub struct AddOrganisation;
/// Changing an organisation's own record.
pub struct EditOrganisation;
/// Managing its people and memberships.
pub struct ManageOrganisation;

resource!(organisation as "Organisation", audience: |_| PUBLIC, visible: |_| Condition::all());
resource!(organisation_relation as "OrganisationRelation", audience: |_| PUBLIC, visible: |_| Condition::all());

under! {
    organisation under Import, on Platform;
    organisation_relation under Import, on Platform;
    organisation under AddOrganisation, on Platform;
}

impl Allows<AddOrganisation> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.runs_platform()
    }
}

impl Allows<EditOrganisation> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Admin, self.id)
    }
}

impl Allows<ManageOrganisation> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Admin, self.id)
    }
}
