//! Who may see an imported row: what each capability says of its own, gathered here until it says so itself.

use entity::{Visibility, network_membership::MembershipStatus};
use uuid::Uuid;

use crate::platform::{
    access::{PUBLIC, REGISTERED, Role, Standing, Work, audience_of},
    error::Result,
};

/// How far something is seen, and by whom that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Circle {
    pub visibility: Visibility,
    pub audience: Uuid,
}

/// A network: everyone, everyone signed in, its members, its owner's people, or those who run it.
pub(super) async fn of_network(
    work: &Work,
    id: Uuid,
    visibility: Visibility,
    owner: Option<Uuid>,
) -> Result<Uuid> {
    let coordinators = Standing::new(id, Role::Coordinator);
    match visibility {
        Visibility::Public => Ok(PUBLIC),
        Visibility::Registered => Ok(REGISTERED),
        Visibility::Network => Ok(id),
        Visibility::Organisation => {
            let owners = owner.map(|owner| Standing::new(owner, Role::Member));
            let both: Vec<_> = owners.into_iter().chain([coordinators]).collect();
            audience_of(work, &both).await
        }
        Visibility::Restricted => audience_of(work, &[coordinators]).await,
    }
}

/// A membership: whoever sees the network once it held, before that the two sides.
pub(super) async fn of_membership(
    work: &Work,
    status: MembershipStatus,
    network: Uuid,
    network_audience: Uuid,
    organisation: Uuid,
) -> Result<Uuid> {
    let role = match status {
        MembershipStatus::Active | MembershipStatus::Ended => return Ok(network_audience),
        MembershipStatus::Suspended => Role::Member,
        MembershipStatus::Applied | MembershipStatus::Invited | MembershipStatus::Declined => {
            Role::Editor
        }
    };
    let sides = [
        Standing::new(network, Role::Coordinator),
        Standing::new(organisation, role),
    ];
    audience_of(work, &sides).await
}

/// What ties a seminar to organisations and networks.
pub(super) struct Ties {
    /// Its lead and the co-hosts who accepted.
    pub hosts: Vec<Uuid>,
    pub networks: Vec<(Uuid, Visibility)>,
}

impl Ties {
    fn arranging(&self) -> Vec<Standing> {
        let hosts = self.hosts.iter();
        let hosts = hosts.map(|one| Standing::new(*one, Role::Editor));
        let networks = self.networks.iter();
        let networks = networks.map(|(one, _)| Standing::new(*one, Role::Coordinator));
        hosts.chain(networks).collect()
    }

    /// Who arranges it: editors of its hosts, coordinators of its networks.
    pub async fn organisers(&self, work: &Work) -> Result<Uuid> {
        audience_of(work, &self.arranging()).await
    }

    /// Who sees it: its organisers until it is published, then the narrowest of its own visibility and its networks'.
    pub async fn audience(
        &self,
        work: &Work,
        published: bool,
        visibility: Visibility,
    ) -> Result<Uuid> {
        let networks = self.networks.iter().map(|(_, visibility)| *visibility);
        let narrowest = networks.fold(visibility, narrower);
        let mut seen_by = self.arranging();
        match (published, narrowest) {
            (true, Visibility::Public) => return Ok(PUBLIC),
            (true, Visibility::Registered) => return Ok(REGISTERED),
            (true, Visibility::Network) => seen_by.extend(
                self.networks
                    .iter()
                    .map(|(one, _)| Standing::new(*one, Role::Member)),
            ),
            (true, Visibility::Organisation) => seen_by.extend(
                self.hosts
                    .iter()
                    .map(|one| Standing::new(*one, Role::Member)),
            ),
            _ => {}
        }
        audience_of(work, &widest(seen_by)).await
    }
}

/// A registration: its organisers; one who agreed to be listed, whoever sees the seminar and is signed in.
pub(super) fn of_registration(listed: bool, seminar: Uuid, organisers: Uuid) -> Uuid {
    match (listed, seminar) {
        (true, PUBLIC) => REGISTERED,
        (true, seminar) => seminar,
        (false, _) => organisers,
    }
}

/// The enum stands in the order from wide to narrow.
fn narrower(one: Visibility, other: Visibility) -> Visibility {
    Ord::max(one, other)
}

/// One standing a scope: the lowest role opens to the most.
fn widest(mut standings: Vec<Standing>) -> Vec<Standing> {
    standings.sort_unstable();
    standings.dedup_by_key(|one| one.scope);
    standings
}
