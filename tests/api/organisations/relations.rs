//! How organisations stand to each other.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::*;

async fn relate(client: &Client, input: Value) -> Value {
    let selection = "organisationRelation { id version kind startsOn endsOn from { name } to { name } viewerCan { end } }";
    client
        .change(
            "relateOrganisations",
            "RelateOrganisationsInput",
            selection,
            input,
        )
        .await
}

async fn end(client: &Client, input: Value) -> Value {
    let selection = "organisationRelation { endsOn version }";
    client
        .change(
            "endOrganisationRelation",
            "EndOrganisationRelationInput",
            selection,
            input,
        )
        .await
}

struct Pair {
    app: TestApp,
    from: String,
    to: String,
    admin: Client,
    other: Client,
}

async fn pair(db: Db) -> Pair {
    let app = TestApp::start(db).await;
    let from = app.organisation("Ministry").await;
    let to = app.organisation("Agency").await;
    Pair {
        admin: app.person_in(from.id, OrganisationRole::Admin).await,
        other: app.person_in(to.id, OrganisationRole::Admin).await,
        from: gid("Organisation", from.id),
        to: gid("Organisation", to.id),
        app,
    }
}

#[rstest]
#[tokio::test]
async fn the_admins_of_the_first_organisation_make_and_end_a_relation(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let pair = pair(db).await;
    let input = json!({ "kind": "ACTS_THROUGH", "fromId": pair.from, "toId": pair.to });
    let answer = relate(&pair.app.anyone(), input.clone()).await;
    assert_eq!(answer["error"], "UNAUTHENTICATED");
    assert_eq!(
        relate(&pair.other, input.clone()).await["error"],
        "FORBIDDEN"
    );
    let made = relate(&pair.admin, input).await;
    let relation = &made["organisationRelation"];
    assert_eq!(relation["from"]["name"], "Ministry");
    assert_eq!(relation["to"]["name"], "Agency");
    assert_eq!(relation["viewerCan"]["end"], true);

    let ending = json!({ "id": relation["id"], "version": 1 });
    assert_eq!(
        end(&pair.app.anyone(), ending.clone()).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(end(&pair.other, ending.clone()).await["error"], "FORBIDDEN");
    let ended = end(&pair.admin, ending.clone()).await;
    assert_eq!(
        ended["organisationRelation"]["endsOn"],
        json!(pair.app.today())
    );
    assert_eq!(end(&pair.admin, ending).await["error"], "CONFLICT");
    let again = json!({ "id": relation["id"], "version": 2 });
    assert_eq!(codes(&end(&pair.admin, again).await), ["ALREADY_ENDED -"]);
}

#[rstest]
#[tokio::test]
async fn a_relation_needs_another_organisation_and_days_in_order(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let pair = pair(db).await;
    let input = |more: Value| {
        let mut input = json!({ "kind": "OWNS", "fromId": pair.from, "toId": pair.to });
        let more = more.as_object().cloned().unwrap_or_default();
        more.into_iter().for_each(|(key, value)| input[key] = value);
        input
    };
    for (more, expected) in [
        (
            json!({ "toId": pair.from, "startsOn": "2026-02-01", "endsOn": "2026-01-01" }),
            vec!["REVERSED endsOn", "SAME_ORGANISATION toId"],
        ),
        (
            json!({ "toId": gid("Person", new_id()) }),
            vec!["WRONG_ID toId"],
        ),
        (json!({ "fromId": "" }), vec!["WRONG_ID fromId"]),
    ] {
        let answer = relate(&pair.admin, input(more.clone())).await;
        assert_eq!(codes(&answer), expected, "{more}");
    }
    let nowhere = input(json!({ "toId": gid("Organisation", new_id()) }));
    assert_eq!(relate(&pair.admin, nowhere).await["error"], "NOT_FOUND");
    let nonsense = input(json!({ "startsOn": "2026-13-01" }));
    assert_eq!(relate(&pair.admin, nonsense).await["error"], "BAD_INPUT");
    let unknown = input(json!({ "kind": "LIKES" }));
    let answer = relate(&pair.admin, unknown).await;
    assert!(answer["error"].is_string(), "{answer}");
    let all = "{ organisations { nodes { relationsFrom { totalCount } } } }";
    let data = pair.app.anyone().data(all, json!({})).await;
    for node in data["organisations"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
    {
        assert_eq!(node["relationsFrom"]["totalCount"], 0);
    }
}

#[rstest]
#[tokio::test]
async fn two_have_one_relation_of_a_kind_at_a_time(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let pair = pair(db).await;
    let input = |kind: &str, starts: Value, ends: Value| json!({ "kind": kind, "fromId": pair.from, "toId": pair.to, "startsOn": starts, "endsOn": ends });
    let past = input("MEMBER_OF", json!("2020-01-01"), json!("2021-01-01"));
    assert!(codes(&relate(&pair.admin, past).await).is_empty());
    let during = input("MEMBER_OF", json!("2020-06-01"), json!(null));
    assert_eq!(
        codes(&relate(&pair.admin, during).await),
        ["ALREADY_RELATED toId"]
    );
    let after = input("MEMBER_OF", json!("2021-01-01"), json!(null));
    assert!(codes(&relate(&pair.admin, after).await).is_empty());
    let other_kind = input("OWNS", json!(null), json!(null));
    assert!(codes(&relate(&pair.admin, other_kind).await).is_empty());
    let query = "query ($id: ID!) { organisation(by: { id: $id }) {
        all: relationsFrom(orderBy: { field: STARTS_ON }) { nodes { kind startsOn } }
        current: relationsFrom(filter: { current: true, kinds: [MEMBER_OF] }) { nodes { startsOn } }
        past: relationsFrom(filter: { current: false }) { nodes { startsOn } }
        to: relationsTo { totalCount } } }";
    let data = pair
        .app
        .anyone()
        .data(query, json!({ "id": pair.from }))
        .await;
    assert_eq!(
        data["organisation"],
        json!({
            "all": { "nodes": [{ "kind": "OWNS", "startsOn": null }, { "kind": "MEMBER_OF", "startsOn": "2020-01-01" }, { "kind": "MEMBER_OF", "startsOn": "2021-01-01" }] },
            "current": { "nodes": [{ "startsOn": "2021-01-01" }] },
            "past": { "nodes": [{ "startsOn": "2020-01-01" }] },
            "to": { "totalCount": 0 },
        })
    );
}

#[rstest]
#[tokio::test]
async fn a_relation_does_not_end_before_it_began(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let pair = pair(db).await;
    let starts = pair.app.today() + TimeDelta::days(10);
    let input = json!({ "kind": "OWNS", "fromId": pair.from, "toId": pair.to, "startsOn": starts });
    let made = relate(&pair.admin, input).await;
    let id = &made["organisationRelation"]["id"];
    let early = json!({ "id": id, "version": 1, "endsOn": pair.app.today() });
    assert_eq!(codes(&end(&pair.admin, early).await), ["REVERSED endsOn"]);
    let wrong = json!({ "id": pair.from, "version": 1 });
    assert_eq!(codes(&end(&pair.admin, wrong).await), ["WRONG_ID id"]);
    let nowhere = json!({ "id": gid("OrganisationRelation", new_id()), "version": 1 });
    assert_eq!(end(&pair.admin, nowhere).await["error"], "NOT_FOUND");
    let ends = json!({ "id": id, "version": 1, "endsOn": starts });
    assert!(codes(&end(&pair.admin, ends).await).is_empty());
}
