//! Who holds a seminar. A co-host is asked, and is one once an editor of that organisation has accepted.

use entity::{
    organisation, seminar,
    seminar_host::{self, HostRole},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    arranging::{self, Arranged},
    graphql::AcceptCoHostingInput,
    policy::{ArrangeSeminar, JoinHosts},
    series,
};
use crate::platform::{
    access::{Allows, Role, Viewer, Work},
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, id},
};

pub const NOT_INVITED: &str = "NOT_INVITED";

/// Whether the viewer may answer for an organisation.
pub(super) fn speaks_for(work: &Work, organisation: Uuid) -> bool {
    work.viewer().has(Role::Editor, organisation)
}

fn host(organisation: Uuid, role: HostRole, position: i32) -> seminar_host::ActiveModel {
    seminar_host::ActiveModel {
        id: Set(new_id()),
        organisation_id: Set(organisation),
        role: Set(role),
        accepted_at: Set(None),
        position: Set(position),
        ..Default::default()
    }
}

pub(super) async fn write_lead(work: &Work, seminar: &Arranged, lead: Uuid) -> Result<()> {
    work.insert_all(vec![host(lead, HostRole::Lead, 0)], seminar)
        .await
}

/// Brings the hosts in one role to those wanted; who was one stays one, with what was accepted.
pub(super) async fn write(
    work: &Work,
    seminar: &Arranged,
    role: HostRole,
    wanted: Option<Vec<Uuid>>,
) -> Result<()> {
    use seminar_host::Column::{OrganisationId, Role as Part};
    let Some(wanted) = wanted else { return Ok(()) };
    // One that changes its role leaves the old one first.
    let other = Condition::all()
        .add(Part.ne(role))
        .add(OrganisationId.is_in(wanted.clone()));
    let gone = Condition::all()
        .add(Part.eq(role))
        .add(OrganisationId.is_not_in(wanted.clone()));
    let which = Condition::any().add(other).add(gone);
    work.clear_under::<seminar_host::Entity, _, _>(seminar, which)
        .await?;
    let kept = work
        .all(work.select_under::<seminar_host::Entity, _, _>(seminar))
        .await?;
    let last = kept.iter().map(|one| one.position).max().unwrap_or(0);
    let fresh = wanted
        .into_iter()
        .filter(|id| kept.iter().all(|one| one.organisation_id != *id));
    let row = |(id, position)| {
        let mut row = host(id, role, position);
        if role == HostRole::CoHost && speaks_for(work, id) {
            row.accepted_at = Set(Some(work.now()));
        }
        row
    };
    work.insert_all(fresh.zip(last + 1..).map(row).collect(), seminar)
        .await
}

/// Accepts for an organisation to hold a seminar too: its editors become organisers.
pub async fn accept(work: &Work, input: AcceptCoHostingInput) -> Result<seminar::Model> {
    let mut check = Check::default();
    let seminar = check.take(id::of::<seminar::Entity>(&input.seminar_id, "seminarId"))?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?;
    check.finish()?;
    let (Some(seminar), Some(organisation)) = (seminar, organisation) else {
        return Err(Error::NotFound);
    };
    series::lock_all(work, seminar).await?;
    let seminar = work
        .permit_version::<JoinHosts, seminar::Entity>(seminar, input.version.0)
        .await?;
    if !speaks_for(work, organisation) {
        return Err(Error::Forbidden);
    }
    let this = || {
        Condition::all()
            .add(seminar_host::Column::OrganisationId.eq(organisation))
            .add(seminar_host::Column::Role.eq(HostRole::CoHost))
    };
    let asked = work
        .select_under::<seminar_host::Entity, _, _>(&seminar)
        .filter(this());
    match work.one(asked).await? {
        None => {
            let message = "The organisation is not asked to hold this seminar; its organisers can ask it with coHostIds.";
            Err(Refusal::new(NOT_INVITED, message)
                .at("organisationId")
                .into())
        }
        Some(host) if host.accepted_at.is_some() => Ok((*seminar).clone()),
        Some(_) => {
            let now = [(seminar_host::Column::AcceptedAt, Expr::value(work.now()))];
            work.change_under::<seminar_host::Entity, _, _>(&seminar, now, this())
                .await?;
            let row = arranging::write(work, &seminar, seminar::ActiveModel::default()).await?;
            accept_siblings(work, &row, organisation).await?;
            Ok(row)
        }
    }
}

/// One answer counts for all occurrences of a series that are ahead and ask the same organisation.
async fn accept_siblings(work: &Work, row: &seminar::Model, organisation: Uuid) -> Result<()> {
    let system = work.as_system("series");
    for id in series::siblings(work, row).await? {
        let seminar = system.permit::<JoinHosts, seminar::Entity>(id).await?;
        let asked = Condition::all()
            .add(seminar_host::Column::OrganisationId.eq(organisation))
            .add(seminar_host::Column::Role.eq(HostRole::CoHost))
            .add(seminar_host::Column::AcceptedAt.is_null());
        let now = [(seminar_host::Column::AcceptedAt, Expr::value(work.now()))];
        let accepted = work
            .change_under::<seminar_host::Entity, _, _>(&seminar, now, asked)
            .await?;
        if accepted > 0 {
            arranging::write(work, &seminar, seminar::ActiveModel::default()).await?;
        }
    }
    Ok(())
}

/// Whether the viewer sees a host: those who accepted stand for all to see, those who are asked for the organisers and for themselves.
pub fn shows(viewer: &Viewer, seminar: &seminar::Model, host: &seminar_host::Model) -> bool {
    host.role != HostRole::CoHost
        || host.accepted_at.is_some()
        || Allows::<ArrangeSeminar>::allows(seminar, viewer)
        || viewer.has(Role::Editor, host.organisation_id)
}
