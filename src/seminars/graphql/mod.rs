//! Seminars as clients see them.

mod changes;
mod conflicts;
mod evidence;
mod holding;
mod holding_changes;
mod inputs;
mod lists;
mod others;
mod place;
mod poll_changes;
mod polls;
mod registration;
mod seats;
mod seminar;

pub use changes::*;
pub use conflicts::*;
pub use evidence::*;
pub use holding::*;
pub use holding_changes::*;
pub use inputs::*;
pub use lists::*;
pub use others::*;
pub use place::*;
pub use poll_changes::*;
pub use polls::*;
pub use registration::*;
pub use seats::*;
pub use seminar::*;
