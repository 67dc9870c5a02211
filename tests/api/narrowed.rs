//! Lists leave out the columns that nobody reads: every field answers as it does where the whole row is read.

use entity::{document, experience, municipality, network, registration, seminar};
use erfa::platform::access::Resource;

use crate::support::*;

/// What is asked of a field that is not a scalar.
fn selection(field: &str) -> &'static str {
    match field {
        "title" | "titles" | "name" | "names" | "description" | "summary" | "purpose"
        | "purposes" | "challenge" | "approach" | "outcome" | "failures" | "lessons"
        | "transferConditions" => "{ text }",
        "host" | "owner" | "publisher" | "publisherSeat" | "organisation" | "country"
        | "region" | "person" | "author" | "seminar" => "{ id }",
        "networks" | "municipalities" | "documents" | "registrations" | "members" | "seminars"
        | "experiences" | "themes" | "regions" => "(first: 3) { nodes { id } }",
        "agenda" => "{ title }",
        "when" => "{ text earliest latest }",
        "point" => "{ latitude longitude basis }",
        "population" => "{ inhabitants year }",
        "area" => "{ squareKilometres basis }",
        "contacts" => "{ role }",
        "reuseCounts" => "{ worked }",
        _ => "",
    }
}

/// `list` is the query around the fields of a thing; `whole` a field that needs its whole row.
async fn compare<E: Resource>(client: &Client, list: &str, whole: &str) {
    assert!(E::FIELDS.len() > 8, "{} names its fields", E::KIND);
    for (field, _) in E::FIELDS {
        let selection = match (E::KIND, *field) {
            ("Municipality", "name") | ("Registration", "title") => "",
            _ => selection(field),
        };
        let asked =
            |also: &str| list.replace("FIELD", &format!("asked: {field} {selection} {also}"));
        let alone = client.data(&asked(""), json!({})).await;
        let mut beside = client
            .data(&asked(&format!("whole: {whole}")), json!({}))
            .await;
        forget(&mut beside, "whole");
        assert!(
            alone.to_string().contains("asked"),
            "{}.{field}: {alone}",
            E::KIND
        );
        assert_eq!(alone, beside, "{}.{field}", E::KIND);
    }
}

fn forget(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            members.remove(name);
            members.values_mut().for_each(|member| forget(member, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| forget(item, name)),
        _ => {}
    }
}

#[rstest]
#[tokio::test]
async fn a_field_alone_answers_as_it_does_beside_one_that_needs_the_whole_row(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let admin = app.platform_admin().await;
    let root = |list: &str| format!("{{ {list}(first: 40) {{ nodes {{ FIELD }} }} }}");
    compare::<seminar::Entity>(&admin, &root("seminars"), "frequencyText").await;
    compare::<document::Entity>(&admin, &root("documents"), "statedPrincipleCount").await;
    compare::<experience::Entity>(&admin, &root("experiences"), "costText").await;
    compare::<network::Entity>(&admin, &root("networks"), "periodText").await;
    compare::<municipality::Entity>(&admin, &root("municipalities"), "wikidata").await;
    let children = "{ networks(first: 20) { nodes { seminars(first: 5) { nodes { FIELD } } } } }";
    compare::<seminar::Entity>(&admin, children, "frequencyText").await;
    let registrations = "{ seminars(first: 40, orderBy: { direction: DESC }) { edges { node { registrations(first: 5) { edges { node { FIELD } } } } } } }";
    compare::<registration::Entity>(&admin, registrations, "cancelledAt").await;
}

#[rstest]
#[tokio::test]
async fn the_same_list_asked_twice_for_different_fields_answers_both(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let twice = "{ networks(first: 20) { nodes {
        short: seminars(first: 3) { nodes { id } }
        long: seminars(first: 3) { nodes { id startsAt } } } } }";
    let data = app.anyone().data(twice, json!({})).await;
    let networks = data["networks"]["nodes"].as_array().expect("networks");
    let dated = |network: &Value| {
        let seminars = network["long"]["nodes"].as_array();
        let seminars = seminars.into_iter().flatten();
        seminars.filter(|one| one["startsAt"].is_string()).count()
    };
    assert!(networks.iter().map(dated).sum::<usize>() > 0, "{data:#}");
    for network in networks {
        let ids = |name: &str| {
            let nodes = network[name]["nodes"].as_array().cloned();
            let nodes = nodes.into_iter().flatten();
            nodes.map(|one| one["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids("short"), ids("long"));
    }
}
