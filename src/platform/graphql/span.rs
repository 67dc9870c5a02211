//! Two ends of a time, as filters name them.

use super::super::error::{Error, Result};

/// Refuses a filter of which the end comes before the beginning: nothing can fit, so it is a slip.
pub fn in_order<T: PartialOrd>(
    first: &Option<T>,
    last: &Option<T>,
    [from, until]: [&str; 2],
) -> Result<()> {
    match (first, last) {
        (Some(first), Some(last)) if first > last => Err(Error::bad_value(
            &format!("filter.{until}"),
            format!("is before filter.{from}; give them the other way round."),
        )),
        _ => Ok(()),
    }
}
