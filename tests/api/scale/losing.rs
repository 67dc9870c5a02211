//! Access that is lost while the replica does not know of it.

use std::time::Instant;

use super::{SOON, Three};
use crate::{command::sign_in, support::*};

const MEETINGS: &str = "{ seminars(first: 100) { nodes { id title { text } } } }";
const MEMBERS_ONLY: &str = "Arbeidsmøte for kontaktpersonene";

pub async fn access_is_lost_everywhere_at_once(three: &Three) {
    let member = sign_in(&three.a, "member@demo.example").await;
    let coordinator = sign_in(&three.a, "coordinator@demo.example").await;
    let token = member.token().expect("a token");
    let everywhere = three.all().map(|one| one.client().with_token(token));
    let sees = async |client: &Client| {
        let data = client.data(MEETINGS, json!({})).await;
        let meetings = data["seminars"]["nodes"]
            .as_array()
            .expect("a list")
            .clone();
        meetings
            .iter()
            .any(|one| one["title"]["text"] == MEMBERS_ONLY)
    };
    for client in &everywhere {
        assert!(sees(client).await, "a member of the network");
    }
    let query = "{ viewer { coordinates(first: 1) { nodes { id version visibility
        memberships(first: 100) { nodes { id version organisation { name } } } } } } }";
    let data = coordinator.data(query, json!({})).await;
    let network = data["viewer"]["coordinates"]["nodes"][0].clone();
    let mut memberships = network["memberships"]["nodes"]
        .as_array()
        .expect("a list")
        .iter();
    let leka = memberships
        .find(|one| {
            one["organisation"]["name"]
                .as_str()
                .is_some_and(|name| name.contains("Leka"))
        })
        .unwrap_or_else(|| panic!("{network:#}"));
    three.cluster.pause().await;
    // The replica goes on to have them as a member.
    let input = json!({ "id": leka["id"], "version": leka["version"] });
    let ended = coordinator
        .change(
            "endMembership",
            "EndMembershipInput",
            "membership { status }",
            input,
        )
        .await;
    assert_eq!(ended["membership"]["status"], "ENDED", "{ended:#}");
    let begun = Instant::now();
    for client in &everywhere {
        while sees(client).await {
            assert!(begun.elapsed() < SOON, "they still see what they lost");
        }
    }
    three.replicated().await;
    three.cluster.pause().await;
    // Nor that everybody may see the network, which is for its members alone now.
    let network_of = "query ($id: ID!) { network(id: $id) { id } }";
    let id = json!({ "id": network["id"] });
    let strangers = three.all().map(|one| one.client());
    for stranger in &strangers {
        let found = stranger.data(network_of, id.clone()).await;
        assert_eq!(found["network"]["id"], network["id"]);
    }
    let query = "query ($id: ID!) { network(id: $id) { version } }";
    let version = coordinator.data(query, id.clone()).await["network"]["version"].clone();
    let input = json!({ "id": network["id"], "version": version, "visibility": "NETWORK" });
    let query = "network { version visibility }";
    let hidden = coordinator
        .change("updateNetwork", "UpdateNetworkInput", query, input)
        .await;
    assert_eq!(hidden["network"]["visibility"], "NETWORK", "{hidden:#}");
    let begun = Instant::now();
    for stranger in &strangers {
        while stranger.data(network_of, id.clone()).await["network"].is_object() {
            assert!(begun.elapsed() < SOON, "strangers still see it");
        }
    }
    // A session that was ended.
    let out = member
        .change("signOut", "SignOutInput", "signedOut", json!({}))
        .await;
    assert_eq!(out["signedOut"], true, "{out:#}");
    for client in &everywhere {
        assert_eq!(client.code(MEETINGS, json!({})).await, "UNAUTHENTICATED");
    }
    three.replicated().await;
}
