//! Networks, their members and coordinators.

pub mod network;
pub mod network_coordinator;
pub mod network_membership;
pub mod network_share;
