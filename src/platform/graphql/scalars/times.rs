//! Days and times. What is taken comes back from both databases as it was, in one form.

use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate, NaiveDateTime, SecondsFormat, Timelike, Utc};

use super::{Readable, parsed, text};

const MINUTES: &str = "0000-00-00T00:00";
const SECONDS: &str = "0000-00-00T00:00:00";

/// Begins as a shape says: a digit for each 0, and a T of either case.
fn is_shaped(given: &str, shape: &str) -> bool {
    let fits = |(given, shape): (u8, u8)| match shape {
        b'0' => given.is_ascii_digit(),
        other => given.to_ascii_uppercase() == other,
    };
    given.len() >= shape.len() && given.bytes().zip(shape.bytes()).all(fits)
}

/// Both databases keep it as it is: no leap second, and nothing finer than so many nanoseconds.
fn is_kept(at: &impl Timelike, nanoseconds: u32) -> bool {
    at.nanosecond() < 1_000_000_000 && at.nanosecond().is_multiple_of(nanoseconds)
}

/// Both databases sort the years of four digits alike, and only those.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// An instant of the years 0001 to 9999, such as `2026-11-22T09:30:00Z`. Input may have any offset and up to six digits of a
/// second, and no leap second; output is in UTC, with none, three or six digits.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        // What was kept with a leap second is given as the next one.
        let plain = chrono::DateTime::from_timestamp_micros(self.0.timestamp_micros());
        let at = plain.unwrap_or(self.0);
        Value::String(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Readable for DateTime {
    fn read(value: &Value) -> Result<Self, String> {
        let read = |given: &str| {
            let plain = given.is_ascii() && is_shaped(given, SECONDS);
            let at = chrono::DateTime::parse_from_rfc3339(given).ok()?.to_utc();
            let kept = is_kept(&at, 1_000) && YEARS.contains(&at.year());
            (plain && kept).then_some(Self(at))
        };
        let like = "2026-11-22T09:30:00Z, with its offset from UTC, of the years 0001 to 9999, seconds 00 to 59 and at most six digits after them";
        text(value, read, like)
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(at: chrono::DateTime<Utc>) -> Self {
        Self(at)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

/// A day of the years 0001 to 9999, such as `2026-11-22`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/local-date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Readable for Date {
    fn read(value: &Value) -> Result<Self, String> {
        let read = |given: &str| {
            let day = NaiveDate::from_str(given).ok()?;
            let plain = given.len() == "2026-11-22".len();
            (plain && YEARS.contains(&day.year())).then_some(Self(day))
        };
        text(value, read, "2026-11-22, of the years 0001 to 9999")
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalDateTime(pub NaiveDateTime);

/// A time on the clock of a place, without a zone, such as `2026-11-22T09:30`; the zone stands beside it. Given with its
/// seconds, and taken with or without them.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/local-date-time")]
impl ScalarType for LocalDateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%dT%H:%M:%S").to_string())
    }
}

impl Readable for LocalDateTime {
    fn read(value: &Value) -> Result<Self, String> {
        let read = |given: &str| {
            let format = match given.len() == MINUTES.len() {
                true if is_shaped(given, MINUTES) => "%Y-%m-%dT%H:%M",
                false if is_shaped(given, SECONDS) => "%Y-%m-%dT%H:%M:%S%.f",
                _ => return None,
            };
            let at = NaiveDateTime::parse_from_str(&given.to_ascii_uppercase(), format).ok()?;
            // The same instant can be of the year before or after elsewhere.
            let kept = is_kept(&at, 1_000_000_000) && (2..=9998).contains(&at.year());
            kept.then_some(Self(at))
        };
        let like =
            "2026-11-22T09:30 or 2026-11-22T09:30:00, without a zone, of the years 0002 to 9998";
        text(value, read, like)
    }
}

impl From<NaiveDateTime> for LocalDateTime {
    fn from(at: NaiveDateTime) -> Self {
        Self(at)
    }
}
