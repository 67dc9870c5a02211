//! What is not understood changes nothing, and says at which field.

use erfa::platform::clock::new_id;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn all_faults_of_a_new_network_are_told_at_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let owner = gid("Organisation", founded.owner.id);
    let create = |more: Value| {
        let input =
            json!({ "ownerId": owner, "locale": "sv", "name": [{ "locale": "sv", "text": "N" }] });
        let input = merged(input, &more);
        let founder = founded.founder.clone();
        async move {
            founder
                .change(
                    "createNetwork",
                    "CreateNetworkInput",
                    "network { id }",
                    input,
                )
                .await
        }
    };
    let wrong = json!({
        "name": [{ "locale": "sv", "text": " " }, { "locale": "sv", "text": "x".repeat(201) }],
        "purpose": [{ "locale": "da", "text": "x".repeat(10_001) }],
        "country": "XX", "since": "0900-01-01", "cadenceTargetPerYear": 366, "status": "CLOSED",
    });
    let expected = pairs(&[
        ("DUPLICATE", "name"),
        ("MISSING", "name"),
        ("OUT_OF_RANGE", "cadenceTargetPerYear"),
        ("OUT_OF_RANGE", "since"),
        ("TOO_LONG", "name"),
        ("TOO_LONG", "purpose"),
        ("UNKNOWN_CODE", "country"),
        ("WRONG_TRANSITION", "status"),
    ]);
    assert_eq!(refusals(&create(wrong).await), expected);
    let missing = pairs(&[("MISSING", "name")]);
    assert_eq!(refusals(&create(json!({ "name": [] })).await), missing);
    assert_eq!(
        refusals(&create(json!({ "name": [{ "locale": "da", "text": "N" }] })).await),
        missing
    );
    assert_eq!(
        refusals(&create(json!({ "cadenceTargetPerYear": -1 })).await),
        pairs(&[("OUT_OF_RANGE", "cadenceTargetPerYear")])
    );
    let wrong_id = pairs(&[("WRONG_ID", "ownerId")]);
    for id in ["", "x", "Organisation_x", &founded.id] {
        assert_eq!(refusals(&create(json!({ "ownerId": id })).await), wrong_id);
    }
    let absent = create(json!({ "ownerId": gid("Organisation", new_id()) })).await;
    assert_eq!(absent["error"], "NOT_FOUND");
    for unreadable in [
        json!({ "locale": "xx" }),
        json!({ "visibility": "SECRET" }),
        json!({ "since": "yesterday" }),
        json!({ "name": null }),
    ] {
        assert!(create(unreadable).await["error"].is_string());
    }
    let data = founded
        .founder
        .data("{ networks { totalCount } }", json!({}))
        .await;
    assert_eq!(data["networks"]["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn all_faults_of_a_change_are_told_at_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let wrong = json!({
        "locale": "da", "purpose": [{ "locale": "da", "text": "\u{0}" }], "country": "Sverige", "since": "9999-01-01",
        "periodText": "x".repeat(201), "cadenceTargetPerYear": 1000, "statedMemberCount": -1, "membersText": "x".repeat(10_001),
        "visibility": "RESTRICTED", "status": "DRAFT",
    });
    let expected = pairs(&[
        ("BAD_CHARACTER", "purpose"),
        ("MISSING", "name"),
        ("OUT_OF_RANGE", "cadenceTargetPerYear"),
        ("OUT_OF_RANGE", "since"),
        ("OUT_OF_RANGE", "statedMemberCount"),
        ("TOO_LONG", "membersText"),
        ("TOO_LONG", "periodText"),
        ("UNKNOWN_CODE", "country"),
        ("WRONG_TRANSITION", "status"),
    ]);
    assert_eq!(refusals(&founded.update(wrong).await), expected);
    assert_eq!(
        refusals(&founded.update(json!({ "name": [] })).await),
        pairs(&[("MISSING", "name")])
    );
    assert_eq!(founded.version(&founded.app.anyone()).await, 1);
    let owner = gid("Organisation", founded.owner.id);
    let input = json!({ "id": owner, "version": 1 });
    let answer = founded
        .founder
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { id }",
            input,
        )
        .await;
    assert_eq!(refusals(&answer), pairs(&[("WRONG_ID", "id")]));
}

#[rstest]
#[tokio::test]
async fn a_message_has_a_length(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    for (who, mutation, kind) in [
        (&party.admin, "applyToNetwork", "ApplyToNetworkInput"),
        (&founded.founder, "inviteToNetwork", "InviteToNetworkInput"),
    ] {
        let input = json!({ "networkId": founded.id, "organisationId": party.id, "message": "x".repeat(2_001) });
        let answer = who.change(mutation, kind, "membership { id }", input).await;
        assert_eq!(refusals(&answer), pairs(&[("TOO_LONG", "message")]));
    }
    let fits = json!({ "networkId": founded.id, "organisationId": party.id, "message": "å".repeat(2_000) });
    let answer = party
        .admin
        .change(
            "applyToNetwork",
            "ApplyToNetworkInput",
            "membership { status }",
            fits,
        )
        .await;
    assert_eq!(answer["membership"]["status"], "APPLIED");
}

#[rstest]
#[tokio::test]
async fn a_day_that_no_database_keeps_is_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    let ended = founded
        .end(&party.admin, &membership, json!({ "endsOn": "0001-01-01" }))
        .await;
    assert_eq!(refusals(&ended), pairs(&[("REVERSED", "endsOn")]));
}
