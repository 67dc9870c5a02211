//! One world in which every stored text says which text it is: its record, its member, its audience.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    account, agreement_party, change_request, date_option, goal, nomination, prize_edition,
    project_report, registration_question,
};
use erfa::{
    app,
    transfer::{ImportError, Place, Shelf, import_with_files},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    besides::put_the_rest,
    rules::{Rules, Subject},
    subjects::sign_in,
};
use crate::support::*;

/// The member that a thing's id is.
pub const ID: &str = "id";

/// One text of the world, or the id of a thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Canary {
    /// The type of the record that holds it, as files name it.
    pub kind: String,
    /// The member, such as `goals.text`.
    pub path: String,
    /// Which of the records: its `ref`, or type and variant.
    pub instance: String,
}

impl std::fmt::Display for Canary {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{} of {}", self.kind, self.path, self.instance)
    }
}

/// All texts, by their numbers.
#[derive(Default)]
pub struct Canaries(pub Vec<Canary>);

impl Canaries {
    pub fn add(&mut self, kind: &str, path: &str, instance: &str) -> String {
        self.0.push(Canary {
            kind: kind.to_owned(),
            path: path.to_owned(),
            instance: instance.to_owned(),
        });
        text(self.0.len() - 1)
    }
}

/// The text with a number. One word, whatever reads it.
pub fn text(number: usize) -> String {
    format!("zq{number:05}z")
}

/// The numbers of the texts that stand in another text, in any case. Much is read here: looking for a letter is quick.
pub fn numbers(text: &str) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for letter in ['q', 'Q'] {
        let mut from = 0;
        while let Some(place) = text[from..].find(letter) {
            from += place + 1;
            found.extend(number_at(text.as_bytes(), from));
        }
    }
    found
}

/// The number of the text whose first digit stands here.
fn number_at(bytes: &[u8], start: usize) -> Option<usize> {
    let before = *bytes.get(start.checked_sub(2)?)?;
    let digits = bytes.get(start..start + 5)?;
    let after = *bytes.get(start + 5)?;
    let framed = before | 0x20 == b'z' && after | 0x20 == b'z';
    let digits = std::str::from_utf8(digits).ok().filter(|_| framed)?;
    digits.parse().ok()
}

/// The id of the record that the world calls so.
pub fn id_of(reference: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, reference.as_bytes())
}

pub struct World {
    pub app: TestApp,
    pub canaries: Canaries,
    /// The things of the world by their ids, each as the number of the canary that its id is.
    pub ids: BTreeMap<Uuid, usize>,
    pub subjects: Vec<(String, Client)>,
    pub rules: Rules,
    /// Things within a record, which a file cannot name: by a name of theirs.
    parts: BTreeMap<&'static str, Uuid>,
}

impl World {
    /// The id of what the world calls so.
    pub fn id(&self, name: &str) -> Uuid {
        self.parts.get(name).copied().unwrap_or_else(|| id_of(name))
    }

    pub async fn set(db: Db) -> Self {
        let app = TestApp::set(db, |settings| {
            // What may be asked at once is tested elsewhere; here everything is to be asked in few requests.
            let limits = &mut settings.limits;
            limits.tokens = 1_000_000;
            limits.selections = 1_000_000;
            limits.cost = 1_000_000_000;
            limits.aliases = 100_000;
            limits.root_fields = 10_000;
            limits.errors = 10_000;
            limits.nesting = 1_000;
            limits.expanded_nesting = 1_000;
            limits.depth = 100;
            limits.cached_bytes = 1 << 30;
            settings.http.body_bytes = 8 << 20;
            settings.auth.platform_second_factor = true;
            // The world's seminars are far ahead.
            settings.calendars.future_days = 4_000;
        })
        .await;
        let rules = Rules::read();
        let mut canaries = Canaries::default();
        let (records, files) = records(&rules, &mut canaries);
        bring(&app, &records, &files).await;
        put_the_rest(&app, &mut canaries).await;
        let mut subjects = vec![];
        for (name, subject) in &rules.subjects {
            let client = sign_in(&app, &mut canaries, name, subject).await;
            subjects.push((name.clone(), client));
        }
        let parts = parts(&app).await;
        let ids = ids(&rules, &mut canaries);
        Self {
            app,
            canaries,
            ids,
            subjects,
            rules,
            parts,
        }
    }

    /// The texts of the world in an answer, and the things whose ids it tells.
    pub fn told(&self, answer: &str) -> BTreeSet<usize> {
        let mut told = numbers(answer);
        let ids = answer.split('"').filter_map(|part| {
            let (_, id) = part.split_once('_').filter(|(_, id)| id.len() == 22)?;
            let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
            self.ids.get(&Uuid::from_slice(&bytes).ok()?)
        });
        told.extend(ids);
        told
    }

    pub fn subject(&self, name: &str) -> &Client {
        let found = self.subjects.iter().find(|(one, _)| one == name);
        &found.unwrap_or_else(|| panic!("no subject {name}")).1
    }
}

/// A canary for each thing that the table says who sees: of what is hidden, not even the id is told.
fn ids(rules: &Rules, canaries: &mut Canaries) -> BTreeMap<Uuid, usize> {
    let texts = canaries.0.iter();
    let mut things: BTreeSet<(String, String)> = texts
        .map(|one| (one.kind.clone(), one.instance.clone()))
        .filter(|(_, instance)| !["never", ""].contains(&instance.as_str()))
        .collect();
    let people = rules.subjects.iter();
    let people = people.filter(|(_, one)| !one.is_nobody && one.token_of.is_none());
    things.extend(people.map(|(name, _)| ("account".to_owned(), account_named(name))));
    let mut ids = BTreeMap::new();
    for (kind, instance) in things {
        let id = id_of(&instance);
        let number = canaries.0.len();
        if let Entry::Vacant(place) = ids.entry(id) {
            place.insert(number);
            canaries.0.push(Canary {
                kind,
                path: ID.to_owned(),
                instance,
            });
        }
    }
    ids
}

fn account_named(subject: &str) -> String {
    format!("account-of-{subject}")
}

/// The records of the world and of its subjects, and the files they name.
fn records(rules: &Rules, canaries: &mut Canaries) -> (Vec<Value>, BTreeMap<String, String>) {
    let world: Value = serde_json::from_str(&super::beside("world.json")).expect("world.json");
    let variants = world["variants"].as_object().expect("variants");
    let soon = erfa::platform::clock::Clock::default().now() + chrono::TimeDelta::hours(12);
    let soon = soon.format("%Y-%m-%dT%H:%M").to_string();
    let mut records = vec![];
    for record in world["records"].as_array().expect("records") {
        let mut record = record.clone();
        let members = record.as_object_mut().expect("a record");
        let among: Vec<&str> = match members.remove("for") {
            None => vec![""],
            Some(Value::String(_)) => variants.keys().map(String::as_str).collect(),
            Some(some) => {
                let named =
                    |one: &String| some.as_array().is_some_and(|all| all.contains(&json!(one)));
                let named = variants.keys().filter(|one| named(one));
                named.map(String::as_str).collect()
            }
        };
        for variant in among {
            let kind = record["type"].as_str().expect("a type").to_owned();
            let instance = match record["ref"].as_str() {
                Some(name) => name.replace("{v}", variant),
                None => format!("{kind}-{variant}"),
            };
            let mut making = Making {
                kind: &kind,
                instance: &instance,
                variant,
                soon: &soon,
                values: variants.get(variant).unwrap_or(&Value::Null),
                canaries,
            };
            records.push(making.fill(&record, "").expect("a record"));
        }
    }
    records.extend(
        rules
            .subjects
            .iter()
            .flat_map(|(name, one)| subject_records(name, one)),
    );
    let names: BTreeSet<String> = records
        .iter()
        .filter_map(|record| record["ref"].as_str())
        .map(str::to_owned)
        .collect();
    let mut files = BTreeMap::new();
    for record in &mut records {
        if let Some(name) = record["file"].as_str().map(str::to_owned) {
            let instance = record["ref"].as_str().expect("a ref").to_owned();
            let inside = canaries.add("documentVersion", "bytes", &instance);
            files.insert(name, format!("{inside}\n"));
        }
        name_by_id(record, &names);
    }
    (records, files)
}

struct Making<'a> {
    kind: &'a str,
    instance: &'a str,
    variant: &'a str,
    /// The local time of a seminar that begins within a day.
    soon: &'a str,
    values: &'a Value,
    canaries: &'a mut Canaries,
}

impl Making<'_> {
    /// The value with a text of its own for every `~`, in capitals for every `^`; none where the variant has none.
    fn fill(&mut self, value: &Value, path: &str) -> Option<Value> {
        Some(match value {
            Value::String(text) if text.starts_with('$') => self
                .values
                .get(&text[1..])
                .cloned()
                .filter(|value| !value.is_null())?,
            Value::String(text) => {
                let mut text = text
                    .replace("{v}", self.variant)
                    .replace("{soon}", self.soon);
                if text.contains('~') {
                    let own = self.canaries.add(self.kind, path, self.instance);
                    text = text.replace('~', &own);
                }
                if text.contains('^') {
                    let own = self.canaries.add(self.kind, path, self.instance);
                    text = text.replace('^', &own.to_uppercase());
                }
                Value::String(text)
            }
            Value::Array(all) => {
                let several = all.len() > 1;
                let filled = all.iter().enumerate().filter_map(|(place, one)| {
                    let at = match several {
                        true => format!("{path}[{place}]"),
                        false => path.to_owned(),
                    };
                    self.fill(one, &at)
                });
                filled.collect()
            }
            Value::Object(members) => {
                let mut filled = serde_json::Map::new();
                for (name, one) in members {
                    let at = match (path, name.as_str()) {
                        ("", _) => name.clone(),
                        (_, "sv") => path.to_owned(),
                        _ => format!("{path}.{name}"),
                    };
                    if let Some(one) = self.fill(one, &at) {
                        filled.insert(name.clone(), one);
                    }
                }
                Value::Object(filled)
            }
            other => other.clone(),
        })
    }
}

/// Puts an id in the place of every name of a record.
fn name_by_id(value: &mut Value, names: &BTreeSet<String>) {
    match value {
        Value::String(text) if names.contains(text) => *text = id_of(text).to_string(),
        Value::Array(all) => all.iter_mut().for_each(|one| name_by_id(one, names)),
        Value::Object(members) => members.values_mut().for_each(|one| name_by_id(one, names)),
        _ => {}
    }
}

fn subject_records(name: &str, subject: &Subject) -> Vec<Value> {
    if subject.is_nobody || subject.token_of.is_some() {
        return vec![];
    }
    let mut records = vec![
        json!({ "type": "person", "ref": name, "name": "Somebody", "visibility": "RESTRICTED" }),
        json!({ "type": "account", "ref": account_named(name), "person": name, "email": format!("{name}@example.net"),
            "platformRole": subject.platform_role,
            "suspendedAt": subject.is_suspended.then_some("2025-01-01T00:00:00Z") }),
    ];
    let affiliation = |organisation: &str| format!("{name}-in-{organisation}");
    for (organisation, role) in &subject.belongs {
        let mut record = json!({ "type": "affiliation", "ref": affiliation(organisation), "person": name,
            "organisation": organisation, "category": "OFFICIAL", "role": role });
        if subject.is_former {
            record["startsOn"] = json!("2020-01-01");
            record["endsOn"] = json!("2025-01-01");
        }
        records.push(record);
    }
    for (network, organisation) in &subject.coordinates {
        records.push(json!({ "type": "networkCoordinator", "network": network,
            "affiliation": affiliation(organisation) }));
    }
    records
}

async fn bring(app: &TestApp, records: &[Value], files: &BTreeMap<String, String>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, inside) in files {
        std::fs::write(folder.path().join(name), inside).expect("a file");
    }
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    let lines = lines.join("\n");
    let hash = |password: &str| Ok(format!("hash of {password}"));
    let shelf = Shelf {
        files: &app.app.files,
        place: Place::Folder(folder.path().to_owned()),
    };
    let (store, followers) = (&app.app.store, app::followers());
    let done = import_with_files(store, followers, lines.as_bytes(), &shelf, &hash, |_| ()).await;
    if let Err(ImportError::Faults(faults)) = &done {
        panic!("{:#?}", faults.faults);
    }
    done.expect("the world is brought");
}

/// What deeds are done to that no file names: the first of each.
async fn parts(app: &TestApp) -> BTreeMap<&'static str, Uuid> {
    let db = &app.connection;
    macro_rules! first {
        ($table:ident by $column:ident of $parent:expr) => {{
            let found = $table::Entity::find().filter($table::Column::$column.eq($parent));
            found.one(db).await.expect("an answer").expect("a part").id
        }};
    }
    let parties = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(id_of("agreement-network")))
        .filter(agreement_party::Column::OrganisationId.eq(id_of("home")));
    let party = parties.one(db).await.expect("an answer").expect("a party");
    let reports = project_report::Entity::find()
        .filter(project_report::Column::ProjectId.eq(id_of("project-public")))
        .filter(project_report::Column::Status.eq(project_report::ReportStatus::Returned));
    let report = reports.one(db).await.expect("an answer").expect("a report");
    let edition = first!(prize_edition by PrizeId of id_of("prize-public"));
    let open_edition = first!(prize_edition by PrizeId of id_of("prize-open"));
    let nameless = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(id_of("agreement-network")))
        .filter(agreement_party::Column::OrganisationId.is_null());
    let nameless = nameless.one(db).await.expect("an answer").expect("a party");
    [
        ("edition-open", open_edition),
        (
            "nomination-open",
            first!(nomination by EditionId of open_edition),
        ),
        ("name-network", nameless.id),
        (
            "party-public",
            first!(agreement_party by AgreementId of id_of("agreement-public")),
        ),
        (
            "party-names",
            first!(agreement_party by AgreementId of id_of("agreement-names")),
        ),
        (
            "goal-network",
            first!(goal by ProjectId of id_of("project-network")),
        ),
        ("edition-public", edition),
        (
            "nomination-public",
            first!(nomination by EditionId of edition),
        ),
        ("party-network", party.id),
        (
            "change-public",
            first!(change_request by ProjectId of id_of("project-public")),
        ),
        ("report-public", report.id),
        (
            "option-asked",
            first!(date_option by Status of date_option::DateOptionStatus::Asked),
        ),
        (
            "question-asked",
            first!(registration_question by SeminarId of id_of("seminar-network")),
        ),
    ]
    .into()
}

pub async fn find_account(app: &TestApp, person: Uuid) -> Option<account::Model> {
    let found = account::Entity::find().filter(account::Column::PersonId.eq(person));
    found.one(&app.connection).await.expect("an answer")
}

pub async fn account_of(app: &TestApp, person: Uuid) -> account::Model {
    find_account(app, person).await.expect("an account")
}
