//! Seminars as clients see them.

mod changes;
mod inputs;
mod lists;
mod others;
mod place;
mod registration;
mod seats;
mod seminar;

pub use changes::*;
pub use inputs::*;
pub use lists::*;
pub use others::*;
pub use place::*;
pub use registration::*;
pub use seats::*;
pub use seminar::*;
