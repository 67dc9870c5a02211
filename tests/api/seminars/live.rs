//! Hearing of seminars, of one's own place in the queue, and no longer than one may.

use std::time::{Duration, Instant};

use entity::{Visibility, affiliation::OrganisationRole};

use super::scene::*;
use crate::support::{client::Subscription, scene::gid, *};

const OWN: &str =
    "subscription ($id: ID!) { viewerRegistrationChanged(seminarId: $id) { status position } }";
const CHANGED: &str =
    "subscription ($id: ID!) { seminarChanged(id: $id) { state venue { name } } }";

/// Reads until what is told fits; what was committed just before the beginning may be told once more.
async fn until(heard: &mut Subscription, field: &str, expected: Value) {
    let mut last = Value::Null;
    for _ in 0..8 {
        last = heard.next().await;
        if last["payload"]["data"][field] == expected {
            return;
        }
    }
    panic!("{expected} was never told: {last:#}")
}

#[rstest]
#[tokio::test]
async fn ones_own_place_is_told_as_others_leave(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }))
        .await;
    let people = people(&scene, &seen, 2).await;
    let third = scene.app.person().await;
    let mut heard = third.subscribe(OWN, json!({ "id": seen.id })).await;
    let field = "viewerRegistrationChanged";
    until(&mut heard, field, Value::Null).await;
    register(&third, &seen).await;
    let waits = |place: i32| json!({ "status": "WAITLISTED", "position": place });
    until(&mut heard, field, waits(2)).await;
    give_up(&people[1].0, &people[1].1).await;
    until(&mut heard, field, waits(1)).await;
    give_up(&people[0].0, &people[0].1).await;
    let seated = json!({ "status": "CONFIRMED", "position": null });
    until(&mut heard, field, seated).await;
    give_up(&third, &own(&third, &seen).await).await;
    until(&mut heard, field, Value::Null).await;
    let mut nobody = scene
        .app
        .anyone()
        .subscribe(OWN, json!({ "id": seen.id }))
        .await;
    let refused = nobody.next().await;
    assert!(
        refused.to_string().contains("UNAUTHENTICATED"),
        "{refused:#}"
    );
}

#[rstest]
#[tokio::test]
async fn a_change_of_a_seminar_is_told_and_lost_membership_ends_it_within_a_second(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("For members", Visibility::Network).await;
    scene.app.join(&network, scene.host.id).await;
    let member_of = scene.app.organisation("Smedjebacken").await;
    scene.app.join(&network, member_of.id).await;
    let member = scene.app.person().await;
    scene
        .app
        .affiliate(member.person_id, member_of.id, OrganisationRole::Member)
        .await;
    let seen = scene
        .open(json!({ "networkIds": [gid("Network", network.id)], "visibility": "NETWORK" }))
        .await;
    let mut heard = member.subscribe(CHANGED, json!({ "id": seen.id })).await;
    let place = |name: &str| json!({ "state": "OPEN", "venue": { "name": name } });
    until(&mut heard, "seminarChanged", place("Folkets hus")).await;
    let now = scene.see(&seen).await;
    scene
        .update(&now, json!({ "venue": { "name": "Biblioteket" } }))
        .await;
    until(&mut heard, "seminarChanged", place("Biblioteket")).await;
    let mut own = member.subscribe(OWN, json!({ "id": seen.id })).await;
    until(&mut own, "viewerRegistrationChanged", Value::Null).await;

    let admin = scene.app.platform_admin().await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Person { affiliations { nodes { id version } } } } }";
    let found = admin
        .data(query, json!({ "id": gid("Person", member.person_id) }))
        .await;
    let affiliation = &found["node"]["affiliations"]["nodes"][0];
    let input = json!({ "id": affiliation["id"], "version": affiliation["version"] });
    let ended = admin
        .change(
            "endAffiliation",
            "EndAffiliationInput",
            "affiliation { id }",
            input,
        )
        .await;
    assert_eq!(ended["refusals"], json!([]), "{ended:#}");
    let since = Instant::now();
    for heard in [&mut heard, &mut own] {
        loop {
            let told = heard.next().await;
            if told["type"] == "complete"
                || told["type"] == "error"
                || told["type"] == "closed"
                || told["payload"]["errors"].is_array()
            {
                break;
            }
        }
    }
    assert!(
        since.elapsed() < Duration::from_secs(1),
        "{:?}",
        since.elapsed()
    );
}
