//! Time zones as calendars describe them: from the transitions that chrono-tz knows for the years concerned.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use icalendar::Property;

use super::calendar::{LOCAL, Lines};
use crate::platform::error::Result;

/// No zone moves its clocks twice in this time.
const STEP: TimeDelta = TimeDelta::days(7);

/// What the clocks of a zone show, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Observance {
    offset: FixedOffset,
    is_summer: bool,
    name: String,
}

/// A move of the clocks, at what they showed until then. Each stands alone: not every reader takes a first time and
/// further ones together.
#[derive(Debug)]
struct Move {
    from: FixedOffset,
    to: Observance,
    at: NaiveDateTime,
}

fn observed(zone: Tz, at: DateTime<Utc>) -> Observance {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    Observance {
        offset: offset.fix(),
        is_summer: !offset.dst_offset().is_zero(),
        name: offset.abbreviation().unwrap_or(zone.name()).to_owned(),
    }
}

/// The first instant of a year.
fn new_year(year: i32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    day.and_time(NaiveTime::MIN).and_utc()
}

/// How the clocks of a zone go from the year before the first of these times to the year after the last one.
fn moves(zone: Tz, first: NaiveDateTime, last: NaiveDateTime) -> Vec<Move> {
    let (mut at, end) = (new_year(first.year() - 1), new_year(last.year() + 2));
    let mut now = observed(zone, at);
    let mut moves = vec![Move {
        from: now.offset,
        to: now.clone(),
        at: at.naive_utc() + now.offset,
    }];
    while at < end {
        let next = at + STEP;
        let then = observed(zone, next);
        if then != now {
            let when = transition(zone, at, next).naive_utc() + now.offset;
            moves.push(Move {
                from: now.offset,
                to: then.clone(),
                at: when,
            });
        }
        (at, now) = (next, then);
    }
    moves
}

/// The second from which the clocks show what they show at `after`.
fn transition(zone: Tz, before: DateTime<Utc>, after: DateTime<Utc>) -> DateTime<Utc> {
    let old = observed(zone, before);
    let (mut before, mut after) = (before.timestamp(), after.timestamp());
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        let at = DateTime::from_timestamp(middle, 0).unwrap_or_default();
        match observed(zone, at) == old {
            true => before = middle,
            false => after = middle,
        }
    }
    DateTime::from_timestamp(after, 0).unwrap_or_default()
}

fn offset_text(offset: FixedOffset) -> String {
    let seconds = offset.local_minus_utc();
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.abs();
    let (hours, minutes, rest) = (all / 3_600, all / 60 % 60, all % 60);
    match rest {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}{rest:02}"),
    }
}

/// Writes the VTIMEZONE of a zone, good for everything from the first to the last of these local times.
pub(super) fn write(
    lines: &mut Lines,
    zone: Tz,
    first: NaiveDateTime,
    last: NaiveDateTime,
) -> Result<()> {
    lines.put(Property::new("BEGIN", "VTIMEZONE"))?;
    lines.put(Property::new("TZID", zone.name()))?;
    for one in moves(zone, first, last) {
        let kind = if one.to.is_summer {
            "DAYLIGHT"
        } else {
            "STANDARD"
        };
        lines.put(Property::new("BEGIN", kind))?;
        lines.put(Property::new("DTSTART", one.at.format(LOCAL).to_string()))?;
        lines.put(Property::new("TZNAME", one.to.name))?;
        lines.put(Property::new("TZOFFSETFROM", offset_text(one.from)))?;
        lines.put(Property::new("TZOFFSETTO", offset_text(one.to.offset)))?;
        lines.put(Property::new("END", kind))?;
    }
    lines.put(Property::new("END", "VTIMEZONE"))
}
