//! Who may see organisations: everyone. Who may change one: its admins.

use entity::{organisation, organisation_relation};
use sea_orm::Condition;

use crate::{
    platform::access::{Allows, Import, PUBLIC, Platform, Role, Viewer},
    resource, under,
};

/// Adding an organisation.
pub struct AddOrganisation;
/// Changing an organisation's own record, and how it stands to others.
pub struct EditOrganisation;
/// Managing its people and memberships.
pub struct ManageOrganisation;
/// Making an organisation part of another, as seen from the whole: it stays as it is, and keeps its own parent meanwhile.
pub struct HoldOrganisation;
/// Ending a relation.
pub struct EndRelation;

resource!(organisation as "Organisation", audience: |_| PUBLIC, visible: |_| Condition::all());
resource!(organisation_relation as "OrganisationRelation", audience: |_| PUBLIC, visible: |_| Condition::all());

under! {
    organisation under Import, on Platform;
    organisation_relation under Import, on Platform;
    organisation under AddOrganisation, on Platform;
}
under! {
    organisation_relation under EditOrganisation, on organisation by FromId;
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

impl Allows<HoldOrganisation> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<EndRelation> for organisation_relation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Admin, self.from_id)
    }
}
