//! Those who run a network: always at least one.

use entity::{Visibility, affiliation::OrganisationRole, network::NetworkStatus};

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn the_last_coordinator_cannot_be_dismissed(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let (party, _) = founded.member("Leka").await;
    assert_eq!(
        refusal(&founded.dismiss(&founded.founder, &founded.founder).await),
        "LAST_COORDINATOR"
    );
    assert_eq!(
        founded.appoint(&party.member, &party.member).await["error"],
        "FORBIDDEN"
    );
    let appointed = founded.appoint(&founded.founder, &party.member).await;
    assert_eq!(
        appointed["network"]["coordinators"]["totalCount"], 2,
        "{appointed:#}"
    );
    let again = founded.appoint(&founded.founder, &party.member).await;
    assert_eq!(
        again["network"]["coordinators"]["totalCount"], 2,
        "{again:#}"
    );
    let gone = founded.dismiss(&party.member, &founded.founder).await;
    assert_eq!(gone["network"]["coordinators"]["totalCount"], 1, "{gone:#}");
    assert_eq!(
        founded.dismiss(&founded.founder, &party.member).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        refusal(&founded.dismiss(&party.member, &founded.founder).await),
        "NOT_A_COORDINATOR"
    );
}

#[rstest]
#[tokio::test]
async fn only_people_of_members_coordinate(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let outsider = founded.party("Leka").await;
    assert_eq!(
        refusal(&founded.appoint(&founded.founder, &outsider.admin).await),
        "NOT_IN_A_MEMBER"
    );
    founded.invite(&outsider).await;
    assert_eq!(
        refusal(&founded.appoint(&founded.founder, &outsider.admin).await),
        "NOT_IN_A_MEMBER"
    );
}

#[rstest]
#[tokio::test]
async fn a_coordinator_named_through_another_affiliation_acts_through_that(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    let other = founded
        .app
        .affiliate(
            founded.founder.person_id,
            party.row.id,
            OrganisationRole::Member,
        )
        .await;
    let who = json!({ "affiliationId": gid("Affiliation", other.id) });
    let input = json!({ "networkId": founded.id, "coordinator": who });
    let fields = "network { coordinators { totalCount } }";
    let done = founded
        .founder
        .change(
            "appointCoordinator",
            "AppointCoordinatorInput",
            fields,
            input,
        )
        .await;
    assert_eq!(done["network"]["coordinators"]["totalCount"], 1, "{done:#}");
    founded.appoint(&founded.founder, &founded.founder).await;
    assert_eq!(
        refusal(&founded.end(&party.admin, &membership, json!({})).await),
        "LAST_COORDINATOR"
    );
}

#[rstest]
#[tokio::test]
async fn the_membership_of_the_last_coordinator_neither_ends_nor_rests(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let query = "query ($id: ID!) { network(id: $id) { memberships { nodes { id version } } } }";
    let data = founded
        .founder
        .data(query, json!({ "id": founded.id }))
        .await;
    let lead = data["network"]["memberships"]["nodes"][0].clone();
    let ended = founded.end(&founded.founder, &lead, json!({})).await;
    assert_eq!(refusal(&ended), "LAST_COORDINATOR");
    let rests = founded
        .update_membership(&founded.founder, &lead, json!({ "suspended": true }))
        .await;
    assert_eq!(refusal(&rests), "LAST_COORDINATOR");

    let (party, _) = founded.member("Leka").await;
    founded.appoint(&founded.founder, &party.member).await;
    let ended = founded.end(&founded.founder, &lead, json!({})).await;
    assert_eq!(ended["membership"]["status"], "ENDED", "{ended:#}");
    // Who coordinated through it does so no more, also when the organisation comes back.
    let answer = founded.dismiss(&founded.founder, &party.member).await;
    assert_eq!(answer["error"], "FORBIDDEN");
    let query = "query ($id: ID!) { network(id: $id) { coordinators { nodes { id } } } }";
    let data = party.member.data(query, json!({ "id": founded.id })).await;
    let left = json!([{ "id": gid("Person", party.member.person_id) }]);
    assert_eq!(data["network"]["coordinators"]["nodes"], left);
}

#[rstest]
#[tokio::test]
async fn a_resting_membership_rests_its_coordinators_too(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    founded.appoint(&founded.founder, &party.member).await;
    let rests = founded
        .update_membership(&founded.founder, &membership, json!({ "suspended": true }))
        .await["membership"]
        .clone();
    let answer = founded
        .update_membership(&party.member, &rests, json!({ "suspended": false }))
        .await;
    assert_eq!(answer["error"], "FORBIDDEN");
    assert_eq!(
        refusal(&founded.dismiss(&founded.founder, &founded.founder).await),
        "LAST_COORDINATOR"
    );
    founded
        .update_membership(&founded.founder, &rests, json!({ "suspended": false }))
        .await;
    let gone = founded.dismiss(&party.member, &founded.founder).await;
    assert_eq!(gone["network"]["coordinators"]["totalCount"], 1, "{gone:#}");
}

#[rstest]
#[tokio::test]
async fn the_platform_runs_a_network_that_has_no_coordinator_yet(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let mut founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let imported = founded.app.network("Imported", Visibility::Public).await;
    assert_eq!(imported.status, NetworkStatus::Active);
    let (organisation, other) = (founded.party("Leka").await, founded.party("Røst").await);
    let (leka, rost) = (
        founded.app.join(&imported, organisation.row.id).await,
        founded.app.join(&imported, other.row.id).await,
    );
    founded.id = gid("Network", imported.id);
    let admin = founded.app.platform_admin().await;
    let membership = |row: &entity::network_membership::Model| json!({ "id": gid("NetworkMembership", row.id), "version": row.version });
    // Nobody was there to be the last.
    let ended = founded
        .end(&other.admin, &membership(&rost), json!({}))
        .await;
    assert_eq!(ended["membership"]["status"], "ENDED", "{ended:#}");
    let appointed = founded.appoint(&admin, &organisation.member).await;
    assert_eq!(
        appointed["network"]["coordinators"]["totalCount"], 1,
        "{appointed:#}"
    );
    assert_eq!(
        refusal(&founded.dismiss(&admin, &organisation.member).await),
        "LAST_COORDINATOR"
    );
    let ended = founded
        .end(&organisation.admin, &membership(&leka), json!({}))
        .await;
    assert_eq!(refusal(&ended), "LAST_COORDINATOR");
}
