//! Who programmes, prizes and initiatives are for, as `networks::circle` says, and what follows them.

use std::collections::HashMap;

use entity::{
    Visibility, application, decision, funding_call, funding_rule_set, initiative, nomination,
    party::{self, PartyRole},
    prize, prize_edition, programme,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter,
    sea_query::{CaseStatement, Expr},
};
use uuid::Uuid;

use super::policy::Settle;
use crate::{
    networks::circle::{Circle, Shared, Ties, settle_after, shares_of},
    platform::{
        access::{Role, Standing, Work, audience_of},
        error::Result,
        steps::Step,
        store::one_of,
    },
};

/// In whose name programmes follow what was permitted.
pub(super) const CAPACITY: &str = "programmes";

/// All owners of a programme edit it, and not the first one alone.
pub const CIRCLES: Step = Step {
    name: "programmes of all their owners",
    capacity: CAPACITY,
    page: |work, last| Box::pin(settle_after::<programme::Entity>(work, last)),
};

/// Declares a thing with a circle: the column of its holder, what follows it, and what else ties it.
macro_rules! shared {
    ($table:ident held by $holder:ident, followed by $settled:path $(, tied by $ties:path)?) => {
        impl Shared for $table::Entity {
            const AUDIENCE: $table::Column = $table::Column::AudienceId;
            const EDITORS: $table::Column = $table::Column::EditorsId;

            fn circle(row: &$table::Model) -> Circle {
                Circle {
                    editors: row.editors_id,
                    audience: row.audience_id,
                }
            }

            fn visibility(row: &$table::Model) -> Visibility {
                row.visibility
            }

            fn published(row: &$table::Model) -> bool {
                row.published_at.is_some()
            }

            fn holder(row: &$table::Model) -> Option<Uuid> {
                row.$holder
            }

            $(fn ties<'a>(
                work: &'a Work,
                rows: &'a [$table::Model],
            ) -> BoxFuture<'a, Result<HashMap<Uuid, Ties>>> {
                Box::pin($ties(work, rows))
            })?

            fn settled<'a>(
                work: &'a Work,
                rows: &'a [Uuid],
                before: Circle,
                now: Circle,
            ) -> BoxFuture<'a, Result<()>> {
                Box::pin($settled(work, rows, before, now))
            }
        }
    };
}
shared!(programme held by owner_id, followed by settle_programmes, tied by all_owners);
shared!(prize held by awarded_by_id, followed by settle_prizes);
shared!(initiative held by owner_id, followed by nothing);

async fn nothing(_: &Work, _: &[Uuid], _: Circle, _: Circle) -> Result<()> {
    Ok(())
}

/// Every owner holds a programme as the first one does.
async fn all_owners(work: &Work, rows: &[programme::Model]) -> Result<HashMap<Uuid, Ties>> {
    let mut ties = shares_of::<programme::Entity>(work, rows).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let system = work.as_system(CAPACITY);
    let all = system.permit_platform::<Settle>()?;
    let column = party::Column::SubjectId.into_expr();
    let owners = system
        .select_under::<party::Entity, _, _>(&all)
        .filter(party::Column::Role.eq(PartyRole::Owner))
        .filter(one_of(system.viewer().backend(), column, &ids));
    for one in system.all(owners).await? {
        let holders = &mut ties.entry(one.subject_id).or_default().holders;
        let further = one.organisation_id.filter(|id| !holders.contains(id));
        holders.extend(further);
    }
    Ok(ties)
}

/// Those who run a programme, as standings.
pub(super) async fn runners(work: &Work, programme: &programme::Model) -> Result<Vec<Standing>> {
    let mut ties = programme::Entity::ties(work, std::slice::from_ref(programme)).await?;
    let ties = ties.remove(&programme.id).unwrap_or_default();
    let holders = ties.holders.iter();
    let holders = holders.map(|id| Standing::new(*id, Role::Editor));
    let networks = ties.networks.iter();
    let networks = networks.map(|(id, _)| Standing::new(*id, Role::Coordinator));
    Ok(holders.chain(networks).collect())
}

/// The audience of an application: the applicant's editors, and once it is handed in those who run the programme.
pub(super) async fn of_application(
    work: &Work,
    applicant: Uuid,
    runners: &[Standing],
    handed_in: bool,
) -> Result<Uuid> {
    let own = Standing::new(applicant, Role::Editor);
    let others = runners.iter().copied().filter(|_| handed_in);
    let all: Vec<_> = [own].into_iter().chain(others).collect();
    audience_of(work, &all).await
}

/// Lets calls, rule sets, applications and decisions follow a change of their programmes' circle.
pub(super) async fn settle_programmes(
    work: &Work,
    programmes: &[Uuid],
    before: Circle,
    now: Circle,
) -> Result<()> {
    if before == now {
        return Ok(());
    }
    let system = work.as_system(CAPACITY);
    let backend = system.viewer().backend();
    {
        use funding_rule_set::Column;
        let set = vec![
            (Column::AudienceId, Expr::value(now.audience)),
            (Column::EditorsId, Expr::value(now.editors)),
        ];
        let which = one_of(backend, Expr::col(Column::ProgrammeId), programmes);
        system
            .rewrite::<funding_rule_set::Entity>(set, Condition::all().add(which))
            .await?;
    }
    {
        use funding_call::Column;
        let audience = CaseStatement::new()
            .case(Column::PublishedAt.is_not_null(), Expr::value(now.audience))
            .finally(Expr::value(now.editors));
        let set = vec![
            (Column::AudienceId, audience.into()),
            (Column::EditorsId, Expr::value(now.editors)),
        ];
        let which = one_of(backend, Expr::col(Column::ProgrammeId), programmes);
        system
            .rewrite::<funding_call::Entity>(set, Condition::all().add(which))
            .await?;
    }
    match before.editors == now.editors {
        true => Ok(()),
        false => settle_applications(&system, programmes, now).await,
    }
}

/// Gives the applications to these programmes, and the decisions on them, to those who run the programmes now.
async fn settle_applications(system: &Work, programmes: &[Uuid], now: Circle) -> Result<()> {
    let backend = system.viewer().backend();
    let which = one_of(
        backend,
        Expr::col(application::Column::ProgrammeId),
        programmes,
    );
    let rows = system
        .select::<application::Entity>()
        .filter(Condition::all().add(which));
    let mut running = HashMap::new();
    for programme in system.by_ids::<programme::Entity>(programmes).await? {
        running.insert(programme.id, runners(system, &programme).await?);
    }
    for row in system.all(rows).await? {
        let runners = running
            .get(&row.programme_id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let handed_in = row.submitted_at.is_some();
        let audience = of_application(system, row.applicant_id, runners, handed_in).await?;
        let set = vec![
            (application::Column::AudienceId, Expr::value(audience)),
            (application::Column::EditorsId, Expr::value(now.editors)),
        ];
        let this = Condition::all().add(application::Column::Id.eq(row.id));
        system.rewrite::<application::Entity>(set, this).await?;
        // What is under embargo stays with those who run the programme.
        let shown = CaseStatement::new()
            .case(
                decision::Column::ReleasedAt.is_not_null(),
                Expr::value(audience),
            )
            .finally(Expr::value(now.editors));
        let set = vec![(decision::Column::AudienceId, shown.into())];
        let these = Condition::all().add(decision::Column::ApplicationId.eq(row.id));
        system.rewrite::<decision::Entity>(set, these).await?;
    }
    Ok(())
}

/// Lets the editions of prizes and their nominations follow a change of their circle.
pub(super) async fn settle_prizes(
    work: &Work,
    prizes: &[Uuid],
    before: Circle,
    now: Circle,
) -> Result<()> {
    if before == now {
        return Ok(());
    }
    let system = work.as_system(CAPACITY);
    let backend = system.viewer().backend();
    let which = one_of(backend, Expr::col(prize_edition::Column::PrizeId), prizes);
    let which = Condition::all().add(which);
    let editions = system
        .select::<prize_edition::Entity>()
        .filter(which.clone());
    let editions: Vec<Uuid> = system
        .all(editions)
        .await?
        .iter()
        .map(|row| row.id)
        .collect();
    let set = vec![
        (prize_edition::Column::AudienceId, Expr::value(now.audience)),
        (prize_edition::Column::EditorsId, Expr::value(now.editors)),
    ];
    system.rewrite::<prize_edition::Entity>(set, which).await?;
    let set = vec![
        (nomination::Column::AudienceId, Expr::value(now.audience)),
        (nomination::Column::EditorsId, Expr::value(now.editors)),
    ];
    let of_these = one_of(backend, Expr::col(nomination::Column::EditionId), &editions);
    system
        .rewrite::<nomination::Entity>(set, Condition::all().add(of_these))
        .await
}
