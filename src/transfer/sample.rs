//! The records that are shipped with Erfa: real ones, and an invented demo on top.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};
use entity::{Origin, account, person};
use rust_embed::RustEmbed;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use super::{Hash, ImportError, Place, Report, Shelf, import_with_files};
use crate::documents::files::Files;
use crate::platform::{
    access::{Followers, Work},
    changes,
    error::{Error, Result},
    http::pages::DemoPerson,
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
    files: &Files,
    followers: Followers,
    demo: bool,
    hash: Hash<'_>,
) -> Result<Report, ImportError> {
    let mut lines = text::<Sample>("places.ndjson")?;
    lines.push_str(&text::<Sample>("content.ndjson")?);
    if demo {
        for name in demo_texts() {
            let demo = text::<Demo>(&name)?;
            lines.push_str(&dated(&demo, store.clock.today()));
        }
    }
    let place = Place::Program;
    let shelf = Shelf { files, place };
    import_with_files(store, followers, lines.as_bytes(), &shelf, hash, |_| ()).await
}

/// `demo.ndjson`, then what builds on it, by name.
fn demo_texts() -> Vec<String> {
    let all = Demo::iter().map(Cow::into_owned);
    let mut texts: Vec<String> = all.filter(|name| name.ends_with(".ndjson")).collect();
    texts.sort_by_key(|name| (name != "demo.ndjson", name.clone()));
    texts
}

/// A file of the demo.
pub(super) fn file(name: &str) -> Option<Cow<'static, [u8]>> {
    Some(Demo::get(&format!("files/{name}"))?.data)
}

/// The password of every demo account: public, so a demo belongs where nobody else can reach it.
const DEMO_PASSWORD: &str = "erfa-demo-2026";
const DEMO_EMAIL: &str = "@demo.example";

/// Those that the demo brought and that can sign in, for the explorer to offer; nobody where they are not let in.
pub async fn demo_people(store: &Store) -> Result<Vec<DemoPerson>> {
    let mut offered = vec![];
    if store.lets_in_demo_people() {
        for (account, person) in demo_accounts(store).await? {
            if account.email.ends_with(DEMO_EMAIL) {
                offered.push(DemoPerson {
                    label: person.name,
                    description: account.email.clone(),
                    email: account.email,
                    password: DEMO_PASSWORD.to_owned(),
                });
            }
        }
    }
    Ok(offered)
}

/// The accounts of people whom the demo brought, whether they are let in or not.
pub async fn demo_accounts(store: &Store) -> Result<Vec<(account::Model, person::Model)>> {
    let work = Work::snapshot(store, "demo").await?;
    let outcome = read_demo_accounts(&work).await;
    work.finish(outcome).await
}

async fn read_demo_accounts(work: &Work) -> Result<Vec<(account::Model, person::Model)>> {
    let people = work
        .select::<person::Entity>()
        .filter(person::Column::Origin.eq(Origin::Demo));
    let people = work.all(people).await?;
    let ids = people.iter().map(|one| one.id);
    let accounts = work
        .select::<account::Entity>()
        .filter(account::Column::PersonId.is_in(ids))
        .filter(account::Column::SuspendedAt.is_null())
        .order_by_asc(account::Column::Email);
    let accounts = work.all(accounts).await?;
    let of = |account: account::Model| {
        let person = people.iter().find(|one| one.id == account.person_id)?;
        Some((account, person.clone()))
    };
    Ok(accounts.into_iter().filter_map(of).collect())
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
