//! The records that are shipped with Erfa: real ones, and an invented demo on top.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};
use rust_embed::RustEmbed;

use super::{Hash, ImportError, Report, import};
use crate::platform::{
    access::Followers,
    changes,
    error::{Error, Result},
    store::Store,
};

#[derive(RustEmbed)]
#[folder = "data/sample"]
struct Sample;

#[derive(RustEmbed)]
#[folder = "data/demo"]
struct Demo;

/// True when nothing was ever written: the change log has no row.
pub async fn is_empty(store: &Store) -> Result<bool> {
    Ok(changes::newest(store).await? == 0)
}

/// Loads the sample, and the demo on top if that is wanted, into an empty database.
pub async fn load_sample(
    store: &Store,
    followers: Followers,
    demo: bool,
    hash: Hash<'_>,
) -> Result<Report, ImportError> {
    let mut lines = text::<Sample>("places.ndjson")?;
    lines.push_str(&text::<Sample>("content.ndjson")?);
    if demo {
        let demo = text::<Demo>("demo.ndjson")?;
        lines.push_str(&dated(&demo, store.clock.today()));
    }
    import(store, followers, lines.as_bytes(), hash, |_| ()).await
}

fn text<Folder: RustEmbed>(name: &str) -> Result<String> {
    let missing = || Error::internal(anyhow::anyhow!("{name} is not in the binary"));
    let file = Folder::get(name).ok_or_else(missing)?;
    String::from_utf8(file.data.into_owned()).map_err(Error::internal)
}

/// Writes days for the tokens: `{{+12}}` is the day twelve days from today, `{{-3}}` three days ago.
fn dated(text: &str, today: NaiveDate) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split("{{");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (token, rest) = part.split_once("}}").unwrap_or((part, ""));
        match token.parse().ok().and_then(|days| day(today, days)) {
            Some(day) => out.push_str(&day.to_string()),
            // Left as it is, the import names the line.
            None => out.push_str(token),
        }
        out.push_str(rest);
    }
    Cow::Owned(out)
}

fn day(today: NaiveDate, days: i64) -> Option<NaiveDate> {
    let distance = Days::new(days.unsigned_abs());
    match days < 0 {
        true => today.checked_sub_days(distance),
        false => today.checked_add_days(distance),
    }
}

#[cfg(test)]
mod tests {
    use super::dated;

    #[test]
    fn tokens_become_days_around_today() {
        let today = "2026-12-30".parse().expect("a day");
        let dated = dated(r#"{"a":"{{+3}}T09:30","b":"{{-30}}","c":"{{0}}"}"#, today);
        assert_eq!(
            dated,
            r#"{"a":"2027-01-02T09:30","b":"2026-11-30","c":"2026-12-30"}"#
        );
    }
}
