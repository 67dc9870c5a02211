//! Places as clients see them.

mod areas;
mod holidays;
mod lookup;
mod municipality;
mod region;

pub use areas::*;
pub use holidays::*;
pub use lookup::*;
pub use municipality::*;
pub use region::*;
