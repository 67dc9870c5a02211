//! Who may see and do what: the doors to the database, and the only ones.
//!
//! A `Reader` starts every select from what its viewer may see. A `Work` is one transaction; a write
//! needs a `Permitted`, which only `Work` gives, after it has found, locked and checked the row:
//!
//! ```compile_fail,E0277
//! # use erfa::platform::access::*; use entity::{network, person};
//! struct Rename;
//! async fn wrong(work: &Work, network: &Permitted<Rename, network::Entity>, row: person::ActiveModel) {
//!     // A permit on a network covers no people.
//!     work.insert(row, network).await.ok();
//! }
//! ```
//! ```compile_fail,E0277
//! # use erfa::platform::access::*; use entity::{agenda_item, network};
//! struct Rename;
//! async fn wrong(work: &Work, network: &Permitted<Rename, network::Entity>, row: agenda_item::ActiveModel) {
//!     // Nor the agenda of a seminar, which hangs on another parent.
//!     work.insert(row, network).await.ok();
//! }
//! ```
//! ```compile_fail,E0603
//! // Nobody else can make a permit.
//! let permit = erfa::platform::access::permit::Permitted::<(), entity::network::Entity>::new(unreachable!());
//! ```

mod audience;
mod drill;
mod pass;
mod permit;
mod reader;
mod recent;
mod renewals;
mod resource;
mod standing;
mod viewer;
mod work;

pub use audience::{PUBLIC, REGISTERED, Standing, audience_of, naming_some, scopes_of};
#[cfg(debug_assertions)]
pub use drill::Drill;
pub use pass::{Pass, still_good};
pub use permit::{Allows, Ground, Import, Permitted, Platform, Under};
pub use reader::{Reader, Reload};
pub use recent::{Known, Recent};
pub use renewals::{Renewals, Renewed};
pub use resource::{Entry, Resource, Table, naming};
pub use standing::{Standings, belonging, load_external, load_person, load_program, load_viewer};
pub use viewer::{IMPORT, Owner, Role, Viewer, Who};
pub use work::{Change, Follower, Followers, Work};
