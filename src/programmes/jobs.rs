//! What happens by itself: embargoes end.

use entity::decision;

use super::{circle::CAPACITY, decision as decisions};
use crate::platform::{access::Resource, due::Due};

/// The embargoes of decisions, which end as their time comes.
pub const EMBARGOES: Due = Due {
    capacity: CAPACITY,
    kind: decision::Entity::KIND,
    next: |work| Box::pin(decisions::next_release(work)),
    act: |work| Box::pin(decisions::release(work)),
};
