//! Hearing of changes.

use std::time::Duration;

use super::scene::*;
use crate::support::{client::Subscription, *};

const QUERY: &str = "subscription ($id: ID!) { networkChanged(id: $id) { status cadenceTargetPerYear members { totalCount } } }";

/// Reads until what is told fits; what was committed just before the beginning may be told once more.
async fn until(heard: &mut Subscription, fits: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..6 {
        last = heard.next().await;
        if fits(&last) {
            return last;
        }
    }
    panic!("never told: {last:#}")
}

/// Reads until nothing more comes of what was committed so far.
async fn quiet(heard: &mut Subscription) {
    let wait = Duration::from_millis(1_500);
    while tokio::time::timeout(wait, heard.next()).await.is_ok() {}
}

fn members(message: &Value) -> &Value {
    &message["payload"]["data"]["networkChanged"]["members"]["totalCount"]
}

fn cadence(message: &Value) -> &Value {
    &message["payload"]["data"]["networkChanged"]["cadenceTargetPerYear"]
}

fn code(message: &Value) -> &Value {
    &message["payload"]["errors"][0]["extensions"]["code"]
}

#[rstest]
#[tokio::test]
async fn a_change_of_the_network_or_its_members_is_told(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let anyone = founded.app.anyone();
    let mut heard = anyone.subscribe(QUERY, json!({ "id": founded.id })).await;
    let now =
        json!({ "status": "ACTIVE", "cadenceTargetPerYear": null, "members": { "totalCount": 1 } });
    assert_eq!(heard.next().await["payload"]["data"]["networkChanged"], now);
    founded.update(json!({ "cadenceTargetPerYear": 4 })).await;
    until(&mut heard, |one| cadence(one) == 4).await;
    let joined = founded.join(&party.editor, &party).await["membership"].clone();
    until(&mut heard, |one| members(one) == 2).await;
    // The membership is hidden from outsiders now; that it has gone is told all the same.
    let rests = json!({ "suspended": true });
    founded
        .update_membership(&founded.founder, &joined, rests)
        .await;
    until(&mut heard, |one| members(one) == 1).await;
}

#[rstest]
#[tokio::test]
async fn what_one_does_not_see_is_not_told(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let anyone = founded.app.anyone();
    let mut heard = anyone.subscribe(QUERY, json!({ "id": founded.id })).await;
    quiet(&mut heard).await;
    // An invitation is between two sides; hiding the network ends what outsiders hear.
    founded.invite(&party).await;
    founded.update(json!({ "visibility": "RESTRICTED" })).await;
    let last = heard.next().await;
    assert_eq!(code(&last), "NOT_FOUND", "{last:#}");
    assert_eq!(heard.next().await["type"], "complete");
    let mut refused = anyone.subscribe(QUERY, json!({ "id": founded.id })).await;
    let refused = refused.next().await;
    assert_eq!(refused["type"], "error");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND");
}

#[rstest]
#[tokio::test]
async fn losing_access_ends_what_one_hears(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let (party, membership) = founded.member("Leka").await;
    let mut heard = party
        .member
        .subscribe(QUERY, json!({ "id": founded.id }))
        .await;
    until(&mut heard, |one| members(one) == 2).await;
    founded.end(&party.admin, &membership, json!({})).await;
    until(&mut heard, |one| code(one) == "UNAVAILABLE").await;
    assert_eq!(heard.next().await["type"], "complete");
}
