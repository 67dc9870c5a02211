//! Networks as clients see them.

mod membership;
mod mutation;
mod network;
mod selection;
mod subscription;

pub use membership::*;
pub use mutation::*;
pub use network::*;
pub use selection::*;
pub use subscription::*;
