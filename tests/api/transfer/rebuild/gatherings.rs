//! Organisations, networks, events and documents.

use super::*;

pub async fn organisations(app: &TestApp, ids: &Ids) -> Vec<Value> {
    // The municipalities themselves come from municipalities.csv.
    let named = ", filter: { origin: SAMPLE, kinds: [ASSOCIATION_OF_MUNICIPALITIES, COMPANY, FOUNDATION, INTER_MUNICIPAL, NGO, REGION, RESEARCH, STATE_AGENCY] }";
    let fields = "name kindText country { code } source";
    let read = every_by(50, app, "organisations", named, fields).await;
    let organisation = |read: &Value| {
        json!({
            "id": ids.of("organisations", &read["name"]),
            "name": read["name"],
            "type": read["kindText"],
            "country": read["country"]["code"],
            "source": read["source"],
        })
    };
    read.iter().map(organisation).collect()
}

const NETWORK: &str = "locale name { text } purpose { text } country { code } owner { name } statedMemberCount membersText periodText
    cadenceTargetPerYear relatedRef source programmes(first: 2) { nodes { title { text } } } projects(first: 2) { nodes { title { text } } }
    memberships(first: 30, orderBy: { field: CREATED_AT }) { nodes { organisation { name municipality { name code country { code } } } } }";

pub async fn networks(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let read = every_by(5, app, "networks", ", filter: { origin: SAMPLE }", NETWORK).await;
    read.iter().map(|one| network(one, ids)).collect()
}

fn network(read: &Value, ids: &Ids) -> Value {
    // The period in words, and for how long it has run, stand together.
    let mut words: Vec<&str> = read["periodText"]
        .as_str()
        .map(|text| text.split("; ").collect())
        .unwrap_or_default();
    let years = |word: &str| -> Option<i64> {
        let word = word.strip_prefix("har kørt i ca. ")?;
        word.strip_suffix(" år")?.parse().ok()
    };
    let running = words.iter().find_map(|word| years(word));
    words.retain(|word| years(word).is_none());
    // A network whose members are municipalities alone lists them as such.
    let members: Vec<Value> = nodes(&read["memberships"])
        .iter()
        .map(|one| one["organisation"].clone())
        .collect();
    let all_places = members.iter().all(|one| !one["municipality"].is_null());
    let municipalities: Value = members
        .iter()
        .filter(|_| all_places)
        .map(|one| place(&one["municipality"]))
        .collect();
    let listed: Vec<Value> = members
        .iter()
        .filter(|_| !all_places)
        .map(|one| ids.organisation(&one["name"]))
        .collect();
    // It is the network of a project, or merely related to one: then the source's own id says so.
    let related = &read["relatedRef"];
    let of = ids.of("projects", &read["projects"]["nodes"][0]["title"]["text"]);
    if !related.is_null() {
        assert_eq!(of, *related);
    }
    json!({
        "id": ids.of("networks", &read["name"]["text"]),
        "title": read["name"]["text"],
        "language": read["locale"],
        "country": read["country"]["code"],
        "owner": ids.organisation(&read["owner"]["name"]),
        "members": if read["membersText"].is_null() { json!(listed) } else { read["membersText"].clone() },
        "members_count": read["statedMemberCount"],
        "municipalities": municipalities,
        "purpose": read["purpose"]["text"],
        "period": words.first(),
        "running_years_approx": running,
        "meetings_per_year_approx": read["cadenceTargetPerYear"],
        "programme": ids.of("programmes", &read["programmes"]["nodes"][0]["title"]["text"]),
        "project": if related.is_null() { of } else { Value::Null },
        "related_to": related,
        "source": read["source"],
    })
}

const EVENT: &str = "locale title { text } description { text } kindText when { text } source themeText reason originalStart { text } note
    statedParticipants statedParticipantsText statedSessions frequencyText state venue { name } hosts { role organisation { name } }
    municipalities(first: 10) { nodes { name code country { code } } } networks(first: 2) { nodes { name { text } } }
    project { title { text } } prize { title { text } }
    documents(first: 5, orderBy: { field: CREATED_AT }) { nodes { title { text } } }";

pub async fn events(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let read = every_by(5, app, "seminars", ", filter: { origin: SAMPLE }", EVENT).await;
    read.iter().map(|one| event(one, ids)).collect()
}

fn event(read: &Value, ids: &Ids) -> Value {
    let hosts = |partners: bool| -> Value {
        let all = list(&read["hosts"]);
        let wanted = all
            .iter()
            .filter(|host| (host["role"] == "PARTNER") == partners);
        wanted
            .map(|host| ids.organisation(&host["organisation"]["name"]))
            .collect()
    };
    // Two remarks have a form of their own among the notes.
    let (mut note, mut linked, mut origin) = (Value::Null, Value::Null, Value::Null);
    for word in read["note"]
        .as_str()
        .iter()
        .flat_map(|text| text.split("; "))
    {
        match word.strip_prefix("Knyttet til: ") {
            Some(other) => linked = json!(other),
            None if word == "list of related documents in the source" => origin = json!(word),
            None => note = json!(word),
        }
    }
    let said = &read["statedParticipantsText"];
    let villages = said.as_str().and_then(|text| {
        let count = text.strip_suffix(" landsbyer")?;
        count.parse::<i64>().ok()
    });
    let participants = match (&read["statedParticipants"], villages) {
        (Value::Null, None) => said,
        (number, _) => number,
    };
    // The source names one document, or lists several.
    let documents: Vec<Value> = nodes(&read["documents"])
        .iter()
        .map(|one| ids.of("documents", &one["title"]["text"]))
        .collect();
    let (one, several) = match documents.as_slice() {
        [one] => (one.clone(), vec![]),
        several => (Value::Null, several.to_vec()),
    };
    json!({
        "id": ids.of("events", &read["title"]["text"]),
        "title": read["title"]["text"],
        "language": read["locale"],
        "type": read["kindText"],
        "date": read["when"]["text"],
        "originally_planned": read["originalStart"]["text"],
        "planned": truth(read["state"] == "SCHEDULED"),
        "status": read["reason"],
        "organisers": hosts(false),
        "partners": hosts(true),
        "municipalities": places(&read["municipalities"]),
        "place": read["venue"]["name"],
        "participants": participants,
        "participants_villages": villages,
        "theme": read["themeText"],
        "content": read["description"]["text"],
        "count": read["statedSessions"],
        "frequency": read["frequencyText"],
        "linked_to": linked,
        "network": ids.of("networks", &read["networks"]["nodes"][0]["name"]["text"]),
        "project": ids.of("projects", &read["project"]["title"]["text"]),
        "prize": ids.of("prizes", &read["prize"]["title"]["text"]),
        "document": one,
        "documents": several,
        "note": note,
        "origin": origin,
        "source": read["source"],
    })
}

const DOCUMENT: &str = "title { text } locale kindText source when { text } statusText sections models statedPrincipleCount
    publisher { name } publisherSeat { country { code } code name } links(first: 5) { nodes { kind } }
    municipalities(first: 10) { nodes { country { code } code name } }
    appendices(first: 20) { nodes { label source { title { text } } } }";

/// What bears documents, by the titles of the documents.
async fn bearers(app: &TestApp, section: &str, ids: &Ids) -> Vec<(Value, Value)> {
    let fields = "title { text } documents(first: 5) { nodes { title { text } } }";
    let read = every_by(10, app, section, ", filter: { origin: SAMPLE }", fields).await;
    let mut found = vec![];
    for bearer in &read {
        let id = ids.of(section, &bearer["title"]["text"]);
        for document in nodes(&bearer["documents"]) {
            found.push((document["title"]["text"].clone(), id.clone()));
        }
    }
    found
}

pub async fn documents(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let programmes = bearers(app, "programmes", ids).await;
    let projects = bearers(app, "projects", ids).await;
    let of = |bearers: &[(Value, Value)], title: &Value| {
        let found = bearers.iter().find(|(document, _)| document == title);
        found.map(|(_, id)| id.clone()).unwrap_or_default()
    };
    let appendix =
        |one: &Value| json!({ "no": one["label"], "title": one["source"]["title"]["text"] });
    let document = |read: &Value| {
        let title = &read["title"]["text"];
        let appendices: Value = nodes(&read["appendices"]).iter().map(appendix).collect();
        let seat = &read["publisherSeat"];
        json!({
            "id": ids.of("documents", title),
            "title": title,
            "language": read["locale"],
            "type": read["kindText"],
            "date": read["when"]["text"],
            "status": read["statusText"],
            "publisher": ids.organisation(&read["publisher"]["name"]),
            "publisher_seat": if seat.is_null() { Value::Null } else { place(seat) },
            "programme": of(&programmes, title),
            "project": of(&projects, title),
            "sections": read["sections"],
            "models": read["models"],
            "principles_count": read["statedPrincipleCount"],
            "municipalities": places(&read["municipalities"]),
            "appendices": appendices,
            "source": read["source"],
        })
    };
    let read = every_by(
        5,
        app,
        "documents",
        ", filter: { origin: SAMPLE }",
        DOCUMENT,
    )
    .await;
    // An appendix is a document of its own here, and a part of its report in the source.
    let is_appendix = |one: &Value| {
        let links = nodes(&one["links"]);
        links.iter().any(|link| link["kind"] == "APPENDIX_OF")
    };
    let whole = read.iter().filter(|one| !is_appendix(one));
    whole.map(document).collect()
}
