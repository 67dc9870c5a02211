//! Places as clients see them.

mod areas;
mod lookup;
mod municipality;
mod region;

pub use areas::*;
pub use lookup::*;
pub use municipality::*;
pub use region::*;
