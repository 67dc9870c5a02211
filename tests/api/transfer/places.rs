//! The sample as clients read it, against the registers it was made from.

use std::collections::HashMap;

use crate::support::*;

/// All nodes of a list, a hundred at a time.
pub async fn every(app: &TestApp, list: &str, filter: &str, fields: &str) -> Vec<Value> {
    every_by(100, app, list, filter, fields).await
}

/// All nodes of a list, so many at a time.
pub async fn every_by(
    size: usize,
    app: &TestApp,
    list: &str,
    filter: &str,
    fields: &str,
) -> Vec<Value> {
    let query = format!(
        "query($after: String) {{ {list}(first: {size}, after: $after{filter}) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut all, mut after) = (vec![], Value::Null);
    loop {
        let data = app.anyone().data(&query, json!({ "after": after })).await;
        let page = &data[list];
        all.extend(page["nodes"].as_array().expect("nodes").iter().cloned());
        if page["pageInfo"]["hasNextPage"] != json!(true) {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

type Row = HashMap<String, String>;

fn register(text: &'static [u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text);
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

/// The cell as the API would give it: nothing for an empty one.
fn text(row: &Row, column: &str) -> Value {
    match row[column].as_str() {
        "" => Value::Null,
        text => json!(text),
    }
}

fn number(row: &Row, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

#[rstest]
#[tokio::test]
async fn every_current_municipality_reads_as_the_register_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let fields = "code codeSystem name officialName swedishName otherNames nuts3 lau website wikidata osmRelation \
        registrationNumber country { code } region { code name } point { latitude longitude basis } \
        population { inhabitants year } area { squareKilometres basis } validTo isCurrent \
        regions(first: 5) { nodes { code kind } }";
    let all = every(&app, "municipalities", "", fields).await;
    let rows = register(include_bytes!("../../../data/municipalities.csv"));
    assert_eq!((all.len(), rows.len()), (1_149, 1_149));
    let found: HashMap<(String, String), &Value> = all
        .iter()
        .map(|one| {
            let key = |value: &Value| value.as_str().expect("a code").to_owned();
            ((key(&one["country"]["code"]), key(&one["code"])), one)
        })
        .collect();
    for row in &rows {
        let key = (row["country"].clone(), row["code"].clone());
        let one = found.get(&key).unwrap_or_else(|| panic!("no {key:?}"));
        for (field, column) in [
            ("codeSystem", "code_system"),
            ("name", "name"),
            ("officialName", "name_official"),
            ("swedishName", "name_sv"),
            ("nuts3", "nuts3"),
            ("lau", "lau"),
            ("website", "website"),
            ("wikidata", "wikidata"),
            ("registrationNumber", "org_number"),
        ] {
            assert_eq!(one[field], text(row, column), "{key:?} {field}");
        }
        let alternative: Vec<&str> = row["name_alt"]
            .split(" | ")
            .filter(|name| !name.is_empty())
            .collect();
        assert_eq!(one["otherNames"], json!(alternative), "{key:?}");
        for (value, column) in [
            (&one["point"]["latitude"], "latitude"),
            (&one["point"]["longitude"], "longitude"),
            (&one["population"]["inhabitants"], "population"),
            (&one["population"]["year"], "population_year"),
            (&one["area"]["squareKilometres"], "area_km2"),
            (&one["osmRelation"], "osm_relation"),
        ] {
            assert_eq!(value.as_f64(), number(row, column), "{key:?} {column}");
        }
        assert_eq!(one["point"]["basis"], text(row, "coord_type"), "{key:?}");
        assert_eq!(one["area"]["basis"], text(row, "area_basis"), "{key:?}");
        assert_eq!(one["isCurrent"], json!(true));
        assert_eq!(one["region"]["name"], text(row, "region_name"), "{key:?}");
        if row["country"] != "FO" {
            assert_eq!(one["region"]["code"], text(row, "region_code"), "{key:?}");
        }
        if row["country"] == "DK" {
            let parts = json!({ "code": row["nuts3"], "kind": "STATISTICAL_PART" });
            let regions = one["regions"]["nodes"].as_array().expect("regions");
            assert!(regions.contains(&parts), "{key:?}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_region_reads_as_the_register_says(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let fields = "code isoCode kind kindText name swedishName nuts website wikidata country { code } parent { code } \
        population { inhabitants year } municipalities(first: 1) { totalCount }";
    let all = every(&app, "regions", "", fields).await;
    let rows = register(include_bytes!("../../../data/regions.csv"));
    assert_eq!((all.len(), rows.len()), (85, 85));
    for row in &rows {
        let one = all
            .iter()
            .find(|one| {
                one["country"]["code"] == row["country"]
                    && one["name"] == row["name"]
                    && one["kindText"] == row["type"]
            })
            .unwrap_or_else(|| panic!("no {row:?}"));
        // The Faroese have no codes; ours are capital letters.
        match row["code"].as_str() {
            "" => assert!(
                one["code"]
                    .as_str()
                    .is_some_and(|code| code.bytes().all(|letter| letter.is_ascii_uppercase()))
            ),
            code => assert_eq!(one["code"], json!(code)),
        }
        for (field, column) in [
            ("isoCode", "iso_3166_2"),
            ("swedishName", "name_sv"),
            ("nuts", "nuts"),
            ("website", "website"),
            ("wikidata", "wikidata"),
        ] {
            assert_eq!(one[field], text(row, column), "{row:?} {field}");
        }
        assert_eq!(one["parent"]["code"], text(row, "parent_code"), "{row:?}");
        for (value, column) in [
            (&one["population"]["inhabitants"], "population_sum"),
            (&one["population"]["year"], "population_year"),
            (&one["municipalities"]["totalCount"], "municipality_count"),
        ] {
            assert_eq!(value.as_f64(), number(row, column), "{row:?} {column}");
        }
    }
}
