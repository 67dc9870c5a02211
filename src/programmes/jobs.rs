//! What happens by itself: embargoes end.

use entity::{decision, prize_edition};

use super::{circle::CAPACITY, decision as decisions, edition_stage};
use crate::platform::{access::Resource, due::Due};

/// The embargoes of decisions, which end as their time comes.
pub const EMBARGOES: Due = Due {
    capacity: CAPACITY,
    kind: decision::Entity::KIND,
    next: |work| Box::pin(decisions::next_release(work)),
    act: |work| Box::pin(decisions::release(work)),
};

/// The embargoes of prizes, after which everyone may know who won.
pub const WINNERS: Due = Due {
    capacity: CAPACITY,
    kind: prize_edition::Entity::KIND,
    next: |work| Box::pin(edition_stage::next_telling(work)),
    act: |work| Box::pin(edition_stage::tell(work)),
};
