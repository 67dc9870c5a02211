use super::*;

#[test]
fn hostile_documents_are_refused_before_they_cost_anything() {
    let nested = |depth: usize| {
        format!(
            "{{ echo(filter: {{ tags: {}{} }}) }}",
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    let doubling: String = (0..30)
        .map(|n| format!("fragment F{n} on Place {{ ...F{} ...F{} }}\n", n + 1, n + 1))
        .collect();
    for (document, expected) in [
        (nested(65), "TOO_COMPLEX"),
        (nested(2_000), "TOO_COMPLEX"),
        (nested(100_000), "TOO_COMPLEX"),
        ("{".repeat(100_000), "TOO_COMPLEX"),
        (
            format!("{{ place {{ ...F0 }} }} {doubling} fragment F30 on Place {{ id }}"),
            "TOO_COMPLEX",
        ),
        (
            "{ place { ...F } } fragment F on Place { id ...F }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!(
                "{{ place {} {{ id }} }}",
                "@skip(if: false) ".repeat(10_000)
            ),
            "TOO_COMPLEX",
        ),
        (
            format!("{{ {} }}", "unknown ".repeat(10_000)),
            "TOO_COMPLEX",
        ),
        (
            format!("{{ {} }}", "unknown ".repeat(1_000)),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!(
                "{{ place {{ {} }} }}",
                (0..31).map(|n| format!("a{n}: id ")).collect::<String>()
            ),
            "TOO_COMPLEX",
        ),
        (format!("{{ {} }}", "echo ".repeat(21)), "TOO_COMPLEX"),
        (
            format!(
                "{{ place {} {{ id }} {} }}",
                "{ parent ".repeat(12),
                "}".repeat(12)
            ),
            "TOO_COMPLEX",
        ),
        (
            "query A { echo } query B { echo }".to_owned(),
            "TOO_COMPLEX",
        ),
        ("mutation { bump bump }".to_owned(), "TOO_COMPLEX"),
        (
            "mutation { a: bump ...F } fragment F on Mutation { bump }".to_owned(),
            "TOO_COMPLEX",
        ),
        (
            "subscription { count(to: 1) never }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "fragment F on Place { id }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "type Query { a: Int }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ echo".to_owned(), "GRAPHQL_PARSE_FAILED"),
        (String::new(), "GRAPHQL_PARSE_FAILED"),
        (
            "{ echo(number: 99999999999) }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        let start: String = document.chars().take(60).collect();
        assert_eq!(refusal(&document).as_deref(), Some(expected), "{start}");
    }
    assert_eq!(
        refusal(&nested(50)),
        Some("GRAPHQL_VALIDATION_FAILED".to_owned())
    );
    assert_eq!(refusal("mutation { __typename bump }"), None);
    assert_eq!(refusal("mutation M { bump }"), None);
}

#[test]
fn a_page_is_charged_once_and_the_heaviest_field_is_named() {
    let pages = |outer: &str, inner: &str| {
        format!(
            "{{ place {{ members({outer}) {{ edges {{ node {{ members({inner}) {{ edges {{ node {{ id }} }} }} }} }} }} }} }}"
        )
    };
    assert_eq!(refusal(&pages("first: 20", "first: 20")), None);
    let engine = gated();
    assert_eq!(
        engine
            .admit(Request::new(
                "{ place { members(first: 3) { edges { node { id } } } } }"
            ))
            .ok()
            .unwrap()
            .cost(),
        3 + 2 * 3
    );
    assert_eq!(
        engine
            .admit(Request::new(
                "{ nodes(ids: [1, 2]) { id children { id } } }"
            ))
            .ok()
            .unwrap()
            .cost(),
        1 + 2 * 2 + 20
    );
    let errors = json!(
        engine
            .admit(Request::new(pages("first: 100", "first: 50")))
            .err()
            .unwrap()
    );
    let cost = json!({ "requested": 10_303, "limit": 5_000, "heaviestField": "Place.members", "heaviestFieldCost": 10_301 });
    assert_eq!(errors[0]["extensions"]["cost"], cost, "{errors}");
    assert_eq!(
        refusal(&pages("first: 1000000", "last: -1")),
        Some("TOO_COMPLEX".to_owned())
    );
}

#[test]
fn a_page_size_in_a_variable_is_charged_as_what_is_sent() {
    let engine = gated();
    let query = "query($n: Int = 2, $m: Int) { place { members(first: $n) { nodes { members(first: $m) { nodes { id } } } } } }";
    let charged = |sent: Value| {
        let request = Request::new(query).variables(Variables::from_json(sent));
        let admitted = engine.admit(request).map(|admitted| admitted.cost());
        admitted.map_err(|errors| json!(errors[0])["extensions"].clone())
    };
    assert_eq!(charged(json!({ "n": 1, "m": 1 })), Ok(3 + 2 + 1));
    assert_eq!(charged(json!({ "n": 3, "m": 5 })), Ok(3 + 3 * (2 + 5)));
    // What is left out is what the document says, or else what the server takes.
    assert_eq!(charged(json!({})), Ok(3 + 2 * (2 + 10)));
    let refused = charged(json!({ "n": 100, "m": 100_000 })).unwrap_err();
    assert_eq!(refused["code"], "TOO_COMPLEX");
    assert_eq!(refused["cost"]["requested"], 3 + 100 * (2 + 100));
    // It was one document, and stays one.
    assert_eq!(engine.counts().parsed, 1);

    let ids = "query($ids: [Int!]!) { nodes(ids: $ids) { id } }";
    let request = Request::new(ids).variables(Variables::from_json(json!({ "ids": [1, 2, 3] })));
    assert_eq!(engine.admit(request).ok().unwrap().cost(), 1 + 3);
}

#[test]
fn a_finding_names_its_field_and_those_left_out_are_counted() {
    let errors = json!(gated().admit(Request::new("{ p: place }")).err().unwrap());
    let message = errors[0]["message"].as_str().unwrap();
    assert!(message.ends_with(": `p`"), "{message}");
    let query = format!("{{ {} }}", "unknown ".repeat(8));
    let errors = json!(gated().admit(Request::new(query)).err().unwrap());
    let told = |place: usize| errors[place]["extensions"]["errorsOmitted"].clone();
    assert_eq!(errors.as_array().map(Vec::len), Some(5));
    assert_eq!((told(3), told(4)), (Value::Null, json!(3)));
}

#[test]
fn strangers_get_no_suggestions() {
    for query in [
        "{ plac { id } }",
        "{ place }",
        "{ place(b: 1) { id } }",
        "{ thing { ... on Plac { id } } }",
    ] {
        let errors = json!(gated().admit(Request::new(query)).err().unwrap());
        assert!(!errors.to_string().contains("Did you mean"), "{errors}");
    }
}

#[test]
fn a_developer_is_told_what_a_misspelt_name_may_have_meant() {
    let limits = |introspection| Limits {
        suggestions: true,
        introspection,
        ..Limits::default()
    };
    let open = sample(limits(true));
    for (query, meant) in [
        ("{ plac { id } }", "Did you mean `place`?"),
        ("{ place { chidren { id } } }", "Did you mean `children`?"),
        (
            "{ place { members(frist: 1) { edges { node { id } } } } }",
            "Did you mean `first`?",
        ),
        ("{ ... on Qeury { place { id } } }", "Did you mean `Query`?"),
    ] {
        let errors = json!(open.admit(Request::new(query)).err().unwrap());
        assert!(errors.to_string().contains(meant), "{query}: {errors}");
    }
    let wild = json!(open.admit(Request::new("{ entirelyElse }")).err().unwrap());
    assert!(!wild.to_string().contains("Did you mean"), "{wild}");
    let closed = sample(limits(false));
    let errors = json!(closed.admit(Request::new("{ plac { id } }")).err().unwrap());
    assert!(!errors.to_string().contains("Did you mean"), "{errors}");
}

#[test]
fn a_list_is_charged_as_the_schema_says_it_usually_is() {
    let cost = |query: &str| gated().admit(Request::new(query)).ok().unwrap().cost();
    assert_eq!(cost("{ place { children { id } } }"), 2 + 10);
    assert_eq!(cost("{ place { parts { id } } }"), 2 + 3);
    assert_eq!(cost("{ place { children { parts { id } } } }"), 2 + 10 + 30);
}

#[test]
fn a_refusal_tells_the_cost_as_far_as_it_is_known() {
    let errors = gated()
        .admit(Request::new("mutation { a: bump b: bump }"))
        .err()
        .unwrap();
    let cost = json!({ "requested": 2, "limit": 5_000 });
    assert_eq!(json!(errors)[0]["extensions"]["cost"], cost);
}

#[test]
fn nothing_is_written_out_without_bound() {
    // Each step stands for both members of the interface, so thirty steps would stand for a thousand million.
    let steps = 9;
    let query = format!(
        "{{ thing {{ {} {} }} }}",
        "next { id name: label ... on Place { name: label id } ... on Park { id } ".repeat(steps),
        "}".repeat(steps)
    );
    assert_eq!(refusal(&query), None);
    let deep = format!(
        "{{ thing {{ {} {} }} }}",
        "next { label ... on Place { label next { id } } ... on Park { label } ".repeat(11),
        "}".repeat(11)
    );
    assert_eq!(refusal(&deep).as_deref(), Some("TOO_COMPLEX"));
}
