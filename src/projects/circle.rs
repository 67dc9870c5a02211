//! Who a project or an agreement is for, as `networks::circle` says: by its owner or its parties, and its networks.

use std::collections::HashMap;

use entity::{
    Visibility, agreement, agreement_party,
    party::{self, PartyRole},
    project,
};
use futures_util::future::BoxFuture;
use sea_orm::{QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::policy::SettleProjects;
use crate::{
    networks::circle::{Circle, Shared, Ties, shares_of},
    platform::{
        access::{Role, Standing, Work, audience_of},
        error::Result,
        store::one_of,
    },
};

/// In whose name projects follow what was permitted.
pub(super) const CAPACITY: &str = "projects";

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
