//! Who a thing is for that organisations answer for and that may be shared in networks: the narrowest of its own
//! visibility and of the circles of its networks. Who changes it: the editors of those organisations and the
//! coordinators of those networks.

use std::{collections::HashMap, marker::PhantomData};

use entity::{
    Visibility,
    network::{self, NetworkStatus},
    network_share,
};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::policy::SettleNetwork;
use crate::platform::{
    access::{
        Change, Follower, PUBLIC, REGISTERED, Resource, Role, Standing, Viewer, Work, audience_of,
    },
    error::{Refusal, Result},
    store::one_of,
};

const CAPACITY: &str = "circle";

/// It is for the members of its networks, and has none.
const NO_NETWORK: &str = "NO_NETWORK";

/// The audiences of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Circle {
    /// Who changes it.
    pub editors: Uuid,
    /// Who sees it.
    pub audience: Uuid,
}

impl Circle {
    /// The widest audience that something personal within it may have: never more than those who are signed in.
    pub fn signed_in(self) -> Uuid {
        match self.audience {
            PUBLIC => REGISTERED,
            other => other,
        }
    }
}

/// What ties a thing to organisations and networks.
#[derive(Default)]
pub struct Ties {
    /// Organisations that answer for it.
    pub holders: Vec<Uuid>,
    /// Organisations asked to do so too: their editors see it, so that they can answer; they change nothing.
    pub invited: Vec<Uuid>,
    pub networks: Vec<(Uuid, Visibility)>,
    /// Organisations whose people are asked about it before it is published: they see it; they change nothing.
    pub asked: Vec<Uuid>,
}

impl Ties {
    /// Of a thing that one organisation answers for.
    pub fn of(holder: Option<Uuid>) -> Self {
        Self {
            holders: holder.into_iter().collect(),
            ..Self::default()
        }
    }

    pub fn add_network(&mut self, network: &network::Model) {
        self.networks.push((network.id, circle_of(network)));
    }

    /// Adds the networks with these ids, as far as the worker may see them.
    pub async fn add_networks(&mut self, work: &Work, networks: &[Uuid]) -> Result<()> {
        if !networks.is_empty() {
            let rows = work.by_ids::<network::Entity>(networks).await?;
            rows.iter().for_each(|row| self.add_network(row));
        }
        Ok(())
    }

    fn standings(all: &[Uuid], role: Role) -> impl Iterator<Item = Standing> {
        all.iter().map(move |scope| Standing::new(*scope, role))
    }

    /// The circle of a thing with these ties. Nobody makes one for the members of no network; where the last one goes, Erfa
    /// itself leaves it to its editors.
    pub async fn circle(
        &self,
        work: &Work,
        visibility: Visibility,
        published: bool,
    ) -> Result<Circle> {
        let for_nobody = visibility == Visibility::Network && self.networks.is_empty();
        if for_nobody && !work.viewer().is_system() {
            let message = "visibility is NETWORK, but it is shared in no network; share it in one, or choose another visibility.";
            return Err(Refusal::new(NO_NETWORK, message).at("visibility").into());
        }
        let networks: Vec<Uuid> = self.networks.iter().map(|(id, _)| *id).collect();
        let mut standings: Vec<Standing> = Self::standings(&self.holders, Role::Editor)
            .chain(Self::standings(&networks, Role::Coordinator))
            .collect();
        let editors = audience_of(work, &standings).await?;
        standings.extend(Self::standings(&self.invited, Role::Editor));
        let of_networks = self.networks.iter().map(|(_, circle)| *circle).max();
        let narrowest = visibility.max(of_networks.unwrap_or(Visibility::Public));
        let audience = match narrowest {
            _ if !published => {
                standings.extend(Self::standings(&self.asked, Role::Member));
                audience_of(work, &standings).await?
            }
            Visibility::Public => PUBLIC,
            Visibility::Registered => REGISTERED,
            Visibility::Network => {
                standings.extend(Self::standings(&networks, Role::Member));
                audience_of(work, &standings).await?
            }
            Visibility::Organisation => {
                standings.extend(Self::standings(&self.holders, Role::Member));
                audience_of(work, &standings).await?
            }
            Visibility::Restricted => audience_of(work, &standings).await?,
        };
        Ok(Circle { editors, audience })
    }
}

/// How wide a network's circle is: one that is not out yet is its coordinators' alone.
pub fn circle_of(network: &network::Model) -> Visibility {
    match network.status {
        NetworkStatus::Draft => Visibility::Restricted,
        _ => network.visibility,
    }
}

/// A thing with a circle. The parts with a body suit what one organisation answers for and what `network_share` ties.
pub trait Shared: Resource {
    const AUDIENCE: Self::Column;
    const EDITORS: Self::Column;

    /// The circle that the row has.
    fn circle(row: &Self::Model) -> Circle;

    /// Who may see it once it is published, as its author chose.
    fn visibility(row: &Self::Model) -> Visibility;

    /// Out in the world, as opposed to a draft of its editors.
    fn published(row: &Self::Model) -> bool;

    /// The organisation that answers for it.
    fn holder(row: &Self::Model) -> Option<Uuid>;

    /// What ties these rows, in as many statements however many they are.
    fn ties<'a>(
        work: &'a Work,
        rows: &'a [Self::Model],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Ties>>> {
        Box::pin(shares_of::<Self>(work, rows))
    }

    /// The ids of the rows in these networks.
    fn in_networks(viewer: &Viewer, networks: &[Uuid]) -> SelectStatement {
        let column = Expr::col(network_share::Column::NetworkId);
        Query::select()
            .column(network_share::Column::SubjectId)
            .from(network_share::Entity)
            .and_where(one_of(viewer.backend(), column, networks))
            .to_owned()
    }

    /// Locks what is locked before the rows with these ids.
    fn lock_above<'a>(_work: &'a Work, _rows: SelectStatement) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// Lets what hangs on these rows follow a change of their circle.
    fn settled<'a>(
        _work: &'a Work,
        _rows: &'a [Uuid],
        _before: Circle,
        _now: Circle,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }
}

/// Holder and networks of these rows, as `network_share` ties them.
pub async fn shares_of<E: Shared>(work: &Work, rows: &[E::Model]) -> Result<HashMap<Uuid, Ties>> {
    let ids: Vec<Uuid> = rows.iter().map(E::id_of).collect();
    let system = work.as_system(CAPACITY);
    let all = system.permit_platform::<SettleNetwork>()?;
    let column = Expr::col(network_share::Column::SubjectId);
    let shares = system
        .select_under::<network_share::Entity, _, _>(&all)
        .filter(one_of(system.viewer().backend(), column, &ids));
    let shares = system.all(shares).await?;
    let links = shares
        .into_iter()
        .map(|share| (share.subject_id, share.network_id));
    let held = rows
        .iter()
        .map(|row| (E::id_of(row), Ties::of(E::holder(row))));
    with_networks(work, held.collect(), links.collect()).await
}

/// Adds to ties the networks of pairs of a row and a network.
pub async fn with_networks(
    work: &Work,
    mut ties: HashMap<Uuid, Ties>,
    links: Vec<(Uuid, Uuid)>,
) -> Result<HashMap<Uuid, Ties>> {
    if links.is_empty() {
        return Ok(ties);
    }
    let ids: Vec<Uuid> = links.iter().map(|(_, network)| *network).collect();
    let system = work.as_system(CAPACITY);
    let networks = system.by_ids::<network::Entity>(&ids).await?;
    let networks: HashMap<Uuid, _> = networks.into_iter().map(|one| (one.id, one)).collect();
    for (row, network) in links {
        if let Some(network) = networks.get(&network) {
            ties.entry(row).or_default().add_network(network);
        }
    }
    Ok(ties)
}

/// The circle that a row should have now.
pub async fn circle_now<E: Shared>(work: &Work, row: &E::Model) -> Result<Circle> {
    let mut ties = E::ties(work, std::slice::from_ref(row)).await?;
    let ties = ties.remove(&E::id_of(row)).unwrap_or_default();
    ties.circle(work, E::visibility(row), E::published(row))
        .await
}

/// Brings the circles of rows, and of what hangs on them, up to what their networks and holders now say.
pub async fn settle<E: Shared>(work: &Work, rows: Vec<E::Model>) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let ties = E::ties(&system, &rows).await?;
    let mut moved: HashMap<(Circle, Circle), Vec<Uuid>> = HashMap::new();
    for row in &rows {
        let Some(ties) = ties.get(&E::id_of(row)) else {
            continue;
        };
        let (before, shown, out) = (E::circle(row), E::visibility(row), E::published(row));
        let now = ties.circle(&system, shown, out).await?;
        if now != before {
            moved.entry((before, now)).or_default().push(E::id_of(row));
        }
    }
    for ((before, now), ids) in moved {
        let which = one_of(system.viewer().backend(), E::ID.into_expr(), &ids);
        let set = vec![
            (E::AUDIENCE, Expr::value(now.audience)),
            (E::EDITORS, Expr::value(now.editors)),
        ];
        system
            .rewrite::<E>(set, Condition::all().add(which))
            .await?;
        E::settled(&system, &ids, before, now).await?;
    }
    Ok(())
}

/// Rows whose circles one transaction brings up to date.
const PAGE: u64 = 500;

/// Brings a page of rows from after this one on up to what their ties say; answers with the last of them.
pub async fn settle_after<E: Shared>(work: &Work, last: Option<Uuid>) -> Result<Option<Uuid>> {
    let rows = work
        .select::<E>()
        .filter(Condition::all().add_option(last.map(|last| E::ID.gt(last))))
        .order_by_asc(E::ID)
        .limit(PAGE)
        .lock_exclusive();
    let rows = work.all(rows).await?;
    let last = rows.last().map(E::id_of);
    settle::<E>(work, rows).await?;
    Ok(last)
}

/// A network that became narrower or wider takes what is shared in it along, in the same transaction.
pub struct FollowNetworks<E>(PhantomData<fn() -> E>);

impl<E> Default for FollowNetworks<E> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<E: Shared> Follower for FollowNetworks<E> {
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
            // Locked in the order of their ids.
            let system = work.as_system(CAPACITY);
            let linked = E::in_networks(system.viewer(), &moved);
            E::lock_above(&system, linked.clone()).await?;
            let rows = system
                .select::<E>()
                .filter(E::ID.in_subquery(linked))
                .order_by_asc(E::ID)
                .lock_exclusive();
            let rows = system.all(rows).await?;
            settle::<E>(work, rows).await
        })
    }
}
