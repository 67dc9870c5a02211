//! What is wrong with the input of a request: where it stands, and that no list of it is too long to be borne.

use std::collections::HashSet;

use crate::{plans::statements_of, support::*};

/// The code and the place in the input of the first error, whose message begins with that place.
#[track_caller]
fn fault(answer: &Value) -> (String, String) {
    let error = &answer["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (code, place) = (
        text(&error["extensions"]["code"]),
        text(&error["extensions"]["inputPath"]),
    );
    let message = text(&error["message"]);
    assert!(message.starts_with(&format!("{place} ")), "{answer:#}");
    assert!(message.ends_with('.'), "{answer:#}");
    (code, place)
}

fn bad(place: &str) -> (String, String) {
    ("BAD_INPUT".to_owned(), place.to_owned())
}

#[tokio::test]
async fn a_variable_that_does_not_fit_is_refused_with_the_place_in_it() {
    let app = TestApp::start(Db::Sqlite).await;
    let anyone = app.anyone();
    let size = "query ($n: Int!) { networks(first: $n) { totalCount } }";
    let seminars = "query ($f: SeminarFilter) { seminars(filter: $f) { totalCount } }";
    let place = "query ($by: MunicipalityBy!) { municipality(by: $by) { id } }";
    let name = "query ($name: String) { municipalities(filter: { name: $name }) { totalCount } }";
    for (query, variables, wanted) in [
        (size, json!({}), "$n"),
        (size, json!({ "n": null }), "$n"),
        (size, json!({ "n": "x" }), "$n"),
        (size, json!({ "n": 1.5 }), "$n"),
        (size, json!({ "n": 2_147_483_648_i64 }), "$n"),
        (size, json!({ "n": [1] }), "$n"),
        (name, json!({ "name": 1 }), "$name"),
        (name, json!({ "name": { "a": 1 } }), "$name"),
        (seminars, json!({ "f": 1 }), "$f"),
        (seminars, json!({ "f": [] }), "$f"),
        (seminars, json!({ "f": { "kind": "WEBINAR" } }), "$f.kind"),
        (seminars, json!({ "f": { "kinds": "NONE" } }), "$f.kinds"),
        (
            seminars,
            json!({ "f": { "kinds": ["WEBINAR", "webinar"] } }),
            "$f.kinds.1",
        ),
        (seminars, json!({ "f": { "kinds": [null] } }), "$f.kinds.0"),
        (
            seminars,
            json!({ "f": { "hasFreeSeats": "yes" } }),
            "$f.hasFreeSeats",
        ),
        (
            seminars,
            json!({ "f": { "networkIds": [1.5] } }),
            "$f.networkIds.0",
        ),
        (place, json!({ "by": {} }), "$by"),
        (place, json!({ "by": { "id": null } }), "$by"),
        (
            place,
            json!({ "by": { "code": { "country": "SE" } } }),
            "$by.code.code",
        ),
        (
            place,
            json!({ "by": { "code": { "country": "SE", "code": null } } }),
            "$by.code.code",
        ),
    ] {
        let answer = anyone.run(query, variables.clone()).await;
        assert_eq!(fault(&answer), bad(wanted), "{variables}");
        assert_eq!(answer.get("data"), None);
        assert_eq!(answer["errors"][0]["locations"][0]["line"], 1);
    }
    let long = "x".repeat(200_000);
    let answer = anyone.run(seminars, json!({ "f": { long: 1 } })).await;
    assert!(answer.to_string().len() < 1_000);
    // One alone is a list of one, and what is whole is a number with a point too.
    let one = json!({ "f": { "kinds": "WEBINAR" } });
    anyone.data(seminars, one).await;
    let far = "query ($km: Float) { nearestMunicipalities(to: { latitude: 60, longitude: 15 }, withinKilometres: $km) { kilometres } }";
    anyone.data(far, json!({ "km": 5 })).await;
}

#[rstest]
#[tokio::test]
async fn an_argument_that_does_not_fit_fails_its_field_and_no_other(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anyone = app.anyone();
    for (field, wanted) in [
        ("networks(first: 0) { totalCount }", "first"),
        ("networks(last: 101) { totalCount }", "last"),
        ("networks(first: 1, last: 1) { totalCount }", "last"),
        ("networks(after: \"x\") { totalCount }", "after"),
        ("networks(last: 1, before: \"x\") { totalCount }", "before"),
        ("search(query: \"vind\", first: 0) { totalCount }", "first"),
        ("search(query: \"\") { totalCount }", "query"),
        ("node(id: \"x\") { id }", "id"),
        ("network(id: \"x\") { id }", "id"),
        (
            "seminars(filter: { networkIds: [\"x\"] }) { totalCount }",
            "filter.networkIds",
        ),
        (
            "municipalities(filter: { country: \"XX\" }) { totalCount }",
            "filter.country",
        ),
        ("holidays(country: \"XX\", year: 2026) { date }", "country"),
        ("holidays(country: \"SE\", year: 1) { date }", "year"),
        (
            "nearestMunicipalities(to: { latitude: 91, longitude: 0 }) { kilometres }",
            "to",
        ),
    ] {
        let query = format!("{{ wrong: {field} themes(first: 1) {{ totalCount }} }}");
        let answer = anyone.run(&query, json!({})).await;
        assert_eq!(fault(&answer), bad(wanted), "{field}");
        assert_eq!(answer["errors"][0]["path"], json!(["wrong"]));
        assert_eq!(answer["data"]["wrong"], Value::Null);
        assert!(answer["data"]["themes"]["totalCount"].is_u64());
    }
    let ids = vec!["x"; 101];
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } themes(first: 1) { totalCount } }";
    let answer = anyone.run(query, json!({ "ids": ids })).await;
    assert_eq!(fault(&answer), bad("ids"));
    assert_eq!(answer["data"]["nodes"], Value::Null);
    assert!(answer["data"]["themes"]["totalCount"].is_u64());
    let answer = anyone.run(query, json!({ "ids": ["x"] })).await;
    assert_eq!(fault(&answer), bad("ids.0"));
    assert_eq!(answer["errors"][0]["path"], json!(["nodes", 0]));
}

#[tokio::test]
async fn null_where_there_is_a_default_fails_its_field_and_no_other() {
    let app = TestApp::with_sample(Db::Sqlite).await;
    let anyone = app.anyone();
    let ludvika = "by: { code: { country: \"SE\", code: \"2085\" } }";
    for (query, path, place) in [
        (
            format!(
                "query ($n: Int) {{ municipality({ludvika}) {{ name similar(first: $n) {{ reasons {{ kind }} }} }} }}"
            ),
            json!(["municipality", "similar"]),
            "first",
        ),
        (
            format!(
                "query ($n: Boolean) {{ municipality({ludvika}) {{ name }} municipalities(filter: {{ includeEnded: $n }}) {{ totalCount }} }}"
            ),
            json!(["municipalities"]),
            "filter.includeEnded",
        ),
        (
            format!(
                "query ($n: Direction) {{ municipality({ludvika}) {{ name networks(orderBy: {{ direction: $n }}) {{ totalCount }} }} }}"
            ),
            json!(["municipality", "networks"]),
            "orderBy.direction",
        ),
    ] {
        let answer = anyone.run(&query, json!({ "n": null })).await;
        assert_eq!(fault(&answer), bad(place), "{answer:#}");
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
        assert_eq!(answer["errors"][0]["path"], path, "{answer:#}");
        assert_eq!(answer["data"]["municipality"]["name"], "Ludvika");
        anyone.data(&query, json!({})).await;
    }
    let lists = "query ($n: Direction) { networks(first: 3) { nodes { id members(orderBy: { direction: $n }) { totalCount } } } }";
    let answer = anyone.run(lists, json!({ "n": null })).await;
    let found = answer["data"]["networks"]["nodes"].as_array();
    let found = found.expect("networks");
    assert_eq!(found.len(), 3);
    for (place, network) in found.iter().enumerate() {
        assert_eq!(network["members"], Value::Null);
        assert!(network["id"].is_string());
        let path = json!(["networks", "nodes", place, "members"]);
        assert_eq!(answer["errors"][place]["path"], path);
    }
}

#[tokio::test]
async fn no_list_of_the_input_has_more_than_250_members() {
    let app = TestApp::start(Db::Sqlite).await;
    let anyone = app.anyone();
    for (list, member, ty, value) in [
        ("municipalities", "codes", "[String!]", json!("1")),
        ("regions", "codes", "[String!]", json!("1")),
        ("countries", "codes", "[String!]", json!("SE")),
        ("themes", "codes", "[String!]", json!("1")),
        ("seminars", "kinds", "[SeminarKind!]", json!("WEBINAR")),
        ("seminars", "states", "[SeminarState!]", json!("OPEN")),
        ("documents", "locales", "[Locale!]", json!("sv")),
        (
            "documents",
            "states",
            "[DocumentState!]",
            json!("PUBLISHED"),
        ),
        ("experiences", "sdgs", "[Int!]", json!(3)),
        ("questions", "sdgs", "[Int!]", json!(3)),
    ] {
        let query = format!(
            "query ($all: {ty}) {{ {list}(filter: {{ {member}: $all }}, first: 1) {{ totalCount }} }}"
        );
        for length in [251, 10_000] {
            let all = vec![value.clone(); length];
            let answer = anyone.run(&query, json!({ "all": all })).await;
            assert_eq!(fault(&answer), bad("$all"), "{list}: {answer:#}");
        }
        let all = vec![value.clone(); 250];
        anyone.data(&query, json!({ "all": all })).await;
        let literal = match &value {
            Value::String(name) if ty.starts_with("[S") && ty != "[String!]" => name.clone(),
            Value::String(name) if ty == "[DocumentState!]" => name.clone(),
            other => other.to_string(),
        };
        let query = |length: usize| {
            let all = vec![literal.as_str(); length].join(" ");
            format!("{{ {list}(filter: {{ {member}: [{all}] }}, first: 1) {{ totalCount }} }}")
        };
        let answer = anyone.run(&query(251), json!({})).await;
        let wanted = format!("filter.{member}");
        assert_eq!(fault(&answer), bad(&wanted), "{list}: {answer:#}");
        anyone.data(&query(250), json!({})).await;
    }
    // Deep within an input, and where a mutation takes more.
    let form = |places: usize| {
        let ids = vec!["x"; places];
        json!({ "input": { "ownerId": "x", "locale": "sv", "maturity": "TRIED", "title": [],
            "content": { "municipalityIds": ids } } })
    };
    let create = "mutation ($input: CreateExperienceInput!) { createExperience(input: $input) { refusals { code } } }";
    let editor = app.person().await;
    let answer = editor.run(create, form(401)).await;
    let wanted = "$input.content.municipalityIds";
    assert_eq!(fault(&answer), bad(wanted), "{answer:#}");
    let answer = editor.run(create, form(400)).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
}

#[rstest]
#[tokio::test]
async fn what_the_database_is_told_does_not_depend_on_how_long_a_list_is(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anyone = app.anyone();
    for (list, member, ty, values, texts) in [
        ("municipalities", "codes", "[String!]", vec!["a", "b"], 1),
        ("regions", "codes", "[String!]", vec!["a", "b"], 1),
        ("countries", "codes", "[String!]", vec!["SE", "DK"], 1),
        ("themes", "codes", "[String!]", vec!["a", "b"], 1),
        // One text for each number of values that an enum has.
        (
            "seminars",
            "kinds",
            "[SeminarKind!]",
            vec!["WEBINAR", "CONFERENCE"],
            2,
        ),
        (
            "documents",
            "states",
            "[DocumentState!]",
            vec!["PUBLISHED", "ARCHIVED"],
            2,
        ),
    ] {
        let query = format!(
            "query ($all: {ty}) {{ {list}(filter: {{ {member}: $all }}, first: 1) {{ nodes {{ __typename }} }} }}"
        );
        let mut told = HashSet::new();
        for length in [1, 2, 3, 7, 20, 250] {
            let all: Vec<_> = values.iter().cycle().take(length).collect();
            let variables = json!({ "all": all });
            let (_, statements) =
                statements_of(&app, async || anyone.data(&query, variables.clone()).await).await;
            told.extend(statements.into_iter().map(|one| one.sql));
        }
        assert!(told.len() <= texts, "{list}: {told:#?}");
    }
}
