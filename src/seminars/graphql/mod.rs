//! Seminars as clients see them.

mod calendars;
mod changes;
mod conflicts;
mod date_option;
mod evidence;
mod holding;
mod holding_changes;
mod inputs;
mod lists;
mod needs;
mod others;
mod place;
mod poll_changes;
mod polls;
mod registration;
mod seats;
mod seminar;

pub use calendars::*;
pub use changes::*;
pub use conflicts::*;
pub use date_option::*;
pub use evidence::*;
pub use holding::*;
pub use holding_changes::*;
pub use inputs::*;
pub use lists::*;
pub use needs::*;
pub use others::*;
pub use place::*;
pub use poll_changes::*;
pub use polls::*;
pub use registration::*;
pub use seats::*;
pub use seminar::*;
