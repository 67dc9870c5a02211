//! Paging through and looking up what the sample brought.

use std::collections::HashSet;

use erfa::places::names::sort_key;

use super::places::every;
use crate::support::*;

const BY: &str = "query($by: MunicipalityBy!) { municipality(by: $by) { code name isCurrent } }";

async fn by(app: &TestApp, by: Value) -> Value {
    let data = app.anyone().data(BY, json!({ "by": by })).await;
    data["municipality"].clone()
}

async fn message(app: &TestApp, by: Value) -> String {
    let body = app.anyone().run(BY, json!({ "by": by })).await;
    assert_eq!(
        body["errors"][0]["extensions"]["code"], "BAD_INPUT",
        "{body}"
    );
    body["errors"][0]["message"]
        .as_str()
        .expect("a message")
        .to_owned()
}

#[rstest]
#[tokio::test]
async fn a_municipality_is_found_by_its_code_and_by_any_of_its_names(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let ludvika = json!({ "code": "2085", "name": "Ludvika", "isCurrent": true });
    assert_eq!(
        by(&app, json!({ "code": { "country": "SE", "code": "2085" } })).await,
        ludvika
    );
    assert_eq!(
        by(&app, json!({ "name": { "name": "ludvika" } })).await,
        ludvika
    );
    for name in ["Snåsa", "Snåase", "SNÅASE"] {
        let found = by(&app, json!({ "name": { "name": name } })).await;
        assert_eq!(found["code"], "5041", "{name}");
    }
    assert_eq!(
        by(&app, json!({ "name": { "name": "Snasa" } })).await,
        Value::Null
    );
    assert_eq!(
        by(&app, json!({ "name": { "name": "" } })).await,
        Value::Null
    );
    assert_eq!(
        by(&app, json!({ "code": { "country": "SE", "code": "2" } })).await,
        Value::Null
    );
}

#[rstest]
#[tokio::test]
async fn both_herøy_are_listed_and_neither_is_the_one_of_that_name(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let both = every(
        &app,
        "municipalities",
        ", filter: { name: \"herøy\" }",
        "code",
    )
    .await;
    let codes: HashSet<_> = both.iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes, HashSet::from(["1515", "1818"]));
    let said = message(&app, json!({ "name": { "name": "Herøy" } })).await;
    assert!(said.contains("1515") && said.contains("1818"), "{said}");
}

#[rstest]
#[tokio::test]
async fn an_old_code_finds_what_became_of_it(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let code = |country: &str, code: &str, as_it_was: bool| json!({ "code": { "country": country, "code": code, "asItWas": as_it_was } });
    let merged = by(&app, code("FI", "588", false)).await;
    assert_eq!(
        merged,
        json!({ "code": "507", "name": "Mäntyharju", "isCurrent": true })
    );
    let was = by(&app, code("FI", "588", true)).await;
    assert_eq!(
        was,
        json!({ "code": "588", "name": "Pertunmaa", "isCurrent": false })
    );
    let said = message(&app, code("NO", "1507", false)).await;
    assert!(said.contains("1508") && said.contains("1580"), "{said}");
    assert_eq!(by(&app, code("NO", "3001", false)).await["code"], "3101");
}

#[rstest]
#[tokio::test]
async fn ended_municipalities_are_listed_only_when_asked_for(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let count =
        "query($filter: MunicipalityFilter) { municipalities(filter: $filter) { totalCount } }";
    for (filter, expected) in [
        (json!({}), 1_149),
        (json!({ "includeEnded": true }), 1_162),
        (json!({ "name": "Pertunmaa" }), 0),
        (json!({ "name": "Pertunmaa", "includeEnded": true }), 1),
        (json!({ "codes": ["1507"], "country": "NO" }), 0),
    ] {
        let data = app.anyone().data(count, json!({ "filter": filter })).await;
        assert_eq!(data["municipalities"]["totalCount"], expected, "{filter}");
    }
}

#[rstest]
#[tokio::test]
async fn the_nearest_municipalities_come_nearest_first(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let near = "query($to: PointInput!, $first: Int, $within: Float) { nearestMunicipalities(to: $to, first: $first, withinKilometres: $within) \
        { kilometres municipality { name point { latitude longitude } } } }";
    let to = json!({ "latitude": 60.21, "longitude": 14.955 });
    let data = app
        .anyone()
        .data(near, json!({ "to": to, "first": 5 }))
        .await;
    let found = data["nearestMunicipalities"].as_array().expect("a list");
    assert_eq!(found.len(), 5);
    assert_eq!(found[0]["municipality"]["name"], "Ludvika");
    assert!(
        found[0]["kilometres"]
            .as_f64()
            .is_some_and(|distance| distance < 1.0)
    );
    let distances: Vec<_> = found
        .iter()
        .filter_map(|one| one["kilometres"].as_f64())
        .collect();
    assert!(distances.is_sorted());
    let data = app
        .anyone()
        .data(near, json!({ "to": to, "first": 100, "within": 30.0 }))
        .await;
    let found = data["nearestMunicipalities"].as_array().expect("a list");
    assert!(found.iter().all(|one| {
        one["kilometres"]
            .as_f64()
            .is_some_and(|distance| distance <= 30.0)
    }));
    for (to, first) in [
        (json!({ "latitude": 91, "longitude": 0 }), 1),
        (to.clone(), 0),
        (to, 101),
    ] {
        assert_eq!(
            app.anyone()
                .code(near, json!({ "to": to, "first": first }))
                .await,
            "BAD_INPUT"
        );
    }
}

#[rstest]
#[tokio::test]
async fn paging_either_way_visits_each_municipality_once_by_name(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let forth = every(&app, "municipalities", "", "id name country { code }").await;
    let ids: HashSet<_> = forth.iter().map(|one| one["id"].to_string()).collect();
    assert_eq!((forth.len(), ids.len()), (1_149, 1_149));
    let keys: Vec<_> = forth
        .iter()
        .map(|one| {
            sort_key(
                one["name"].as_str().expect("a name"),
                one["country"]["code"].as_str(),
            )
        })
        .collect();
    assert!(keys.is_sorted());
    let query = "query($before: String) { municipalities(last: 97, before: $before) { nodes { id } pageInfo { hasPreviousPage startCursor } } }";
    let (mut back, mut before) = (vec![], Value::Null);
    loop {
        let data = app.anyone().data(query, json!({ "before": before })).await;
        let page = &data["municipalities"];
        let mut nodes = page["nodes"].as_array().expect("nodes").clone();
        nodes.reverse();
        back.extend(nodes);
        if page["pageInfo"]["hasPreviousPage"] != json!(true) {
            break;
        }
        before = page["pageInfo"]["startCursor"].clone();
    }
    back.reverse();
    let order = |list: &[Value]| list.iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    assert_eq!(order(&forth), order(&back));
    // In the order of each alphabet, as people there know it.
    let names = |country: &'static str| {
        let filter = format!(", filter: {{ country: \"{country}\" }}");
        let app = &app;
        async move {
            let all = every(app, "municipalities", &filter, "name").await;
            all.iter()
                .filter_map(|one| one["name"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        }
    };
    let swedish = names("SE").await;
    assert_eq!(swedish.last().map(String::as_str), Some("Övertorneå"));
    let danish = names("DK").await;
    let place = |list: &[String], name: &str| {
        list.iter()
            .position(|one| one == name)
            .expect("it is there")
    };
    assert!(place(&danish, "Vordingborg") < place(&danish, "Ærø"));
    assert!(place(&swedish, "Växjö") < place(&swedish, "Åmål"));
    assert!(place(&swedish, "Åtvidaberg") < place(&swedish, "Älmhult"));
}

#[rstest]
#[tokio::test]
async fn a_page_has_from_1_to_100_rows_and_cursors_belong_to_their_list(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let query = "query($first: Int, $last: Int, $after: String, $filter: MunicipalityFilter) { municipalities(first: $first, last: $last, after: $after, filter: $filter) { nodes { id } pageInfo { endCursor } } }";
    for variables in [
        json!({ "first": 0 }),
        json!({ "first": -1 }),
        json!({ "first": 101 }),
        json!({ "last": 0 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "first": 1, "after": "nothing" }),
    ] {
        assert_eq!(
            app.anyone().code(query, variables.clone()).await,
            "BAD_INPUT",
            "{variables}"
        );
    }
    let page = app
        .anyone()
        .data(query, json!({ "first": 2, "filter": { "country": "SE" } }))
        .await;
    let cursor = &page["municipalities"]["pageInfo"]["endCursor"];
    let other = json!({ "first": 2, "after": cursor, "filter": { "country": "NO" } });
    assert_eq!(app.anyone().code(query, other).await, "BAD_INPUT");
    let same = json!({ "first": 2, "after": cursor, "filter": { "country": "SE" } });
    app.anyone().data(query, same).await;
}
