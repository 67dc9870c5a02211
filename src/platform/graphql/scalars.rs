//! Scalars, each with the page that specifies it.

mod times;

use super::{localized::LOCALES, wording};
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
pub use times::{Date, DateTime, LocalDateTime};

/// A scalar as the gate reads it too, which knows where in the input it stands.
trait Readable: Sized {
    /// Or else what would be right.
    fn read(value: &Value) -> Result<Self, String>;
}

fn parsed<T: Readable + async_graphql::InputType>(value: &Value) -> InputValueResult<T> {
    T::read(value).map_err(InputValueError::custom)
}

/// What would be right instead of a value that a scalar does not take.
pub(super) fn fault(scalar: &str, value: &Value) -> Option<String> {
    fn of<T: Readable>(value: &Value) -> Option<String> {
        T::read(value).err()
    }
    match scalar {
        "DateTime" => of::<DateTime>(value),
        "Date" => of::<Date>(value),
        "LocalDateTime" => of::<LocalDateTime>(value),
        "TimeZone" => of::<TimeZone>(value),
        "Locale" => of::<Locale>(value),
        "URL" => of::<Url>(value),
        "SafeInt" => of::<SafeInt>(value),
        _ => None,
    }
}

/// Reads a scalar from text, or says what it should look like.
fn text<T>(value: &Value, read: impl FnOnce(&str) -> Option<T>, like: &str) -> Result<T, String> {
    match value {
        Value::String(given) => read(given).ok_or_else(|| format!("it must look like {like}")),
        _ => Err(format!("it must be text like {like}")),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeZone(pub chrono_tz::Tz);

/// A time zone by its IANA name, such as `Europe/Stockholm`.
#[Scalar(specified_by_url = "https://www.iana.org/time-zones")]
impl ScalarType for TimeZone {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.name().to_owned())
    }
}

impl Readable for TimeZone {
    fn read(value: &Value) -> Result<Self, String> {
        let Value::String(given) = value else {
            return Err("it must be text like Europe/Stockholm, an IANA name".to_owned());
        };
        match given.parse::<chrono_tz::Tz>() {
            Ok(zone) if is_a_place(given) => Ok(Self(zone)),
            _ => Err(instead_of(given)),
        }
    }
}

/// A zone whose clocks somebody goes by; not an abbreviation, and not a fixed offset.
fn is_a_place(name: &str) -> bool {
    name == "UTC" || name.contains('/') && !name.starts_with("Etc/GMT")
}

/// What would be right instead of something that is no zone.
fn instead_of(given: &str) -> String {
    const PLACES: &str = "Europe/Stockholm, Europe/Copenhagen, Europe/Oslo, Europe/Helsinki, Atlantic/Reykjavik, Atlantic/Faroe or America/Nuuk";
    let upper = given.trim().to_uppercase();
    let offset = upper
        .trim_start_matches("ETC/")
        .trim_start_matches("UTC")
        .trim_start_matches("GMT");
    let is_offset = offset.starts_with(['+', '-', '\u{2212}']) || upper == "Z";
    match upper.split('/').next().unwrap_or_default() {
        "CET" | "CEST" | "MET" | "MEST" => "it is an abbreviation, which stands for summer or winter in many places; name a place, such as Europe/Stockholm, Europe/Copenhagen or Europe/Oslo".to_owned(),
        "EET" | "EEST" => "it is an abbreviation, which stands for summer or winter in many places; name a place, such as Europe/Helsinki or Europe/Mariehamn".to_owned(),
        "WET" | "WEST" | "GMT" => "it is an abbreviation; name a place, such as Atlantic/Reykjavik or Atlantic/Faroe".to_owned(),
        _ if is_offset => format!("it is an offset, which does not know when the clocks change; name a place, such as {PLACES}"),
        _ => format!("it must be the IANA name of a zone, such as {PLACES}"),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(pub String);

/// A language: `da`, `sv`, `nb`, `nn`, `se`, `fi`, `is`, `fo`, `kl` or `en` (BCP 47).
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc5646")]
impl ScalarType for Locale {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl Readable for Locale {
    fn read(value: &Value) -> Result<Self, String> {
        let read = |given: &str| LOCALES.contains(&given).then(|| Self(given.to_owned()));
        let like = "sv; Erfa knows da, sv, nb, nn, se, fi, is, fo, kl and en";
        text(value, read, like)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub String);

/// An address on the web: absolute, `http` or `https`.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl Readable for Url {
    fn read(value: &Value) -> Result<Self, String> {
        let read = |given: &str| {
            let rest = given
                .strip_prefix("https://")
                .or(given.strip_prefix("http://"))?;
            let plain = !rest.is_empty()
                && !rest.starts_with('/')
                && given.len() <= 2_000
                && !given.chars().any(char::is_whitespace)
                && wording::misfit(given, wording::LINE).is_none();
            plain.then(|| Self(given.to_owned()))
        };
        let like = "https://example.org/page, at most 2000 characters";
        text(value, read, like)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafeInt(pub i64);

/// A whole number up to 2^53, which JavaScript keeps exactly.
#[Scalar(specified_by_url = "https://scalars.graphql.org/jakobmerrild/long")]
impl ScalarType for SafeInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        parsed(&value)
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

impl Readable for SafeInt {
    fn read(value: &Value) -> Result<Self, String> {
        let number = match value {
            Value::Number(number) => number.as_i64(),
            _ => None,
        };
        let safe = number.filter(|number| number.unsigned_abs() <= 1 << 53);
        safe.map(Self)
            .ok_or_else(|| "it must be a whole number of at most 2^53".to_owned())
    }
}

impl From<i64> for SafeInt {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(given: &str) -> Result<TimeZone, String> {
        let read = <TimeZone as ScalarType>::parse(Value::String(given.to_owned()));
        read.map_err(|why| format!("{why:?}"))
    }

    #[test]
    fn a_zone_is_named_by_a_place() {
        for good in ["Europe/Stockholm", "America/Nuuk", "Atlantic/Faroe", "UTC"] {
            assert!(zone(good).is_ok(), "{good}");
        }
        for (bad, instead) in [
            ("CET", "Europe/Copenhagen"),
            ("CET/CEST", "Europe/Copenhagen"),
            ("cest", "Europe/Oslo"),
            ("EET", "Europe/Helsinki"),
            ("+02:00", "it is an offset"),
            ("UTC+1", "it is an offset"),
            ("Etc/GMT-1", "it is an offset"),
            ("GMT", "Atlantic/Reykjavik"),
            ("Europe/Atlantis", "IANA name"),
        ] {
            let why = zone(bad).expect_err(bad);
            assert!(why.contains(instead), "{bad}: {why}");
        }
    }
}
