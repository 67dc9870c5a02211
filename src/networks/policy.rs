//! Who may see a network: the audience that its visibility names. Who runs it: its coordinators. Who speaks for a member:
//! the editors and admins of the organisation.

use entity::{
    network,
    network_membership::{self, MembershipStatus},
    organisation,
};

use crate::{
    details,
    platform::access::{Allows, Import, Platform, Role, Viewer},
    resource, under,
};

/// Founding a network that an organisation owns.
pub struct FoundNetwork;
/// Joining networks, or applying to them, for an organisation.
pub struct EnterNetworks;
/// Coming near a network from outside: it must be seen, no more.
pub struct ApproachNetwork;
/// Running a network: its texts and rules, its members and coordinators.
pub struct RunNetwork;
/// Bringing a network in line with a change that was permitted elsewhere: Erfa's own.
pub struct SettleNetwork;
/// Saying yes or no to an invitation.
pub struct AnswerInvitation;
/// Deciding on an application, or changing a membership.
pub struct ManageMembership;
/// Ending a membership, or withdrawing an application.
pub struct EndMembership;
/// Reading what the applicant or the inviting coordinator wrote.
pub struct ReadMessage;

resource!(network as "Network", audience: |row| row.audience_id,
visible: |viewer| viewer.sees(entity::network::Column::AudienceId),
fields {
    "id": [], "locale": [], "name": [], "names": [], "status": [], "joinPolicy": [], "visibility": [], "origin": [], "version": [],
    "members": [], "seminars": [], "documents": [], "experiences": [], "themes": [], "purpose": [Purpose],
    "purposes": [Purpose], "country": [CountryCode], "owner": [OwnerId], "since": [Since],
});
resource!(network_membership as "NetworkMembership", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::network_membership::Column::AudienceId));
details!(network_coordinator, network_share);

under! {
    network under Import, on Platform;
    network_membership under Import, on Platform;
    network_coordinator under Import, on Platform;
    network_share under Import, on Platform;
    network_coordinator under SettleNetwork, on Platform;
    network_share under SettleNetwork, on Platform;
}
under! {
    network under FoundNetwork, on organisation by OwnerId;
    network_membership under EnterNetworks, on organisation by OrganisationId;
    network_membership under RunNetwork, on network by NetworkId;
    network_coordinator under RunNetwork, on network by NetworkId;
    network_membership under SettleNetwork, on network by NetworkId;
    network_coordinator under SettleNetwork, on network by NetworkId;
    theme_link under SettleNetwork, on network by SubjectId;
    theme_link under RunNetwork, on network by SubjectId;
}

/// What people are to networks, as selects of `(scope, rank)`: members through an affiliation and a membership that both
/// hold today, coordinators through an affiliation that holds with an organisation whose membership does not rest.
pub const STANDING: &str = "\
SELECT member.network_id, 1 FROM affiliation own \
  JOIN network_membership member ON member.organisation_id = own.organisation_id AND member.status = 'ACTIVE' \
  WHERE own.person_id = $1 \
    AND (own.starts_on IS NULL OR own.starts_on <= $2) AND (own.ends_on IS NULL OR own.ends_on > $2) \
    AND (member.starts_on IS NULL OR member.starts_on <= $2) AND (member.ends_on IS NULL OR member.ends_on > $2) \
UNION ALL SELECT runs.network_id, 3 FROM network_coordinator runs \
  JOIN affiliation own ON own.id = runs.affiliation_id AND own.person_id = runs.person_id \
  WHERE runs.person_id = $1 \
    AND (own.starts_on IS NULL OR own.starts_on <= $2) AND (own.ends_on IS NULL OR own.ends_on > $2) \
    AND NOT EXISTS (SELECT 1 FROM network_membership rests WHERE rests.network_id = runs.network_id \
      AND rests.organisation_id = own.organisation_id AND rests.status = 'SUSPENDED')";

/// What organisations are to networks themselves: `$1` is the organisation, `$2` today.
pub const STANDING_OF_ORGANISATION: &str = "SELECT network_id, 1 FROM network_membership \
  WHERE organisation_id = $1 AND status = 'ACTIVE' \
    AND (starts_on IS NULL OR starts_on <= $2) AND (ends_on IS NULL OR ends_on > $2)";

impl Allows<FoundNetwork> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<EnterNetworks> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<ApproachNetwork> for network::Model {
    /// Whoever sees it: for which organisation they come, they must be allowed as well.
    fn allows(&self, _: &Viewer) -> bool {
        true
    }
}

impl Allows<RunNetwork> for network::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Coordinator, self.id)
    }
}

impl Allows<SettleNetwork> for network::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<SettleNetwork> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<AnswerInvitation> for network_membership::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.organisation_id)
    }
}

impl Allows<ManageMembership> for network_membership::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Coordinator, self.network_id)
    }
}

impl Allows<EndMembership> for network_membership::Model {
    /// An application is withdrawn by whoever may apply; leaving is for admins.
    fn allows(&self, viewer: &Viewer) -> bool {
        let needed = match self.status {
            MembershipStatus::Applied => Role::Editor,
            _ => Role::Admin,
        };
        viewer.has(Role::Coordinator, self.network_id) || viewer.has(needed, self.organisation_id)
    }
}

impl Allows<ReadMessage> for network_membership::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Coordinator, self.network_id)
            || viewer.has(Role::Editor, self.organisation_id)
    }
}
