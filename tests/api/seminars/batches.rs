//! Many rows cost as few statements as one.

use entity::{Visibility, affiliation::OrganisationRole};

use super::scene::*;
use crate::support::{scene::gid, *};

/// The statements of one request. The reader of the change log runs beside it now and then: the least of several counts.
async fn cost(scene: &Scene, client: &Client, query: &str) -> u64 {
    let mut least = u64::MAX;
    for _ in 0..5 {
        let work = client.data(query, json!({}));
        least = least.min(scene.app.statements(work).await.1);
    }
    least
}

#[rstest]
#[tokio::test]
async fn networks_with_their_next_seminars_cost_a_handful_of_statements(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    for number in 0..20 {
        let network = scene
            .app
            .network(&format!("Nät {number}"), Visibility::Public)
            .await;
        scene.app.join(&network, scene.host.id).await;
        for _ in 0..2 {
            scene
                .open(json!({ "networkIds": [gid("Network", network.id)] }))
                .await;
        }
    }
    let query = "{ networks(first: 20) { nodes { seminars(first: 5) { nodes { host { id } registrationCount } } } } }";
    let anyone = scene.app.anyone();
    let data = anyone.data(query, json!({})).await;
    let networks = data["networks"]["nodes"].as_array().expect("networks");
    assert_eq!(networks.len(), 20);
    for network in networks {
        assert_eq!(
            network["seminars"]["nodes"].as_array().map(Vec::len),
            Some(2)
        );
    }
    let alone = cost(&scene, &anyone, query).await;
    assert!(alone <= 3, "{alone} statements");
    let signed_in = cost(&scene, &scene.editor, query).await;
    assert!(signed_in <= 4, "{signed_in} statements when signed in");
    let query = "{ networks(first: 20) { nodes { cadence { plannedNextYear } } } }";
    let cost = cost(&scene, &anyone, query).await;
    assert!(cost <= 2, "{cost} statements for the cadence of all");
}

#[rstest]
#[tokio::test]
async fn a_list_of_seminars_and_registrations_costs_no_statement_per_row(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let full = json!({
        "mode": "ONLINE", "joinUrl": "https://meet.example/x",
        "seatPools": [{ "kind": "ONLINE", "capacity": 1 }],
    });
    let visitor = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Member)
        .await;
    for _ in 0..5 {
        let seen = scene.open(full.clone()).await;
        for _ in 0..2 {
            register(&scene.app.person().await, &seen).await;
        }
        register(&visitor, &seen).await;
    }
    let query = "{ seminars { nodes {
        title { text } joinUrl agenda { title } seatPools { free } hosts { organisation { id } }
        viewerRegistration { status position seat viewerCan { cancel } } viewerCan { edit register }
        registrations(first: 5) { nodes { position seat person { id } organisation { id } } }
    } } }";
    for client in [&visitor, &scene.editor] {
        let data = client.data(query, json!({})).await;
        let cost = cost(&scene, client, query).await;
        assert_eq!(data["seminars"]["nodes"].as_array().map(Vec::len), Some(5));
        // Who asks, seminars, agendas, pools, hosts, own registrations, registrations, seats and places twice, people, organisations.
        assert!(cost <= 14, "{cost} statements");
    }
    let places = visitor.data(query, json!({})).await;
    assert_eq!(
        places["seminars"]["nodes"][0]["viewerRegistration"]["position"],
        2
    );
}
