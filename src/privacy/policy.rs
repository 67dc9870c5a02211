//! Who may read the audit log: auditors, and those who run the platform. Who may have a person's data or erase them: the
//! person, and those who run the platform.

use entity::{audit_entry, person};
use sea_orm::Condition;
use uuid::Uuid;

use crate::platform::access::{Allows, Resource, Table, Viewer};

/// Having all that is kept of a person, or erasing them.
pub struct ClaimPerson;

impl Table for audit_entry::Entity {}

impl Resource for audit_entry::Entity {
    const KIND: &'static str = "AuditEntry";
    const ID: audit_entry::Column = audit_entry::Column::Id;
    // Entries never change: their number and moment stand for a version and its moment.
    const VERSION: audit_entry::Column = audit_entry::Column::Number;
    const UPDATED_AT: audit_entry::Column = audit_entry::Column::At;

    fn id_of(row: &audit_entry::Model) -> Uuid {
        row.id
    }

    fn version_of(row: &audit_entry::Model) -> i64 {
        row.number
    }

    fn visible_to(viewer: &Viewer) -> Condition {
        match viewer.audits() {
            true => Condition::all(),
            false => Condition::any().add(sea_orm::sea_query::Expr::value(false)),
        }
    }
}

impl Allows<ClaimPerson> for person::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is(self.id) || viewer.runs_platform()
    }
}
