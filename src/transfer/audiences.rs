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

/// A registration: its organisers; one who agreed to be listed, whoever sees the seminar and is signed in.
pub(super) fn of_registration(listed: bool, seminar: Uuid, organisers: Uuid) -> Uuid {
    match (listed, seminar) {
        (true, PUBLIC) => REGISTERED,
        (true, seminar) => seminar,
        (false, _) => organisers,
    }
}
