//! When a seminar is: the one place that makes instants of local times.
//!
//! The local time and the zone are kept, the instant is derived from them. A local time that the clocks skip is refused;
//! one that they pass twice needs to be told which of the two is meant.

use async_graphql::{Enum, MaybeUndefined};
use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use entity::seminar;
use sea_orm::ActiveValue::Set;

use crate::platform::graphql::Check;

pub const NONEXISTENT_TIME: &str = "NONEXISTENT_TIME";
pub const AMBIGUOUS_TIME: &str = "AMBIGUOUS_TIME";
pub const TIME_TWICE: &str = "TIME_TWICE";
pub const IN_THE_PAST: &str = "IN_THE_PAST";
pub const IN_THE_FUTURE: &str = "IN_THE_FUTURE";

/// How long a meeting of any kind lasts at most.
const LONGEST: TimeDelta = TimeDelta::days(14);

/// Which of two passages of the clock is meant, when the hour is repeated in autumn.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// The first passage, before the clocks go back.
    Earlier,
    /// The second passage, after the clocks went back.
    Later,
}

/// When something is, where the time is not exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vague {
    pub text: Option<String>,
    pub earliest: Option<NaiveDate>,
    pub latest: Option<NaiveDate>,
}

/// What a client says of the time; undefined: as before.
pub struct Wanted {
    pub zone: Option<Tz>,
    pub starts: MaybeUndefined<NaiveDateTime>,
    pub ends: MaybeUndefined<NaiveDateTime>,
    pub fold: Option<Fold>,
    pub when: MaybeUndefined<Vague>,
}

impl Wanted {
    fn says_nothing(&self) -> bool {
        self.zone.is_none()
            && self.starts.is_undefined()
            && self.ends.is_undefined()
            && self.when.is_undefined()
    }

    /// Writes the time into a change of `current`, or notes what is wrong with it.
    pub fn write(
        self,
        check: &mut Check,
        current: Option<&seminar::Model>,
        change: &mut seminar::ActiveModel,
    ) {
        if self.says_nothing() {
            return;
        }
        let kept = current.and_then(|row| row.time_zone.parse().ok());
        let zone = self.zone.or(kept).unwrap_or(Tz::UTC);
        let (starts, ends, when) = self.merge(check, current);
        if starts.is_none() && ends.is_some() {
            let message = "endsLocal needs startsLocal beside it.";
            check.refuse("startsLocal", "MISSING", message);
        }
        check.order(
            when.earliest,
            after(when.latest),
            ["when.earliest", "when.latest"],
        );
        let starts_at = starts.and_then(|at| instant(check, "startsLocal", at, zone, self.fold));
        let ends_at = ends.and_then(|at| instant(check, "endsLocal", at, zone, self.fold));
        spans(check, starts_at, ends_at, ["startsLocal", "endsLocal"]);
        change.time_zone = Set(zone.name().to_owned());
        change.starts_local = Set(starts);
        change.ends_local = Set(ends);
        change.starts_at = Set(starts_at);
        change.ends_at = Set(ends_at);
        change.sort_at = Set(sort_at(starts_at, when.earliest));
        change.when_text = Set(when.text);
        change.when_earliest = Set(when.earliest);
        change.when_latest = Set(when.latest);
    }

    /// An exact time takes the place of a vague one, and the other way round.
    fn merge(
        &self,
        check: &mut Check,
        current: Option<&seminar::Model>,
    ) -> (Option<NaiveDateTime>, Option<NaiveDateTime>, Vague) {
        let exact = matches!(self.starts, MaybeUndefined::Value(_));
        let vague = matches!(self.when, MaybeUndefined::Value(_));
        if exact && vague {
            let message = "when is for a seminar without an exact time; give it or startsLocal.";
            check.refuse("when", TIME_TWICE, message);
        }
        let before = |was: fn(&seminar::Model) -> Option<NaiveDateTime>,
                      given: &MaybeUndefined<_>| {
            match given {
                MaybeUndefined::Undefined if vague => None,
                MaybeUndefined::Undefined => current.and_then(was),
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(at) => Some(*at),
            }
        };
        let starts = before(|row| row.starts_local, &self.starts);
        // An end without a start means nothing: taking the start away takes the end too.
        let ends = match self.ends.is_undefined() && starts.is_none() {
            true => None,
            false => before(|row| row.ends_local, &self.ends),
        };
        let when = match &self.when {
            MaybeUndefined::Value(when) => when.clone(),
            MaybeUndefined::Undefined if !exact => current.map(vague_of).unwrap_or_default(),
            _ => Vague::default(),
        };
        (starts, ends, when)
    }
}

/// The vague time of a seminar.
pub fn vague_of(row: &seminar::Model) -> Vague {
    Vague {
        text: row.when_text.clone(),
        earliest: row.when_earliest,
        latest: row.when_latest,
    }
}

/// The day after, so that a range may begin and end on the same day.
fn after(day: Option<NaiveDate>) -> Option<NaiveDate> {
    day.and_then(|day| day.succ_opt())
}

/// What lists are sorted by: the start, else the earliest day it may be, else the end of time.
pub fn sort_at(starts_at: Option<DateTime<Utc>>, earliest: Option<NaiveDate>) -> DateTime<Utc> {
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    starts_at
        .or(earliest.map(midnight))
        .or(NaiveDate::from_ymd_opt(9999, 12, 31).map(midnight))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A meeting ends after it begins, and before it has lasted a fortnight.
pub fn spans(
    check: &mut Check,
    starts: Option<DateTime<Utc>>,
    ends: Option<DateTime<Utc>>,
    names: [&str; 2],
) {
    check.order(starts, ends, names);
    if starts
        .zip(ends)
        .is_some_and(|(starts, ends)| ends - starts > LONGEST)
    {
        let [starts, ends] = names;
        let message = format!(
            "{ends} is more than 14 days after {starts}; a seminar is shorter, and what comes again is a series."
        );
        check.refuse(ends, "OUT_OF_RANGE", message);
    }
}

/// The instant at which the clocks of a zone show a local time; notes why there is none.
pub fn instant(
    check: &mut Check,
    field: &str,
    local: NaiveDateTime,
    zone: Tz,
    fold: Option<Fold>,
) -> Option<DateTime<Utc>> {
    let shown = local.format("%Y-%m-%dT%H:%M");
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Some(at.to_utc()),
        LocalResult::Ambiguous(earlier, later) => match fold {
            Some(Fold::Earlier) => Some(earlier.to_utc()),
            Some(Fold::Later) => Some(later.to_utc()),
            None => {
                let message = format!(
                    "{field} {shown} happens twice in {zone}: the clocks go back that night. Say with fold which is meant: EARLIER or LATER."
                );
                check.refuse(field, AMBIGUOUS_TIME, message);
                None
            }
        },
        LocalResult::None => {
            let message = match gap(local, zone) {
                Some((from, to)) => {
                    let last = from - TimeDelta::minutes(1);
                    let later = local + (to - from);
                    format!(
                        "{field} {shown} does not exist in {zone}: the clocks go from {} to {}. The next times there are: {} before, {} after; {} is as long after midnight.",
                        from.format("%H:%M"),
                        to.format("%H:%M"),
                        last.format("%Y-%m-%dT%H:%M"),
                        to.format("%Y-%m-%dT%H:%M"),
                        later.format("%Y-%m-%dT%H:%M"),
                    )
                }
                None => format!("{field} {shown} does not exist in {zone}; choose another time."),
            };
            check.refuse(field, NONEXISTENT_TIME, message);
            None
        }
    }
}

/// Where a rule or a change of a zone's rules puts a local time: of one that the clocks skip, as long after midnight; of
/// one that they pass twice, the first passage or the `later`. Answers with what the clocks show, and the instant.
pub fn put(local: NaiveDateTime, zone: Tz, later: bool) -> (NaiveDateTime, DateTime<Utc>) {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => (local, at.to_utc()),
        LocalResult::Ambiguous(first, second) => {
            (local, if later { second } else { first }.to_utc())
        }
        LocalResult::None => {
            let leap = gap(local, zone).map_or(TimeDelta::hours(1), |(from, to)| to - from);
            let moved = local + leap;
            let at = zone.from_local_datetime(&moved).earliest();
            (moved, at.map_or(moved.and_utc(), |at| at.to_utc()))
        }
    }
}

/// The local times between which the clocks jump around a local time that they skip.
fn gap(local: NaiveDateTime, zone: Tz) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let offset = |at: &NaiveDateTime| zone.offset_from_utc_datetime(at).fix();
    let mut before = local.checked_sub_signed(TimeDelta::days(2))?;
    let mut later = local.checked_add_signed(TimeDelta::days(2))?;
    let (old, new) = (offset(&before), offset(&later));
    while later - before > TimeDelta::seconds(1) {
        let middle = before + (later - before) / 2;
        match offset(&middle) == old {
            true => before = middle,
            false => later = middle,
        }
    }
    // The later of the two is the instant of the jump, give or take a fraction of a second.
    let jump = (later + TimeDelta::milliseconds(500)).and_utc().timestamp();
    let jump = DateTime::from_timestamp(jump, 0)?.naive_utc();
    Some((jump + old, jump + new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::error::Error;

    fn ask(local: &str, zone: &str, fold: Option<Fold>) -> Result<String, String> {
        let mut check = Check::default();
        let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").unwrap();
        let at = instant(
            &mut check,
            "startsLocal",
            local,
            zone.parse().unwrap(),
            fold,
        );
        match check.finish() {
            Err(Error::Refused(why)) => Err(format!("{} {}", why[0].code, why[0].message)),
            _ => Ok(at.unwrap().to_rfc3339()),
        }
    }

    #[test]
    fn a_plain_local_time_is_one_instant() {
        let summer = ask("2027-06-01T09:30", "Europe/Stockholm", None);
        assert_eq!(summer.unwrap(), "2027-06-01T07:30:00+00:00");
        let iceland = ask("2027-06-01T09:30", "Atlantic/Reykjavik", None);
        assert_eq!(iceland.unwrap(), "2027-06-01T09:30:00+00:00");
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_refused_with_the_gap() {
        let why = ask("2027-03-28T02:30", "Europe/Stockholm", None).unwrap_err();
        assert!(why.starts_with("NONEXISTENT_TIME"), "{why}");
        assert!(why.contains("from 02:00 to 03:00"), "{why}");
        assert!(
            why.contains("2027-03-28T01:59 before, 2027-03-28T03:00 after"),
            "{why}"
        );
        assert!(
            why.contains("2027-03-28T03:30 is as long after midnight"),
            "{why}"
        );
        let why = ask("2027-03-28T03:30", "Europe/Helsinki", None).unwrap_err();
        assert!(why.contains("from 03:00 to 04:00"), "{why}");
    }

    #[test]
    fn a_rule_puts_every_local_time_somewhere() {
        let at = |local: &str, later| {
            let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").unwrap();
            let (shown, at) = put(local, Tz::Europe__Stockholm, later);
            format!("{} {}", shown.format("%H:%M"), at.format("%H:%M"))
        };
        assert_eq!(at("2027-03-28T02:30", false), "03:30 01:30");
        assert_eq!(at("2027-10-31T02:30", false), "02:30 00:30");
        assert_eq!(at("2027-10-31T02:30", true), "02:30 01:30");
        assert_eq!(at("2027-06-01T02:30", true), "02:30 00:30");
    }

    #[test]
    fn a_time_that_passes_twice_needs_to_be_told_which() {
        let twice = |fold| ask("2027-10-31T02:30", "Europe/Copenhagen", fold);
        assert!(twice(None).unwrap_err().starts_with("AMBIGUOUS_TIME"));
        let earlier = twice(Some(Fold::Earlier)).unwrap();
        assert_eq!(earlier, "2027-10-31T00:30:00+00:00");
        let later = twice(Some(Fold::Later)).unwrap();
        assert_eq!(later, "2027-10-31T01:30:00+00:00");
    }
}
