//! Places as clients see them.

mod area_lookup;
mod areas;
mod holidays;
mod lookup;
mod municipality;
mod region;

pub use area_lookup::*;
pub use areas::*;
pub use holidays::*;
pub use lookup::*;
pub use municipality::*;
pub use region::*;
