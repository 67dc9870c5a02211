//! New keys while people work, and key ids that are none.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use erfa::people::{AuthSettings, Keys, issue_token};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

use super::*;

async fn rotate(client: &Client, input: Value) -> Value {
    let kind = "RotateSigningKeysInput";
    client
        .change("rotateSigningKeys", kind, "keyId", input)
        .await
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_rotations_under_load_fail_no_request(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = Arc::new(TestApp::start(db).await);
    somebody(&app, "anna@example.org").await;
    let admin = app.platform_admin().await;
    let store = app.app.store.clone();
    // Another process over the same database: half of the rotations and of the tokens come from there.
    let elsewhere = Keys::ensure(&store).await.expect("keys");
    let (done, asked) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let load = (0..4).map(|number| {
        let (app, store, keys) = (app.clone(), store.clone(), elsewhere.clone());
        let (done, asked) = (done.clone(), asked.clone());
        tokio::spawn(async move {
            let settings = AuthSettings::default();
            let mut tokens = vec![];
            while !done.load(Ordering::SeqCst) {
                let issued = issue_token(&store, &keys, &settings, "anna@example.org").await;
                let Ok(issued) = issued else {
                    panic!("worker {number} got no token")
                };
                tokens.push(issued.access_token);
                for token in tokens.iter().rev().take(5) {
                    let answer = who(&app.anyone().with_token(token)).await;
                    assert_ne!(answer, "UNAUTHENTICATED", "worker {number}");
                    asked.fetch_add(1, Ordering::SeqCst);
                }
            }
            tokens.first().cloned()
        })
    });
    let load: Vec<_> = load.collect();
    let mut ids = std::collections::HashSet::new();
    for round in 0..10 {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        let id = match round % 2 {
            0 => rotate(&admin, json!({})).await["keyId"]
                .as_str()
                .map(str::to_owned),
            _ => {
                let grace = AuthSettings::default().rotation_grace();
                elsewhere.rotate(grace).await.ok().map(|id| id.to_string())
            }
        };
        ids.insert(id.expect("a new key"));
    }
    done.store(true, Ordering::SeqCst);
    for worker in load {
        let first = worker.await.expect("no failed request").expect("a token");
        let answer = who(&app.anyone().with_token(&first)).await;
        assert_ne!(answer, "UNAUTHENTICATED", "the first key still verifies");
    }
    assert_eq!(ids.len(), 10);
    let asked = asked.load(Ordering::SeqCst);
    assert!(asked > 50, "only {asked} requests");
}

#[rstest]
#[tokio::test]
async fn those_who_run_the_platform_rotate_and_may_end_all_tokens_at_once(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    let (anna, session) = signed_in(&app, "anna@example.org").await;
    assert_eq!(
        rotate(&app.anyone(), json!({})).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(rotate(&anna, json!({})).await["error"], "FORBIDDEN");
    let admin = app.platform_admin().await;
    assert!(rotate(&admin, json!({})).await["keyId"].is_string());
    assert_ne!(who(&anna).await, "UNAUTHENTICATED");
    assert!(rotate(&admin, json!({ "retireOld": true })).await["keyId"].is_string());
    assert_eq!(who(&anna).await, "UNAUTHENTICATED");
    let refreshed = refresh(&app.anyone(), &session["refreshToken"]).await;
    let token = refreshed["session"]["accessToken"]
        .as_str()
        .expect("a token");
    assert_ne!(
        who(&app.anyone().with_token(token)).await,
        "UNAUTHENTICATED"
    );
}

#[rstest]
#[tokio::test]
async fn a_key_that_a_token_brings_along_or_points_at_is_not_trusted(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = somebody(&app, "anna@example.org").await;
    let now = app.now().timestamp();
    let claims = json!({ "iss": "erfa", "aud": "erfa", "sub": anna.id, "sid": new_id(), "iat": now, "nbf": now, "exp": now + 600 });
    let secret = EncodingKey::from_secret(b"mine");
    let kids = [
        "../../etc/passwd".to_owned(),
        "' OR 1=1 --".to_owned(),
        "x".repeat(5_000),
        new_id().to_string(),
    ];
    for kid in kids {
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(kid.clone()),
            jku: Some("http://127.0.0.1:1/keys".to_owned()),
            x5u: Some("http://127.0.0.1:1/key".to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        let token = encode(&header, &claims, &secret).expect("a token");
        let answer = who(&app.anyone().with_token(&token)).await;
        assert_eq!(answer, "UNAUTHENTICATED", "{kid}");
    }
}
