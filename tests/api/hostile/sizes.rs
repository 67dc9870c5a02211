//! Documents that are sound and ask for too much: each is one over a bound, and the one beneath it is answered.

use super::*;

const LEAVES: [&str; 24] = [
    "cadenceTargetPerYear",
    "createdAt",
    "id",
    "joinPolicy",
    "locale",
    "membersText",
    "origin",
    "periodText",
    "relatedRef",
    "since",
    "source",
    "statedMemberCount",
    "status",
    "updatedAt",
    "version",
    "visibility",
    "a: id",
    "b: id",
    "c: id",
    "d: id",
    "e: id",
    "f: id",
    "g: id",
    "h: id",
];

/// Two pages, each counted once for itself and its `nodes`, and once for each value of its items.
fn costing(last: usize) -> String {
    let leaves = |count: usize| LEAVES[..count].join(" ");
    format!(
        "{{ networks(first: 100) {{ nodes {{ {} }} }} n: networks(first: 100) {{ nodes {{ {} }} }} themes(first: 93) {{ nodes {{ id }} }} x: themes(first: {last}) {{ nodes {{ id }} }} }}",
        leaves(24),
        leaves(24),
    )
}

/// Fields inside one another.
fn deep(depth: usize) -> String {
    let (leaf, leaves) = match depth % 2 {
        1 => ("id", 1),
        _ => ("country { code }", 2),
    };
    let steps = (depth - 2 - leaves) / 2;
    format!(
        "{{ regions(first: 1) {{ nodes {{ {} {leaf} {} }} }} }}",
        "parts(first: 1) { nodes { ".repeat(steps),
        "} }".repeat(steps),
    )
}

pub fn all() -> Vec<Hostile> {
    let mut all = vec![Hostile::document("a cost of 5,001", &costing(100), COMPLEX)];
    for depth in [13, 20] {
        all.push(Hostile::document(
            format!("{depth} deep"),
            &deep(depth),
            COMPLEX,
        ));
    }
    let pages = "{ networks(first: 100) { nodes { seminars(first: 100) { nodes { id } } } } }";
    all.push(Hostile::document("pages of pages", pages, COMPLEX));
    let lists = "{ projects(first: 100) { nodes { goals { activities { goals { activities { code } } } } } } }";
    all.push(Hostile::document("lists of lists", lists, COMPLEX));
    let variable = "query ($n: Int!) { networks(first: $n) { nodes { seminars(first: $n) { nodes { id } } } } }";
    all.push(Hostile::with(
        "pages whose size a variable says",
        variable,
        json!({ "n": 100 }),
        COMPLEX,
    ));
    all
}

#[tokio::test]
async fn what_is_just_small_enough_is_answered() {
    let app = TestApp::start(Db::Sqlite).await;
    let anyone = app.anyone();
    for document in [costing(99), deep(12)] {
        anyone.data(&document, json!({})).await;
    }
    let asked = json!({ "query": costing(99), "extensions": { "cost": true } });
    let request = anyone.request(Method::POST, "/graphql").json(&asked);
    let answer: Value = request
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(
        answer["extensions"]["cost"],
        json!({ "requested": 5_000, "limit": 5_000 })
    );
    let refused = anyone.run(&costing(100), json!({})).await;
    let cost = json!({ "requested": 5_001, "limit": 5_000, "heaviestField": "Query.networks", "heaviestFieldCost": 4_804 });
    assert_eq!(
        refused["errors"][0]["extensions"]["cost"], cost,
        "{refused:#}"
    );
}
