//! When the occurrences of a series are.

use async_graphql::MaybeUndefined;
use chrono::{DateTime, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::{Names, seminar, seminar_series};
use sea_orm::ActiveValue::Set;

use super::{OUT_OF_PLACE, rule::Rule};
use crate::{
    platform::graphql::{Check, Date, Kept, UNKNOWN},
    seminars::{
        graphql::SeminarContentInput,
        time::{Fold, put, sort_at},
    },
};

/// How far ahead occurrences are made.
const AHEAD: Months = Months::new(18);
/// An occurrence lasts a fortnight at most.
const LONGEST: i64 = 14 * 24 * 60;

/// The last day on which occurrences are made today.
pub(super) fn horizon(today: NaiveDate) -> NaiveDate {
    today.checked_add_months(AHEAD).unwrap_or(today)
}

/// What a series says of the time of its occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    pub zone: Tz,
    pub starts: NaiveDateTime,
    pub minutes: i32,
    pub later: bool,
}

/// When one occurrence is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub original: NaiveDateTime,
    pub starts_local: NaiveDateTime,
    pub ends_local: NaiveDateTime,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Timing {
    pub fn of(series: &seminar_series::Model) -> Self {
        Self {
            zone: series.time_zone.parse().unwrap_or(Tz::UTC),
            starts: series.starts_local,
            minutes: series.duration_minutes,
            later: series.takes_later,
        }
    }

    /// Takes the time out of a form, what is left of which has none. `before`: the time as it was; none for a new series.
    pub fn take(
        check: &mut Check,
        before: Option<&Self>,
        zone: Option<Tz>,
        form: &mut SeminarContentInput,
    ) -> Option<Self> {
        let starts = std::mem::take(&mut form.starts_local).map_value(|at| at.0);
        let ends = std::mem::take(&mut form.ends_local).map_value(|at| at.0);
        let fold = check.kept("fold", std::mem::take(&mut form.fold));
        let mut refuse = |given: bool, field: &str, message: &str| {
            if given {
                check.refuse(field, OUT_OF_PLACE, message);
            }
        };
        refuse(
            !form.when.is_undefined(),
            "when",
            "A series has an exact time; give startsLocal and endsLocal.",
        );
        let one = "Documents belong to one occurrence; add them to that by updateSeminar.";
        refuse(is_given(&form.document_ids), "documentIds", one);
        refuse(is_given(&form.minutes_ids), "minutesIds", one);
        form.when = MaybeUndefined::Undefined;
        let starts = needed(check, "startsLocal", starts, before.map(|one| one.starts))?;
        let minutes = match (ends, before) {
            (MaybeUndefined::Undefined, Some(before)) => i64::from(before.minutes),
            (ends, _) => (needed(check, "endsLocal", ends, None)? - starts).num_minutes(),
        };
        if minutes < 1 {
            check.refuse(
                "endsLocal",
                "REVERSED",
                "endsLocal must be after startsLocal.",
            );
        } else if minutes > LONGEST {
            let message =
                "endsLocal is more than 14 days after startsLocal; an occurrence is shorter.";
            check.refuse("endsLocal", "OUT_OF_RANGE", message);
        }
        Some(Self {
            zone: zone.or(before.map(|one| one.zone)).unwrap_or(Tz::UTC),
            starts,
            minutes: i32::try_from(minutes).ok()?,
            later: match fold {
                Some(fold) => fold == Fold::Later,
                None => before.is_some_and(|one| one.later),
            },
        })
    }

    /// Where the clocks put the occurrence of a day.
    pub fn on(&self, day: NaiveDate) -> Placed {
        let original = day.and_time(self.starts.time());
        let (starts_local, starts_at) = put(original, self.zone, self.later);
        let lasts = TimeDelta::minutes(i64::from(self.minutes));
        let (ends_local, ends_at) = put(starts_local + lasts, self.zone, self.later);
        Placed {
            original,
            starts_local,
            ends_local,
            starts_at,
            ends_at,
        }
    }
}

/// Whether a field was sent, null or not.
pub(super) fn is_given<T>(field: &Kept<T>) -> bool {
    !matches!(field, Kept::LeftOut)
}

fn needed(
    check: &mut Check,
    field: &str,
    given: MaybeUndefined<NaiveDateTime>,
    before: Option<NaiveDateTime>,
) -> Option<NaiveDateTime> {
    let known = match given {
        MaybeUndefined::Undefined => before,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(at) => Some(at),
    };
    if known.is_none() {
        let message = format!("A series needs {field}, the exact time of its first occurrence.");
        check.refuse(field, "MISSING", message);
    }
    known
}

impl Placed {
    pub fn write(&self, timing: &Timing, change: &mut seminar::ActiveModel) {
        change.time_zone = Set(timing.zone.name().to_owned());
        change.starts_local = Set(Some(self.starts_local));
        change.ends_local = Set(Some(self.ends_local));
        change.starts_at = Set(Some(self.starts_at));
        change.ends_at = Set(Some(self.ends_at));
        change.sort_at = Set(sort_at(Some(self.starts_at), None));
        change.when_text = Set(None);
        change.when_earliest = Set(None);
        change.when_latest = Set(None);
    }
}

/// The days of a rule that a client excepts; each must be one of them.
pub(super) fn read_exceptions(check: &mut Check, given: Vec<Date>, days: &[NaiveDate]) -> Names {
    let mut read: Vec<NaiveDate> = given.into_iter().map(|day| day.0).collect();
    read.sort_unstable();
    read.dedup();
    if let Some(day) = read.iter().find(|day| !days.contains(day)) {
        let message = format!("exceptions names {day}, which is no day of the rule; leave it out.");
        check.refuse("exceptions", UNKNOWN, message);
    }
    Names(read.iter().map(ToString::to_string).collect())
}

/// The days that are left without the exceptions.
pub(super) fn without(days: Vec<NaiveDate>, exceptions: &Names) -> Vec<NaiveDate> {
    let excepted: Vec<NaiveDate> = exceptions
        .0
        .iter()
        .filter_map(|day| day.parse().ok())
        .collect();
    days.into_iter()
        .filter(|day| !excepted.contains(day))
        .collect()
}

/// The days on which a series has or will have occurrences.
pub(super) fn days_of(series: &seminar_series::Model) -> Vec<NaiveDate> {
    let rule = Rule::kept(&series.rule);
    let days = rule.map(|rule| rule.days(series.starts_local.date()));
    without(days.unwrap_or_default(), &series.exceptions)
}
