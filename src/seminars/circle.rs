//! Who a seminar and its registrations are for: as `networks::circle` says, by its hosts and networks.

use std::collections::HashMap;

use entity::{
    Visibility, date_poll_organisation,
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
    seminar_host::{self, HostRole},
    seminar_network,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter,
    sea_query::{CaseStatement, Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{certificates, policy::SettleAudiences, series};
use crate::{
    networks::circle::{Circle, Shared, Ties, with_networks},
    platform::{
        access::{Viewer, Work},
        error::Result,
        store::one_of,
    },
};

/// Adds a host to what ties a seminar.
pub(super) fn add_host(ties: &mut Ties, organisation: Uuid, role: HostRole, accepted: bool) {
    match (role, accepted) {
        (HostRole::Lead, _) | (HostRole::CoHost, true) => ties.holders.push(organisation),
        (HostRole::CoHost, false) => ties.invited.push(organisation),
        (HostRole::Partner, _) => {}
    }
}

impl Shared for seminar::Entity {
    const AUDIENCE: seminar::Column = seminar::Column::AudienceId;
    const EDITORS: seminar::Column = seminar::Column::OrganisersId;

    fn circle(row: &seminar::Model) -> Circle {
        Circle {
            editors: row.organisers_id,
            audience: row.audience_id,
        }
    }

    fn visibility(row: &seminar::Model) -> Visibility {
        row.visibility
    }

    fn published(row: &seminar::Model) -> bool {
        use SeminarState::{Archived, Held, Open, Reported, Scheduled};
        row.published_at.is_some()
            || matches!(row.state, Scheduled | Open | Held | Reported | Archived)
    }

    fn holder(row: &seminar::Model) -> Option<Uuid> {
        row.lead_organisation_id
    }

    fn ties<'a>(
        work: &'a Work,
        rows: &'a [seminar::Model],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Ties>>> {
        Box::pin(ties_of(work, rows))
    }

    fn in_networks(viewer: &Viewer, networks: &[Uuid]) -> SelectStatement {
        let column = Expr::col(seminar_network::Column::NetworkId);
        Query::select()
            .column(seminar_network::Column::SeminarId)
            .from(seminar_network::Entity)
            .and_where(one_of(viewer.backend(), column, networks))
            .to_owned()
    }

    fn lock_above<'a>(work: &'a Work, rows: SelectStatement) -> BoxFuture<'a, Result<()>> {
        Box::pin(series::lock_of(work, rows))
    }

    fn settled<'a>(
        work: &'a Work,
        rows: &'a [Uuid],
        before: Circle,
        now: Circle,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(settle_registrations(work, rows, before, now))
    }
}

/// What ties these seminars, in as many statements however many they are.
async fn ties_of(work: &Work, rows: &[seminar::Model]) -> Result<HashMap<Uuid, Ties>> {
    let seminars: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let system = work.as_system("seminars");
    let all = system.permit_platform::<SettleAudiences>()?;
    let backend = system.viewer().backend();
    let of = |column: Expr| one_of(backend, column, &seminars);
    let hosts = system
        .select_under::<seminar_host::Entity, _, _>(&all)
        .filter(of(Expr::col(seminar_host::Column::SeminarId)));
    let links = system
        .select_under::<seminar_network::Entity, _, _>(&all)
        .filter(of(Expr::col(seminar_network::Column::SeminarId)));
    let mut ties: HashMap<Uuid, Ties> = seminars.iter().map(|id| (*id, Ties::default())).collect();
    for host in system.all(hosts).await? {
        let ties = ties.entry(host.seminar_id).or_default();
        let accepted = host.accepted_at.is_some();
        add_host(ties, host.organisation_id, host.role, accepted);
    }
    let polled: Vec<Uuid> = rows
        .iter()
        .filter(|row| row.state == SeminarState::DatePoll)
        .map(|row| row.id)
        .collect();
    if !polled.is_empty() {
        let column = Expr::col(date_poll_organisation::Column::SeminarId);
        let asked = system
            .select_under::<date_poll_organisation::Entity, _, _>(&all)
            .filter(one_of(backend, column, &polled));
        for one in system.all(asked).await? {
            let ties = ties.entry(one.seminar_id).or_default();
            ties.asked.push(one.organisation_id);
        }
    }
    let links = system.all(links).await?.into_iter();
    let links = links.map(|link| (link.seminar_id, link.network_id));
    with_networks(work, ties, links.collect()).await
}

/// Lets what hangs on seminars follow a change of their circle: registrations, certificates, and the series they are of.
pub async fn settle_registrations(
    work: &Work,
    seminars: &[Uuid],
    before: Circle,
    now: Circle,
) -> Result<()> {
    if before == now {
        return Ok(());
    }
    let system = work.as_system("seminars");
    let of_these = one_of(
        system.viewer().backend(),
        Expr::col(registration::Column::SeminarId),
        seminars,
    );
    // When the organisers are the same, only those on the list of participants have another audience.
    let listed_only = (before.editors == now.editors).then(listed);
    system
        .rewrite::<registration::Entity>(
            vec![
                (
                    registration::Column::AudienceId,
                    audience_of_registration(now),
                ),
                (registration::Column::OrganisersId, Expr::value(now.editors)),
            ],
            Condition::all().add(of_these).add_option(listed_only),
        )
        .await?;
    if before.editors != now.editors {
        certificates::settle(work, seminars, now).await?;
    }
    series::settle(work, seminars, now).await
}

/// On the list of participants: those who agreed to it, once they have a seat.
fn listed() -> Condition {
    let seated = [RegistrationStatus::Confirmed, RegistrationStatus::Attended];
    Condition::all()
        .add(registration::Column::IsListed.eq(true))
        .add(registration::Column::Status.is_in(seated))
}

fn audience_of_registration(circle: Circle) -> Expr {
    CaseStatement::new()
        .case(listed(), Expr::value(circle.signed_in()))
        .finally(Expr::value(circle.editors))
        .into()
}
