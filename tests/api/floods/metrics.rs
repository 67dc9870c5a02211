//! What is counted, and who may read it.

use std::collections::HashMap;

use super::*;

/// Reads the text form of Prometheus, and fails on what it does not allow.
fn parse(text: &str) -> HashMap<String, f64> {
    let name = |text: &str| {
        !text.is_empty()
            && !text.starts_with(|letter: char| letter.is_ascii_digit())
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let (mut samples, mut types) = (HashMap::new(), HashMap::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (kind, of) = (words.next(), words.next().unwrap_or_default());
            assert!(matches!(kind, Some("HELP" | "TYPE")) && name(of), "{line}");
            if kind == Some("TYPE") {
                let told = types.insert(of.to_owned(), words.next().unwrap_or_default());
                assert!(told.is_none(), "told twice: {line}");
            }
            continue;
        }
        let (series, figure) = line.rsplit_once(' ').expect("a sample");
        let figure: f64 = figure.parse().expect("a figure");
        let (of, labels) = series.split_once('{').unwrap_or((series, "}"));
        assert!(name(of), "{line}");
        for label in labels.strip_suffix('}').expect("labels").split("\",") {
            if let Some((key, value)) = label.split_once('=') {
                assert!(name(key) && value.starts_with('"'), "{line}");
            }
        }
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| {
            of.strip_suffix(end)
                .filter(|family| types.contains_key(*family))
        });
        let family = family.unwrap_or(of);
        assert!(types.contains_key(family), "no type: {line}");
        assert!(
            samples.insert(series.to_owned(), figure).is_none(),
            "twice: {line}"
        );
    }
    samples
}

async fn read(app: &TestApp) -> HashMap<String, f64> {
    let answer = app.anyone().get("/metrics").await;
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].clone();
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    parse(&answer.text().await.expect("text"))
}

#[rstest]
#[tokio::test]
async fn what_happens_is_counted(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::set(db, limited).await;
    let before = read(&app).await;
    let client = app.anyone();
    client
        .data("{ networks { nodes { id } } }", json!({}))
        .await;
    client
        .data("{ networks { nodes { id } } }", json!({}))
        .await;
    client.run("{ secretOperationName }", json!({})).await;
    sign_in(&app, "nobody@example.org", "wrong").await;
    let mut live = client
        .subscribe(
            "subscription { networkChanged(id: \"x\") { id } }",
            json!({}),
        )
        .await;
    let _ = live.next().await;
    let after = read(&app).await;
    for series in [
        "erfa_operations_total{transport=\"post\",kind=\"query\",code=\"OK\"}",
        "erfa_operations_total{transport=\"post\",kind=\"none\",code=\"GRAPHQL_VALIDATION_FAILED\"}",
        "erfa_operations_total{transport=\"post\",kind=\"mutation\",code=\"OK\"}",
        "erfa_operation_duration_seconds_count{transport=\"post\",kind=\"query\"}",
        "erfa_operation_cost_count{kind=\"query\"}",
        "erfa_http_requests_total{route=\"/graphql\",method=\"POST\",status=\"200\"}",
        "erfa_http_requests_total{route=\"/graphql\",method=\"GET\",status=\"101\"}",
        "erfa_http_request_duration_seconds_count{route=\"/graphql\"}",
        "erfa_gate_documents_total{outcome=\"remembered\"}",
        "erfa_gate_documents_total{outcome=\"new\"}",
        "erfa_statements_total{outcome=\"ok\"}",
        "erfa_statement_duration_seconds_count",
        "erfa_attempts_total{outcome=\"failed\"}",
    ] {
        let (was, is) = (before.get(series), after.get(series));
        let is = is.unwrap_or_else(|| panic!("no {series} in {:#?}", after.keys()));
        assert!(*is > was.copied().unwrap_or(0.0), "{series} stands still");
    }
    let database = format!("{db:?}").to_lowercase();
    let build = format!(
        "erfa_build_info{{version=\"{}\",database=\"{database}\"}}",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(after[&build], 1.0);
    for series in [
        "erfa_operations_in_work",
        "erfa_operations_waiting",
        "erfa_sockets",
        "erfa_subscriptions",
        "erfa_gate_cached_bytes",
        "erfa_feed_lag_changes",
        "erfa_passwords_in_work",
        "erfa_uploads_in_work",
        "erfa_throttle_remembered",
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
    ] {
        assert!(after.contains_key(series), "no {series}");
    }
    assert_eq!(after["erfa_operations_in_work_limit"], 128.0);
    assert!(
        after
            .keys()
            .any(|series| series.starts_with("erfa_database_connections{"))
    );
    // What clients send is in no label.
    assert!(
        !after
            .keys()
            .any(|series| series.contains("secret") || series.contains("example.org"))
    );
}

#[rstest]
#[tokio::test]
async fn only_this_computer_and_who_has_the_token_may_read(#[values(Db::Sqlite)] db: Db) {
    let token = "a long token";
    let app = TestApp::set(db, |settings| settings.metrics.token = token.to_owned()).await;
    let status = async |headers: &[(&str, &str)]| {
        let mut request = app.anyone().request(Method::GET, "/metrics");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.text().await.expect("text"))
    };
    let nothing = app
        .anyone()
        .get("/nothing")
        .await
        .text()
        .await
        .expect("text");
    assert_eq!(status(&[]).await.0, 200);
    for trace in ["x-forwarded-for", "forwarded", "via", "x-real-ip"] {
        let (code, body) = status(&[(trace, "127.0.0.1")]).await;
        assert_eq!((code, &body), (404, &nothing), "{trace}");
        let wrong = [(trace, "x"), ("authorization", "Bearer a wrong token")];
        assert_eq!(status(&wrong).await.0, 404);
        let right = [(trace, "x"), ("authorization", "Bearer a-long-token")];
        assert_eq!(status(&right).await.0, 404);
    }
    let closed = TestApp::set(db, |settings| settings.metrics.local = false).await;
    assert_eq!(closed.anyone().get("/metrics").await.status(), 404);
    let bearer = closed.anyone().with_token("");
    let answer = bearer.request(Method::GET, "/metrics").send().await;
    assert_eq!(answer.expect("an answer").status(), 404);
    let opened = TestApp::set(db, |settings| {
        settings.metrics.local = false;
        settings.metrics.token = "a-long-token".to_owned();
    })
    .await;
    assert_eq!(opened.anyone().get("/metrics").await.status(), 404);
    let bearer = opened.anyone().with_token("a-long-token");
    let answer = bearer.request(Method::GET, "/metrics").send().await;
    assert_eq!(answer.expect("an answer").status(), 200);
}
