//! Who held a seat on a day, as far as the dates tell.
//!
//! 1. Those who held a seat stand in their order; their days may be unknown.
//! 2. Where the first day is unknown, it is not before the last known day of those before; where the last is unknown
//!    and the term is over, it is not after the first known day of those after.
//! 3. `ends_on` is the first day on which somebody no longer holds it.

use chrono::{Days, NaiveDate};
use entity::seat_term;

/// Days that a seat may stand empty before a warning†.
pub const VACANT_DAYS: u64 = 60;

/// Whether somebody held a seat on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Yes,
    No,
    /// The days that are known do not tell.
    Perhaps,
}

/// Two who hold a seat at once: their places in the list.
pub fn overlap(terms: &[seat_term::Model]) -> Option<(usize, usize)> {
    // The latest day that is known to be over or begun, and by whom.
    let mut latest: Option<(NaiveDate, usize)> = None;
    let mut open: Option<usize> = None;
    for (place, term) in terms.iter().enumerate() {
        if let Some(before) = open {
            return Some((before, place));
        }
        for day in [term.starts_on, term.ends_on].into_iter().flatten() {
            match latest {
                Some((known, before)) if day < known => return Some((before, place)),
                _ => latest = Some((day, place)),
            }
        }
        if term.ends_on.is_none() && !term.is_over {
            open = Some(place);
        }
    }
    None
}

/// Whether each of these, in their order, held the seat on a day.
pub fn on(terms: &[seat_term::Model], day: NaiveDate) -> Vec<Held> {
    let known = |some: &[seat_term::Model]| {
        let days = some.iter().flat_map(|one| [one.starts_on, one.ends_on]);
        days.flatten().collect::<Vec<_>>()
    };
    let held = |(place, term): (usize, &seat_term::Model)| {
        let before = known(&terms[..place]).into_iter().max();
        let after = known(&terms[place + 1..]).into_iter().min();
        let began = match (term.starts_on, before) {
            (Some(starts), _) if starts <= day => Held::Yes,
            (Some(_), _) => Held::No,
            (None, Some(before)) if day < before => Held::No,
            (None, _) if term.ends_on.or(after).is_some_and(|end| end <= day) => Held::Yes,
            (None, _) => Held::Perhaps,
        };
        let over = match (term.ends_on, after) {
            (Some(ends), _) if ends <= day => Held::Yes,
            (Some(_), _) => Held::No,
            (None, Some(after)) if after <= day => Held::Yes,
            (None, _) if !term.is_over => Held::No,
            (None, _) if term.starts_on.is_some_and(|starts| day < starts) => Held::No,
            (None, _) => Held::Perhaps,
        };
        match (began, over) {
            (Held::No, _) | (_, Held::Yes) => Held::No,
            (Held::Yes, Held::No) => Held::Yes,
            _ => Held::Perhaps,
        }
    };
    terms.iter().enumerate().map(held).collect()
}

/// Since when nobody holds the seat: since its last holder left, or since it is there where nobody held it yet. None while
/// somebody does, and where no day is known.
pub fn vacant_since(
    starts: Option<NaiveDate>,
    terms: &[seat_term::Model],
    day: NaiveDate,
) -> Option<NaiveDate> {
    if on(terms, day).iter().any(|held| *held != Held::No) {
        return None;
    }
    let passed = |from: &NaiveDate| *from <= day;
    let left = terms.iter().filter_map(|one| one.ends_on);
    left.filter(passed).max().or(starts.filter(passed))
}

/// Empty for longer than it should be.
pub fn too_long(since: NaiveDate, day: NaiveDate) -> bool {
    since
        .checked_add_days(Days::new(VACANT_DAYS))
        .is_some_and(|limit| day > limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::new_id;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn term(starts: &str, ends: &str, is_over: bool) -> seat_term::Model {
        let read = |text: &str| (!text.is_empty()).then(|| day(text));
        seat_term::Model {
            id: new_id(),
            project_id: new_id(),
            seat_id: new_id(),
            number: 0,
            person_id: None,
            name_text: Some("Member".to_owned()),
            starts_on: read(starts),
            ends_on: read(ends),
            is_over,
            note: None,
        }
    }

    #[test]
    fn two_at_once_are_found_and_successors_are_not() {
        let first = term("2013-01-01", "2014-01-01", false);
        let next = term("2014-01-01", "", false);
        assert_eq!(overlap(&[first.clone(), next.clone()]), None);
        assert_eq!(overlap(&[next.clone(), first.clone()]), Some((0, 1)));
        let early = term("2013-12-31", "", false);
        assert_eq!(overlap(&[first.clone(), early]), Some((0, 1)));
        let unknown = term("", "", true);
        assert_eq!(overlap(&[first, unknown, next]), None);
    }

    #[test]
    fn the_days_known_tell_who_held_it() {
        let terms = [
            term("2013-01-01", "2013-06-01", false),
            term("", "", true),
            term("2014-01-01", "", false),
        ];
        let held = |on_day: &str| on(&terms, day(on_day));
        assert_eq!(held("2012-12-31"), [Held::No, Held::No, Held::No]);
        assert_eq!(held("2013-05-31"), [Held::Yes, Held::No, Held::No]);
        assert_eq!(held("2013-09-01"), [Held::No, Held::Perhaps, Held::No]);
        assert_eq!(held("2014-01-01"), [Held::No, Held::No, Held::Yes]);
    }

    #[test]
    fn a_seat_is_vacant_from_the_day_its_last_holder_left() {
        let terms = [term("2013-01-01", "2013-06-01", false)];
        assert_eq!(vacant_since(None, &terms, day("2013-05-31")), None);
        let since = vacant_since(None, &terms, day("2013-07-01"));
        assert_eq!(since, Some(day("2013-06-01")));
        let since = vacant_since(Some(day("2012-01-01")), &[], day("2012-02-01"));
        assert_eq!(since, Some(day("2012-01-01")));
        assert!(!too_long(day("2013-06-01"), day("2013-07-31")));
        assert!(too_long(day("2013-06-01"), day("2013-08-01")));
    }
}
