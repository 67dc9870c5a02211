//! Documents as clients see them.

mod changes;
mod document;
mod inputs;
mod link;
mod lists;
mod others;
mod version;

pub use changes::*;
pub use document::*;
pub use inputs::*;
pub use link::*;
pub use lists::*;
pub use others::*;
pub use version::*;
