//! Founding a network and changing it.

use entity::{affiliation::OrganisationRole, country};
use erfa::{places::country_id, platform::clock::new_id};

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn the_founder_coordinates_and_the_owner_leads(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::with(db, json!({})).await;
    let query = "query ($id: ID!) { network(id: $id) { status name { text locale isFallback } names { locale }
        owner { id } origin joinPolicy visibility version
        memberships { nodes { role status organisation { id } network { id } } }
        members { totalCount nodes { id } } coordinators { nodes { id } }
        viewerCan { edit invite decideApplications appointCoordinators join apply } } }";
    let data = founded
        .founder
        .data(query, json!({ "id": founded.id }))
        .await;
    let owner = gid("Organisation", founded.owner.id);
    assert_eq!(
        data["network"],
        json!({
            "status": "DRAFT", "origin": "LOCAL", "joinPolicy": "APPLICATION", "visibility": "PUBLIC", "version": 1,
            "name": { "text": "Landsbygdsnätverket", "locale": "sv", "isFallback": false },
            "names": [{ "locale": "sv" }], "owner": { "id": owner },
            "memberships": { "nodes": [{ "role": "LEAD", "status": "ACTIVE", "organisation": { "id": owner }, "network": { "id": founded.id } }] },
            "members": { "totalCount": 1, "nodes": [{ "id": owner }] },
            "coordinators": { "nodes": [{ "id": gid("Person", founded.founder.person_id) }] },
            "viewerCan": { "edit": true, "invite": false, "decideApplications": true, "appointCoordinators": true, "join": false, "apply": false },
        })
    );
}

#[rstest]
#[tokio::test]
async fn only_editors_and_admins_of_the_owner_found_networks(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let owner = app.organisation("Owner").await;
    let input = json!({ "ownerId": gid("Organisation", owner.id), "locale": "sv", "name": [{ "locale": "sv", "text": "N" }] });
    let create = async |who: Client| {
        who.change(
            "createNetwork",
            "CreateNetworkInput",
            "network { id }",
            input.clone(),
        )
        .await
    };
    assert_eq!(create(app.anyone()).await["error"], "UNAUTHENTICATED");
    assert_eq!(create(app.person().await).await["error"], "FORBIDDEN");
    let member = app.person_in(owner.id, OrganisationRole::Member).await;
    assert_eq!(create(member).await["error"], "FORBIDDEN");
    let admin = app.person_in(owner.id, OrganisationRole::Admin).await;
    assert_eq!(create(admin).await["refusals"], json!([]));
    let outside = app.platform_admin().await;
    assert_eq!(refusal(&create(outside).await), "NO_AFFILIATION");
}

#[rstest]
#[tokio::test]
async fn a_network_lives_in_one_direction(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::with(db, json!({})).await;
    for wrong in ["DORMANT", "CLOSED"] {
        let refused = founded.update(json!({ "status": wrong })).await;
        assert_eq!(refusal(&refused), "WRONG_TRANSITION");
    }
    for right in ["ACTIVE", "DORMANT", "ACTIVE", "DORMANT", "CLOSED"] {
        let changed = founded.update(json!({ "status": right })).await;
        assert_eq!(changed["network"]["status"], right, "{changed:#}");
    }
    for wrong in ["DRAFT", "ACTIVE", "DORMANT"] {
        let refused = founded.update(json!({ "status": wrong })).await;
        assert_eq!(refusal(&refused), "WRONG_TRANSITION");
    }
}

#[rstest]
#[tokio::test]
async fn only_coordinators_change_a_network(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (party, _) = founded.member("Member").await;
    let version = founded.version(&founded.founder).await;
    let input = json!({ "id": founded.id, "version": version, "cadenceTargetPerYear": 3 });
    let update = async |who: &Client| {
        let fields = "network { cadenceTargetPerYear }";
        who.change("updateNetwork", "UpdateNetworkInput", fields, input.clone())
            .await
    };
    assert_eq!(
        update(&founded.app.anyone()).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(
        update(&founded.app.person().await).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(update(&party.admin).await["error"], "FORBIDDEN");
    let done = update(&founded.founder).await;
    assert_eq!(done["network"]["cadenceTargetPerYear"], 3, "{done:#}");
}

#[rstest]
#[tokio::test]
async fn what_is_left_out_stays_and_null_empties(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let now = founded.app.now();
    founded
        .app
        .put(country::Model {
            id: country_id("SE"),
            code: "SE".to_owned(),
            name: entity::LocalizedText::new("sv", "Sverige"),
            code_system: "SCB kommunkod".to_owned(),
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await;
    let more = json!({
        "name": [{ "locale": "sv", "text": "Nätet" }, { "locale": "en", "text": "The Net" }],
        "purpose": [{ "locale": "sv", "text": "Att lära" }], "country": "se", "since": "2020-01-01",
        "periodText": "2020–2021", "cadenceTargetPerYear": 0, "statedMemberCount": 25, "membersText": "Kommuner",
    });
    let changed = founded.update(more).await;
    assert_eq!(changed["refusals"], json!([]));
    let query = "query ($id: ID!) { network(id: $id) { name(locale: \"en\") { text } names { locale text } purpose { text } purposes { locale }
        country { code } since periodText cadenceTargetPerYear statedMemberCount membersText } }";
    let read = || founded.founder.data(query, json!({ "id": founded.id }));
    let full = json!({
        "name": { "text": "The Net" }, "names": [{ "locale": "en", "text": "The Net" }, { "locale": "sv", "text": "Nätet" }],
        "purpose": { "text": "Att lära" }, "purposes": [{ "locale": "sv" }], "country": { "code": "SE" }, "since": "2020-01-01",
        "periodText": "2020–2021", "cadenceTargetPerYear": 0, "statedMemberCount": 25, "membersText": "Kommuner",
    });
    assert_eq!(read().await["network"], full);
    founded.update(json!({})).await;
    assert_eq!(read().await["network"], full);
    let empty = json!({ "purpose": null, "country": null, "since": null, "periodText": null, "cadenceTargetPerYear": null, "statedMemberCount": null, "membersText": null });
    founded.update(empty).await;
    let emptied = read().await["network"].clone();
    assert_eq!(emptied["purpose"], Value::Null);
    assert_eq!(emptied["purposes"], json!([]));
    for field in [
        "country",
        "since",
        "periodText",
        "cadenceTargetPerYear",
        "statedMemberCount",
        "membersText",
    ] {
        assert_eq!(emptied[field], Value::Null, "{field}");
    }
}

#[rstest]
#[tokio::test]
async fn a_change_from_a_stale_version_is_a_conflict(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let input = json!({ "id": founded.id, "version": 7, "visibility": "RESTRICTED" });
    let answer = founded
        .founder
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { id }",
            input,
        )
        .await;
    assert_eq!(answer["error"], "CONFLICT");
    assert_eq!(answer["extensions"]["version"], 1);
    assert!(founded.sees(&founded.app.anyone()).await);
}

#[rstest]
#[tokio::test]
async fn an_absent_network_is_not_found(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let input = json!({ "id": gid("Network", new_id()), "version": 1 });
    let answer = founded
        .founder
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { id }",
            input,
        )
        .await;
    assert_eq!(answer["error"], "NOT_FOUND");
}
