//! A hit is never something the viewer may not see.
#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

use entity::affiliation::OrganisationRole;

use super::*;
use crate::support::scene::gid;

const COUNTS: &str = "query ($query: String!) { search(query: $query) { totalCount nodes { node { id } } facets { kinds { kind count } languages { count } } } }";

/// How many somebody is told of: on the page, in the total, in each facet.
async fn told(client: &Client, query: &str) -> [i64; 4] {
    let data = client.data(COUNTS, json!({ "query": query })).await;
    let search = &data["search"];
    let sum = |counts: &Value| -> i64 {
        let counts = counts.as_array().expect("counts").iter();
        counts
            .map(|one| one["count"].as_i64().expect("a number"))
            .sum()
    };
    [
        search["nodes"].as_array().expect("nodes").len() as i64,
        search["totalCount"].as_i64().expect("a number"),
        sum(&search["facets"]["kinds"]),
        sum(&search["facets"]["languages"]),
    ]
}

#[track_caller]
fn all(told: [i64; 4], expected: i64) {
    assert_eq!(told, [expected; 4]);
}

#[rstest]
#[tokio::test]
async fn a_network_is_found_by_whom_it_is_for(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let owner = app.organisation("Owner").await;
    let founder = app.person_in(owner.id, OrganisationRole::Editor).await;
    let member = app.person_in(owner.id, OrganisationRole::Member).await;
    let (anyone, outsider, admin) = (app.anyone(), app.person().await, app.platform_admin().await);
    let input = json!({ "ownerId": gid("Organisation", owner.id), "locale": "sv", "name": [{ "locale": "sv", "text": "Bygdenätverket" }], "visibility": "PUBLIC" });
    let made = founder
        .change(
            "createNetwork",
            "CreateNetworkInput",
            "network { id version }",
            input,
        )
        .await;
    let id = made["network"]["id"].clone();
    let tell = async |expected: [i64; 5]| {
        for (client, expected) in [&anyone, &outsider, &member, &founder, &admin]
            .into_iter()
            .zip(expected)
        {
            all(told(client, "bygdenätverk").await, expected);
        }
    };
    let update = async |more: Value| {
        let ask = "query ($id: ID!) { network(id: $id) { version } }";
        let data = founder.data(ask, json!({ "id": id })).await;
        let mut input = json!({ "id": id, "version": data["network"]["version"] });
        for (name, value) in more.as_object().expect("members") {
            input[name] = value.clone();
        }
        let answer = founder
            .change(
                "updateNetwork",
                "UpdateNetworkInput",
                "network { id }",
                input,
            )
            .await;
        assert_eq!(answer["refusals"], json!([]), "{answer:#}");
    };
    // A draft.
    tell([0, 0, 0, 1, 1]).await;
    update(json!({ "status": "ACTIVE" })).await;
    tell([1, 1, 1, 1, 1]).await;
    update(json!({ "visibility": "REGISTERED" })).await;
    tell([0, 1, 1, 1, 1]).await;
    update(json!({ "visibility": "NETWORK" })).await;
    tell([0, 0, 1, 1, 1]).await;
    update(json!({ "visibility": "RESTRICTED" })).await;
    tell([0, 0, 0, 1, 1]).await;
    update(json!({ "visibility": "PUBLIC" })).await;
    tell([1, 1, 1, 1, 1]).await;
}

#[rstest]
#[tokio::test]
async fn what_hangs_on_a_network_is_hidden_and_shown_with_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let owner = app.organisation("Owner").await;
    let founder = app.person_in(owner.id, OrganisationRole::Editor).await;
    let anyone = app.anyone();
    let input = json!({ "ownerId": gid("Organisation", owner.id), "locale": "sv", "name": [{ "locale": "sv", "text": "Nätet" }], "visibility": "PUBLIC", "status": "ACTIVE" });
    let made = founder
        .change(
            "createNetwork",
            "CreateNetworkInput",
            "network { id version }",
            input,
        )
        .await;
    let network = made["network"].clone();
    let input = json!({ "hostId": gid("Organisation", owner.id), "networkIds": [network["id"]], "kind": "WORKSHOP", "locale": "sv", "mode": "ONSITE",
        "title": [{ "locale": "sv", "text": "Skogsdagen" }], "timeZone": "Europe/Stockholm", "startsLocal": "2027-05-01T10:00", "endsLocal": "2027-05-01T12:00",
        "venue": { "name": "Stugan" }, "seatPools": [{ "kind": "ONSITE", "capacity": 5 }] });
    let made = founder
        .change(
            "createSeminar",
            "CreateSeminarInput",
            "seminar { id version }",
            input,
        )
        .await;
    let seminar = made["seminar"].clone();
    assert!(seminar.is_object(), "{made:#}");
    all(told(&anyone, "skogsdag").await, 0);
    all(told(&founder, "skogsdag").await, 1);
    let input = json!({ "id": seminar["id"], "version": seminar["version"] });
    let answer = founder
        .change(
            "publishSeminar",
            "PublishSeminarInput",
            "seminar { id }",
            input,
        )
        .await;
    assert_eq!(answer["refusals"], json!([]), "{answer:#}");
    all(told(&anyone, "skogsdag").await, 1);
    let input =
        json!({ "id": network["id"], "version": network["version"], "visibility": "NETWORK" });
    let answer = founder
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { id }",
            input,
        )
        .await;
    assert_eq!(answer["refusals"], json!([]), "{answer:#}");
    all(told(&anyone, "skogsdag").await, 0);
    all(told(&founder, "skogsdag").await, 1);
}

#[rstest]
#[tokio::test]
async fn the_index_names_the_audience_of_every_row(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    use entity::{
        agreement, document, exchange_post, experience, funding_call, network, person, programme,
        project, question, search_entry, seminar,
    };
    use sea_orm::EntityTrait;
    let app = TestApp::with_sample(db).await;
    let db = &app.connection;
    let mut audiences = vec![];
    macro_rules! gather {
        ($($table:ident),+) => {
            $(for row in $table::Entity::find().all(db).await.expect("rows") {
                audiences.push((row.id, row.audience_id, row.version));
            })+
        };
    }
    gather!(
        network,
        person,
        seminar,
        document,
        experience,
        question,
        exchange_post,
        project,
        agreement,
        programme,
        funding_call
    );
    assert!(audiences.len() > 30);
    for (id, audience, version) in audiences {
        use sea_orm::{ColumnTrait, QueryFilter};
        let entry = search_entry::Entity::find()
            .filter(search_entry::Column::Id.eq(id))
            .one(db)
            .await;
        let entry = entry.expect("an answer").expect("an entry");
        assert_eq!((entry.audience_id, entry.version), (audience, version));
    }
}
