//! What everyone may know of counts by gender: not those of so few that one could tell who they are, nor what would give
//! those away together with the total.

use entity::indicator_value;

/// Counts below this are for the project's editors only†.
pub const LEAST_SHOWN: i32 = 5;

/// The counts of one period as they may be shown; none: unknown, or kept back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub women: Option<i32>,
    pub men: Option<i32>,
    pub other: Option<i32>,
    pub unknown: Option<i32>,
    pub total: Option<i32>,
    /// True when something is kept back.
    pub is_suppressed: bool,
}

/// All counts; where no total was reported it is the sum of the parts.
pub fn whole(row: &indicator_value::Model) -> Counts {
    let parts = [row.women, row.men, row.other, row.unknown];
    let known = parts.iter().any(Option::is_some);
    let sum = known.then(|| {
        parts
            .iter()
            .flatten()
            .fold(0, |sum: i32, one| sum.saturating_add(*one))
    });
    Counts {
        women: row.women,
        men: row.men,
        other: row.other,
        unknown: row.unknown,
        total: row.total.or(sum),
        is_suppressed: false,
    }
}

/// What everyone may know: small counts are left out; if that leaves one to be worked out from the total, the smallest of the
/// others goes too, and where there is no other, the total.
pub fn public(row: &indicator_value::Model) -> Counts {
    let mut shown = whole(row);
    let mut parts = [shown.women, shown.men, shown.other, shown.unknown];
    let known = parts.iter().flatten().count();
    let small = |one: &Option<i32>| one.is_some_and(|count| count < LEAST_SHOWN);
    let hidden = parts.iter().filter(|one| small(one)).count();
    if hidden == 0 {
        return shown;
    }
    parts
        .iter_mut()
        .filter(|one| small(one))
        .for_each(|one| *one = None);
    if hidden == 1 {
        let smallest = parts.iter_mut().filter(|one| one.is_some());
        match smallest.min_by_key(|one| **one) {
            Some(smallest) => *smallest = None,
            None => shown.total = None,
        }
    }
    // A total that is itself so small says as much as its parts.
    if known > 0 && shown.total.is_some_and(|total| total < LEAST_SHOWN) {
        shown.total = None;
    }
    [shown.women, shown.men, shown.other, shown.unknown] = parts;
    shown.is_suppressed = true;
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::new_id;
    use entity::indicator_value::ValueBasis;

    fn row(parts: [Option<i32>; 4], total: Option<i32>) -> indicator_value::Model {
        let [women, men, other, unknown] = parts;
        indicator_value::Model {
            id: new_id(),
            project_id: new_id(),
            indicator_id: new_id(),
            position: 0,
            starts_on: None,
            ends_on: None,
            period_text: None,
            women,
            men,
            other,
            unknown,
            total,
            basis: ValueBasis::Reported,
            confidence: None,
            note: None,
        }
    }

    fn seen(parts: [Option<i32>; 4], total: Option<i32>) -> ([Option<i32>; 4], Option<i32>) {
        let shown = public(&row(parts, total));
        (
            [shown.women, shown.men, shown.other, shown.unknown],
            shown.total,
        )
    }

    #[test]
    fn large_counts_are_shown_and_summed() {
        let parts = [Some(15), Some(13), None, None];
        assert_eq!(seen(parts, None), (parts, Some(28)));
    }

    #[test]
    fn a_small_count_takes_another_with_it() {
        let parts = [Some(3), Some(40), Some(10), None];
        assert_eq!(seen(parts, None), ([None, Some(40), None, None], Some(53)));
        assert_eq!(seen([Some(3), Some(40), None, None], None).0, [None; 4]);
    }

    #[test]
    fn where_nothing_else_can_go_the_total_goes() {
        assert_eq!(
            seen([Some(3), None, None, None], Some(9)),
            ([None; 4], None)
        );
        assert_eq!(
            seen([Some(1), Some(2), None, None], None),
            ([None; 4], None)
        );
    }

    #[test]
    fn nothing_shown_gives_a_small_count_away() {
        let counts = [None, Some(0), Some(1), Some(4), Some(5), Some(40)];
        for women in counts {
            for men in counts {
                for other in counts {
                    let parts = [women, men, other, None];
                    let (shown, total) = seen(parts, None);
                    let hidden: Vec<_> = parts
                        .iter()
                        .zip(&shown)
                        .filter(|(had, has)| had.is_some() && has.is_none())
                        .collect();
                    let small = parts.iter().flatten().any(|one| *one < LEAST_SHOWN);
                    assert!(shown.iter().flatten().all(|one| *one >= LEAST_SHOWN));
                    assert!(!small || hidden.len() > 1 || total.is_none(), "{parts:?}");
                }
            }
        }
    }
}
