//! Days that are not known exactly: the words, and the days between which they lie.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;

use super::{Check, scalars::Date};

/// Characters that the words take.
const WORDS: usize = 200;

/// When something is, where the time is not exact.
#[derive(SimpleObject)]
pub struct PartialDate {
    /// In words, such as `autumn 2027`.
    pub text: Option<String>,
    /// The earliest day it may be.
    pub earliest: Option<Date>,
    /// The latest day it may be.
    pub latest: Option<Date>,
}

impl PartialDate {
    /// None where nothing is known.
    pub fn of(
        text: &Option<String>,
        earliest: Option<NaiveDate>,
        latest: Option<NaiveDate>,
    ) -> Option<Self> {
        let known = text.is_some() || earliest.is_some() || latest.is_some();
        known.then(|| Self {
            text: text.clone(),
            earliest: earliest.map(Date),
            latest: latest.map(Date),
        })
    }
}

/// When something is, where the time is not exact.
#[derive(InputObject)]
pub struct PartialDateInput {
    /// In words, such as `autumn 2027`; at most 200 characters.
    pub text: Option<String>,
    /// The earliest day it may be.
    pub earliest: Option<Date>,
    /// The latest day it may be.
    pub latest: Option<Date>,
}

impl PartialDateInput {
    /// The words, and the days between which it lies; refused where the first comes after the last.
    pub fn read(
        self,
        check: &mut Check,
        field: &str,
    ) -> (Option<String>, Option<NaiveDate>, Option<NaiveDate>) {
        let (earliest, latest) = (self.earliest.map(|day| day.0), self.latest.map(|day| day.0));
        if earliest
            .zip(latest)
            .is_some_and(|(first, last)| first > last)
        {
            let message = format!("{field}.latest must not be before {field}.earliest.");
            check.refuse(&format!("{field}.latest"), "REVERSED", message);
        }
        let text = check.optional(&format!("{field}.text"), self.text, WORDS);
        (text, earliest, latest)
    }
}
