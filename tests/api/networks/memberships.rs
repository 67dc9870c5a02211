//! What becomes of a membership.

use chrono::Days;

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn a_membership_ends_at_once_and_its_access_with_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let (party, membership) = founded.member("Leka").await;
    assert!(founded.sees(&party.member).await);
    for who in [&party.editor, &party.member] {
        assert_eq!(
            founded.end(who, &membership, json!({})).await["error"],
            "FORBIDDEN"
        );
    }
    let ended = founded.end(&party.admin, &membership, json!({})).await["membership"].clone();
    assert_eq!(ended["status"], "ENDED");
    assert_eq!(ended["endsOn"], founded.app.today().to_string());
    assert!(!founded.sees(&party.member).await);
    assert_eq!(
        refusal(&founded.end(&founded.founder, &ended, json!({})).await),
        "MEMBERSHIP_OVER"
    );
    let query =
        "query ($id: ID!) { network(id: $id) { members { totalCount } memberships { totalCount }
        history: memberships(filter: { statuses: [ENDED] }) { nodes { id } } } }";
    let data = founded
        .founder
        .data(query, json!({ "id": founded.id }))
        .await;
    assert_eq!(
        data["network"],
        json!({ "members": { "totalCount": 1 }, "memberships": { "totalCount": 1 }, "history": { "nodes": [{ "id": ended["id"] }] } })
    );
    let again = founded.invite(&party).await;
    assert_ne!(again["id"], membership["id"]);
}

#[rstest]
#[tokio::test]
async fn a_membership_ends_neither_in_the_future_nor_before_it_began(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    let day = |days: i64| {
        let today = founded.app.today();
        let there = today.checked_add_signed(chrono::TimeDelta::days(days));
        there.expect("a day").to_string()
    };
    let end = |day: String| founded.end(&party.admin, &membership, json!({ "endsOn": day }));
    assert_eq!(refusal(&end(day(1)).await), "IN_THE_FUTURE");
    assert_eq!(refusal(&end(day(-1)).await), "REVERSED");
    assert_eq!(end(day(0)).await["membership"]["status"], "ENDED");
}

#[rstest]
#[tokio::test]
async fn a_membership_may_end_on_a_day_that_has_passed(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (_, membership) = founded.member("Leka").await;
    let day = founded.app.today() + Days::new(1);
    founded.app.clock.advance(chrono::TimeDelta::days(5));
    // Sessions of tests last longer than that.
    let ended = founded
        .end(
            &founded.founder,
            &membership,
            json!({ "endsOn": day.to_string() }),
        )
        .await;
    assert_eq!(ended["membership"]["endsOn"], day.to_string(), "{ended:#}");
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_application_stays_with_the_two_sides(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let applied = founded.apply(&party.editor, &party).await["membership"].clone();
    let withdrawn = founded.end(&party.editor, &applied, json!({})).await["membership"].clone();
    assert_eq!(withdrawn["status"], "ENDED");
    assert_eq!(withdrawn["endsOn"], Value::Null);
    let query = "query ($id: ID!) { node(id: $id) { id } network: networks { nodes { memberships(filter: { statuses: [ENDED] }) { totalCount } } } }";
    for (who, seen) in [
        (&founded.founder, 1),
        (&party.editor, 1),
        (&party.member, 0),
        (&founded.app.anyone(), 0),
    ] {
        let data = who.data(query, json!({ "id": applied["id"] })).await;
        assert_eq!(data["node"].is_null(), seen == 0);
        assert_eq!(
            data["network"]["nodes"][0]["memberships"]["totalCount"],
            seen
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_resting_membership_gives_no_access_until_it_resumes(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let (party, membership) = founded.member("Leka").await;
    let refused = founded
        .update_membership(&party.admin, &membership, json!({ "suspended": true }))
        .await;
    assert_eq!(refused["error"], "FORBIDDEN");
    let rests = founded
        .update_membership(&founded.founder, &membership, json!({ "suspended": true }))
        .await["membership"]
        .clone();
    assert_eq!(rests["status"], "SUSPENDED");
    assert!(!founded.sees(&party.admin).await);
    let query = "query ($id: ID!) { node(id: $id) { ... on NetworkMembership { status } } }";
    let data = party
        .member
        .data(query, json!({ "id": membership["id"] }))
        .await;
    assert_eq!(data["node"]["status"], "SUSPENDED");
    let data = founded
        .app
        .person()
        .await
        .data(query, json!({ "id": membership["id"] }))
        .await;
    assert_eq!(data["node"], Value::Null);
    let resumed = founded
        .update_membership(
            &founded.founder,
            &rests,
            json!({ "suspended": false, "role": "PARTNER" }),
        )
        .await;
    assert_eq!(resumed["membership"]["status"], "ACTIVE");
    assert_eq!(resumed["membership"]["role"], "PARTNER");
    assert!(founded.sees(&party.member).await);
}

#[rstest]
#[tokio::test]
async fn only_what_holds_can_rest_and_what_is_over_stays(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let applied = founded.apply(&party.editor, &party).await["membership"].clone();
    let rests = founded
        .update_membership(&founded.founder, &applied, json!({ "suspended": true }))
        .await;
    assert_eq!(refusal(&rests), "MEMBERSHIP_NOT_ACTIVE");
    let declined = founded.decide(&founded.founder, &applied, false).await["membership"].clone();
    let changed = founded
        .update_membership(&founded.founder, &declined, json!({ "role": "PARTNER" }))
        .await;
    assert_eq!(refusal(&changed), "MEMBERSHIP_OVER");
}

#[rstest]
#[tokio::test]
async fn a_membership_changed_meanwhile_is_a_conflict(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    let stale = merged(membership.clone(), &json!({ "version": 1 }));
    let update = founded
        .update_membership(&founded.founder, &stale, json!({ "role": "PARTNER" }))
        .await;
    assert_eq!(update["error"], "CONFLICT");
    assert_eq!(update["extensions"]["version"], membership["version"]);
    assert_eq!(
        founded.end(&party.admin, &stale, json!({})).await["error"],
        "CONFLICT"
    );
}
