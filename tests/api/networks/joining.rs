//! How organisations come in.

use futures_util::future::join_all;

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn an_open_network_is_joined_at_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let today = founded.app.today().to_string();
    assert_eq!(
        founded.join(&founded.app.anyone(), &party).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(
        founded.join(&party.member, &party).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        founded.join(&founded.founder, &party).await["error"],
        "FORBIDDEN"
    );
    let joined = founded.join(&party.editor, &party).await;
    assert_eq!(joined["membership"]["status"], "ACTIVE");
    assert_eq!(joined["membership"]["role"], "MEMBER");
    assert_eq!(joined["membership"]["startsOn"], today);
    assert_eq!(
        refusal(&founded.join(&party.admin, &party).await),
        "ALREADY_MEMBER"
    );
    let refused = founded.apply(&party.admin, &party).await;
    assert_eq!(refusal(&refused), "JOIN_POLICY");
}

#[rstest]
#[tokio::test]
async fn an_application_is_decided_by_coordinators(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    assert_eq!(
        refusal(&founded.join(&party.editor, &party).await),
        "JOIN_POLICY"
    );
    assert_eq!(
        founded.apply(&party.member, &party).await["error"],
        "FORBIDDEN"
    );
    let applied = founded.apply(&party.editor, &party).await["membership"].clone();
    assert_eq!(applied["status"], "APPLIED");
    assert_eq!(applied["message"], "Please");
    assert_eq!(
        founded.decide(&party.admin, &applied, true).await["error"],
        "FORBIDDEN"
    );
    let accepted = founded.decide(&founded.founder, &applied, true).await["membership"].clone();
    assert_eq!(accepted["status"], "ACTIVE");
    assert_eq!(
        refusal(&founded.decide(&founded.founder, &accepted, true).await),
        "NOT_APPLIED"
    );
    let stale = founded.decide(&founded.founder, &applied, false).await;
    assert_eq!(stale["error"], "CONFLICT");
}

#[rstest]
#[tokio::test]
async fn an_organisation_that_was_declined_may_apply_again(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let applied = founded.apply(&party.editor, &party).await["membership"].clone();
    let declined = founded.decide(&founded.founder, &applied, false).await;
    assert_eq!(declined["membership"]["status"], "DECLINED");
    assert_eq!(declined["membership"]["startsOn"], Value::Null);
    let again = founded.apply(&party.editor, &party).await;
    assert_eq!(again["membership"]["status"], "APPLIED");
    assert_ne!(again["membership"]["id"], applied["id"]);
}

#[rstest]
#[tokio::test]
async fn a_network_by_invitation_takes_no_applications(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    assert_eq!(
        refusal(&founded.join(&party.admin, &party).await),
        "JOIN_POLICY"
    );
    assert_eq!(
        refusal(&founded.apply(&party.admin, &party).await),
        "JOIN_POLICY"
    );
    let query = "query ($id: ID!) { network(id: $id) { viewerCan { join apply edit invite } } }";
    let data = party.admin.data(query, json!({ "id": founded.id })).await;
    let nothing = json!({ "join": false, "apply": false, "edit": false, "invite": false });
    assert_eq!(data["network"]["viewerCan"], nothing);
}

#[rstest]
#[tokio::test]
async fn viewer_can_says_how_an_editor_comes_in(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    for (policy, join, apply) in [("OPEN", true, false), ("APPLICATION", false, true)] {
        let founded = Founded::active(db, policy, "PUBLIC").await;
        let party = founded.party("Leka").await;
        let query = "query ($id: ID!) { network(id: $id) { viewerCan { join apply } } }";
        let data = party.editor.data(query, json!({ "id": founded.id })).await;
        assert_eq!(
            data["network"]["viewerCan"],
            json!({ "join": join, "apply": apply })
        );
        for nobody in [&party.member, &founded.app.anyone()] {
            let data = nobody.data(query, json!({ "id": founded.id })).await;
            assert_eq!(
                data["network"]["viewerCan"],
                json!({ "join": false, "apply": false })
            );
        }
    }
}

#[rstest]
#[tokio::test]
async fn applications_at_the_same_time_make_one_row(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let clients = [
        &party.admin,
        &party.editor,
        &party.admin,
        &party.editor,
        &party.admin,
        &party.editor,
    ];
    let answers = join_all(clients.map(|client| founded.apply(client, &party))).await;
    for answer in &answers {
        assert_eq!(
            answer["membership"]["id"], answers[0]["membership"]["id"],
            "{answer:#}"
        );
        assert_eq!(answer["membership"]["status"], "APPLIED");
    }
    let query = "query ($id: ID!) { network(id: $id) { memberships(filter: { statuses: [APPLIED] }) { totalCount } } }";
    let data = founded
        .founder
        .data(query, json!({ "id": founded.id }))
        .await;
    assert_eq!(data["network"]["memberships"]["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn asking_from_both_sides_at_the_same_time_makes_one_row(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    for name in ["Leka", "Snåsa", "Tydal", "Rennebu"] {
        let party = founded.party(name).await;
        let (applied, invited) = tokio::join!(
            founded.apply(&party.editor, &party),
            founded.invite_by(&founded.founder, &party),
        );
        let (first, second) = match applied["membership"].is_null() {
            true => (invited, applied),
            false => (applied, invited),
        };
        assert!(first["membership"]["id"].is_string(), "{first:#}");
        assert_eq!(refusal(&second), "ALREADY_ASKED");
    }
}

#[rstest]
#[tokio::test]
async fn joining_at_the_same_time_makes_one_member(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let clients = [&party.admin, &party.editor, &party.admin, &party.editor];
    let answers = join_all(clients.map(|client| founded.join(client, &party))).await;
    let joined = answers
        .iter()
        .filter(|one| one["membership"]["status"] == "ACTIVE");
    assert_eq!(joined.count(), 1, "{answers:#?}");
    let refused = answers
        .iter()
        .filter(|one| one["refusals"][0]["code"] == "ALREADY_MEMBER");
    assert_eq!(refused.count(), 3, "{answers:#?}");
}

#[rstest]
#[tokio::test]
async fn a_closed_network_takes_nobody(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let (party, late) = (founded.party("Leka").await, founded.party("Røst").await);
    let applied = founded.apply(&party.editor, &party).await["membership"].clone();
    founded.update(json!({ "status": "CLOSED" })).await;
    assert_eq!(
        refusal(&founded.apply(&late.editor, &late).await),
        "NETWORK_NOT_ACTIVE"
    );
    assert_eq!(
        refusal(&founded.invite_by(&founded.founder, &late).await),
        "NETWORK_NOT_ACTIVE"
    );
    let accepted = founded.decide(&founded.founder, &applied, true).await;
    assert_eq!(refusal(&accepted), "NETWORK_NOT_ACTIVE");
    let declined = founded.decide(&founded.founder, &applied, false).await;
    assert_eq!(declined["membership"]["status"], "DECLINED");
}
