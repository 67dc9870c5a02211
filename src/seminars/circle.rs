//! Who a seminar is for: the narrowest of its own visibility and of the circles of its networks.

use std::collections::HashMap;

use entity::{
    Visibility,
    network::{self, NetworkStatus},
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
    seminar_host::{self, HostRole},
    seminar_network,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, Query},
};
use uuid::Uuid;

use super::policy::SettleAudiences;
use crate::platform::{
    access::{Change, Follower, PUBLIC, REGISTERED, Resource, Role, Standing, Work, audience_of},
    error::Result,
    store::one_of,
};

/// The audiences of a seminar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Circle {
    /// Who arranges it.
    pub organisers: Uuid,
    /// Who sees it.
    pub audience: Uuid,
}

impl Circle {
    pub fn of(row: &seminar::Model) -> Self {
        Self {
            organisers: row.organisers_id,
            audience: row.audience_id,
        }
    }

    /// Who sees a confirmed participant who agreed to be listed: never more than those who are signed in.
    pub fn of_listed(self) -> Uuid {
        match self.audience {
            PUBLIC => REGISTERED,
            other => other,
        }
    }
}

/// Out in the world, as opposed to a draft of its organisers.
pub fn published(row: &seminar::Model) -> bool {
    use SeminarState::{Archived, Held, Open, Reported, Scheduled};
    row.published_at.is_some() || matches!(row.state, Scheduled | Open | Held | Reported | Archived)
}

/// What ties a seminar to organisations and networks.
#[derive(Default)]
pub struct Ties {
    /// Organisations that hold it: the lead and the co-hosts that accepted.
    pub hosts: Vec<Uuid>,
    /// Organisations asked to hold it too.
    pub invited: Vec<Uuid>,
    pub networks: Vec<(Uuid, Visibility)>,
}

impl Ties {
    pub fn add_host(&mut self, organisation: Uuid, role: HostRole, accepted: bool) {
        match (role, accepted) {
            (HostRole::Lead, _) | (HostRole::CoHost, true) => self.hosts.push(organisation),
            (HostRole::CoHost, false) => self.invited.push(organisation),
            (HostRole::Partner, _) => {}
        }
    }

    pub fn add_network(&mut self, network: &network::Model) {
        self.networks.push((network.id, circle_of(network)));
    }

    fn standings(all: &[Uuid], role: Role) -> impl Iterator<Item = Standing> {
        all.iter().map(move |scope| Standing::new(*scope, role))
    }

    /// The circle of a seminar with these ties. An invited co-host's editors see what the organisers see, so that they
    /// can answer; they change nothing.
    pub async fn circle(
        &self,
        work: &Work,
        visibility: Visibility,
        published: bool,
    ) -> Result<Circle> {
        let networks: Vec<Uuid> = self.networks.iter().map(|(id, _)| *id).collect();
        let mut standings: Vec<Standing> = Self::standings(&self.hosts, Role::Editor)
            .chain(Self::standings(&networks, Role::Coordinator))
            .collect();
        let organisers = audience_of(work, &standings).await?;
        standings.extend(Self::standings(&self.invited, Role::Editor));
        let of_networks = self.networks.iter().map(|(_, circle)| *circle).max();
        let narrowest = visibility.max(of_networks.unwrap_or(Visibility::Public));
        let audience = match narrowest {
            _ if !published => audience_of(work, &standings).await?,
            Visibility::Public => PUBLIC,
            Visibility::Registered => REGISTERED,
            Visibility::Network => {
                standings.extend(Self::standings(&networks, Role::Member));
                audience_of(work, &standings).await?
            }
            Visibility::Organisation => {
                standings.extend(Self::standings(&self.hosts, Role::Member));
                audience_of(work, &standings).await?
            }
            Visibility::Restricted => audience_of(work, &standings).await?,
        };
        Ok(Circle {
            organisers,
            audience,
        })
    }
}

/// How wide a network's circle is: one that is not out yet is its coordinators' alone.
fn circle_of(network: &network::Model) -> Visibility {
    match network.status {
        NetworkStatus::Draft => Visibility::Restricted,
        _ => network.visibility,
    }
}

/// What ties these seminars, in three statements however many they are.
pub async fn ties_of(work: &Work, seminars: &[Uuid]) -> Result<HashMap<Uuid, Ties>> {
    let system = work.as_system("seminars");
    let all = system.permit_platform::<SettleAudiences>()?;
    let backend = system.viewer().backend();
    let of = |column: Expr| one_of(backend, column, seminars);
    let hosts = system
        .select_under::<seminar_host::Entity, _, _>(&all)
        .filter(of(Expr::col(seminar_host::Column::SeminarId)));
    let links = system
        .select_under::<seminar_network::Entity, _, _>(&all)
        .filter(of(Expr::col(seminar_network::Column::SeminarId)));
    let mut ties: HashMap<Uuid, Ties> = seminars.iter().map(|id| (*id, Ties::default())).collect();
    for host in system.all(hosts).await? {
        let ties = ties.entry(host.seminar_id).or_default();
        ties.add_host(host.organisation_id, host.role, host.accepted_at.is_some());
    }
    let links = system.all(links).await?;
    let ids: Vec<Uuid> = links.iter().map(|link| link.network_id).collect();
    let networks = match ids.is_empty() {
        true => vec![],
        false => system.by_ids::<network::Entity>(&ids).await?,
    };
    for link in links {
        let network = networks.iter().find(|one| one.id == link.network_id);
        if let Some(network) = network {
            ties.entry(link.seminar_id)
                .or_default()
                .add_network(network);
        }
    }
    Ok(ties)
}

/// The circle that a seminar should have now.
pub async fn circle_now(work: &Work, row: &seminar::Model) -> Result<Circle> {
    let mut ties = ties_of(work, &[row.id]).await?;
    let ties = ties.remove(&row.id).unwrap_or_default();
    ties.circle(work, row.visibility, published(row)).await
}

/// Lets the registrations of seminars follow a change of their circle.
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
    let listed_only = (before.organisers == now.organisers).then(listed);
    system
        .rewrite::<registration::Entity>(
            vec![
                (
                    registration::Column::AudienceId,
                    audience_of_registration(now),
                ),
                (
                    registration::Column::OrganisersId,
                    Expr::value(now.organisers),
                ),
            ],
            Condition::all().add(of_these).add_option(listed_only),
        )
        .await
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
        .case(listed(), Expr::value(circle.of_listed()))
        .finally(Expr::value(circle.organisers))
        .into()
}

/// Brings the circles of seminars, and of their registrations, up to what their networks and hosts now say.
pub async fn settle(work: &Work, rows: Vec<seminar::Model>) -> Result<()> {
    let system = work.as_system("seminars");
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let ties = ties_of(&system, &ids).await?;
    let mut moved: HashMap<(Circle, Circle), Vec<Uuid>> = HashMap::new();
    for row in &rows {
        let Some(ties) = ties.get(&row.id) else {
            continue;
        };
        let now = ties.circle(&system, row.visibility, published(row)).await?;
        if now != Circle::of(row) {
            moved
                .entry((Circle::of(row), now))
                .or_default()
                .push(row.id);
        }
    }
    for ((before, now), ids) in moved {
        let which = one_of(
            system.viewer().backend(),
            Expr::col(seminar::Column::Id),
            &ids,
        );
        system
            .rewrite::<seminar::Entity>(
                vec![
                    (seminar::Column::AudienceId, Expr::value(now.audience)),
                    (seminar::Column::OrganisersId, Expr::value(now.organisers)),
                ],
                Condition::all().add(which),
            )
            .await?;
        settle_registrations(&system, &ids, before, now).await?;
    }
    Ok(())
}

/// A network that became narrower or wider takes its seminars with it, in the same transaction.
pub struct FollowNetworks;

impl Follower for FollowNetworks {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>> {
        let moved: Vec<Uuid> = changes
            .iter()
            .filter(|change| change.kind == network::Entity::KIND)
            .filter(|change| change.audience_before.is_some())
            .filter(|change| change.audience_before != change.audience_after)
            .map(|change| change.id)
            .collect();
        Box::pin(async move {
            if moved.is_empty() {
                return Ok(());
            }
            settle(work, seminars_of(work, &moved).await?).await
        })
    }
}

/// The seminars of networks, locked in the order of their ids.
async fn seminars_of(work: &Work, networks: &[Uuid]) -> Result<Vec<seminar::Model>> {
    let system = work.as_system("seminars");
    let column = Expr::col(seminar_network::Column::NetworkId);
    let linked = Query::select()
        .column(seminar_network::Column::SeminarId)
        .from(seminar_network::Entity)
        .and_where(one_of(system.viewer().backend(), column, networks))
        .to_owned();
    let select = system
        .select::<seminar::Entity>()
        .filter(seminar::Column::Id.in_subquery(linked))
        .order_by_asc(seminar::Column::Id)
        .lock_exclusive();
    system.all(select).await
}
