//! Projects: from goals to results, with the people and bodies that answer for them, and the agreements around them.
//!
//! 1. A project is its owner's: the owner's editors and the coordinators of its networks change it; until it is published
//!    nobody else sees it (`circle`, `project`).
//! 2. What stands under it (goals, indicators, activities, seats, reports …) is written under its lock, and its next version
//!    tells of it (`parts`).
//! 3. Assessments of a goal stand side by side, one an assessor; what was said before is kept (`goal`).
//! 4. A seat is an organisation's; people succeed each other in it, never two at once; days may be unknown (`body`, `succession`).
//! 5. Counts by gender from one to four are not for everyone, nor what would give them away (`suppression`).
//! 6. Progress is percent as of a day; less than before needs a reason; the whole is weighted by estimated cost (`activity`).
//! 7. Whoever paid when they were handed in decides on reports and requests for change, and nobody on their own (`deciding`).
//! 8. A project is closed when every closing rule holds (`closing`); one that is over takes no change.
//! 9. An agreement is signed, and may be published, when every party has signed (`agreement`, `signing`).

mod activity;
mod agreement;
mod agreement_content;
mod body;
mod change_request;
mod circle;
mod closing;
mod content;
mod deciding;
mod goal;
mod graphql;
mod indicator;
mod parts;
pub mod policy;
mod project;
mod relation;
mod report;
mod role;
mod signing;
mod stage;
mod succession;
pub mod suppression;

pub use circle::{CIRCLES, approvers};
pub use content::FAR;
pub use graphql::*;
pub use succession::overlap;
