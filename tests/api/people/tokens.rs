//! Access tokens that Erfa did not make, and those it did.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::signing_key;
use erfa::people::{AuthSettings, Keys, issue_token};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use sea_orm::{EntityTrait, QueryOrder};

use super::*;

struct Forge {
    app: TestApp,
    key: signing_key::Model,
    /// The claims of a token that is good.
    claims: Value,
    good: String,
}

impl Forge {
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    async fn new(db: Db) -> Self {
        let app = TestApp::start(db).await;
        somebody(&app, "anna@example.org").await;
        let (_, session) = signed_in(&app, "anna@example.org").await;
        let good = session["accessToken"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let key = signing_key::Entity::find()
            .order_by_desc(signing_key::Column::CreatedAt)
            .one(&app.connection)
            .await;
        let mut key = key.expect("the keys can be read").expect("there is one");
        assert!(!key.private_pem.contains("PRIVATE KEY"), "it lies sealed");
        let vault = app.app.store.vault().expect("a vault");
        let opened = vault.open("signing_key", &key.private_pem);
        key.private_pem = opened.expect("the server's own key opens it");
        let claims = part(&good, 1);
        Self {
            app,
            key,
            claims,
            good,
        }
    }

    async fn who(&self, token: &str) -> Value {
        who(&self.app.anyone().with_token(token)).await
    }

    /// Signed with the right key, but for what the test changes.
    fn signed(&self, header: impl FnOnce(&mut Header), claims: &Value) -> String {
        let mut head = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(self.key.id.to_string()),
            ..Header::new(Algorithm::EdDSA)
        };
        header(&mut head);
        let key = EncodingKey::from_ed_pem(self.key.private_pem.as_bytes()).expect("a key");
        encode(&head, claims, &key).expect("a token")
    }
}

fn part(token: &str, place: usize) -> Value {
    let text = token.split('.').nth(place).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn raw(header: Value, claims: &Value, signature: &[u8]) -> String {
    let text = |value: &[u8]| URL_SAFE_NO_PAD.encode(value);
    let (header, claims) = (header.to_string(), claims.to_string());
    format!(
        "{}.{}.{}",
        text(header.as_bytes()),
        text(claims.as_bytes()),
        text(signature)
    )
}

#[rstest]
#[tokio::test]
async fn an_access_token_says_what_it_is_for(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let forge = Forge::new(db).await;
    let header = part(&forge.good, 0);
    let kid = forge.key.id.to_string();
    assert_eq!(
        header,
        json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": kid })
    );
    assert_eq!(forge.claims["iss"], "erfa");
    assert_eq!(forge.claims["aud"], "erfa");
    let span = forge.claims["exp"]
        .as_i64()
        .zip(forge.claims["iat"].as_i64());
    assert_eq!(span.map(|(exp, iat)| exp - iat), Some(15 * 60));
    assert_eq!(forge.claims["nbf"], forge.claims["iat"]);
    let again = forge.signed(|_| {}, &forge.claims);
    assert_ne!(
        forge.who(&again).await,
        "UNAUTHENTICATED",
        "the forge works"
    );
}

#[rstest]
#[tokio::test]
async fn a_token_without_a_signature_is_nobodys(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let forge = Forge::new(db).await;
    let kid = forge.key.id.to_string();
    for alg in ["none", "None", "NONE", ""] {
        let header = json!({ "typ": "at+jwt", "alg": alg, "kid": kid });
        let token = raw(header, &forge.claims, b"");
        assert_eq!(forge.who(&token).await, "UNAUTHENTICATED", "{alg}");
    }
    let header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": kid });
    for signature in [vec![], vec![0; 64]] {
        let token = raw(header.clone(), &forge.claims, &signature);
        assert_eq!(forge.who(&token).await, "UNAUTHENTICATED");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_secret_is_nobodys(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let forge = Forge::new(db).await;
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(forge.key.id.to_string()),
            ..Header::new(algorithm)
        };
        let secret = EncodingKey::from_secret(forge.key.public_pem.as_bytes());
        let token = encode(&header, &forge.claims, &secret).expect("a token");
        assert_eq!(forge.who(&token).await, "UNAUTHENTICATED", "{algorithm:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_of_another_key_type_issuer_or_audience_is_nobodys(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let forge = Forge::new(db).await;
    let kids = [Some(new_id().to_string()), Some("../key".to_owned()), None];
    for kid in kids {
        let token = forge.signed(|header| header.kid = kid.clone(), &forge.claims);
        assert_eq!(forge.who(&token).await, "UNAUTHENTICATED", "{kid:?}");
    }
    for typ in [Some("JWT".to_owned()), Some("at".to_owned()), None] {
        let token = forge.signed(|header| header.typ = typ.clone(), &forge.claims);
        assert_eq!(forge.who(&token).await, "UNAUTHENTICATED", "{typ:?}");
    }
    for change in [
        json!({ "iss": "other" }),
        json!({ "aud": "other" }),
        json!({ "sub": new_id() }),
        json!({ "sid": new_id() }),
        json!({ "sub": "anna" }),
        json!({ "iss": null }),
        json!({ "aud": null }),
        json!({ "exp": null }),
        json!({ "nbf": null }),
        json!({ "exp": "tomorrow" }),
    ] {
        let token = forge.signed(|_| {}, &with(&forge.claims, change.clone()));
        assert_eq!(forge.who(&token).await, "UNAUTHENTICATED", "{change}");
    }
    let mut parts: Vec<_> = forge.good.split('.').map(str::to_owned).collect();
    parts[1] = URL_SAFE_NO_PAD
        .encode(with(&forge.claims, json!({ "exp": 9_999_999_999_i64 })).to_string());
    assert_eq!(
        forge.who(&parts.join(".")).await,
        "UNAUTHENTICATED",
        "claims changed after signing"
    );
    for nonsense in ["x", "a.b.c", "...", &"x".repeat(4_000)] {
        assert_eq!(forge.who(nonsense).await, "UNAUTHENTICATED", "{nonsense}");
    }
}

#[rstest]
#[tokio::test]
async fn a_token_is_good_from_its_first_to_its_last_moment(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let forge = Forge::new(db).await;
    let now = forge.app.now().timestamp();
    for (nbf, exp, good) in [
        (now - 100, now - 10, true),
        (now - 100, now - 40, false),
        (now + 20, now + 100, true),
        (now + 40, now + 100, false),
    ] {
        let claims = with(&forge.claims, json!({ "nbf": nbf, "exp": exp }));
        let nobody = forge.who(&forge.signed(|_| {}, &claims)).await == "UNAUTHENTICATED";
        assert_eq!(!nobody, good, "from {} to {}", nbf - now, exp - now);
    }
}

#[rstest]
#[tokio::test]
async fn a_new_key_signs_and_the_old_one_verifies_until_it_is_retired(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let forge = Forge::new(db).await;
    let store = &forge.app.app.store;
    let grace = chrono::TimeDelta::minutes(20);
    let elsewhere = Keys::ensure(store).await.expect("keys");
    elsewhere.rotate(grace).await.expect("a new key");
    let settings = AuthSettings::default();
    let issued = issue_token(store, &elsewhere, &settings, "anna@example.org").await;
    let issued = issued.expect("a token").access_token;
    assert_ne!(part(&issued, 0)["kid"], part(&forge.good, 0)["kid"]);
    assert_ne!(forge.who(&issued).await, "UNAUTHENTICATED");
    assert_ne!(forge.who(&forge.good).await, "UNAUTHENTICATED");

    forge.app.clock.advance(chrono::TimeDelta::minutes(21));
    elsewhere.rotate(grace).await.expect("a new key");
    let fresh = Keys::ensure(store).await.expect("keys");
    let authenticator = erfa::people::Authenticator {
        store: store.clone(),
        keys: fresh,
        settings: settings.clone(),
        standings: erfa::app::standings(),
        uses: Default::default(),
        external: erfa::people::external::External::new(&settings).expect("nobody"),
    };
    let now = forge.app.now().timestamp();
    let later = with(&forge.claims, json!({ "nbf": now, "exp": now + 100 }));
    let retired = forge.signed(|_| {}, &later);
    assert!(authenticator.viewer(Some(&retired)).await.is_err());
}

#[rstest]
#[tokio::test]
async fn the_command_line_issues_a_token_without_a_password(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = somebody(&app, "anna@example.org").await;
    somebody_as(&app, "barred@example.org", PlatformRole::None, true).await;
    let store = &app.app.store;
    let keys = Keys::ensure(store).await.expect("keys");
    let settings = AuthSettings::default();
    let issued = issue_token(store, &keys, &settings, "Anna@example.org").await;
    let token = issued.expect("a token").access_token;
    let client = app.anyone().with_token(&token);
    assert_eq!(who(&client).await, json!(gid("Person", anna.id)));
    for email in ["nobody@example.org", "barred@example.org"] {
        let issued = issue_token(store, &keys, &settings, email).await;
        assert!(issued.is_err(), "{email}");
    }
}
