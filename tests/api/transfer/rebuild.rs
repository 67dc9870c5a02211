//! `content.json`, written out again from what clients read, and its mapping, which names every path of it.
//!
//! 1. Every value comes from an answer. Of the source only identity is used: which title or name an id of it stands for.
//! 2. To clients null, absent and an empty list are the same; which of them the source writes, its own record's members say.
//! 3. Municipalities that something is about are a set in the API, so their order is not compared; every other order is.
//! 4. `meta` is about the file itself and is left out.

mod gatherings;
mod programmes;
mod projects;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Map;

use super::places::every_by;
use crate::support::*;

const SOURCE: &str = include_str!("../../../data/content.json");
const MAPPING: &str = include_str!("../../../docs/content-mapping.md");

fn source() -> Value {
    serde_json::from_str(SOURCE).expect("content.json")
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn nodes(value: &Value) -> Vec<Value> {
    list(&value["nodes"])
}

/// The title of a record of the source; that of an organisation is its name.
fn title(record: &Value) -> &Value {
    record.get("title").unwrap_or(&record["name"])
}

/// What the source calls its records, by their titles.
pub struct Ids(BTreeMap<(String, String), Value>);

impl Ids {
    fn of_source(source: &Value) -> Self {
        let mut ids = BTreeMap::new();
        for (section, records) in source.as_object().expect("sections") {
            for record in list(records) {
                let title = title(&record).as_str().expect("a title").to_owned();
                ids.insert((section.clone(), title), record["id"].clone());
            }
        }
        Self(ids)
    }

    /// The id of the record with this title; null for none.
    fn of(&self, section: &str, title: &Value) -> Value {
        let key = (
            section.to_owned(),
            title.as_str().unwrap_or_default().to_owned(),
        );
        self.0.get(&key).cloned().unwrap_or_default()
    }

    /// An organisation as the source writes it: by its id where it has one there, else by its name.
    fn organisation(&self, name: &Value) -> Value {
        match self.of("organisations", name) {
            Value::Null => name.clone(),
            id => id,
        }
    }

    /// A party as the source writes it: in words, or as an organisation.
    fn party(&self, read: &Value) -> Value {
        match &read["name"] {
            Value::Null => self.organisation(&read["organisation"]["name"]),
            words => words.clone(),
        }
    }

    fn parties(&self, read: &Value) -> Value {
        list(read).iter().map(|one| self.party(one)).collect()
    }
}

/// A municipality as the source writes it.
fn place(read: &Value) -> Value {
    json!({ "country": read["country"]["code"], "code": read["code"], "name": read["name"] })
}

fn places(read: &Value) -> Value {
    nodes(read).iter().map(place).collect()
}

/// Text in a language out of all languages of it.
fn spoken(read: &Value, locale: &Value) -> Value {
    let all = list(read);
    let found = all.iter().find(|one| one["locale"] == *locale);
    found.map(|one| one["text"].clone()).unwrap_or_default()
}

/// A number as the source writes it: whole where it is whole.
fn plain(number: &Value) -> Value {
    match number.as_f64() {
        Some(value) if value.fract() == 0.0 => json!(value as i64),
        _ => number.clone(),
    }
}

/// An amount as the source writes it, its words under a name of their own.
fn money(read: &Value, words: &str) -> Value {
    if read.is_null() {
        return Value::Null;
    }
    let minor = read["amountMinor"].as_i64().expect("an amount");
    assert_eq!(minor % 100, 0);
    let approximate = read["isApproximate"] == true;
    json!({ "amount": minor / 100, "currency": read["currency"], "approximate": truth(approximate), words: read["text"] })
}

/// True, or nothing.
fn truth(it_is: bool) -> Value {
    if it_is { json!(true) } else { Value::Null }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// What was rebuilt, without the empty members that the source's own record does not write.
fn shaped(rebuilt: Value, beside: &Value) -> Value {
    match rebuilt {
        Value::Object(members) => {
            let kept = members
                .into_iter()
                .filter(|(name, value)| beside.get(name).is_some() || !is_empty(value));
            let shape = |(name, value): (String, Value)| {
                let value = shaped(value, beside.get(&name).unwrap_or(&Value::Null));
                (name, value)
            };
            Value::Object(kept.map(shape).collect())
        }
        Value::Array(all) => {
            let shape = |(at, value)| shaped(value, beside.get(at).unwrap_or(&Value::Null));
            all.into_iter().enumerate().map(shape).collect()
        }
        value => value,
    }
}

/// Where two values differ.
fn differences(path: &str, got: &Value, expected: &Value, found: &mut Vec<String>) {
    match (got, expected) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let path = format!("{path}.{name}");
                match (one.get(name), other.get(name)) {
                    (Some(got), Some(expected)) => differences(&path, got, expected, found),
                    (got, expected) => found.push(told(&path, got, expected)),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for at in 0..one.len().max(other.len()) {
                let path = format!("{path}[{at}]");
                match (one.get(at), other.get(at)) {
                    (Some(got), Some(expected)) => differences(&path, got, expected, found),
                    (got, expected) => found.push(told(&path, got, expected)),
                }
            }
        }
        _ if got == expected => {}
        _ => found.push(told(path, Some(got), Some(expected))),
    }
}

fn told(path: &str, got: Option<&Value>, expected: Option<&Value>) -> String {
    let say = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    format!("{path}: got {} / expected {}", say(got), say(expected))
}

/// Puts the municipalities of a record in the order of their codes where the API has them as a set.
fn sorted(section: &str, mut record: Value) -> Value {
    let is_set = ["events", "projects", "documents", "agreements"].contains(&section);
    if let Some(Value::Array(all)) = record.get_mut("municipalities").filter(|_| is_set) {
        all.sort_by_key(|one| one["code"].to_string());
    }
    record
}

/// What a section lacks, or says otherwise than the source.
fn compare(section: &str, rebuilt: Vec<Value>, given: &Value, found: &mut Vec<String>) {
    let given = list(given);
    if rebuilt.len() != given.len() {
        let (got, expected) = (rebuilt.len(), given.len());
        found.push(format!(
            "{section}: got {got} / expected {expected} records"
        ));
    }
    for record in given {
        let path = format!("{section}[{}]", record["id"].as_str().unwrap_or_default());
        match rebuilt.iter().find(|one| title(one) == title(&record)) {
            None => found.push(format!("{path}: got nothing")),
            Some(one) => {
                let one = sorted(section, shaped(one.clone(), &record));
                differences(&path, &one, &sorted(section, record), found);
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_record_of_the_source_is_rebuilt_from_the_answers(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    // Without the demo, which adds members to networks of the sample.
    let app = TestApp::start(db).await;
    let hash = |password: &str| Ok(format!("not {password}"));
    let (store, files) = (&app.app.store, &app.app.files);
    erfa::transfer::load_sample(store, files, erfa::app::followers(), false, &hash)
        .await
        .expect("the sample loads");
    let source = source();
    let ids = Ids::of_source(&source);
    let sections = [
        ("organisations", gatherings::organisations(&app, &ids).await),
        ("programmes", programmes::programmes(&app, &ids).await),
        ("projects", projects::projects(&app, &ids).await),
        ("networks", gatherings::networks(&app, &ids).await),
        ("events", gatherings::events(&app, &ids).await),
        ("documents", gatherings::documents(&app, &ids).await),
        ("agreements", projects::agreements(&app, &ids).await),
        ("prizes", programmes::prizes(&app, &ids).await),
        ("platform_ideas", programmes::ideas(&app, &ids).await),
    ];
    let mut found = vec![];
    let known: BTreeSet<&str> = sections.iter().map(|(section, _)| *section).collect();
    for section in source.as_object().expect("sections").keys() {
        if section != "meta" && !known.contains(section.as_str()) {
            found.push(format!("{section}: nobody rebuilds it"));
        }
    }
    for (section, rebuilt) in sections {
        compare(section, rebuilt, &source[section], &mut found);
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Every path of a value that ends in something other than a list or an object.
fn paths(path: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                paths(&path, value, found);
            }
        }
        Value::Array(all) => {
            for value in all {
                paths(&format!("{path}[]"), value, found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// The paths that the first column of the mapping's tables names. `.name` after a path stands for its neighbour.
fn mapped() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in MAPPING.lines().filter(|line| line.starts_with("| `")) {
        let cell = line.split('|').nth(1).unwrap_or_default();
        let mut beside = "";
        for word in cell.split('`').skip(1).step_by(2) {
            match word.strip_prefix('.') {
                Some(name) => {
                    found.insert(format!("{beside}.{name}"));
                }
                None => {
                    beside = word.rsplit_once('.').map_or("", |(parent, _)| parent);
                    found.insert(word.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn the_mapping_names_every_path_of_the_source_and_no_other() {
    let mut there = BTreeSet::new();
    paths("", &source(), &mut there);
    let mapped = mapped();
    // A null where other records have a list or an object, and an empty list, have no path of their own.
    let inside = |path: &str, one: &str| {
        one.strip_prefix(path)
            .is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    let missing: Vec<_> = there
        .iter()
        .filter(|path| !mapped.contains(*path) && !there.iter().any(|one| inside(path, one)))
        .collect();
    let unknown: Vec<_> = mapped
        .iter()
        .filter(|path| !there.contains(*path))
        .collect();
    assert_eq!((missing, unknown), (vec![], vec![]));
}
