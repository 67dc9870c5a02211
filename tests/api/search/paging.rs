//! Pages of hits, and what they cost.

use std::collections::BTreeSet;

use super::*;

fn many() -> Vec<Value> {
    let one = |number: usize| {
        let day = number % 28 + 1;
        let (title, text) = match number % 4 {
            0 => (format!("Havn {number}"), "x"),
            1 => (format!("Havneplan {number}"), "x"),
            2 => (format!("Nr {number}"), "havnen"),
            _ => (format!("Nr {number}"), "havneplanen"),
        };
        let mut record = seminar("da", &title, text);
        record["startsLocal"] = json!(format!("2027-05-{day:02}T10:00"));
        record
    };
    (0..60).map(one).collect()
}

#[rstest]
#[tokio::test]
async fn pages_have_no_gaps_and_no_doubles(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let library = Library::with(db, &many()).await;
    let client = library.app.anyone();
    let whole_list = hits(&client, "havn", json!({})).await;
    let ids = |nodes: &[Value]| -> Vec<String> {
        let id = |hit: &Value| hit["node"]["id"].as_str().expect("an id").to_owned();
        nodes.iter().map(id).collect()
    };
    let expected = ids(&whole_list);
    assert_eq!(expected.iter().collect::<BTreeSet<_>>().len(), 60);
    let scores: Vec<_> = whole_list.iter().map(|hit| hit["score"].as_f64()).collect();
    assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
    let ask = "query ($after: String, $first: Int) { search(query: \"havn\", first: $first, after: $after) {
        totalCount edges { cursor node { node { id } } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }";
    for size in [1, 7, 15, 60] {
        let (mut seen, mut after) = (vec![], Value::Null);
        loop {
            let data = client
                .data(ask, json!({ "first": size, "after": after }))
                .await;
            let page = &data["search"];
            assert_eq!(page["totalCount"], 60);
            assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!after.is_null()));
            let edges = page["edges"].as_array().expect("edges");
            seen.extend(edges.iter().map(|edge| {
                edge["node"]["node"]["id"]
                    .as_str()
                    .expect("an id")
                    .to_owned()
            }));
            after = page["pageInfo"]["endCursor"].clone();
            assert_eq!(edges.last().map(|edge| &edge["cursor"]), Some(&after));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        assert_eq!(seen, expected, "{size} at a time");
    }
}

#[rstest]
#[tokio::test]
async fn a_page_costs_one_statement_and_two_a_kind(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let mut records = many();
    records.push(network("da", "Havne i netværk", "x", "DK"));
    records
        .push(json!({ "type": "organisation", "ref": "o", "kind": "COMPANY", "name": "Havn ApS" }));
    let library = Library::with(db, &records).await;
    let client = library.app.anyone();
    let ask = |first: u32, fields: &str| {
        format!("{{ search(query: \"havn\", first: {first}) {{ {fields} }} }}")
    };
    let every = ask(
        100,
        "nodes { title { text } snippet { text isHit } node { id } score date locale }",
    );
    // The least of several: who follows the change log may be reading what the import wrote.
    let cost = async |query: &str| {
        let mut least = u64::MAX;
        for _ in 0..3 {
            let (_, cost) = library.app.statements(client.data(query, json!({}))).await;
            least = least.min(cost);
        }
        least
    };
    // Hits, networks, organisations, seminars and their agendas.
    assert_eq!(cost(&every).await, 5);
    assert_eq!(cost(&ask(20, "totalCount")).await, 1);
    assert_eq!(cost(&ask(20, "totalCount facets { kinds { kind count } languages { locale count } countries { country count } }")).await, 1);
    // Without excerpts nothing is read of agendas.
    assert_eq!(cost(&ask(100, "nodes { score } totalCount")).await, 5);
}

#[rstest]
#[tokio::test]
async fn counting_ends_at_ten_thousand(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let organisation = |number: usize| {
        let country = if number < 9_000 { "DK" } else { "SE" };
        json!({ "type": "organisation", "ref": format!("o{number}"), "kind": "COMPANY", "name": format!("Havn {number}"), "country": country })
    };
    let mut records: Vec<_> = (0..9_999).map(organisation).collect();
    let library = Library::with(db, &records).await;
    let client = library.app.anyone();
    let ask =
        "{ search(query: \"havn\", first: 1) { totalCount totalCountIsExact nodes { score } } }";
    let faceted =
        "{ search(query: \"havn\") { totalCount totalCountIsExact facets { kinds { count } } } }";
    for query in [ask, faceted] {
        let data = client.data(query, json!({})).await;
        assert_eq!(data["search"]["totalCount"], 9_999, "{query}");
        assert_eq!(data["search"]["totalCountIsExact"], true, "{query}");
    }
    records = (9_999..10_050).map(organisation).collect();
    library.bring(&records).await;
    for query in [ask, faceted] {
        let data = client.data(query, json!({})).await;
        assert_eq!(data["search"]["totalCount"], 10_000, "{query}");
        assert_eq!(data["search"]["totalCountIsExact"], false, "{query}");
    }
    let data = client.data(faceted, json!({})).await;
    assert_eq!(
        data["search"]["facets"]["kinds"],
        json!([{ "count": 10_000 }])
    );
    let countries = "{ search(query: \"havn\", filter: { countries: [\"SE\"] }) { totalCount totalCountIsExact } }";
    let data = client.data(countries, json!({})).await;
    let exact = json!({ "totalCount": 1_050, "totalCountIsExact": true });
    assert_eq!(data["search"], exact);
}
