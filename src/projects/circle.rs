//! Who a project or an agreement is for, as `networks::circle` says: by its owner or its parties, and its networks.

use std::collections::HashMap;

use entity::{
    Visibility, agreement, agreement_party,
    change_request::{self, ChangeStatus},
    party::{self, PartyRole},
    project,
    project_report::{self, ReportStatus},
};
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::policy::SettleProjects;
use crate::{
    networks::circle::{Circle, Shared, Ties, settle_after, shares_of},
    platform::{
        access::{Role, Standing, Work, audience_of, scopes_of},
        error::Result,
        steps::Step,
        store::one_of,
    },
};

/// In whose name projects follow what was permitted.
pub(super) const CAPACITY: &str = "projects";

/// Whoever pays for a project sees it once it is published, and whoever has yet to answer it sees it at any time.
pub const CIRCLES: Step = Step {
    name: "projects for those who pay",
    capacity: CAPACITY,
    page: |work, last| Box::pin(settle_after::<project::Entity>(work, last)),
};

impl Shared for project::Entity {
    const AUDIENCE: project::Column = project::Column::AudienceId;
    const EDITORS: project::Column = project::Column::EditorsId;

    fn circle(row: &project::Model) -> Circle {
        Circle {
            editors: row.editors_id,
            audience: row.audience_id,
        }
    }

    fn visibility(row: &project::Model) -> Visibility {
        row.visibility
    }

    fn published(row: &project::Model) -> bool {
        row.published_at.is_some()
    }

    fn holder(row: &project::Model) -> Option<Uuid> {
        row.owner_id
    }

    /// Who has yet to answer what was handed in sees it whatever its owner chooses; once it is published, so does who pays.
    fn ties<'a>(
        work: &'a Work,
        rows: &'a [project::Model],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Ties>>> {
        Box::pin(async move {
            let mut ties = shares_of::<Self>(work, rows).await?;
            for (project, organisation) in answering(work, rows).await? {
                ties.entry(project).or_default().invited.push(organisation);
            }
            Ok(ties)
        })
    }
}

/// The organisations that pay for these projects, where these are published, and those whose editors have yet to answer what
/// was handed in to them.
async fn answering(work: &Work, projects: &[project::Model]) -> Result<Vec<(Uuid, Uuid)>> {
    let out = projects.iter().filter(|row| row.published_at.is_some());
    let out: Vec<Uuid> = out.map(|row| row.id).collect();
    let projects: Vec<Uuid> = projects.iter().map(|row| row.id).collect();
    let system = work.as_system(CAPACITY);
    let all = system.permit_platform::<SettleProjects>()?;
    let backend = system.viewer().backend();
    let funders = system
        .select_under::<party::Entity, _, _>(&all)
        .filter(party::Column::Role.eq(PartyRole::Funder))
        .filter(one_of(backend, party::Column::SubjectId.into_expr(), &out));
    let funders = system.all(funders).await?.into_iter();
    let mut found: Vec<(Uuid, Uuid)> = funders
        .filter_map(|one| Some((one.subject_id, one.organisation_id?)))
        .collect();
    let reports = system
        .select_under::<project_report::Entity, _, _>(&all)
        .filter(project_report::Column::Status.ne(ReportStatus::Accepted))
        .filter(one_of(
            backend,
            project_report::Column::ProjectId.into_expr(),
            &projects,
        ));
    let reports = system.all(reports).await?.into_iter();
    let requests = system
        .select_under::<change_request::Entity, _, _>(&all)
        .filter(change_request::Column::Status.eq(ChangeStatus::Requested))
        .filter(one_of(
            backend,
            change_request::Column::ProjectId.into_expr(),
            &projects,
        ));
    let requests = system.all(requests).await?.into_iter();
    let waiting: Vec<(Uuid, Uuid)> = reports
        .map(|one| (one.project_id, one.deciders_id))
        .chain(requests.map(|one| (one.project_id, one.deciders_id)))
        .filter_map(|(project, deciders)| Some((project, deciders?)))
        .collect();
    if waiting.is_empty() {
        return Ok(found);
    }
    let deciders: Vec<Uuid> = waiting.iter().map(|(_, deciders)| *deciders).collect();
    let scopes = scopes_of(&system, &deciders).await?;
    for (project, deciders) in waiting {
        let organisations = scopes.get(&deciders).into_iter().flatten();
        found.extend(organisations.map(|one| (project, *one)));
    }
    Ok(found)
}

impl Shared for agreement::Entity {
    const AUDIENCE: agreement::Column = agreement::Column::AudienceId;
    const EDITORS: agreement::Column = agreement::Column::EditorsId;

    fn circle(row: &agreement::Model) -> Circle {
        Circle {
            editors: row.editors_id,
            audience: row.audience_id,
        }
    }

    fn visibility(row: &agreement::Model) -> Visibility {
        row.visibility
    }

    fn published(row: &agreement::Model) -> bool {
        row.published_at.is_some()
    }

    /// Every party answers for it: see `ties`.
    fn holder(_: &agreement::Model) -> Option<Uuid> {
        None
    }

    fn ties<'a>(
        work: &'a Work,
        rows: &'a [agreement::Model],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Ties>>> {
        Box::pin(async move {
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let mut ties = shares_of::<Self>(work, rows).await?;
            let system = work.as_system(CAPACITY);
            let all = system.permit_platform::<SettleProjects>()?;
            let column = Expr::col(agreement_party::Column::AgreementId);
            let parties = system
                .select_under::<agreement_party::Entity, _, _>(&all)
                .filter(one_of(system.viewer().backend(), column, &ids));
            for party in system.all(parties).await? {
                let ties = ties.entry(party.agreement_id).or_default();
                ties.holders.extend(party.organisation_id);
            }
            Ok(ties)
        })
    }
}

/// Who decides on a project's reports and on requests for change: the editors of its funders, else the admins of its owner.
/// An owner that pays itself is no funder in this.
pub async fn approvers(work: &Work, owner: Option<Uuid>, funders: &[Uuid]) -> Result<Uuid> {
    let others = funders.iter().copied();
    let others: Vec<Uuid> = others.filter(|one| Some(*one) != owner).collect();
    let standings: Vec<Standing> = match &others[..] {
        [] => owner
            .map(|owner| Standing::new(owner, Role::Admin))
            .into_iter()
            .collect(),
        funders => funders
            .iter()
            .map(|one| Standing::new(*one, Role::Editor))
            .collect(),
    };
    audience_of(work, &standings).await
}

/// The organisations among these parties that pay.
pub(super) fn funders(parties: &[party::ActiveModel]) -> Vec<Uuid> {
    parties
        .iter()
        .filter(|one| one.role.as_ref() == &PartyRole::Funder)
        .filter_map(|one| *one.organisation_id.as_ref())
        .collect()
}
