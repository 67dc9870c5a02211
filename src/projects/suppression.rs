//! What everyone may know of counts by gender: not those of so few that one could tell who they are, nor what would give
//! those away.
//!
//! 1. Nobody is kept back: a 0 says nothing of anyone. So parts of 1 to 4 are what is hidden.
//! 2. Together with a small part every other part goes that is not 0, and the total stays: what is left can be shared out among
//!    the hidden parts in more than one way, also for whoever knows this rule. Hiding fewer parts, such as the smallest of the
//!    others alone, would let that reader tell which values they can have had.
//! 3. A total may say more than its parts, where some were not counted. What is left for those is treated as a part.
//! 4. Where all together are fewer than five, everything goes.

use async_graphql::SimpleObject;
use entity::{attendance, indicator_value};

/// Counts below this, and above 0, are for those who write them only†.
pub const LEAST_SHOWN: i32 = 5;

/// Counts as they may be shown; a part of whatever has them.
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Women; null where not counted or kept back.
    pub women: Option<i32>,
    /// Men; null where not counted or kept back.
    pub men: Option<i32>,
    /// Neither women nor men; null where not counted or kept back.
    pub other: Option<i32>,
    /// Of whom it is not known; null where not counted or kept back.
    pub unknown: Option<i32>,
    #[graphql(skip)]
    pub total: Option<i32>,
    /// True when something is kept back from this viewer.
    pub is_suppressed: bool,
}

impl From<&indicator_value::Model> for Counts {
    /// All counts; where no total was reported it is the sum of the parts.
    fn from(row: &indicator_value::Model) -> Self {
        Self::of([row.women, row.men, row.other, row.unknown], row.total)
    }
}

impl From<&attendance::Model> for Counts {
    fn from(row: &attendance::Model) -> Self {
        Self::of([row.women, row.men, row.other, row.unknown].map(Some), None)
    }
}

impl Counts {
    /// Women, men, others and those of whom it is not known; without a total it is their sum.
    pub fn of(parts: [Option<i32>; 4], total: Option<i32>) -> Self {
        let [women, men, other, unknown] = parts;
        let known = parts.iter().any(Option::is_some);
        Self {
            women,
            men,
            other,
            unknown,
            total: total.or(known.then(|| sum(&parts))),
            is_suppressed: false,
        }
    }

    /// What a reader may know of them: those who write them everything.
    pub fn shown(self, writes: bool) -> Self {
        match writes {
            true => self,
            false => self.public(),
        }
    }

    /// What everyone may know of them.
    pub fn public(self) -> Self {
        let parts = [self.women, self.men, self.other, self.unknown];
        let Some(total) = self.total.filter(|_| parts.iter().any(Option::is_some)) else {
            return self;
        };
        let rest = total.saturating_sub(sum(&parts));
        let small = |count: i32| 0 < count && count < LEAST_SHOWN;
        if !parts.into_iter().flatten().chain([rest]).any(small) {
            return self;
        }
        let few = total < LEAST_SHOWN;
        let shown = |part: Option<i32>| part.filter(|count| *count == 0 && !few);
        Self {
            women: shown(self.women),
            men: shown(self.men),
            other: shown(self.other),
            unknown: shown(self.unknown),
            total: self.total.filter(|_| !few),
            is_suppressed: true,
        }
    }
}

fn sum(parts: &[Option<i32>; 4]) -> i32 {
    let known = parts.iter().flatten();
    known.fold(0, |sum: i32, one| sum.saturating_add(*one))
}
