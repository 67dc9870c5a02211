//! Days and times as a file writes them: exactly one way each.

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound, Timelike, Utc,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A day: `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

/// A time on the clock of a place: `2026-11-22T09:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub NaiveDateTime);

/// An instant: `2026-11-22T09:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<Utc>);

/// Nanoseconds of a second; more of them are a leap second, which the databases do not keep alike.
const LEAP: u32 = 1_000_000_000;

/// Years that both databases keep and sort alike.
fn sensible(day: NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

/// Reads a text, or says what it should look like.
fn read<'de, D: Deserializer<'de>, T>(
    from: D,
    parse: impl FnOnce(&str) -> Option<T>,
    like: &str,
) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} must look like {like}")))
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let parse = |text: &str| {
            let day: NaiveDate = text.parse().ok()?;
            (text.len() == 10 && sensible(day)).then_some(Self(day))
        };
        read(from, parse, "2026-11-22, a day that exists")
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let parse = |text: &str| {
            let format = match text.len() {
                16 => "%Y-%m-%dT%H:%M",
                19 => "%Y-%m-%dT%H:%M:%S",
                _ => return None,
            };
            let at = NaiveDateTime::parse_from_str(text, format).ok()?;
            (sensible(at.date()) && at.nanosecond() < LEAP).then_some(Self(at))
        };
        read(
            from,
            parse,
            "2026-11-22T09:30, a time on the clock of the place, without an offset",
        )
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let parse = |text: &str| {
            let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
            let plain = sensible(at.date_naive()) && at.nanosecond() < LEAP;
            plain.then_some(Self(at.trunc_subsecs(6)))
        };
        read(
            from,
            parse,
            "2026-11-22T09:30:00Z, with its offset from UTC",
        )
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.collect_str(&self.0)
    }
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        let format = match self.0.and_utc().timestamp() % 60 {
            0 => "%Y-%m-%dT%H:%M",
            _ => "%Y-%m-%dT%H:%M:%S",
        };
        into.collect_str(&self.0.format(format))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}
