//! The names of a file's records: what each is called, which row it becomes, and what a reference means.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    faults::Faults,
    reading::Entry,
    records::{Kind, Meaning, Municipality, Record, Reference, same_name, uuid_of},
};
use crate::{places::country_id, platform::clock::new_id};

/// A municipality that has or had a code.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub id: Uuid,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// What the texts of a file mean.
#[derive(Default)]
pub(super) struct Names {
    ids: HashMap<Kind, HashMap<String, Uuid>>,
    holders: HashMap<String, Vec<Holder>>,
}

/// The names of the file itself, before the database is asked.
pub(super) struct Named {
    pub names: Names,
    /// The id of each entry.
    pub ids: Vec<Uuid>,
    /// Natural name → its line.
    pub keys: HashMap<String, usize>,
}

impl Names {
    /// The row that a reference means, as far as is known.
    pub fn find(&self, reference: &Reference) -> Option<Uuid> {
        let text = same_name(reference.text);
        let by_ref = self.ids.get(&reference.kind);
        if let Some(id) = by_ref.and_then(|ids| ids.get(text.as_ref())) {
            return Some(*id);
        }
        match reference.kind {
            Kind::Municipality => holder(self.holders.get(text.as_ref())?, reference.meaning),
            _ => None,
        }
    }

    /// Knows a name from now on, unless it means something already.
    pub fn learn(&mut self, kind: Kind, text: &str, id: Uuid) {
        let ids = self.ids.entry(kind).or_default();
        ids.entry(same_name(text).into_owned()).or_insert(id);
    }

    pub fn learn_holder(&mut self, code: String, holder: Holder) {
        let holders = self.holders.entry(code).or_default();
        if holders.iter().all(|one| one.id != holder.id) {
            holders.push(holder);
        }
    }

    fn knows(&self, kind: Kind, text: &str) -> bool {
        let ids = self.ids.get(&kind);
        ids.is_some_and(|ids| ids.contains_key(same_name(text).as_ref()))
    }
}

/// Which of those who have or had a code is meant.
fn holder(holders: &[Holder], meaning: Meaning) -> Option<Uuid> {
    let exact = |one: &&Holder| match meaning {
        Meaning::Current => false,
        Meaning::EndedOn(day) => one.to == Some(day),
        Meaning::BeganOn(day) => one.from == Some(day),
    };
    // None, for "has not ended", must come out as the latest.
    let latest = |one: &&Holder| one.to.unwrap_or(NaiveDate::MAX);
    let found = holders.iter().find(exact);
    found
        .or_else(|| holders.iter().max_by_key(latest))
        .map(|one| one.id)
}

/// Names every record of a file; two of one name are a fault.
pub(super) fn name(entries: &[Entry], faults: &mut Faults) -> Named {
    let mut named = Named {
        names: Names::default(),
        ids: Vec::with_capacity(entries.len()),
        keys: HashMap::new(),
    };
    let mut given = HashSet::new();
    for entry in entries {
        let id = id_of(entry, &mut given, faults);
        named.ids.push(id);
        let (kind, noted) = (entry.record.kind(), entry.record.noted());
        if let Some(text) = noted.ref_text() {
            if named.names.knows(kind, text) && !matches!(entry.record, Record::Country(_)) {
                let message = format!("another {} has the ref {text:?} too", kind.words());
                faults.note(entry.line, "ref", message);
            }
            named.names.learn(kind, text, id);
        }
        for key in noted.keys() {
            if let Some(line) = named.keys.get(&key) {
                faults.add(super::Fault {
                    line: entry.line,
                    member: None,
                    message: format!("{key} stands in line {line} already"),
                });
            } else {
                named.keys.insert(key, entry.line);
            }
        }
    }
    // Natural names come second: a ref always means the record that carries it.
    for (entry, id) in entries.iter().zip(&named.ids) {
        match &entry.record {
            Record::Country(one) => named.names.learn(Kind::Country, &one.code, *id),
            Record::Region(one) => {
                let code = format!("{}-{}", one.country, one.code);
                named.names.learn(Kind::Region, &code, *id);
            }
            Record::Theme(one) => named.names.learn(Kind::Theme, &one.code, *id),
            Record::Municipality(one) => named.names.learn_holder(code_of(one), holding(one, *id)),
            _ => {}
        }
    }
    named
}

fn code_of(one: &Municipality) -> String {
    format!("{}-{}", one.country, one.code)
}

fn holding(one: &Municipality, id: Uuid) -> Holder {
    Holder {
        id,
        from: one.valid_from.map(|day| day.0),
        to: one.valid_to.map(|day| day.0),
    }
}

/// A country's id follows from its code, a UUID is kept, everything else gets a new one.
fn id_of(entry: &Entry, given: &mut HashSet<Uuid>, faults: &mut Faults) -> Uuid {
    if let Record::Country(country) = &entry.record {
        return country_id(&country.code);
    }
    let text = entry.record.noted().ref_text();
    let Some(id) = text.and_then(uuid_of) else {
        return new_id();
    };
    // The lowest UUIDs name audiences, and an id names one thing whatever its type.
    if id.get_version_num() == 0 {
        faults.note(
            entry.line,
            "ref",
            format!("{id} is no UUID that names a record"),
        );
    } else if !given.insert(id) {
        faults.note(entry.line, "ref", format!("{id} stands twice in this file"));
    }
    id
}
