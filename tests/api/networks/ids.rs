//! Ids of other things, of nothing, and of what is hidden.

use erfa::platform::clock::new_id;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn ids_of_other_things_are_refused_everywhere(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let person = gid("Person", party.admin.person_id);
    let membership = "membership { id }";
    let both = pairs(&[("WRONG_ID", "networkId"), ("WRONG_ID", "organisationId")]);
    for (mutation, kind) in [
        ("joinNetwork", "JoinNetworkInput"),
        ("applyToNetwork", "ApplyToNetworkInput"),
        ("inviteToNetwork", "InviteToNetworkInput"),
    ] {
        let swapped = json!({ "networkId": party.id, "organisationId": founded.id });
        assert_eq!(
            refusals(
                &party
                    .admin
                    .change(mutation, kind, membership, swapped)
                    .await
            ),
            both
        );
        let hidden = json!({ "networkId": gid("Network", new_id()), "organisationId": party.id });
        assert_eq!(
            party.admin.change(mutation, kind, membership, hidden).await["error"],
            "NOT_FOUND"
        );
        let hidden =
            json!({ "networkId": founded.id, "organisationId": gid("Organisation", new_id()) });
        assert_eq!(
            founded
                .founder
                .change(mutation, kind, membership, hidden)
                .await["error"],
            "NOT_FOUND"
        );
    }
    for (mutation, kind, field, more) in [
        (
            "respondToInvitation",
            "RespondToInvitationInput",
            "membershipId",
            json!({ "accept": true }),
        ),
        (
            "decideApplication",
            "DecideApplicationInput",
            "membershipId",
            json!({ "accept": true }),
        ),
        (
            "updateMembership",
            "UpdateMembershipInput",
            "id",
            json!({ "role": "LEAD" }),
        ),
        ("endMembership", "EndMembershipInput", "id", json!({})),
    ] {
        let input = |id: &str| merged(json!({ field: id, "version": 1 }), &more);
        for wrong in ["", "nonsense", &founded.id] {
            let answer = founded
                .founder
                .change(mutation, kind, membership, input(wrong))
                .await;
            assert_eq!(refusals(&answer), pairs(&[("WRONG_ID", field)]));
        }
        let absent = gid("NetworkMembership", new_id());
        let answer = founded
            .founder
            .change(mutation, kind, membership, input(&absent))
            .await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    let network = "network { id }";
    let wrong = json!({ "networkId": person, "coordinator": { "personId": founded.id } });
    let answer = founded
        .founder
        .change(
            "appointCoordinator",
            "AppointCoordinatorInput",
            network,
            wrong,
        )
        .await;
    assert_eq!(
        refusals(&answer),
        pairs(&[
            ("WRONG_ID", "coordinator.personId"),
            ("WRONG_ID", "networkId")
        ])
    );
    let wrong = json!({ "networkId": founded.id, "coordinator": { "affiliationId": person } });
    let answer = founded
        .founder
        .change(
            "appointCoordinator",
            "AppointCoordinatorInput",
            network,
            wrong,
        )
        .await;
    assert_eq!(
        refusals(&answer),
        pairs(&[("WRONG_ID", "coordinator.affiliationId")])
    );
    let absent =
        json!({ "networkId": founded.id, "coordinator": { "personId": gid("Person", new_id()) } });
    let answer = founded
        .founder
        .change(
            "appointCoordinator",
            "AppointCoordinatorInput",
            network,
            absent,
        )
        .await;
    assert_eq!(answer["error"], "NOT_FOUND");
    let wrong = json!({ "networkId": person, "personId": founded.id });
    let answer = founded
        .founder
        .change(
            "dismissCoordinator",
            "DismissCoordinatorInput",
            network,
            wrong,
        )
        .await;
    assert_eq!(
        refusals(&answer),
        pairs(&[("WRONG_ID", "networkId"), ("WRONG_ID", "personId")])
    );
}
