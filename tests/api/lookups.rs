//! One thing of each kind by a field of its own, and what a front page asks for.

use entity::Visibility;
use erfa::platform::clock::new_id;

use crate::{
    seminars::scene::{Scene, register},
    support::{scene::gid, *},
    themes::theme,
};

#[tokio::test]
async fn places_are_found_by_their_codes_and_their_ids() {
    for db in [Db::Sqlite, Db::Postgres] {
        let app = TestApp::with_sample(db).await;
        let anyone = app.anyone();
        let query = "{ country(by: { code: \"se\" }) { id code name { text } }
            region(by: { code: { country: \"SE\", code: \"20\" } }) { id name country { code } }
            gone: region(by: { code: { country: \"SE\", code: \"99\" } }) { id } none: country(by: { code: \"FR\" }) { id } }";
        let data = anyone.data(query, json!({})).await;
        assert_eq!(data["country"]["code"], "SE");
        assert_eq!(data["region"]["name"], "Dalarnas län");
        assert_eq!(data["region"]["country"]["code"], "SE");
        assert_eq!((&data["gone"], &data["none"]), (&json!(null), &json!(null)));
        let again = "query ($c: ID!, $r: ID!) { country(by: { id: $c }) { code } region(by: { id: $r }) { code } }";
        let ids = json!({ "c": data["country"]["id"], "r": data["region"]["id"] });
        let again = anyone.data(again, ids).await;
        assert_eq!(
            again,
            json!({ "country": { "code": "SE" }, "region": { "code": "20" } })
        );
        for wrong in [
            "{ country(by: { code: \"XX\" }) { id } }",
            "{ country(by: { id: \"x\" }) { id } }",
            "{ region(by: { code: { country: \"XX\", code: \"1\" } }) { id } }",
        ] {
            assert_eq!(anyone.code(wrong, json!({})).await, "BAD_INPUT", "{wrong}");
        }
        let rows =
            "{ initiatives(first: 1) { nodes { id } } fundingRuleSets(first: 1) { nodes { id } } }";
        let rows = anyone.data(rows, json!({})).await;
        let (initiative, rules) = (
            &rows["initiatives"]["nodes"][0]["id"],
            &rows["fundingRuleSets"]["nodes"][0]["id"],
        );
        let query =
            "query ($i: ID!, $f: ID!) { initiative(id: $i) { id } fundingRuleSet(id: $f) { id } }";
        let data = anyone
            .data(query, json!({ "i": initiative, "f": rules }))
            .await;
        assert!(initiative.is_string() && rules.is_string(), "{rows:#}");
        assert_eq!(
            (&data["initiative"]["id"], &data["fundingRuleSet"]["id"]),
            (initiative, rules)
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_registration_and_a_person_are_found_by_those_who_may_see_them(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let registration = register(&anna, &seen).await;
    let ids = json!({ "r": registration["id"], "p": gid("Person", anna.person_id) });
    let query = "query ($r: ID!, $p: ID!) { registration(id: $r) { id } person(id: $p) { id } }";
    let own = anna.data(query, ids.clone()).await;
    assert_eq!(
        own,
        json!({ "registration": { "id": ids["r"] }, "person": { "id": ids["p"] } })
    );
    let other = bo.data(query, ids.clone()).await;
    assert_eq!(
        other,
        json!({ "registration": null, "person": { "id": ids["p"] } })
    );
    let nobody = scene.app.anyone().data(query, ids).await;
    assert_eq!(nobody, json!({ "registration": null, "person": null }));
}

/// The ids of seminars that a filter finds, in order.
async fn found(client: &Client, filter: &str) -> Vec<String> {
    let query = format!("{{ seminars(filter: {{ {filter} }}) {{ nodes {{ id }} }} }}");
    let data = client.data(&query, json!({})).await;
    let nodes = data["seminars"]["nodes"].as_array().expect("nodes");
    let ids = nodes
        .iter()
        .map(|node| node["id"].as_str().expect("an id").to_owned());
    ids.collect()
}

#[rstest]
#[tokio::test]
async fn a_front_page_asks_for_ones_next_seminars(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let on = |days| scene.local(days).format("%Y-%m-%dT%H:%M").to_string();
    let at = |days, hour: i64| {
        let ends = scene.local(days) + chrono::TimeDelta::hours(hour);
        json!({ "startsLocal": on(days), "endsLocal": ends.format("%Y-%m-%dT%H:%M").to_string() })
    };
    let late = scene.open(at(40, 1)).await;
    let early = scene.open(at(30, 1)).await;
    let other = scene.open(at(35, 1)).await;
    let anna = scene.app.person().await;
    for seen in [&late, &early] {
        register(&anna, seen).await;
    }
    let given_up = register(&anna, &other).await;
    crate::seminars::scene::give_up(&anna, &given_up).await;
    assert_eq!(
        found(&anna, "mine: true").await,
        [early.id.as_str(), late.id.as_str()]
    );
    assert_eq!(found(&anna, "mine: false").await, [other.id.as_str()]);
    assert_eq!(found(&scene.app.anyone(), "mine: true").await, [""; 0]);
    assert_eq!(found(&scene.app.anyone(), "mine: false").await.len(), 3);
    let query = "query ($from: DateTime, $to: DateTime) { viewer { registrations(filter: { seminarStartsAfter: $from, seminarStartsBefore: $to }) { nodes { seminar { id } } } } }";
    let moment = |days| format!("{}:00Z", on(days));
    for (from, to, expected) in [
        (json!(null), json!(null), 3),
        (json!(moment(31)), json!(null), 2),
        (json!(moment(30)), json!(moment(31)), 1),
        (json!(null), json!(moment(30)), 0),
    ] {
        let variables = json!({ "from": from, "to": to });
        let data = anna.data(query, variables).await;
        let nodes = data["viewer"]["registrations"]["nodes"]
            .as_array()
            .expect("nodes");
        assert_eq!(nodes.len(), expected, "{from} {to}: {data:#}");
    }
}

#[rstest]
#[tokio::test]
async fn seminars_are_found_by_the_themes_of_networks_that_one_sees(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let admin = scene.app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"]["id"].clone();
    let roads = theme(&admin, "roads", json!({})).await["theme"]["id"].clone();
    let mut seminars = vec![];
    for (name, visibility) in [("Open", Visibility::Public), ("Inner", Visibility::Network)] {
        let network = scene.app.network(name, visibility).await;
        scene.app.join(&network, scene.host.id).await;
        let input =
            json!({ "id": gid("Network", network.id), "version": 1, "themeIds": [housing] });
        let kind = "UpdateNetworkInput";
        let changed = admin
            .change("updateNetwork", kind, "network { id }", input)
            .await;
        assert_eq!(changed["refusals"], json!([]), "{changed:#}");
        let over = json!({ "networkIds": [gid("Network", network.id)] });
        seminars.push(scene.open(over).await.id);
    }
    let by = |theme: &Value| format!("themeIds: [{theme}]");
    let mut all = found(&scene.editor, &by(&housing)).await;
    all.sort();
    seminars.sort();
    assert_eq!(all, seminars);
    assert_eq!(found(&scene.app.anyone(), &by(&housing)).await.len(), 1);
    assert_eq!(found(&scene.editor, &by(&roads)).await.len(), 0);
    let many: Vec<_> = (0..51).map(|_| gid("Theme", new_id())).collect();
    let query = "query ($ids: [ID!]) { seminars(filter: { themeIds: $ids }) { totalCount } }";
    let code = scene.editor.code(query, json!({ "ids": many })).await;
    assert_eq!(code, "BAD_INPUT");
}

#[tokio::test]
async fn an_id_of_a_part_is_told_from_one_that_is_none() {
    let app = TestApp::start(Db::Sqlite).await;
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    for (id, said) in [
        (
            gid("RegistrationQuestion", new_id()),
            "id is of type RegistrationQuestion, which is no Node",
        ),
        ("nonsense".to_owned(), "id is not an id"),
        (gid("<script>", new_id()), "id is not an id"),
    ] {
        let answer = app.anyone().run(query, json!({ "id": id })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{answer:#}");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.starts_with(said), "{message}");
    }
}

#[tokio::test]
async fn entries_of_the_audit_log_come_newest_first_unless_it_is_said() {
    let app = TestApp::start(Db::Sqlite).await;
    let admin = app.platform_admin().await;
    for name in ["One", "Two"] {
        theme(&admin, &name.to_lowercase(), json!({})).await;
    }
    let query =
        "{ default: auditEntries { nodes { id } } empty: auditEntries(orderBy: {}) { nodes { id } }
        asc: auditEntries(orderBy: { direction: ASC }) { nodes { id } } }";
    let data = admin.data(query, json!({})).await;
    assert_eq!(data["default"], data["empty"]);
    let mut ascending = data["asc"]["nodes"].as_array().expect("nodes").clone();
    ascending.reverse();
    assert_eq!(data["empty"]["nodes"], json!(ascending));
}
