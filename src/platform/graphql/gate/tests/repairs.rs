use futures_util::StreamExt;

use super::*;

#[tokio::test]
async fn defaults_of_variables_reach_skip_and_include() {
    let query =
        "query($yes: Boolean! = true) { a: echo @skip(if: $yes) b: echo @include(if: $yes) }";
    assert_eq!(data(query, json!({})).await, json!({ "b": 5 }));
    assert_eq!(
        data(query, json!({ "yes": false })).await,
        json!({ "a": 5 })
    );
}

#[tokio::test]
async fn an_omitted_variable_leaves_the_default_of_the_argument() {
    let query = "query($n: Int, $m: Int) { ...F } fragment F on Query { echo(number: $n, filter: { most: $m }) }";
    assert_eq!(data(query, json!({})).await, json!({ "echo": 12 }));
    assert_eq!(
        data(query, json!({ "n": 1, "m": 1 })).await,
        json!({ "echo": 2 })
    );
}

#[tokio::test]
async fn one_of_takes_exactly_one_member() {
    for query in [
        "{ place(by: {}) { id } }",
        "{ place(by: { id: 1, code: \"a\" }) { id } }",
        "{ place(by: { id: null }) { id } }",
        "query($id: Int) { place(by: { id: $id }) { id } }",
        "query($by: By = { id: 1, code: \"a\" }) { place(by: $by) { id } }",
        "{ echo(filter: { by: { id: 1, code: \"a\" } }) }",
    ] {
        assert_eq!(
            refusal(query).as_deref(),
            Some("GRAPHQL_VALIDATION_FAILED"),
            "{query}"
        );
    }
    let query = "query($by: By) { place(by: $by) { id } }";
    for by in [
        json!({}),
        json!({ "id": 1, "code": "a" }),
        json!({ "id": null }),
    ] {
        assert_eq!(
            code(&run(query, json!({ "by": by })).await["errors"][0]),
            "BAD_INPUT"
        );
    }
    assert_eq!(
        data(query, json!({ "by": { "id": 4 } })).await,
        json!({ "place": { "id": 4 } })
    );
    assert_eq!(
        data(
            "query($id: Int!) { place(by: { id: $id }) { id } }",
            json!({ "id": 4 })
        )
        .await["place"]["id"],
        4
    );
}

#[tokio::test]
async fn variables_that_do_not_fit_are_refused() {
    let query = "query($n: Int!) { echo(number: $n) }";
    for variables in [
        json!({}),
        json!({ "n": null }),
        json!({ "n": "1" }),
        json!({ "n": 1.5 }),
        json!({ "n": [1] }),
    ] {
        assert_eq!(code(&run(query, variables).await["errors"][0]), "BAD_INPUT");
    }
    assert_eq!(
        data(query, json!({ "n": 1, "unused": {} })).await,
        json!({ "echo": 1 })
    );
}

#[tokio::test]
async fn a_nullable_failure_is_null_at_its_path_and_spares_its_siblings() {
    let answer = run(
        "{ nodes(ids: [1, 0, 2]) { id failing { id } parent { must } } thing { __typename id } }",
        json!({}),
    )
    .await;
    let node = |id: i32| json!({ "id": id, "failing": null, "parent": null });
    let expected =
        json!({ "nodes": [node(1), null, node(2)], "thing": { "__typename": "Place", "id": 3 } });
    assert_eq!(answer["data"], expected);
    let paths: Vec<_> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["path"].clone())
        .collect();
    assert_eq!(paths.len(), 5);
    for path in [
        json!(["nodes", 1]),
        json!(["nodes", 0, "failing"]),
        json!(["nodes", 2, "parent", "must"]),
    ] {
        assert!(paths.contains(&path), "{paths:?}");
    }
}

#[tokio::test]
async fn the_operation_name_must_be_the_documents() {
    let admit = |query: &str, name: &str| {
        gated()
            .admit(Request::new(query).operation_name(name))
            .is_ok()
    };
    assert!(admit("query A { echo }", "A"));
    assert!(admit("query A { echo }", ""));
    assert!(!admit("query A { echo }", "B"));
    assert!(!admit("{ echo }", "A"));
    assert_eq!(
        data("query A { echo }", json!({})).await,
        json!({ "echo": 5 })
    );
}

#[test]
fn a_known_document_is_neither_parsed_nor_validated_again() {
    let engine = gated();
    let queries = [
        "{ echo }",
        "query($n: Int) { echo(number: $n) }",
        "query($c: Boolean = true) { echo @skip(if: $c) }",
    ];
    for (index, query) in queries.iter().enumerate() {
        for n in 0..4 {
            let variables = Variables::from_json(json!({ "n": n, "c": n == 1 }));
            let request = Request::new(*query).variables(variables);
            assert!(engine.admit(request).is_ok());
        }
        let counts = engine.counts();
        let done = index as u64 + 1;
        assert_eq!((counts.parsed, counts.found), (done, 3 * done));
    }
    assert!(engine.admit(Request::new("{ unknown }")).is_err());
    assert!(engine.admit(Request::new("{ unknown }")).is_err());
    assert_eq!(engine.counts().parsed, 5, "what is refused is not kept");
}

#[test]
fn a_short_text_that_stands_for_much_counts_for_much() {
    let doubling: String = (0..7)
        .map(|n| format!("fragment F{n} on Place {{ p{n}: parent {{ ...F{} }} q{n}: parent {{ ...F{} }} }}\n", n + 1, n + 1))
        .collect();
    let query = format!("{{ place {{ ...F0 }} }} {doubling} fragment F7 on Place {{ id }}");
    let engine = sample(Limits {
        aliases: 10_000,
        ..Limits::default()
    });
    assert!(engine.admit(Request::new(&query)).is_ok());
    assert!(query.len() < 1_000);
    assert!(
        engine.counts().cached_bytes > 5 * query.len(),
        "{:?}",
        engine.counts()
    );
}

#[tokio::test]
async fn the_cost_is_told_to_those_who_ask() {
    let asking = |query: &str, cost: Value| {
        let mut request = Request::new(query);
        let cost = async_graphql::Value::from_json(cost).unwrap();
        request.extensions.insert("cost".to_owned(), cost);
        request
    };
    let engine = gated();
    for (cost, told) in [
        (json!(true), true),
        (json!({}), true),
        (json!(false), false),
        (json!(null), false),
    ] {
        let admitted = engine.admit(asking("{ echo }", cost)).ok().unwrap();
        let answer = json!(engine.run(admitted).await);
        let expected = told.then(|| json!({ "cost": { "requested": 1, "limit": 5_000 } }));
        assert_eq!(answer.get("extensions"), expected.as_ref());
    }
    let admitted = engine.admit(asking("subscription { count(to: 2) }", json!(true)));
    let answers: Vec<_> = engine.stream(admitted.ok().unwrap()).collect().await;
    assert_eq!(answers.len(), 2);
    for answer in answers {
        assert_eq!(json!(answer)["extensions"]["cost"]["limit"], 5_000);
    }
}

#[tokio::test]
async fn what_was_admitted_runs_whatever_becomes_of_the_request() {
    let engine = gated();
    let admitted = engine.admit(Request::new("{ echo }")).ok().unwrap();
    let swapped = admitted
        .prepare(async |_| Ok::<_, ()>(Request::new("{ place { unknown } }")))
        .await
        .ok()
        .unwrap();
    assert_eq!(
        json!(engine.run(swapped).await),
        json!({ "data": { "echo": 5 } })
    );
}
