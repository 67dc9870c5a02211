//! Countries, regions, municipalities, and what changes them.
//!
//! 1. A municipality is known by its country and official code; the code is text, leading zeros belong to it.
//! 2. One code has at most one current municipality. An ended one keeps its row and is listed only when asked for.
//! 3. An old code resolves to what became of it; where that is several, the question is answered with all of them.
//! 4. Everything here is public and comes from registers: it is loaded, never edited by hand.

mod country;
mod graphql;
pub mod holidays;
mod linking;
mod lookup;
pub mod names;
pub mod policy;

use uuid::Uuid;

pub use country::{country_code, wanted_country};
pub use graphql::*;
pub use linking::{MOST_MUNICIPALITIES, about, write_municipalities};

/// A country's row is named by its ISO code.
pub fn country_id(code: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("country {code}").as_bytes())
}
