//! The documents of the sample, written out again from what clients read, against the document they were made from.

use serde_json::Map;

use crate::support::*;

const FIELDS: &str = "title { text } locale kindText source when { text } statusText sections models statedPrincipleCount
    publisher { name } publisherSeat { country { code } code name }
    municipalities(first: 10) { nodes { country { code } code name } }
    appendices(first: 20) { nodes { label source { title { text } locale source origin } } }";

/// A municipality as the source writes it.
fn place(read: &Value) -> Value {
    json!({ "country": read["country"]["code"], "code": read["code"], "name": read["name"] })
}

fn nodes(read: &Value) -> Vec<Value> {
    read["nodes"].as_array().cloned().unwrap_or_default()
}

/// A record of the source, from what was read of a document.
fn rebuilt(read: &Value) -> Value {
    let places: Vec<_> = nodes(&read["municipalities"]).iter().map(place).collect();
    let appendix =
        |one: &Value| json!({ "no": one["label"], "title": one["source"]["title"]["text"] });
    let appendices: Vec<_> = nodes(&read["appendices"]).iter().map(appendix).collect();
    let seat = match &read["publisherSeat"] {
        Value::Null => Value::Null,
        seat => place(seat),
    };
    let members = json!({
        "title": read["title"]["text"], "language": read["locale"], "type": read["kindText"], "source": read["source"],
        "date": read["when"]["text"], "status": read["statusText"], "sections": read["sections"], "models": read["models"],
        "principles_count": read["statedPrincipleCount"], "publisher": read["publisher"]["name"], "publisher_seat": seat,
        "municipalities": places, "appendices": appendices,
    });
    let mut record = Map::new();
    for (name, value) in members.as_object().expect("members") {
        if !value.is_null() && *value != json!([]) {
            record.insert(name.clone(), value.clone());
        }
    }
    Value::Object(record)
}

#[rstest]
#[tokio::test]
async fn every_document_of_the_source_is_rebuilt_from_the_answers(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let text = include_str!("../../../data/content.json");
    let source: Value = serde_json::from_str(text).expect("content.json");
    let name = |id: &Value| {
        let all = source["organisations"].as_array().expect("organisations");
        let one = all.iter().find(|one| one["id"] == *id);
        one.map_or(json!(null), |one| one["name"].clone())
    };
    let query = format!(
        "query ($after: String) {{ documents(first: 5, after: $after, filter: {{ origin: SAMPLE }}) {{
            nodes {{ {FIELDS} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut read, mut after) = (vec![], json!(null));
    loop {
        let data = app.anyone().data(&query, json!({ "after": after })).await;
        read.extend(nodes(&data["documents"]));
        if data["documents"]["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = data["documents"]["pageInfo"]["endCursor"].clone();
    }
    let given = source["documents"].as_array().expect("documents");
    let appendices: usize = given
        .iter()
        .map(|one| one["appendices"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(read.len(), given.len() + appendices);
    for one in given {
        let mut wanted = one.as_object().expect("a record").clone();
        // What the source calls it, and what links it to projects and programmes, is read elsewhere.
        for member in ["id", "project", "programme"] {
            wanted.remove(member);
        }
        if let Some(publisher) = wanted.get_mut("publisher") {
            *publisher = name(publisher);
        }
        let title = &one["title"];
        let is = read.iter().find(|read| read["title"]["text"] == *title);
        let is = is.unwrap_or_else(|| panic!("{title} is missing"));
        assert_eq!(rebuilt(is), Value::Object(wanted), "{title}");
        for appendix in nodes(&is["appendices"]) {
            assert_eq!(appendix["source"]["locale"], one["language"], "{title}");
            assert_eq!(appendix["source"]["source"], one["source"], "{title}");
        }
    }
}
