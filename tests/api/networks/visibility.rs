//! Who sees a network: alone, in lists, in counts and under other things.

use std::collections::BTreeMap;

use entity::affiliation::{self, OrganisationRole};
use erfa::platform::clock::new_id;

use super::scene::*;
use crate::support::{scene::gid, *};

/// Everyone whose view differs.
async fn people(founded: &Founded) -> BTreeMap<&'static str, Client> {
    let (member, _) = founded.member("Member").await;
    let (former, membership) = founded.member("Former").await;
    founded.end(&former.admin, &membership, json!({})).await;
    let of_owner = founded
        .app
        .person_in(founded.owner.id, OrganisationRole::Member)
        .await;
    BTreeMap::from([
        ("anyone", founded.app.anyone()),
        ("coordinator", founded.founder.clone()),
        ("former member", former.admin),
        ("member", member.member),
        ("of the owner", of_owner),
        ("outsider", founded.app.person().await),
        ("platform admin", founded.app.platform_admin().await),
    ])
}

#[rstest]
#[case("PUBLIC", &["anyone", "coordinator", "former member", "member", "of the owner", "outsider", "platform admin"])]
#[case("REGISTERED", &["coordinator", "former member", "member", "of the owner", "outsider", "platform admin"])]
#[case("NETWORK", &["coordinator", "member", "of the owner", "platform admin"])]
#[case("ORGANISATION", &["coordinator", "of the owner", "platform admin"])]
#[case("RESTRICTED", &["coordinator", "platform admin"])]
#[tokio::test]
async fn a_network_is_seen_by_whom_its_visibility_names(
    #[case] visibility: &str,
    #[case] expected: &[&str],
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", visibility).await;
    let query = "query ($id: ID!, $owner: ID!) { network(id: $id) { id } node(id: $id) { id } networks { totalCount nodes { id } }
        owner: node(id: $owner) { ... on Organisation { networkMemberships { totalCount nodes { network { id } } } } } }";
    let variables = json!({ "id": founded.id, "owner": gid("Organisation", founded.owner.id) });
    for (who, client) in people(&founded).await {
        let seen = expected.contains(&who);
        let data = client.data(query, variables.clone()).await;
        let one = if seen {
            json!({ "id": founded.id })
        } else {
            json!(null)
        };
        let nodes: Vec<_> = Some(one.clone()).into_iter().filter(|_| seen).collect();
        let memberships: Vec<_> = nodes.iter().map(|one| json!({ "network": one })).collect();
        let count = nodes.len();
        let picture = json!({
            "network": one, "node": one, "networks": { "totalCount": count, "nodes": nodes },
            "owner": { "networkMemberships": { "totalCount": count, "nodes": memberships } },
        });
        assert_eq!(data, picture, "{visibility} as seen by {who}");
    }
}

#[rstest]
#[tokio::test]
async fn a_draft_is_seen_by_its_coordinators_only(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::with(db, json!({ "visibility": "PUBLIC" })).await;
    let app = &founded.app;
    let of_owner = app
        .person_in(founded.owner.id, OrganisationRole::Admin)
        .await;
    for outsider in [&app.anyone(), &app.person().await, &of_owner] {
        assert!(!founded.sees(outsider).await);
        let input = json!({ "id": founded.id, "version": 1 });
        let answer = outsider
            .change(
                "updateNetwork",
                "UpdateNetworkInput",
                "network { id }",
                input,
            )
            .await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    assert!(founded.sees(&founded.founder).await);
    founded.update(json!({ "status": "ACTIVE" })).await;
    let query = "{ networks { nodes { memberships { totalCount } members { totalCount } } } }";
    let data = app.anyone().data(query, json!({})).await;
    let one = json!({ "memberships": { "totalCount": 1 }, "members": { "totalCount": 1 } });
    assert_eq!(data["networks"]["nodes"], json!([one]));
}

#[rstest]
#[tokio::test]
async fn hiding_a_network_hides_its_memberships_in_the_same_moment(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let (party, membership) = founded.member("Leka").await;
    let query = "query ($membership: ID!, $organisation: ID!) { node(id: $membership) { id }
        organisation: node(id: $organisation) { ... on Organisation { networkMemberships { totalCount } } } }";
    let variables = json!({ "membership": membership["id"], "organisation": party.id });
    let (anyone, member) = (founded.app.anyone(), &party.member);
    let seen = async |who: &Client| {
        let data = who.data(query, variables.clone()).await;
        (
            !data["node"].is_null(),
            data["organisation"]["networkMemberships"]["totalCount"].clone(),
        )
    };
    assert_eq!(seen(&anyone).await, (true, json!(1)));
    founded.update(json!({ "visibility": "NETWORK" })).await;
    assert_eq!(seen(&anyone).await, (false, json!(0)));
    assert_eq!(seen(member).await, (true, json!(1)));
    founded.update(json!({ "visibility": "RESTRICTED" })).await;
    assert_eq!(seen(member).await, (false, json!(0)));
    founded.update(json!({ "visibility": "REGISTERED" })).await;
    assert_eq!(seen(member).await, (true, json!(1)));
}

#[rstest]
#[tokio::test]
async fn an_affiliation_gives_access_only_while_it_holds(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let (app, today) = (&founded.app, founded.app.today());
    let (party, _) = founded.member("Leka").await;
    let holder = app.person().await;
    let holds = app
        .affiliate(holder.person_id, party.row.id, OrganisationRole::Member)
        .await;
    assert!(founded.sees(&holder).await);
    for (starts_on, ends_on, sees) in [
        (Some(today), None, true),
        (None, today.succ_opt(), true),
        (None, Some(today), false),
        (today.succ_opt(), None, false),
    ] {
        let person = app.person().await;
        app.put(affiliation::Model {
            id: new_id(),
            person_id: person.person_id,
            starts_on,
            ends_on,
            ..holds.clone()
        })
        .await;
        assert_eq!(
            founded.sees(&person).await,
            sees,
            "{starts_on:?} {ends_on:?}"
        );
    }
}
