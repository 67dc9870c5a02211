//! Networks in lists: filtered, sorted, under other things, and never by one statement each.

use entity::Visibility;
use erfa::platform::clock::new_id;

use super::scene::*;
use crate::support::{scene::gid, *};

async fn names(who: &Client, filter: Value) -> Vec<String> {
    let query = "query ($filter: NetworkFilter) { networks(filter: $filter) { totalCount nodes { name { text } } } }";
    let data = who.data(query, json!({ "filter": filter })).await;
    let nodes = data["networks"]["nodes"].as_array().expect("a list");
    assert_eq!(data["networks"]["totalCount"], nodes.len());
    let text = |node: &Value| node["name"]["text"].as_str().expect("a name").to_owned();
    nodes.iter().map(text).collect()
}

#[rstest]
#[tokio::test]
async fn networks_are_found_by_what_the_filter_names(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let app = &founded.app;
    let (alpha, _) = (
        app.network("Alfa", Visibility::Public).await,
        app.network("Öster om Ö", Visibility::Public).await,
    );
    let (party, membership) = founded.member("Leka").await;
    app.join(&alpha, party.row.id).await;
    let anyone = app.anyone();
    let all = ["Alfa", "Landsbygdsnätverket", "Öster om Ö"];
    assert_eq!(names(&anyone, json!(null)).await, all);
    assert_eq!(names(&anyone, json!({})).await, all);
    assert_eq!(
        names(&anyone, json!({ "statuses": ["CLOSED"] })).await,
        [""; 0]
    );
    assert_eq!(names(&anyone, json!({ "statuses": [] })).await, [""; 0]);
    assert_eq!(
        names(&anyone, json!({ "joinPolicy": "OPEN" })).await,
        [all[1]]
    );
    assert_eq!(names(&anyone, json!({ "name": "ALFA" })).await, [all[0]]);
    assert_eq!(
        names(&anyone, json!({ "nameBeginsWith": "ös" })).await,
        [all[2]]
    );
    assert_eq!(
        names(&anyone, json!({ "nameBeginsWith": "om" })).await,
        [all[2]]
    );
    assert_eq!(names(&anyone, json!({ "country": "SE" })).await, [""; 0]);
    assert_eq!(names(&anyone, json!({ "origin": "LOCAL" })).await, all);
    assert_eq!(
        names(&anyone, json!({ "memberOrganisationId": party.id })).await,
        all[..2]
    );
    assert_eq!(names(&anyone, json!({ "mine": true })).await, [""; 0]);
    assert_eq!(
        names(&party.member, json!({ "mine": true })).await,
        all[..2]
    );
    assert_eq!(
        names(&party.member, json!({ "mine": false })).await,
        all[2..]
    );
    assert_eq!(
        names(&founded.founder, json!({ "mine": true })).await,
        [all[1]]
    );
    founded.end(&party.admin, &membership, json!({})).await;
    assert_eq!(
        names(&anyone, json!({ "memberOrganisationId": party.id })).await,
        [all[0]]
    );
    let wrong = "{ networks(filter: { memberOrganisationId: \"x\" }) { totalCount } }";
    assert_eq!(anyone.code(wrong, json!({})).await, "BAD_INPUT");
    assert_eq!(
        anyone
            .code("{ network(id: \"x\") { id } }", json!({}))
            .await,
        "BAD_INPUT"
    );
}

#[rstest]
#[tokio::test]
async fn a_municipality_shows_the_networks_of_its_organisations_once(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let app = &founded.app;
    let place = app.municipality("NO", "5052", "Leka").await;
    for name in ["Leka kommune", "Leka næringsforening"] {
        let template = app.organisation(name).await;
        let organisation = entity::organisation::Model {
            id: new_id(),
            municipality_id: Some(place.id),
            ..template
        };
        let organisation = app.put(organisation).await;
        let party = Party {
            id: gid("Organisation", organisation.id),
            admin: app
                .person_in(
                    organisation.id,
                    entity::affiliation::OrganisationRole::Admin,
                )
                .await,
            editor: app.anyone(),
            member: app.anyone(),
            row: organisation,
        };
        founded.join(&party.admin, &party).await;
    }
    let id = gid("Municipality", place.id);
    let query = "query ($id: ID!) { municipality(by: { id: $id }) { networks { totalCount nodes { id members { totalCount } } } } }";
    let data = app.anyone().data(query, json!({ "id": id })).await;
    let expected =
        json!({ "totalCount": 1, "nodes": [{ "id": founded.id, "members": { "totalCount": 3 } }] });
    assert_eq!(data["municipality"]["networks"], expected);
    assert_eq!(
        names(&app.anyone(), json!({ "municipalityId": id }))
            .await
            .len(),
        1
    );
    founded.update(json!({ "visibility": "NETWORK" })).await;
    let data = app.anyone().data(query, json!({ "id": id })).await;
    assert_eq!(
        data["municipality"]["networks"],
        json!({ "totalCount": 0, "nodes": [] })
    );
}

#[rstest]
#[tokio::test]
async fn what_hangs_on_networks_costs_the_same_for_one_and_for_many(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let app = &founded.app;
    let (party, _) = founded.member("Leka").await;
    let query = "{ networks(first: FIRST) { nodes { owner { id } members(first: 3) { totalCount nodes { id networkMemberships(first: 3) { nodes { id } } } }
        memberships(first: 3) { nodes { organisation { id } network { id } viewerCan { end } } } coordinators(first: 3) { nodes { id } } viewerCan { edit } } } }";
    let cost = async |first: &str| {
        // In the text, because a variable is charged as a full page.
        let query = query.replace("FIRST", first);
        app.statements(party.admin.data(&query, json!({}))).await.1
    };
    let one = cost("1").await;
    for number in 0..8 {
        let network = app
            .network(&format!("Net {number}"), Visibility::Public)
            .await;
        app.join(&network, party.row.id).await;
        app.coordinator(&network, founded.owner.id).await;
    }
    // The feed reads the log now and then, and a load may go in two; eight networks more would show.
    let many = cost("9").await;
    assert!(many <= one + 4, "{one} for one, {many} for nine");
}

#[rstest]
#[tokio::test]
async fn memberships_are_paged_in_the_order_of_joining(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let app = &founded.app;
    let mut joined = vec![];
    for name in ["C", "A", "B"] {
        joined.push(founded.member(name).await.0.id);
        app.clock.advance(chrono::TimeDelta::days(1));
    }
    let query = "query ($id: ID!, $after: String) { network(id: $id) { memberships(first: 2, after: $after) { pageInfo { endCursor hasNextPage } nodes { organisation { id } } } } }";
    let mut seen = vec![];
    let mut after = Value::Null;
    loop {
        let data = app
            .anyone()
            .data(query, json!({ "id": founded.id, "after": after }))
            .await;
        let page = data["network"]["memberships"].clone();
        seen.extend(page["nodes"].as_array().expect("nodes").iter().map(|node| {
            node["organisation"]["id"]
                .as_str()
                .expect("an id")
                .to_owned()
        }));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen[1..], joined);
    let query = "query ($id: ID!) { network(id: $id) { memberships(filter: { roles: [LEAD] }, orderBy: { field: CREATED_AT, direction: DESC }) { totalCount } } }";
    let data = app.anyone().data(query, json!({ "id": founded.id })).await;
    assert_eq!(data["network"]["memberships"]["totalCount"], 1);
}
