//! Seminars: every kind of meeting, from the first idea to what was held; their seats and who takes them.
//!
//! 1. The local time and its zone are kept, the instant follows from them (`time`).
//! 2. A draft is its organisers' own; published, it is for the narrowest of its visibility and its networks' (`circle`).
//! 3. The editors of the lead and of the co-hosts that accepted, and the coordinators of its networks, arrange it (`arranging`, `hosting`).
//! 4. It is published, postponed and cancelled for a reason, and recorded as held (`stage`).
//! 5. Its date may be sought in a poll of organisations (`polls`), and what collides with it is said (`conflicts`).
//! 6. A person registers once; of many at the same moment as many get a seat as there are, the rest wait in order (`registration`).
//! 7. Whatever frees a seat gives it to the next in the same transaction (`seats`, `cancellation`, `changing_seat`), or offers it (`offers`);
//!    organisers may let people in one by one and move them up (`approval`).
//! 8. What people are asked, what they need, who was there and what came of it: `questions`, `needs`, `holding`.
//! 9. Seminars that come again by a rule are a series (`series`); what is ahead follows the rules of its zone (`zones`).
//! 10. Who was there can prove it (`certificates`).
//! 11. The address of an online seminar is for the confirmed, from 24 hours before (`queue`).
//! 12. Whoever may no longer see a seminar has no place in it (`access_lost`).
//! 13. Seminars stand in people's calendars, and mails tell what becomes of them (`calendars`).

mod access_lost;
mod admission;
mod approval;
mod arranging;
mod belonging;
mod cadence;
pub mod calendars;
mod cancellation;
pub mod certificates;
mod changing_seat;
mod circle;
mod conflicts;
mod content;
mod entrance;
mod entrant;
mod events;
mod evidence;
mod graphql;
mod holding;
mod hosting;
mod jobs;
mod needs;
mod offers;
mod parts;
pub mod policy;
mod polls;
mod questions;
mod queue;
mod registration;
mod seats;
mod series;
mod stage;
mod time;
mod zones;

pub use access_lost::{EndRegistrations, FollowAccess};
pub use cancellation::leave_all;
pub use graphql::*;
pub use holding::new_code;
pub use jobs::{turn, turn_day};
pub use series::{is_rule, turn as turn_series};
pub use time::{Fold, sort_at};
pub use zones::follow as follow_zones;
