//! Invitations, also into networks that outsiders do not see.

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn whoever_may_answer_an_invitation_sees_the_private_network(
    #[values("NETWORK", "ORGANISATION", "RESTRICTED")] visibility: &str,
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", visibility).await;
    let (party, other) = (founded.party("Leka").await, founded.party("Røst").await);
    assert!(!founded.sees(&party.admin).await);
    let invited = founded.invite(&party).await;
    for answers in [&party.admin, &party.editor] {
        assert!(founded.sees(answers).await);
    }
    for outsider in [&party.member, &other.admin, &founded.app.anyone()] {
        assert!(!founded.sees(outsider).await);
    }
    let query = "query ($id: ID!) { node(id: $id) { ... on NetworkMembership { status message network { id } viewerCan { accept decide edit end } } } }";
    let data = party
        .editor
        .data(query, json!({ "id": invited["id"] }))
        .await;
    let can = json!({ "accept": true, "decide": false, "edit": false, "end": false });
    let expected = json!({ "status": "INVITED", "message": "Come", "network": { "id": founded.id }, "viewerCan": can });
    assert_eq!(data["node"], expected);
    for outsider in [&party.member, &other.admin, &founded.app.anyone()] {
        let data = outsider.data(query, json!({ "id": invited["id"] })).await;
        assert_eq!(data["node"], Value::Null);
    }

    let declined = founded.answer(&party.editor, &invited, false).await;
    assert_eq!(declined["membership"]["status"], "DECLINED");
    assert!(!founded.sees(&party.editor).await);
    // The refused membership stays with the two sides.
    let data = party
        .editor
        .data(query, json!({ "id": invited["id"] }))
        .await;
    assert_eq!(data["node"]["status"], "DECLINED");
    assert_eq!(data["node"]["network"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn accepting_an_invitation_lets_the_people_in(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let party = founded.party("Leka").await;
    let invited = founded.invite(&party).await;
    assert_eq!(
        founded.answer(&party.member, &invited, true).await["error"],
        "NOT_FOUND"
    );
    assert_eq!(
        founded.answer(&founded.founder, &invited, true).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        founded.answer(&founded.app.anyone(), &invited, true).await["error"],
        "NOT_FOUND"
    );
    let accepted = founded.answer(&party.editor, &invited, true).await["membership"].clone();
    assert_eq!(accepted["status"], "ACTIVE");
    assert_eq!(accepted["startsOn"], founded.app.today().to_string());
    assert!(founded.sees(&party.member).await);
    assert_eq!(
        refusal(&founded.answer(&party.editor, &accepted, true).await),
        "NOT_INVITED"
    );
}

#[rstest]
#[tokio::test]
async fn only_coordinators_invite_and_twice_is_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "APPLICATION", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let (member, _) = founded.member("Member").await;
    assert_eq!(
        founded.invite_by(&member.admin, &party).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        founded.invite_by(&founded.app.anyone(), &party).await["error"],
        "UNAUTHENTICATED"
    );
    let first = founded.invite(&party).await;
    let second = founded.invite(&party).await;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(
        refusal(&founded.invite_by(&founded.founder, &member).await),
        "ALREADY_MEMBER"
    );
    assert_eq!(
        refusal(&founded.apply(&party.editor, &party).await),
        "ALREADY_ASKED"
    );
    let applicant = founded.party("Røst").await;
    founded.apply(&applicant.editor, &applicant).await;
    assert_eq!(
        refusal(&founded.invite_by(&founded.founder, &applicant).await),
        "ALREADY_ASKED"
    );
}

#[rstest]
#[tokio::test]
async fn a_draft_invites_nobody(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::with(db, json!({})).await;
    let party = founded.party("Leka").await;
    assert_eq!(
        refusal(&founded.invite_by(&founded.founder, &party).await),
        "NETWORK_NOT_ACTIVE"
    );
    assert!(!founded.sees(&party.admin).await);
}

#[rstest]
#[tokio::test]
async fn joining_an_open_network_accepts_its_invitation(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let party = founded.party("Leka").await;
    let invited = founded.invite(&party).await;
    let joined = founded.join(&party.editor, &party).await;
    assert_eq!(joined["membership"]["id"], invited["id"]);
    assert_eq!(joined["membership"]["status"], "ACTIVE");
}

#[rstest]
#[tokio::test]
async fn what_was_written_is_read_by_the_two_sides_only(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    let query =
        "query ($id: ID!) { node(id: $id) { ... on NetworkMembership { status message } } }";
    let read = async |who: &Client| {
        let data = who.data(query, json!({ "id": membership["id"] })).await;
        data["node"].clone()
    };
    let told = json!({ "status": "ACTIVE", "message": "Come" });
    let withheld = json!({ "status": "ACTIVE", "message": null });
    assert_eq!(read(&founded.founder).await, told);
    assert_eq!(read(&party.editor).await, told);
    assert_eq!(read(&party.member).await, withheld);
    assert_eq!(read(&founded.app.anyone()).await, withheld);
}
