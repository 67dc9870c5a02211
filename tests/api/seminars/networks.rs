//! Networks narrow their seminars.

use entity::{Visibility, affiliation::OrganisationRole, network};
use erfa::platform::access::{PUBLIC, Work};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use super::scene::*;
use crate::support::{app::TestApp, scene::gid, *};

/// Another visibility for a network, as its own capability would set it.
async fn set_visibility(app: &TestApp, network: &network::Model, visibility: Visibility) {
    let work = Work::of_system(&app.app.store, "test", app.app.followers.clone())
        .await
        .expect("a transaction");
    let audience = match visibility {
        Visibility::Public => PUBLIC,
        _ => network.id,
    };
    let outcome = work
        .rewrite::<network::Entity>(
            vec![
                (network::Column::Visibility, Expr::value(visibility)),
                (network::Column::AudienceId, Expr::value(audience)),
            ],
            Condition::all().add(network::Column::Id.eq(network.id)),
        )
        .await;
    work.finish(outcome).await.expect("it is kept");
}

#[rstest]
#[tokio::test]
async fn a_private_network_narrows_its_seminars_and_a_change_is_followed(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Landsbygd", Visibility::Network).await;
    scene.app.join(&network, scene.host.id).await;
    let member = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Member)
        .await;
    let outsider = scene.app.person().await;
    let seen = scene
        .open(json!({ "networkIds": [gid("Network", network.id)] }))
        .await;
    let count = async |client: &Client| {
        let data = client.data("{ seminars { totalCount } }", json!({})).await;
        data["seminars"]["totalCount"].clone()
    };
    assert_eq!(count(&member).await, 1);
    assert_eq!(count(&outsider).await, 0);
    let listed = try_register(&member, &seen, json!({ "isListed": true })).await;
    assert_eq!(listed["registration"]["status"], "CONFIRMED");

    set_visibility(&scene.app, &network, Visibility::Public).await;
    assert_eq!(count(&outsider).await, 1);
    assert_eq!(count(&scene.app.anyone()).await, 1);
    let people = async |client: &Client| {
        let found = look(client, &seen, "registrations { totalCount }").await;
        found["registrations"]["totalCount"].clone()
    };
    assert_eq!(people(&outsider).await, 1);
    assert_eq!(people(&scene.app.anyone()).await, 0);
    let visitor = scene.app.person().await;
    let seat = register(&visitor, &seen).await;

    set_visibility(&scene.app, &network, Visibility::Network).await;
    assert_eq!(count(&outsider).await, 0);
    assert_eq!(count(&member).await, 1);
    assert_eq!(count(&scene.editor).await, 1);
    let node = format!("{{ node(id: {}) {{ id }} }}", listed["registration"]["id"]);
    assert_eq!(outsider.data(&node, json!({})).await["node"], json!(null));
    // Who registered while it was public cannot see it any more, but can still give up the seat.
    let now = format!(
        "{{ node(id: {}) {{ ... on Registration {{ version seminar {{ id }} }} }} }}",
        seat["id"]
    );
    let mine = visitor.data(&now, json!({})).await;
    assert_eq!(mine["node"]["seminar"], json!(null));
    let seat = json!({ "id": seat["id"], "version": mine["node"]["version"] });
    assert_eq!(
        give_up(&visitor, &seat).await["registration"]["status"],
        "CANCELLED"
    );
}

#[rstest]
#[tokio::test]
async fn a_draft_stays_its_organisers_own_when_its_network_opens(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Landsbygd", Visibility::Network).await;
    scene.app.join(&network, scene.host.id).await;
    let seen = scene
        .create(json!({ "networkIds": [gid("Network", network.id)] }))
        .await;
    set_visibility(&scene.app, &network, Visibility::Public).await;
    let outsider = scene.app.person().await;
    let data = outsider
        .data("{ seminars { totalCount } }", json!({}))
        .await;
    assert_eq!(data["seminars"]["totalCount"], 0);
    assert_eq!(scene.see(&seen).await.version, seen.version);
}

#[rstest]
#[tokio::test]
async fn a_seminar_of_an_organisation_is_for_its_people(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({ "visibility": "ORGANISATION" })).await;
    let colleague = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Member)
        .await;
    let outsider = scene.app.person().await;
    assert_eq!(look(&colleague, &seen, "state").await["state"], "OPEN");
    assert_eq!(look(&outsider, &seen, "state").await, json!(null));
    let seen = scene
        .update(&seen, json!({ "visibility": "REGISTERED" }))
        .await;
    assert_eq!(look(&outsider, &seen, "state").await["state"], "OPEN");
    assert_eq!(look(&scene.app.anyone(), &seen, "state").await, json!(null));
    let seen = scene
        .update(&seen, json!({ "visibility": "RESTRICTED" }))
        .await;
    assert_eq!(look(&colleague, &seen, "state").await, json!(null));
}

#[rstest]
#[tokio::test]
async fn a_seminar_is_put_only_into_ones_own_networks(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let foreign = scene.app.network("Främmande", Visibility::Public).await;
    let hidden = scene.app.network("Dold", Visibility::Network).await;
    for network in [&foreign, &hidden] {
        let ids = json!({ "networkIds": [gid("Network", network.id)] });
        let payload = scene.try_create(ids.clone()).await;
        assert_eq!(refusals(&payload), ["NOT_YOUR_NETWORK at networkIds"]);
        let seen = scene.create(json!({})).await;
        let payload = scene
            .try_act("updateSeminar", "UpdateSeminarInput", &seen, ids)
            .await;
        assert_eq!(refusals(&payload), ["NOT_YOUR_NETWORK at networkIds"]);
    }
}

#[rstest]
#[tokio::test]
async fn a_network_shows_its_cadence_against_its_target(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Landsbygd", Visibility::Public).await;
    let network = network::Model {
        id: erfa::platform::clock::new_id(),
        cadence_target_per_year: Some(2),
        ..network
    };
    let network = scene.app.put(network).await;
    scene.app.join(&network, scene.host.id).await;
    let ids = json!({ "networkIds": [gid("Network", network.id)] });
    let first = scene.open(ids.clone()).await;
    scene.create(ids.clone()).await;
    let query = format!(
        "{{ node(id: \"{}\") {{ ... on Network {{ cadence {{ targetPerYear heldLastYear plannedNextYear health }} }} }} }}",
        gid("Network", network.id)
    );
    let cadence =
        async || scene.app.anyone().data(&query, json!({})).await["node"]["cadence"].take();
    let expected =
        json!({ "targetPerYear": 2, "heldLastYear": 0, "plannedNextYear": 1, "health": "BEHIND" });
    assert_eq!(cadence().await, expected);
    scene.app.clock.advance(chrono::TimeDelta::days(21));
    scene
        .act(
            "recordSeminarHeld",
            "RecordSeminarHeldInput",
            &first,
            json!({}),
        )
        .await;
    let again = merged(
        ids,
        json!({ "startsLocal": scene.local(-3).format("%Y-%m-%dT%H:%M").to_string(), "endsLocal": null }),
    );
    let second = scene.create(again).await;
    scene
        .act(
            "recordSeminarHeld",
            "RecordSeminarHeldInput",
            &second,
            json!({}),
        )
        .await;
    let expected = json!({ "targetPerYear": 2, "heldLastYear": 2, "plannedNextYear": 0, "health": "ON_TRACK" });
    assert_eq!(cadence().await, expected);
}
