//! Requests whose bodies, headers or variables do the harm.

use super::*;

pub fn all() -> Vec<Hostile> {
    let mut all = malformed();
    all.extend(variables());
    all.extend(members());
    all.extend(transport());
    all
}

fn malformed() -> Vec<Hostile> {
    let mut all = vec![];
    for (name, body) in [
        ("nothing at all", ""),
        ("blanks only", "   \n\t  "),
        ("an open object", "{"),
        ("an open key", "{\"query"),
        ("an open value", "{\"query\":\"{ __typename"),
        ("no value", "{\"query\":}"),
        ("a comma too many", "{\"query\":\"{ __typename }\",}"),
        ("single quotes", "{'query':'{ __typename }'}"),
        ("no quotes", "{query:\"{ __typename }\"}"),
        ("something after it", "{\"query\":\"{ __typename }\"} {}"),
        ("null", "null"),
        ("true", "true"),
        ("a number", "1"),
        ("a string", "\"{ __typename }\""),
        ("the document itself", "{ __typename }"),
        ("a form", "query={__typename}"),
        ("an empty list", "[]"),
        ("a list of one", "[{\"query\":\"{ __typename }\"}]"),
        ("a list of strings", "[\"{ __typename }\"]"),
        (
            "NaN",
            "{\"query\":\"{ __typename }\",\"variables\":{\"a\":NaN}}",
        ),
        (
            "a number too large",
            "{\"query\":\"{ __typename }\",\"variables\":{\"a\":1e999}}",
        ),
        ("a control character", "{\"query\":\"{ \u{1} }\"}"),
        ("half a surrogate as JSON", "{\"query\":\"\\ud800\"}"),
        (
            "a byte order mark before it",
            "\u{feff}{\"query\":\"{ __typename }\"}",
        ),
        (
            "a comment in JSON",
            "/* x */ {\"query\":\"{ __typename }\"}",
        ),
        ("UTF-16 in letters", "{\u{0}\"\u{0}q\u{0}"),
    ] {
        all.push(Hostile::body(name, body, UNREADABLE));
    }
    let batch = format!(
        "[{}]",
        vec!["{\"query\":\"{ __typename }\"}"; 1_000].join(",")
    );
    all.push(Hostile::body("a list of 1,000", batch, UNREADABLE));
    for (name, body) in [
        ("a text that is not UTF-8", &b"{\"query\":\"{ \xff }\"}"[..]),
        (
            "a key that is not UTF-8",
            b"{\"que\xc3ry\":\"{ __typename }\"}",
        ),
        (
            "a variable that is not UTF-8",
            b"{\"query\":\"{ __typename }\",\"variables\":{\"a\":\"\xed\xa0\x80\"}}",
        ),
        ("an overlong encoding", b"{\"query\":\"\xc0\xaf\"}"),
    ] {
        all.push(Hostile::body(name, body, UNREADABLE));
    }
    for depth in [129, 2_000, 100_000] {
        let body = format!("{{\"query\":{}", "[".repeat(depth));
        all.push(Hostile::body(
            format!("JSON {depth} deep in the query"),
            body,
            UNREADABLE,
        ));
        let body = format!(
            "{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}{}}}}}",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        all.push(Hostile::body(
            format!("variables {depth} deep"),
            body,
            UNREADABLE,
        ));
        let body = format!(
            "{{\"query\":\"{{ __typename }}\",\"extensions\":{}{}}}",
            "{\"a\":".repeat(depth.min(40_000)),
            "}".repeat(depth.min(40_000))
        );
        all.push(Hostile::body(
            format!("extensions {depth} deep"),
            body,
            UNREADABLE,
        ));
    }
    all
}

fn variables() -> Vec<Hostile> {
    let networks = "query ($n: Int!) { networks(first: $n) { totalCount } }";
    let mut all = vec![];
    for (name, variables) in [
        ("a missing variable", json!({})),
        ("null for a variable", json!({ "n": null })),
        ("a string for a number", json!({ "n": "1" })),
        ("a fraction for a number", json!({ "n": 1.5 })),
        ("a number beyond 32 bits", json!({ "n": 2_147_483_648_i64 })),
        ("a number beyond 64 bits", json!({ "n": 1e30 })),
        ("a list for a number", json!({ "n": [1, 2] })),
        ("an object for a number", json!({ "n": { "n": 1 } })),
        ("true for a number", json!({ "n": true })),
        ("a variable in other letters", json!({ "N": 1 })),
    ] {
        all.push(Hostile::with(name, networks, variables, VARIABLES));
    }
    let filter = "query ($f: NetworkFilter) { networks(filter: $f) { totalCount } }";
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let wide = Value::from_iter((0..10_000).map(|at| (format!("a{at}"), Value::from(at))));
    let many = Value::from(vec!["x"; 40_000]);
    for (name, variables) in [
        ("a number for an input", json!({ "f": 1 })),
        ("an unknown member", json!({ "f": { "other": 1 } })),
        ("10,000 unknown members", json!({ "f": wide })),
        ("lists 100 deep for an input", json!({ "f": deep })),
        (
            "a key of Object.prototype",
            json!({ "f": { "__proto__": {} } }),
        ),
        (
            "an enum that is none",
            json!({ "f": { "statuses": ["NONE"] } }),
        ),
    ] {
        all.push(Hostile::with(name, filter, variables, VARIABLES));
    }
    let by = "query ($b: MunicipalityBy!) { municipality(by: $b) { id } }";
    for (name, by_what) in [
        ("no member of @oneOf in a variable", json!({})),
        (
            "two members of @oneOf in a variable",
            json!({ "id": "a", "code": { "country": "SE", "code": "1" } }),
        ),
        (
            "a null member of @oneOf in a variable",
            json!({ "id": null }),
        ),
    ] {
        all.push(Hostile::with(name, by, json!({ "b": by_what }), VARIABLES));
    }
    let ids = "query ($i: [ID!]!) { nodes(ids: $i) { id } }";
    all.push(Hostile::with(
        "40,000 ids in a variable",
        ids,
        json!({ "i": many }),
        VARIABLES,
    ));
    all.push(Hostile::with(
        "null among ids",
        ids,
        json!({ "i": [null] }),
        VARIABLES,
    ));
    let undeclared = Value::from_iter((0..10_000).map(|at| (format!("a{at}"), Value::from(at))));
    all.push(Hostile::with(
        "10,000 variables beside the one that is needed",
        networks,
        undeclared,
        VARIABLES,
    ));
    all
}

/// Members of the body beside the query.
fn members() -> Vec<Hostile> {
    let mut all = vec![];
    for (name, rest) in [
        ("the query twice", "\"query\":\"{ __typename }\""),
        ("variables twice", "\"variables\":{},\"variables\":{}"),
        (
            "the operation's name twice",
            "\"operationName\":null,\"operationName\":null",
        ),
        ("extensions twice", "\"extensions\":{},\"extensions\":{}"),
        ("a variable twice", "\"variables\":{\"a\":1,\"a\":2}"),
        (
            "a key deep in a variable twice",
            "\"variables\":{\"a\":[{\"b\":{\"c\":null,\"c\":1}}]}",
        ),
        ("variables as a list", "\"variables\":[]"),
        ("variables as a string", "\"variables\":\"{}\""),
        ("variables as a number", "\"variables\":1"),
        ("extensions as a list", "\"extensions\":[]"),
        ("extensions as a string", "\"extensions\":\"x\""),
        ("extensions as a number", "\"extensions\":1"),
        ("a number for the operation's name", "\"operationName\":1"),
        (
            "a list for the operation's name",
            "\"operationName\":[\"A\"]",
        ),
    ] {
        let body = format!("{{\"query\":\"{{ __typename }}\",{rest}}}");
        all.push(Hostile::body(name, body, UNREADABLE));
    }
    for query in ["1", "null", "[]", "{}", "true"] {
        let body = format!("{{\"query\":{query}}}");
        all.push(Hostile::body(
            format!("{query} for the query"),
            body,
            UNREADABLE,
        ));
    }
    for (name, operation) in [
        ("an unknown operation", "Other".to_owned()),
        ("an operation of 100,000 letters", "x".repeat(100_000)),
        ("an operation that is no name", "{ __typename }".to_owned()),
    ] {
        let body = json!({ "query": "query A { __typename }", "operationName": operation });
        all.push(Hostile::body(name, body.to_string(), VARIABLES));
    }
    all
}

fn transport() -> Vec<Hostile> {
    let sound = json!({ "query": "{ __typename }" }).to_string();
    let mut all = vec![];
    for (name, body) in [
        ("257 KiB of blanks", " ".repeat(257 * 1024)),
        (
            "257 KiB of query",
            json!({ "query": "x".repeat(257 * 1024) }).to_string(),
        ),
        (
            "4 MiB of variables",
            json!({ "variables": { "a": "x".repeat(4 << 20) } }).to_string(),
        ),
    ] {
        all.push(Hostile::body(name, body, (413, "PAYLOAD_TOO_LARGE")));
    }
    for kind in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/graphql"),
        Some("application/xml"),
        Some("application/json; charset=utf-16"),
        None,
    ] {
        all.push(Hostile {
            content_type: kind,
            ..Hostile::body(
                format!("{kind:?}"),
                sound.clone(),
                (415, "UNSUPPORTED_MEDIA_TYPE"),
            )
        });
    }
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        all.push(Hostile {
            encoding: Some(encoding),
            ..Hostile::body(encoding, sound.clone(), (415, "UNSUPPORTED_MEDIA_TYPE"))
        });
    }
    for accept in ["text/html", "image/png", "application/json; charset=utf-16"] {
        all.push(Hostile {
            accept,
            ..Hostile::body(
                format!("only {accept}"),
                sound.clone(),
                (406, "NOT_ACCEPTABLE"),
            )
        });
    }
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        all.push(Hostile {
            method: method.clone(),
            ..Hostile::body(method.as_str(), sound.clone(), (405, "METHOD_NOT_ALLOWED"))
        });
    }
    all
}
