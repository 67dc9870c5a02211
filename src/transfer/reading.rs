//! Reading a file line by line into records, and saying what is wrong with those that are none.

use std::{
    collections::HashSet,
    io::{BufRead, Read},
};

use serde_json::{Map, Value};

use super::{
    Phase, Progress,
    faults::{Fault, Faults},
    records::{Kind, Line, Record, same_name},
};

/// Bytes of a line at most.
const LONGEST: u64 = 1 << 20;

/// A record and where it stood.
pub(super) struct Entry {
    pub line: usize,
    pub record: Record,
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Lines {
    pub entries: Vec<Entry>,
    /// Names of records whose lines are at fault, so that pointing at them is not a fault of its own.
    pub broken: HashSet<(Kind, String)>,
}

/// Reads all lines; what is wrong with them goes to the faults.
pub(super) fn read(
    mut from: impl BufRead,
    faults: &mut Faults,
    progress: &impl Fn(Progress),
) -> std::io::Result<Lines> {
    let mut lines = Lines::default();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if (&mut from)
            .take(LONGEST + 1)
            .read_until(b'\n', &mut bytes)?
            == 0
        {
            break;
        }
        if bytes.len() as u64 > LONGEST && bytes.last() != Some(&b'\n') {
            from.skip_until(b'\n')?;
            faults.add(whole(number, "is longer than 1 MiB"));
            continue;
        }
        let start = if number == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        match std::str::from_utf8(&bytes[start..]) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => lines.take(number, text.trim(), faults),
            Err(_) => faults.add(whole(number, "is not UTF-8")),
        }
        if number % 10_000 == 0 {
            progress(Progress {
                phase: Phase::Reading,
                done: number,
                total: None,
            });
        }
    }
    Ok(lines)
}

fn whole(line: usize, message: impl Into<String>) -> Fault {
    Fault {
        line,
        member: None,
        message: message.into(),
    }
}

impl Lines {
    fn take(&mut self, number: usize, text: &str, faults: &mut Faults) {
        match serde_json::from_str::<Record>(text) {
            Ok(record) => {
                let mut found = vec![];
                let mut line = Line {
                    number,
                    faults: &mut found,
                };
                check(&record, &mut line);
                found.into_iter().for_each(|fault| faults.add(fault));
                self.entries.push(Entry {
                    line: number,
                    record,
                });
            }
            Err(cause) => self.explain(number, text, &cause, faults),
        }
    }

    /// Finds every member at fault, by reading each of them alone.
    fn explain(
        &mut self,
        number: usize,
        text: &str,
        cause: &serde_json::Error,
        faults: &mut Faults,
    ) {
        let mut members: Map<String, Value> = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(cause) if cause.is_data() => {
                return faults.add(whole(number, "is not a JSON object"));
            }
            Err(cause) => return faults.add(whole(number, format!("is not JSON: {cause}"))),
        };
        let given = members.get("type").and_then(Value::as_str);
        let known = Record::TYPES;
        let Some(kind) = given.filter(|name| known.contains(name)).map(str::to_owned) else {
            let message = match members.get("type") {
                None => "is missing".to_owned(),
                Some(other) => format!("{other} is no type; known are {}", known.join(", ")),
            };
            return faults.note(number, "type", message);
        };
        self.remember_broken(&kind, &members);
        let before = faults.total;
        let names: Vec<String> = members.keys().cloned().collect();
        for name in names.iter().filter(|name| *name != "type") {
            let value = members[name.as_str()].clone();
            let alone = Map::from_iter([
                ("type".to_owned(), Value::from(kind.as_str())),
                (name.clone(), value),
            ]);
            if let Some(message) = fault_of(alone, &kind, name) {
                faults.note(number, name, message);
                members.remove(name);
            }
        }
        let rest = serde_json::from_value::<Record>(Value::Object(members.clone()));
        match rest.err().map(|error| error.to_string()) {
            Some(message) => match message.strip_prefix("missing field ") {
                Some(field) => {
                    let field = field.trim_matches('`');
                    if members.contains_key(field) {
                        faults.add(whole(number, format!("an item of a list lacks {field}")));
                    } else if !names.iter().any(|name| name == field) {
                        faults.note(
                            number,
                            field,
                            format!("is missing; {} needs it", with_article(&kind)),
                        );
                    }
                }
                None => faults.add(whole(number, message)),
            },
            None if faults.total == before => faults.add(whole(number, plain(&cause.to_string()))),
            None => {}
        }
    }

    fn remember_broken(&mut self, kind: &str, members: &Map<String, Value>) {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let kinds = [
            Kind::Country,
            Kind::Region,
            Kind::Municipality,
            Kind::Organisation,
            Kind::Person,
            Kind::Affiliation,
            Kind::Network,
            Kind::Programme,
            Kind::FundingRuleSet,
            Kind::FundingCall,
            Kind::Application,
            Kind::SeminarSeries,
            Kind::Seminar,
            Kind::Theme,
            Kind::Experience,
            Kind::Project,
            Kind::Agreement,
            Kind::Question,
            Kind::ExchangePost,
            Kind::Comment,
        ];
        let Some(kind) = kinds
            .into_iter()
            .find(|one| one.name().eq_ignore_ascii_case(kind))
        else {
            return;
        };
        let natural = match (kind, text("country"), text("code")) {
            (Kind::Country | Kind::Theme, _, Some(code)) => Some(code.to_owned()),
            (_, Some(country), Some(code)) => Some(format!("{country}-{code}")),
            _ => None,
        };
        let given = text("ref").map(|text| same_name(text).into_owned());
        let names = natural.into_iter().chain(given);
        self.broken.extend(names.map(|name| (kind, name)));
    }
}

/// What is wrong with one member; that others are missing does not count.
fn fault_of(alone: Map<String, Value>, kind: &str, name: &str) -> Option<String> {
    let error = serde_json::from_value::<Record>(Value::Object(alone)).err()?;
    let message = error.to_string();
    if message.starts_with("missing field ") {
        return None;
    }
    if message.starts_with(&format!("unknown field `{name}`")) {
        return Some(format!("{} has no such member", with_article(kind)));
    }
    Some(plain(&message))
}

/// Without the place within the line, and without words of Rust.
fn plain(message: &str) -> String {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(message, _)| message);
    let words = [
        ("expected i32", "expected a whole number"),
        ("expected i64", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected {locale: text}"),
        ("expected struct LocalizedText", "expected {locale: text}"),
        ("expected a borrowed string", "expected a text"),
        ("expected a string", "expected a text"),
        ("unknown variant", "unknown value"),
    ];
    words
        .iter()
        .fold(message.to_owned(), |message, (word, meaning)| {
            message.replace(word, meaning)
        })
}

/// What every record must fit, and what its type asks for.
fn check(record: &Record, line: &mut Line) {
    let noted = record.noted();
    let needed = matches!(
        record.kind(),
        Kind::TerritoryChange
            | Kind::Locality
            | Kind::Organisation
            | Kind::OrganisationRelation
            | Kind::Person
            | Kind::Affiliation
            | Kind::Network
            | Kind::Programme
            | Kind::FundingRuleSet
            | Kind::FundingCall
            | Kind::Application
            | Kind::FundingDecision
            | Kind::Prize
            | Kind::Initiative
            | Kind::SeminarSeries
            | Kind::Seminar
            | Kind::Experience
            | Kind::Project
            | Kind::Agreement
            | Kind::Question
            | Kind::ExchangePost
    );
    match noted.ref_text() {
        Some(text) => line.text("ref", text, 200),
        None if needed => line.note(
            "ref",
            format!("is missing; {} needs it", with_article(record.type_name())),
        ),
        None => {}
    }
    noted.check(line);
    for reference in noted.references() {
        line.text(reference.member, reference.text, 200);
    }
}

/// A type of record with `a` or `an` before it.
fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(|first: char| "aeiou".contains(first.to_ascii_lowercase()));
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
