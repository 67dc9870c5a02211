//! Who sees a seminar before it is published.

use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn a_draft_is_its_organisers_own_wherever_one_looks(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.create(json!({})).await;
    let colleague = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Member)
        .await;
    let query = "query ($id: ID!, $host: ID!) {
        seminar(id: $id) { state }
        node(id: $id) { id }
        seminars { totalCount nodes { id } }
        host: node(id: $host) { ... on Organisation { seminars { totalCount nodes { id } } } }
    }";
    let ids = json!({ "id": seen.id, "host": gid("Organisation", scene.host.id) });
    let hidden = json!({
        "seminar": null, "node": null,
        "seminars": { "totalCount": 0, "nodes": [] },
        "host": { "seminars": { "totalCount": 0, "nodes": [] } },
    });
    for outsider in [scene.app.anyone(), scene.app.person().await, colleague] {
        assert_eq!(outsider.data(query, ids.clone()).await, hidden);
    }
    let shown = json!({
        "seminar": { "state": "PLANNED" }, "node": { "id": seen.id },
        "seminars": { "totalCount": 1, "nodes": [{ "id": seen.id }] },
        "host": { "seminars": { "totalCount": 1, "nodes": [{ "id": seen.id }] } },
    });
    assert_eq!(scene.editor.data(query, ids).await, shown);
}

#[rstest]
#[tokio::test]
async fn what_one_may_not_see_answers_like_what_does_not_exist(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.create(json!({})).await;
    let outsider = scene.app.person().await;
    let publish = try_act(
        &outsider,
        "publishSeminar",
        "PublishSeminarInput",
        &seen,
        json!({}),
    );
    assert_eq!(publish.await["error"], "NOT_FOUND");
    let register = try_register(&outsider, &seen, json!({})).await;
    assert_eq!(register["error"], "NOT_FOUND");
    let accept = json!({
        "seminarId": seen.id, "version": seen.version,
        "organisationId": gid("Organisation", scene.host.id),
    });
    let accept = outsider
        .change(
            "acceptCoHosting",
            "AcceptCoHostingInput",
            "seminar { id }",
            accept,
        )
        .await;
    assert_eq!(accept["error"], "NOT_FOUND");
}

#[rstest]
#[tokio::test]
async fn a_coordinator_of_its_network_arranges_a_draft_too(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene
        .app
        .network("Landsbygd", entity::Visibility::Public)
        .await;
    scene.app.join(&network, scene.host.id).await;
    let other = scene.app.organisation("Smedjebacken").await;
    let coordinator = scene.app.coordinator(&network, other.id).await;
    let networks = json!({ "networkIds": [gid("Network", network.id)] });
    let seen = scene.create(networks).await;
    let published = try_act(
        &coordinator,
        "publishSeminar",
        "PublishSeminarInput",
        &seen,
        json!({}),
    );
    assert_eq!(published.await["seminar"]["state"], "OPEN");
    let nested = format!(
        "{{ node(id: \"{}\") {{ ... on Network {{ seminars {{ nodes {{ host {{ id }} networks {{ totalCount }} }} }} }} }} }}",
        gid("Network", network.id)
    );
    let data = scene.app.anyone().data(&nested, json!({})).await;
    let expected = json!([{ "host": { "id": gid("Organisation", scene.host.id) }, "networks": { "totalCount": 1 } }]);
    assert_eq!(data["node"]["seminars"]["nodes"], expected);
}

#[rstest]
#[tokio::test]
async fn what_is_made_can_be_read_back(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene
        .create(json!({
            "state": "IDEA", "kindText": "temadag", "description": [{ "locale": "sv", "text": "Om byar." }],
            "agenda": [
                { "title": "Välkommen", "startsAfterMinutes": 0, "durationMinutes": 15 },
                { "title": "Byarna", "speaker": "Anna", "startsAfterMinutes": 15 },
            ],
            "seatPools": [{ "kind": "ONLINE" }, { "kind": "ONSITE", "capacity": 5 }],
            "mode": "HYBRID", "joinUrl": "https://meet.example/abc",
        }))
        .await;
    let selection = "state kindText description { text } agenda { title speaker startsAfterMinutes durationMinutes }
        seatPools { kind capacity confirmed waiting free } startsLocal joinUrl
        venue { name address municipality { name } } hosts { role organisation { id } }
        viewerCan { edit publish register manageRegistrations }";
    let expected = json!({
        "state": "IDEA", "kindText": "temadag", "description": { "text": "Om byar." },
        "agenda": [
            { "title": "Välkommen", "speaker": null, "startsAfterMinutes": 0, "durationMinutes": 15 },
            { "title": "Byarna", "speaker": "Anna", "startsAfterMinutes": 15, "durationMinutes": null },
        ],
        "seatPools": [
            { "kind": "ONLINE", "capacity": null, "confirmed": 0, "waiting": 0, "free": null },
            { "kind": "ONSITE", "capacity": 5, "confirmed": 0, "waiting": 0, "free": 5 },
        ],
        "startsLocal": scene.local(20).format("%Y-%m-%dT%H:%M:%S").to_string(),
        "joinUrl": "https://meet.example/abc",
        "venue": { "name": "Folkets hus", "address": null, "municipality": null },
        "hosts": [{ "role": "LEAD", "organisation": { "id": gid("Organisation", scene.host.id) } }],
        "viewerCan": { "edit": true, "publish": true, "register": false, "manageRegistrations": true },
    });
    assert_eq!(scene.look(&seen, selection).await, expected);
}
