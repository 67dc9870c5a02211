//! Everything that can be asked of the world, and what a subject is answered.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};

use super::{
    schema::{Beneath, Schema, is_list, needs_arguments},
    subjects::calendar_of,
    world::{self, World},
};
use crate::support::{scene::gid, zip::unpacked, *};

/// One thing that is asked.
#[derive(Clone)]
pub struct Ask {
    /// By what path: the first word is the family.
    pub path: String,
    pub way: Way,
}

#[derive(Clone)]
pub enum Way {
    Query(String, Value),
    /// A request with a method, a path and headers.
    Plain(&'static str, String, Vec<(&'static str, String)>),
}

impl Ask {
    pub fn query(path: impl Into<String>, query: String) -> Self {
        let way = Way::Query(query, json!({}));
        Self {
            path: path.into(),
            way,
        }
    }

    /// What a client is answered: status, headers and body, without what is different each time.
    pub async fn of(&self, client: &Client) -> String {
        let request = match &self.way {
            Way::Query(query, variables) => client
                .request(reqwest::Method::POST, "/graphql")
                .json(&json!({ "query": query, "variables": variables })),
            Way::Plain(method, path, headers) => {
                let method = method.parse().expect("a method");
                let request = client.request(method, path);
                headers.iter().fold(request, |request, (name, value)| {
                    request.header(*name, value)
                })
            }
        };
        let response = request.send().await.expect("an answer");
        let mut told = format!("{}\n", response.status());
        let mut headers: Vec<String> = response
            .headers()
            .iter()
            .filter(|(name, _)| !["date", "x-request-id", "server-timing"].contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        headers.sort();
        let kind = response.headers().get("content-type");
        let kind = kind.map_or("", |kind| kind.to_str().unwrap_or_default());
        let kind = kind.split(';').next().unwrap_or_default().to_owned();
        told.extend(headers);
        let body = response.bytes().await.expect("a whole answer");
        match kind.as_str() {
            "application/zip" => {
                let files = unpacked(&body);
                let lines = files.values().flat_map(|text| text.lines());
                told.extend(lines.filter(|line| !line.contains("\"madeAt\"")));
            }
            // Long lines go on after a break and a space.
            "text/calendar" => told.push_str(&String::from_utf8_lossy(&body).replace("\r\n ", "")),
            // Its letters are drawn: whoever has the paper has all that it says.
            "application/pdf" => told.push_str(self.path.as_str()),
            _ => told.push_str(&String::from_utf8_lossy(&body)),
        }
        told
    }
}

/// What an answer tells: the texts and ids in it, and those by which it found something. What is asked for is no news.
pub fn told(world: &World, ask: &Ask, answer: &str) -> BTreeSet<usize> {
    let mut told = world.told(answer);
    if let Way::Query(query, _) = &ask.way {
        if answer.contains("\"errors\"") {
            let asked = world.told(query);
            told.retain(|one| !asked.contains(one));
        }
        if ask.path.starts_with("search") || ask.path.starts_with("filter") {
            told.extend(found(answer));
        }
    }
    told
}

/// By what something was found: lists that are called `t` and the number of a canary are of that.
fn found(answer: &str) -> BTreeSet<usize> {
    let body = answer.find('{').map_or("", |start| &answer[start..]);
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let lists = body["data"].as_object().into_iter().flatten();
    let some = |list: &Value| {
        list["totalCount"].as_u64().is_some_and(|count| count > 0)
            || list["nodes"].as_array().is_some_and(|all| !all.is_empty())
    };
    let found = lists.filter(|(_, list)| some(list));
    found
        .filter_map(|(name, _)| name.strip_prefix('t')?.parse().ok())
        .collect()
}

/// Asks everything as one subject, a few things at a time; the answers stand in the order of the plan.
pub async fn ask_all(plan: &[Ask], client: &Client) -> Vec<String> {
    stream::iter(plan.iter().map(|ask| ask.of(client)))
        .buffered(4)
        .collect()
        .await
}

/// What is asked: made from the schema, and from what somebody who sees everything finds.
pub async fn plan(world: &World) -> Vec<Ask> {
    let admin = world.subject("platform-admin");
    let schema = Schema::of(admin).await;
    let mut plan = lists(&schema);
    let ids = find_ids(&plan, &schema, world).await;
    plan.extend(filters(&schema, &ids, world));
    plan.extend(nodes(&schema, &ids));
    plan.extend(by_id(&schema, &ids));
    plan.extend(rest(&schema, &ids));
    plan.extend(searches(&schema, world));
    plan.extend(files(&ids));
    plan.extend(calendars(&ids));
    plan.extend(archives());
    plan.extend(certificates(world));
    plan.extend(routes());
    plan
}

/// Everything that is asked, and of a subject its own.
pub fn whole(world: &World, plan: &[Ask], name: &str) -> Vec<Ask> {
    plan.iter().cloned().chain(own(world, name)).collect()
}

/// What is asked of a subject's own, which nobody else knows how to ask for.
pub fn own(world: &World, name: &str) -> Vec<Ask> {
    let subject = &world.rules.subjects[name];
    if subject.is_nobody || subject.token_of.is_some() {
        return vec![];
    }
    let calendar = format!("/calendars/person/{}.ics", calendar_of(name));
    vec![Ask {
        path: "own calendar".to_owned(),
        way: Way::Plain("GET", calendar, vec![]),
    }]
}

type Ids = BTreeMap<String, BTreeSet<String>>;

/// All ids, by type: what the lists hold, and what those things lead to, until nothing new comes.
async fn find_ids(lists: &[Ask], schema: &Schema, world: &World) -> Ids {
    let admin = world.subject("platform-admin");
    let mut ids = Ids::new();
    // Lists leave some things out unless they are asked for; the world knows them all.
    for canary in &world.canaries.0 {
        let kind = match canary.kind.as_str() {
            "agreement" => "CooperationAgreement".to_owned(),
            kind => kind[..1].to_uppercase() + &kind[1..],
        };
        if schema.is_node(&kind) {
            let id = gid(&kind, world::id_of(&canary.instance));
            ids.entry(kind).or_default().insert(id);
        }
    }
    for ask in lists {
        note_ids(&ask.of(admin).await, schema, &mut ids);
    }
    loop {
        let before: usize = ids.values().map(BTreeSet::len).sum();
        for ask in nodes(schema, &ids) {
            note_ids(&ask.of(admin).await, schema, &mut ids);
        }
        if ids.values().map(BTreeSet::len).sum::<usize>() == before {
            return ids;
        }
    }
}

/// Ids say which type they are of.
fn note_ids(answer: &str, schema: &Schema, ids: &mut Ids) {
    for part in answer.split('"') {
        let Some((kind, rest)) = part.split_once('_') else {
            continue;
        };
        if rest.len() == 22 && schema.is_node(kind) {
            ids.entry(kind.to_owned())
                .or_default()
                .insert(part.to_owned());
        }
    }
}

fn root_lists(schema: &Schema) -> impl Iterator<Item = (&str, &Value, String)> {
    schema.fields("Query").iter().filter_map(|field| {
        let (_, of) = schema.named(field);
        let listed = of.ends_with("Connection") && !needs_arguments(field);
        listed.then(|| {
            (
                field["name"].as_str().expect("a name"),
                field,
                schema.item_of(of),
            )
        })
    })
}

fn argument<'a>(field: &'a Value, name: &str) -> Option<&'a str> {
    let all = field["args"].as_array().expect("arguments");
    let found = all.iter().find(|one| one["name"] == name)?;
    found["type"]["name"].as_str()
}

/// Every list at the root: whole, in every order, its ends, and three steps further.
fn lists(schema: &Schema) -> Vec<Ask> {
    let mut plan = vec![];
    for (name, field, item) in root_lists(schema) {
        let texts = schema.all_of(&item, Beneath::Texts);
        plan.push(Ask::query(
            format!("list {name}"),
            format!("{{ {name}(first: 100) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
                edges {{ cursor node {texts} }} }} }}"),
        ));
        let further = schema.all_of(&item, Beneath::Further(1));
        plan.push(Ask::query(
            format!("deep {name}"),
            format!("{{ {name}(first: 3) {{ nodes {further} }} }}"),
        ));
        let mut orders = vec!["first: 2".to_owned(), "last: 2".to_owned()];
        if let Some(order) = argument(field, "orderBy") {
            let by = schema
                .input_fields(order)
                .iter()
                .find(|one| one["name"] == "field");
            let by = by.map_or(vec![], |by| schema.values(schema.named(by).1));
            for direction in ["ASC", "DESC"] {
                orders.push(format!("first: 100, orderBy: {{ direction: {direction} }}"));
                orders.extend(by.iter().map(|by| {
                    format!("first: 100, orderBy: {{ direction: {direction}, field: {by} }}")
                }));
            }
        }
        let parts = orders.iter().enumerate().map(|(place, order)| {
            format!("o{place}: {name}({order}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
                edges {{ cursor node {{ id }} }} }}")
        });
        let query = format!("{{ {} }}", parts.collect::<Vec<_>>().join("\n"));
        plan.push(Ask::query(format!("order {name}"), query));
    }
    plan
}

/// Every filter of every list at the root, with every value that the world has for it.
fn filters(schema: &Schema, ids: &Ids, world: &World) -> Vec<Ask> {
    let mut plan = vec![];
    for (name, field, item) in root_lists(schema) {
        let Some(filter) = argument(field, "filter") else {
            continue;
        };
        for member in schema.input_fields(filter) {
            let values = filter_values(schema, ids, world, &item, member);
            let by = member["name"].as_str().expect("a name");
            let parts = values.iter().enumerate().map(|(place, value)| {
                let alias = match world.told(value).first() {
                    Some(number) => format!("t{number}"),
                    None => format!("f{place}"),
                };
                format!("{alias}: {name}(first: 100, filter: {{ {by}: {value} }}) {{ totalCount nodes {{ id }} }}")
            });
            let parts: Vec<String> = parts.collect();
            for some in parts.chunks(60) {
                let query = format!("{{ {} }}", some.join("\n"));
                plan.push(Ask::query(format!("filter {name} {by}"), query));
            }
        }
    }
    plan
}

fn filter_values(
    schema: &Schema,
    ids: &Ids,
    world: &World,
    item: &str,
    member: &Value,
) -> Vec<String> {
    let name = member["name"].as_str().expect("a name");
    let of_list = |value: String| match is_list(&member["type"]) {
        true => format!("[{value}]"),
        false => value,
    };
    let values: Vec<String> = match schema.named(member) {
        ("ENUM", of) => schema.values(of).into_iter().map(str::to_owned).collect(),
        (_, "Boolean") => vec!["true".to_owned(), "false".to_owned()],
        (_, "ID") => {
            let kind = kind_of(schema, name);
            let none = BTreeSet::new();
            let of_kind = ids.get(&kind).unwrap_or(&none).iter();
            of_kind.map(|id| format!("{id:?}")).collect()
        }
        (_, "Int") => vec!["1".to_owned(), "11".to_owned(), "2020".to_owned()],
        (_, "Date") => vec!["\"2020-01-01\"".to_owned(), "\"2031-01-01\"".to_owned()],
        (_, "DateTime") => vec![
            "\"2020-01-01T00:00:00Z\"".to_owned(),
            "\"2031-01-01T00:00:00Z\"".to_owned(),
        ],
        (_, "Locale") => vec!["sv".to_owned(), "da".to_owned()],
        (_, "String") if name == "country" => vec!["\"SE\"".to_owned()],
        (_, "String") if name == "currency" => vec!["\"SEK\"".to_owned()],
        (_, "String") if name == "codes" => vec![
            "\"SE\"".to_owned(),
            "\"20\"".to_owned(),
            "\"2085\"".to_owned(),
        ],
        (_, "String") => {
            let member = if matches!(item, "Network" | "Organisation" | "Person" | "Municipality") {
                "name"
            } else {
                "title"
            };
            let kind = item[..1].to_lowercase() + &item[1..];
            let kind = if item == "CooperationAgreement" {
                "agreement".to_owned()
            } else {
                kind
            };
            let all = world.canaries.0.iter().enumerate();
            let fitting = all.filter(|(_, one)| one.kind == kind && one.path == member);
            fitting
                .map(|(number, _)| format!("{:?}", world::text(number)))
                .collect()
        }
        _ => vec![],
    };
    values.into_iter().map(of_list).collect()
}

/// The type that a member with an id names.
fn kind_of(schema: &Schema, member: &str) -> String {
    let stem = member.trim_end_matches("Ids").trim_end_matches("Id");
    let kind = stem[..1].to_uppercase() + &stem[1..];
    match stem {
        _ if schema.is_node(&kind) => kind,
        "call" => "FundingCall".to_owned(),
        "author" | "person" | "actor" | "subject" => "Person".to_owned(),
        "series" => "SeminarSeries".to_owned(),
        "host" | "owner" | "publisher" | "applicant" | "awardedBy" | "memberOrganisation" => {
            "Organisation".to_owned()
        }
        other => panic!("what does {other} name?"),
    }
}

/// Every thing by its id, with everything of it.
fn nodes(schema: &Schema, ids: &Ids) -> Vec<Ask> {
    let mut plan = vec![];
    for (kind, ids) in ids {
        let all = schema.all_of(kind, Beneath::Texts);
        let ids: Vec<&String> = ids.iter().collect();
        for some in ids.chunks(10) {
            let query = format!("{{ nodes(ids: {some:?}) {{ ... on {kind} {all} }} }}");
            plan.push(Ask::query(format!("nodes {kind}"), query));
        }
        let parts = ids
            .iter()
            .enumerate()
            .map(|(place, id)| format!("n{place}: node(id: {id:?}) {{ __typename id }}"));
        let query = format!("{{ {} }}", parts.collect::<Vec<_>>().join("\n"));
        plan.push(Ask::query(format!("node {kind}"), query));
    }
    plan
}

/// Every field at the root that names one thing by its id, `by: {id}` too.
fn by_id(schema: &Schema, ids: &Ids) -> Vec<Ask> {
    let mut plan = vec![];
    for field in schema.fields("Query") {
        let name = field["name"].as_str().expect("a name");
        let (_, of) = schema.named(field);
        let Some(ids) = ids.get(of).filter(|_| name != "node") else {
            continue;
        };
        let first = &field["args"][0]["name"];
        let parts = ids
            .iter()
            .enumerate()
            .map(|(place, id)| match first.as_str() {
                Some("by") => format!("a{place}: {name}(by: {{ id: {id:?} }}) {{ __typename id }}"),
                _ => format!("a{place}: {name}(id: {id:?}) {{ __typename id }}"),
            });
        let query = format!("{{ {} }}", parts.collect::<Vec<_>>().join("\n"));
        plan.push(Ask::query(format!("one {name}"), query));
    }
    plan
}

/// The fields at the root that are like no other.
fn rest(schema: &Schema, ids: &Ids) -> Vec<Ask> {
    let viewer = schema.all_of("Viewer", Beneath::Texts);
    let check = schema.all_of("FinancingCheck", Beneath::Texts);
    let mut plan = vec![Ask::query("viewer", format!("{{ viewer {viewer} }}"))];
    let none = BTreeSet::new();
    for (kind, by) in [("FundingCall", "callId"), ("FundingRuleSet", "ruleSetId")] {
        for id in ids.get(kind).unwrap_or(&none) {
            let query = format!(
                "{{ financingCheck(by: {{ {by}: {id:?} }}, input: {{ costs: [], financing: [] }}) {check} }}"
            );
            plan.push(Ask::query("financingCheck", query));
        }
    }
    let conflicts = schema.all_of("SeminarConflicts", Beneath::Texts);
    let networks: Vec<_> = ids.get("Network").unwrap_or(&none).iter().collect();
    for network in networks {
        let query = format!(
            "{{ seminarConflicts(input: {{ networkIds: [{network:?}], startsLocal: \"2030-01-01T09:30\", endsLocal: \"2030-01-01T10:30\", timeZone: \"Europe/Stockholm\" }}) {conflicts} }}"
        );
        plan.push(Ask::query("seminarConflicts", query));
    }
    plan
}

/// A search for a text of everything that can be found, and for a text that only some know.
fn searches(schema: &Schema, world: &World) -> Vec<Ask> {
    let connection = schema.all_of("SearchConnection", Beneath::Further(0));
    let texts = [
        "title",
        "name",
        "summary",
        "body",
        "text",
        "description",
        "challenge",
        "purpose",
        "reason",
        "joinUrl",
    ];
    let all = world.canaries.0.iter().enumerate();
    let wanted = all.filter(|(_, one)| texts.contains(&one.path.as_str()));
    let parts: Vec<String> = wanted
        .map(|(number, _)| {
            format!(
                "t{number}: search(first: 5, query: {:?}) {connection}",
                world::text(number)
            )
        })
        .collect();
    let parts = parts
        .chunks(20)
        .map(|some| Ask::query("search", format!("{{ {} }}", some.join("\n"))));
    let mut plan: Vec<Ask> = parts.collect();
    plan.push(Ask::query(
        "search",
        format!("{{ search(first: 100, query: \"body\") {connection} }}"),
    ));
    plan
}

/// Every file: whole, its head, a part of it, and whether it is still the one that is known.
fn files(ids: &Ids) -> Vec<Ask> {
    let none = BTreeSet::new();
    let versions = ids.get("DocumentVersion").unwrap_or(&none);
    let asks = versions.iter().flat_map(|id| {
        let path = format!("/files/{id}");
        [
            ("GET", vec![]),
            ("HEAD", vec![]),
            ("GET", vec![("range", "bytes=0-7".to_owned())]),
            ("GET", vec![("range", "bytes=100000-".to_owned())]),
            ("GET", vec![("if-none-match", "*".to_owned())]),
        ]
        .map(|(method, headers)| Ask {
            path: "file".to_owned(),
            way: Way::Plain(method, path.clone(), headers),
        })
    });
    asks.collect()
}

/// The calendars of everything that has one.
fn calendars(ids: &Ids) -> Vec<Ask> {
    let kinds = ["Network", "Region", "Municipality", "Theme", "Seminar"];
    let mut plan = vec![];
    for kind in kinds {
        for id in ids.get(kind).into_iter().flatten() {
            let path = format!("/calendars/{}/{id}.ics", kind.to_lowercase());
            for headers in [vec![], vec![("if-none-match", "*".to_owned())]] {
                plan.push(Ask {
                    path: format!("calendar {kind}"),
                    way: Way::Plain("GET", path.clone(), headers),
                });
            }
        }
    }
    plan
}

/// All that is kept of some people.
fn archives() -> Vec<Ask> {
    let people = ["person-public", "person-restricted", "registered", "nobody"];
    let people = people.map(|person| gid("Person", world::id_of(person)));
    let asks = people.iter().map(String::as_str).chain(["me"]);
    let asks = asks.map(|person| Ask {
        path: "archive".to_owned(),
        way: Way::Plain("GET", format!("/people/{person}/data.zip"), vec![]),
    });
    asks.collect()
}

/// The certificates themselves; the page with what they say is for whoever has the code.
fn certificates(world: &World) -> Vec<Ask> {
    let all = world.canaries.0.iter().enumerate();
    let codes = all.filter(|(_, one)| one.path == "certificate.code");
    let asks = codes.map(|(number, _)| {
        let code = world::text(number);
        Ask {
            way: Way::Plain(
                "GET",
                format!("/certificates/{code}AAAAAAAAAAAAAAAAAAAA.pdf"),
                vec![],
            ),
            path: format!("certificate {code}"),
        }
    });
    asks.collect()
}

/// The other routes.
fn routes() -> Vec<Ask> {
    let paths = [
        "/calendars/person/x.ics",
        "/certificates/x",
        "/auth/oidc/x/start",
        "/auth/oidc/x/callback",
        "/",
        "/healthz",
        "/readyz",
        "/metrics",
        "/schema.graphql",
        "/explorer/config.json",
        "/files",
        "/files/x",
        "/graphql?query=%7Bnetworks%7BtotalCount%20nodes%7Bid%20name%7Btext%7D%7D%7D%7D",
    ];
    let asks = paths.iter().map(|path| Ask {
        path: "route".to_owned(),
        way: Way::Plain("GET", (*path).to_owned(), vec![]),
    });
    asks.collect()
}
