//! Networks, the organisations in them, and those who run them.
//!
//! 1. The organisation is the member; people take part through an affiliation that holds today.
//! 2. A draft is seen by its coordinators only; afterwards by whom its visibility names, and always by its coordinators
//!    and by the editors of organisations that are invited or have applied.
//! 3. A membership that holds, or once held, is seen by whoever sees the network; one that was asked for or refused by
//!    the two sides only; one that rests by the coordinators and the people of the organisation.
//! 4. An organisation is in a network once at a time; a resting membership gives no access, and neither do the
//!    coordinators who act through it.
//! 5. A network that has a coordinator keeps at least one: whatever would take the last one away is refused. An imported
//!    network may have none; those who run the platform then appoint the first.
//! 6. A coordinator acts through an affiliation with a member organisation, and stops when it ends, moves, or the
//!    membership ends.
//! 7. A membership ends today or on a day that has passed, never in the future: ending takes access the same second.
//! 8. Rows are locked in the order organisation and affiliation, network, membership.

mod appointment;
mod audience;
pub mod circle;
mod coordinators;
mod description;
mod follower;
mod founding;
mod graphql;
mod joining;
mod membership;
mod network;
pub mod policy;
mod sharing;

pub use audience::{of_membership, of_network, settle};
pub use follower::FollowAffiliations;
pub use graphql::*;
pub use sharing::{NOT_YOUR_NETWORK, check_networks, shared_in, write_shares};
