//! Which answers are compressed.

use serde_json::json;

use super::*;

const SCHEMA: &str = "{ __schema { types { name fields { name type { name kind } } } } }";

/// The coding of an answer, its first bytes, and what it depends on.
async fn coded(
    port: u16,
    query: &str,
    token: Option<&str>,
    takes: &str,
) -> (String, Vec<u8>, String) {
    let request = client()
        .post(format!("http://127.0.0.1:{port}/graphql"))
        .header("accept-encoding", takes)
        .json(&json!({ "query": query }));
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let all = |name: &str| {
        let values = answer.headers().get_all(name).iter();
        let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
        values.join(", ")
    };
    let (coding, varies) = (all("content-encoding"), all("vary"));
    (coding, answer.bytes().await.unwrap().to_vec(), varies)
}

#[actix_web::test]
async fn what_holds_no_secret_is_compressed_for_those_who_take_that() {
    let port = serve(&World::new());
    let ids: Vec<_> = (1..=100).map(|id| id.to_string()).collect();
    let large = format!("{{ nodes(ids: [{}]) {{ id label }} }}", ids.join(" "));
    let (coding, plain, varies) = coded(port, &large, None, "identity").await;
    assert_eq!((coding.as_str(), plain[0]), ("", b'{'));
    for name in [
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Origin",
    ] {
        assert!(varies.split(", ").any(|one| one == name), "{varies}");
    }
    let (coding, packed, _) = coded(port, &large, None, "gzip, br").await;
    assert_eq!((coding.as_str(), &packed[..2]), ("gzip", &[0x1f, 0x8b][..]));
    assert!(packed.len() * 2 < plain.len());
    for token in [None, Some("good")] {
        assert_eq!(coded(port, SCHEMA, token, "gzip").await.0, "gzip");
    }
    for (query, token, takes) in [
        (large.as_str(), Some("good"), "gzip"),
        (large.as_str(), None, "br"),
        (large.as_str(), None, "gzip;q=0"),
        (large.as_str(), None, "identity;q=0"),
        ("{ echo }", None, "gzip"),
        ("mutation { bump }", None, "gzip"),
        ("{ __typename viewer }", Some("good"), "gzip"),
    ] {
        let (coding, body, _) = coded(port, query, token, takes).await;
        assert_eq!((coding.as_str(), body[0]), ("", b'{'), "{query} {takes}");
    }
}
