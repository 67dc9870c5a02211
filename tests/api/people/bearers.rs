//! Access tokens that another server signed.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{account, api_token::TokenScope, external_identity};
use erfa::people::external::JwtIssuerSettings;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::support::provider::{Key, Keys, Provider};

struct World {
    app: TestApp,
    provider: Provider,
    anna: person::Model,
    claims: Value,
}

impl World {
    async fn new(db: Db) -> Self {
        Self::with(db, TokenScope::Read, Keys::Fine).await
    }

    #[expect(clippy::disallowed_methods, reason = "sets the scene")]
    async fn with(db: Db, scope: TokenScope, keys: Keys) -> Self {
        let provider = Provider::start().await;
        provider.answer(keys);
        let issuer = JwtIssuerSettings {
            issuer: provider.url.clone(),
            audience: "https://api.erfa.example".to_owned(),
            jwks_url: format!("{}/jwks", provider.url),
            scope,
            cooldown_seconds: 4,
        };
        let app = TestApp::set(db, |settings| settings.auth.jwt_issuers = vec![issuer]).await;
        let anna = somebody(&app, "anna@example.org").await;
        let account = account::Entity::find()
            .filter(account::Column::PersonId.eq(anna.id))
            .one(&app.connection)
            .await;
        let account = account.expect("readable").expect("an account");
        let now = app.now();
        app.put(external_identity::Model {
            id: new_id(),
            account_id: account.id,
            issuer: provider.url.clone(),
            subject: "anna-there".to_owned(),
            created_at: now,
            last_used_at: None,
        })
        .await;
        let now = now.timestamp();
        let claims = json!({ "iss": provider.url, "aud": "https://api.erfa.example", "sub": "anna-there",
            "iat": now, "exp": now + 600, "client_id": "another", "jti": "1" });
        Self {
            app,
            provider,
            anna,
            claims,
        }
    }

    async fn who(&self, token: &str) -> Value {
        who(&self.app.anyone().with_token(token)).await
    }

    fn good(&self) -> String {
        self.provider.key().sign(&self.claims, |_| {})
    }
}

#[rstest]
#[tokio::test]
async fn a_linked_persons_token_lets_in_up_to_what_is_set(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    let token = world.good();
    assert_eq!(world.who(&token).await, json!(gid("Person", world.anna.id)));
    let client = world.app.anyone().with_token(&token);
    let seen = client
        .data("{ viewer { account { email } } }", json!({}))
        .await;
    assert_eq!(seen["viewer"]["account"], json!(null));
    let input = json!({ "id": gid("Person", world.anna.id), "version": 1, "name": "Other" });
    let kind = "UpdatePersonInput";
    let denied = client
        .change("updatePerson", kind, "person { name }", input.clone())
        .await;
    assert_eq!(denied["message"], "This token lacks the scope WRITE.");
    let writing = World::with(db, TokenScope::Write, Keys::Fine).await;
    let client = writing.app.anyone().with_token(&writing.good());
    let input = with(&input, json!({ "id": gid("Person", writing.anna.id) }));
    let changed = client
        .change("updatePerson", kind, "person { name }", input)
        .await;
    assert_eq!(changed["person"]["name"], "Other", "{changed}");
}

#[rstest]
#[tokio::test]
async fn whatever_is_wrong_with_a_token_it_is_nobodys(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let world = World::new(db).await;
    let key = world.provider.key();
    let now = world.app.now().timestamp();
    for change in [
        json!({ "iss": "https://evil.example" }),
        json!({ "iss": null }),
        json!({ "aud": "another" }),
        json!({ "aud": null }),
        json!({ "sub": "nobody" }),
        json!({ "sub": null }),
        json!({ "sub": 7 }),
        json!({ "exp": null }),
        json!({ "exp": (now + 600).to_string() }),
        json!({ "exp": now - 40 }),
        json!({ "iat": null }),
        json!({ "iat": "now" }),
        json!({ "iat": now + 40 }),
        json!({ "nbf": now + 40 }),
        json!({ "nbf": "soon" }),
    ] {
        let token = key.sign(&with(&world.claims, change.clone()), |_| {});
        assert_eq!(world.who(&token).await, "UNAUTHENTICATED", "{change}");
    }
    // An ID token is no access token.
    for typ in [Some("JWT"), Some("id+jwt"), None] {
        let token = key.sign(&world.claims, |header| header.typ = typ.map(str::to_owned));
        assert_eq!(world.who(&token).await, "UNAUTHENTICATED", "{typ:?}");
    }
    let kids = [
        "../../etc/passwd".to_owned(),
        "' OR 1=1 --".to_owned(),
        "first\0".to_owned(),
        "k".repeat(3_000),
        "k".repeat(10_000),
    ];
    for kid in kids {
        let token = key.sign(&world.claims, |header| header.kid = Some(kid.clone()));
        assert_eq!(world.who(&token).await, "UNAUTHENTICATED", "{}", kid.len());
    }
    let critical = key.sign(&world.claims, |header| {
        header.crit = Some(vec!["x".to_owned()])
    });
    assert_eq!(world.who(&critical).await, "UNAUTHENTICATED");
    let without = key.sign(&world.claims, |header| header.kid = None);
    assert_eq!(world.who(&without).await, "UNAUTHENTICATED");
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", ""] {
        let header = json!({ "typ": "at+jwt", "alg": alg, "kid": key.id });
        let token = format!("{}.{}.", part(&header), part(&world.claims));
        assert_eq!(world.who(&token).await, "UNAUTHENTICATED", "{alg}");
    }
    for secret in [key.x(), String::new()] {
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(key.id.clone()),
            ..Header::new(Algorithm::HS256)
        };
        let token = encode(
            &header,
            &world.claims,
            &EncodingKey::from_secret(secret.as_bytes()),
        );
        assert_eq!(world.who(&token.expect("a token")).await, "UNAUTHENTICATED");
    }
    // A key that the token brings along, or points at, is not looked at.
    let own = Provider::start().await;
    let stranger = Key::new("first");
    let jku = format!("{}/jwks", own.url);
    let pointing = stranger.sign(&world.claims, |header| header.jku = Some(jku.clone()));
    assert_eq!(world.who(&pointing).await, "UNAUTHENTICATED");
    let pointing = own
        .key()
        .sign(&world.claims, |header| header.jku = Some(jku));
    assert_eq!(world.who(&pointing).await, "UNAUTHENTICATED");
    assert_eq!(own.asked(), 0);
    assert_ne!(world.who(&world.good()).await, "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn unknown_keys_cost_one_fetch_and_a_new_key_is_found(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    let many = (0..30).map(|_| world.good());
    let many: Vec<_> = many.collect();
    let all = futures_util::future::join_all(many.iter().map(|token| world.who(token))).await;
    assert!(all.iter().all(|one| one != "UNAUTHENTICATED"));
    assert_eq!(
        world.provider.asked(),
        1,
        "those who came first shared one answer"
    );
    tokio::time::sleep(Duration::from_millis(4_100)).await;
    let key = world.provider.key();
    let strange = (0..50).map(|n| {
        let kid = format!("unknown-{n}");
        key.sign(&world.claims, |header| header.kid = Some(kid))
    });
    let strange: Vec<_> = strange.collect();
    let all = futures_util::future::join_all(strange.iter().map(|token| world.who(token))).await;
    assert!(all.iter().all(|one| one == "UNAUTHENTICATED"));
    assert_eq!(world.provider.asked(), 2);
    world.provider.rotate("second");
    let fresh = world.good();
    tokio::time::sleep(Duration::from_millis(4_100)).await;
    assert_ne!(world.who(&fresh).await, "UNAUTHENTICATED");
    assert_eq!(world.provider.asked(), 3);
    let old = key.sign(&world.claims, |_| {});
    assert_eq!(
        world.who(&old).await,
        "UNAUTHENTICATED",
        "it is in the set no longer"
    );
}

#[rstest]
#[tokio::test]
async fn keys_that_do_not_come_as_they_should_let_nobody_in(
    #[values(Keys::Elsewhere, Keys::Huge, Keys::Slow, Keys::Nonsense, Keys::Broken)] keys: Keys,
) {
    let world = World::with(Db::Sqlite, TokenScope::Read, keys).await;
    assert_eq!(world.who(&world.good()).await, "UNAVAILABLE");
    assert_eq!(world.provider.asked(), 1);
    assert_eq!(world.who(&world.good()).await, "UNAVAILABLE");
    assert_eq!(world.provider.asked(), 1, "not asked again at once");
    world.provider.answer(Keys::Fine);
    tokio::time::sleep(Duration::from_millis(4_100)).await;
    assert_ne!(world.who(&world.good()).await, "UNAVAILABLE");
    // What is known stays good while the issuer does not answer.
    world.provider.answer(keys);
    assert_eq!(
        world.who(&world.good()).await,
        json!(gid("Person", world.anna.id))
    );
}

#[rstest]
#[tokio::test]
async fn a_link_or_an_account_that_ends_takes_the_token_along(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    let network = world.app.network("Open", entity::Visibility::Public).await;
    let client = world.app.anyone().with_token(&world.good());
    let query = "subscription ($id: ID!) { networkChanged(id: $id) { status } }";
    let id = json!({ "id": gid("Network", network.id) });
    let mut heard = client.subscribe(query, id).await;
    assert_eq!(heard.next().await["type"], "next");
    let (anna, _) = signed_in(&world.app, "anna@example.org").await;
    let query = "{ viewer { account { identities { id } } } }";
    let listed = anna.data(query, json!({})).await;
    let id = &listed["viewer"]["account"]["identities"][0]["id"];
    let input = json!({ "id": id, "currentPassword": PASSWORD });
    let gone = anna
        .change(
            "unlinkIdentity",
            "UnlinkIdentityInput",
            "account { email }",
            input,
        )
        .await;
    let ended = Instant::now();
    assert_eq!(codes(&gone), Vec::<String>::new());
    assert_eq!(who(&client).await, "UNAUTHENTICATED");
    let mut last = heard.next().await;
    while last["type"] == "next" {
        last = heard.next().await;
    }
    assert_eq!(last, json!({ "type": "closed", "code": 4403 }));
    assert!(
        ended.elapsed() < Duration::from_millis(1_000),
        "{:?}",
        ended.elapsed()
    );
}
