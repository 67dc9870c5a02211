//! Documents shared in networks: a network that becomes narrower takes them along, on every path.

use entity::{Visibility, affiliation::OrganisationRole};

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn a_document_of_a_private_network_is_invisible_on_every_path(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let network = app.network("Nät", Visibility::Public).await;
    app.join(&network, scene.owner.id).await;
    let coordinator = app.coordinator(&network, scene.owner.id).await;
    let other = app.organisation("Säter").await;
    app.join(&network, other.id).await;
    let member = app.person_in(other.id, OrganisationRole::Member).await;
    let theme = scene.theme("housing").await;
    let place = app.municipality("SE", "2085", "Ludvika").await;
    let form = json!({
        "networkIds": [gid("Network", network.id)], "themeIds": [gid("Theme", theme.id)],
        "municipalityIds": [gid("Municipality", place.id)], "publisherId": gid("Organisation", other.id),
    });
    let shared = scene.published(form).await;
    let open = scene.published(json!({})).await;
    let appendix = scene.published(json!({})).await;
    let link = scene.link(&shared, &open, "SUPPLEMENTS", json!(null)).await;
    scene
        .link(&appendix, &shared, "APPENDIX_OF", json!("1"))
        .await;

    let query = "query ($id: ID!, $link: ID!, $open: ID!, $appendix: ID!, $network: ID!, $owner: ID!, $publisher: ID!, $theme: ID!, $place: ID!) {
        document(id: $id) { id } node(id: $id) { id } link: node(id: $link) { id }
        documents(filter: { networkIds: [$network] }) { totalCount nodes { id } }
        themed: documents(filter: { themeIds: [$theme], municipalityId: $place }) { totalCount nodes { id } }
        open: document(id: $open) { linkedFrom { totalCount nodes { source { id } } } }
        appendix: document(id: $appendix) { links { totalCount nodes { target { id } } } }
        network: node(id: $network) { ... on Network { documents { totalCount nodes { id } } } }
        owner: node(id: $owner) { ... on Organisation { documents(filter: { networkIds: [$network] }) { totalCount nodes { id } } } }
        publisher: node(id: $publisher) { ... on Organisation { publications { totalCount nodes { id } } } }
        theme: node(id: $theme) { ... on Theme { documents { totalCount nodes { id } } } }
        place: node(id: $place) { ... on Municipality { documents { totalCount nodes { id } } } } }";
    let variables = json!({
        "id": shared.id, "link": link, "open": open.id, "appendix": appendix.id, "network": gid("Network", network.id),
        "owner": gid("Organisation", scene.owner.id), "publisher": gid("Organisation", other.id),
        "theme": gid("Theme", theme.id), "place": gid("Municipality", place.id),
    });
    let picture = |seen: bool, network_seen: bool| {
        let some = |node: Value| match seen {
            true => json!({ "totalCount": 1, "nodes": [node] }),
            false => json!({ "totalCount": 0, "nodes": [] }),
        };
        let own = json!({ "id": shared.id });
        let or_null = |there: bool, value: Value| if there { value } else { json!(null) };
        json!({
            "document": or_null(seen, own.clone()), "node": or_null(seen, own.clone()),
            "link": or_null(seen, json!({ "id": link })),
            "documents": some(own.clone()), "themed": some(own.clone()),
            "open": { "linkedFrom": some(json!({ "source": own })) },
            "appendix": { "links": some(json!({ "target": own })) },
            "network": or_null(network_seen, json!({ "documents": some(own.clone()) })),
            "owner": { "documents": some(own.clone()) }, "publisher": { "publications": some(own.clone()) },
            "theme": { "documents": some(own.clone()) }, "place": { "documents": some(own.clone()) },
        })
    };
    let outsider = app.person().await;
    for client in [&app.anyone(), &outsider, &member, &scene.editor] {
        assert_eq!(
            client.data(query, variables.clone()).await,
            picture(true, true)
        );
    }
    let version = coordinator
        .data(
            "query ($id: ID!) { network(id: $id) { version } }",
            json!({ "id": gid("Network", network.id) }),
        )
        .await;
    let input = json!({ "id": gid("Network", network.id), "version": version["network"]["version"], "visibility": "NETWORK" });
    let made = coordinator
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { visibility }",
            input,
        )
        .await;
    assert_eq!(made["network"]["visibility"], "NETWORK", "{made:#}");
    for client in [&app.anyone(), &outsider] {
        assert_eq!(
            client.data(query, variables.clone()).await,
            picture(false, false)
        );
    }
    for client in [&member, &scene.editor, &coordinator] {
        assert_eq!(
            client.data(query, variables.clone()).await,
            picture(true, true)
        );
    }
    // Taken out of the network, it is for everyone again, and no longer the coordinator's to change.
    let now = scene.see(&shared).await;
    let can = scene
        .look(&coordinator, &shared, "viewerCan { edit }")
        .await;
    assert_eq!(can["viewerCan"]["edit"], true);
    scene.act("update", &now, json!({ "networkIds": [] })).await;
    assert!(scene.sees(&outsider, &shared).await);
}

#[rstest]
#[tokio::test]
async fn a_document_is_shared_only_in_networks_one_belongs_to(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Nät", Visibility::Public).await;
    let form = json!({ "networkIds": [gid("Network", network.id)] });
    let refused = scene.create_as(&scene.editor, form.clone()).await;
    assert_eq!(refusals(&refused), ["NOT_YOUR_NETWORK at networkIds"]);
    let draft = scene.draft(json!({})).await;
    let refused = scene
        .try_act(&scene.editor, "update", &draft, form.clone())
        .await;
    assert_eq!(refusals(&refused), ["NOT_YOUR_NETWORK at networkIds"]);
    scene.app.join(&network, scene.owner.id).await;
    scene.act("update", &draft, form).await;
}
