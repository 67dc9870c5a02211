//! Who may see a network: the audience that its visibility names. Who runs it: its coordinators.

use crate::{platform::access::Import, resource, under};

resource!(network as "Network", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::network::Column::AudienceId));
resource!(network_membership as "NetworkMembership", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::network_membership::Column::AudienceId));
crate::details!(network_coordinator);

under! {
    network under Import, on Platform;
    network_membership under Import, on Platform;
    network_coordinator under Import, on Platform;
}
