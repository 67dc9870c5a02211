//! What is told of a thing to some and not to others: what they may do with it, whether it is theirs. Each claim is true
//! for those whom `matrix.toml` names, and for nobody else.

use std::collections::BTreeSet;

use super::{
    schema::Schema,
    subjects::calendar_of,
    world::{self, World},
};
use crate::support::{scene::gid, *};

/// What is asked of a thing, and when the answer says yes.
struct Claim {
    key: String,
    /// What is asked, without an alias.
    query: String,
    yes: Yes,
}

enum Yes {
    /// One of the values is this.
    Value(String),
    /// Anything is told at all, but for `false`.
    Anything,
    /// This id is among what is told.
    Id(String),
    /// This text is in it.
    Text(String),
}

impl Claim {
    /// `.viewerCan.edit of Network private`: a field of a thing, and after `=` what it must hold; or
    /// `documents(filter: { mine: true }) { nodes { id } } of Document document-public`: a list with the thing in it; or
    /// `? viewer { account { email } }`: anything at all; or `/own.ics of Seminar seminar-public`: the viewer's own
    /// calendar, with the title of the thing in it.
    fn of(world: &World, key: &str) -> Self {
        if let Some(query) = key.strip_prefix("? ") {
            return Self {
                key: key.to_owned(),
                query: with_ids(world, query),
                yes: Yes::Anything,
            };
        }
        let (what, thing) = key.rsplit_once(" of ").expect("of what");
        let (kind, name) = thing.split_once(' ').expect("a type and a name");
        let id = gid(kind, world.id(name));
        if what.starts_with('/') {
            let mut canaries = world.canaries.0.iter();
            let title = canaries.position(|one| one.instance == name && one.path == "title");
            return Self {
                key: key.to_owned(),
                query: String::new(),
                yes: Yes::Text(world::text(title.expect("a title"))),
            };
        }
        let Some(path) = what.strip_prefix('.') else {
            return Self {
                key: key.to_owned(),
                query: what.to_owned(),
                yes: Yes::Id(id),
            };
        };
        let (path, value) = match path.split_once('=') {
            Some((path, value)) => (path, Yes::Value(value.to_owned())),
            None => (path, Yes::Anything),
        };
        let selection = path
            .rsplit('.')
            .fold(String::new(), |inner, field| match inner.as_str() {
                "" => field.to_owned(),
                inner => format!("{field} {{ {inner} }}"),
            });
        Self {
            key: key.to_owned(),
            query: format!("node(id: {id:?}) {{ ... on {kind} {{ {selection} }} }}"),
            yes: value,
        }
    }

    fn holds(&self, answer: &Value) -> bool {
        match answer {
            Value::Null | Value::Bool(false) => false,
            Value::Array(all) => all.iter().any(|one| self.holds(one)),
            Value::Object(members) => members.values().any(|one| self.holds(one)),
            leaf => match &self.yes {
                Yes::Anything => true,
                Yes::Value(value) => *leaf == json!(value),
                Yes::Id(id) => *leaf == json!(id),
                Yes::Text(text) => leaf.as_str().is_some_and(|leaf| leaf.contains(text)),
            },
        }
    }
}

/// A query in which `"#Network private"` is the id of that.
fn with_ids(world: &World, query: &str) -> String {
    let parts = query.split('"').map(|part| {
        let thing = part.strip_prefix('#').and_then(|part| part.split_once(' '));
        thing.map_or_else(|| part.to_owned(), |(kind, name)| gid(kind, world.id(name)))
    });
    parts.collect::<Vec<_>>().join("\"")
}

/// Claims that are asked in one request.
pub struct Claims(Vec<Claim>);

impl Claims {
    /// All of the table. Whatever a type says of what the viewer can must be claimed of some thing.
    pub fn all(world: &World, schema: &Schema) -> Vec<Self> {
        let table = &world.rules.claims;
        let mut missing = vec![];
        for (kind, of) in schema.types() {
            for permission in permissions(schema, of) {
                let begins = format!(".viewerCan.{permission} of {kind} ");
                if !table.keys().any(|key| key.starts_with(&begins)) {
                    missing.push(begins);
                }
            }
        }
        assert!(missing.is_empty(), "[claims] lacks {missing:#?}");
        let all = table.keys().map(|key| Claim::of(world, key));
        // What is refused as a whole is asked alone.
        let (alone, together): (Vec<_>, Vec<_>) =
            all.partition(|one| one.key.starts_with(['?', '/']));
        let mut groups: Vec<Self> = alone.into_iter().map(|one| Self(vec![one])).collect();
        let mut together = together.into_iter().peekable();
        while together.peek().is_some() {
            groups.push(Self(together.by_ref().take(40).collect()));
        }
        groups
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What is wrongly told to a subject, and what wrongly is not.
    pub async fn wrong(&self, world: &World, subject: &str, client: &Client) -> Vec<String> {
        let parts = self.0.iter().enumerate();
        let parts = parts.map(|(place, one)| format!("c{place}: {}", one.query));
        let query = format!("{{ {} }}", parts.collect::<Vec<_>>().join("\n"));
        let body = match self.0[0].key.starts_with('/') {
            true => own_calendar(subject, client).await,
            false => client.send(&query, json!({})).await.1,
        };
        let wrong = self.0.iter().enumerate().filter_map(|(place, one)| {
            let set = &world.rules.claims[&one.key];
            let due = world.rules.claimants(set).contains(subject);
            let told = &body["data"][format!("c{place}")];
            (due != one.holds(told)).then(|| {
                format!(
                    "{subject}: {} should be {due}: {told} {}",
                    one.key, body["errors"][0]
                )
            })
        });
        wrong.collect()
    }
}

/// The calendar at the secret address of a subject, in the place of an answer.
async fn own_calendar(subject: &str, client: &Client) -> Value {
    let path = format!("/calendars/person/{}.ics", calendar_of(subject));
    let answer = client.request(reqwest::Method::GET, &path).send().await;
    let text = answer.expect("an answer").text().await.expect("a text");
    // Long lines go on after a break and a space.
    json!({ "data": { "c0": text.replace("\r\n ", "") } })
}

/// What `viewerCan` of a type tells.
fn permissions<'a>(schema: &'a Schema, kind: &'a Value) -> Vec<&'a str> {
    let fields = kind["fields"].as_array().map_or(&[][..], Vec::as_slice);
    let can = fields.iter().find(|one| one["name"] == "viewerCan");
    let of = can.map(|can| schema.named(can).1);
    let members = of.map_or(&[][..], |of| schema.fields(of));
    members
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect()
}

#[rstest]
#[tokio::test]
async fn everybody_is_told_what_they_may(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let world = World::set(db).await;
    let schema = Schema::of(world.subject("platform-admin")).await;
    let claims = Claims::all(&world, &schema);
    let (mut wrong, mut cells) = (vec![], 0);
    for (subject, client) in &world.subjects {
        for some in &claims {
            wrong.extend(some.wrong(&world, subject, client).await);
            cells += some.len();
        }
    }
    // As a deed says: on the same thing.
    let deeds = &world.rules.deeds;
    let astray: BTreeSet<&String> = (world.rules.claims.iter())
        .filter(|(key, set)| {
            let of = set.strip_prefix("as ").map(|deed| &deeds[deed].on);
            of.is_some_and(|on| {
                on.as_ref()
                    .is_none_or(|on| !key.ends_with(&format!(" of {on}")))
            })
        })
        .map(|(key, _)| key)
        .collect();
    println!("{db:?}: {cells} claims, {} wrong", wrong.len());
    if let Ok(folder) = std::env::var("ERFA_MATRIX") {
        std::fs::write(format!("{folder}/claims-{db:?}.txt"), wrong.join("\n")).expect("a file");
    }
    assert!(astray.is_empty(), "not the thing of the deed: {astray:#?}");
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(60)]);
}
