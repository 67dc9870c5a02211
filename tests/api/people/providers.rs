//! Signing in at an OpenID provider.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use erfa::people::external::ProviderSettings;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use sha2::{Digest, Sha256};

use super::*;
use crate::support::{
    client::http,
    provider::{CLIENT, Key, Provider, SECRET},
};

const PAGE: &str = "https://erfa.example/signed-in";
const VERIFIER: &str = "a verifier that the page keeps to itself";

struct World {
    app: TestApp,
    provider: Provider,
    server: MailServer,
}

/// A browser between the provider and the server.
struct Trip {
    cookie: String,
    address: String,
}

impl World {
    async fn new(db: Db) -> Self {
        let (provider, server) = (Provider::start().await, MailServer::start().await);
        let named = |name: &str| ProviderSettings {
            name: name.to_owned(),
            title: "A provider".to_owned(),
            issuer: provider.url.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            scopes: vec!["email".to_owned()],
        };
        let providers = vec![named("one"), named("two")];
        let url = server.url.clone();
        let app = TestApp::set(db, |settings| {
            settings.auth.public_url = "https://api.erfa.example/".to_owned();
            settings.auth.return_to = vec![PAGE.to_owned()];
            settings.auth.providers = providers;
            settings.mail.url = url;
            settings.mail.frontend_url = "https://erfa.example".to_owned();
        })
        .await;
        Self {
            app,
            provider,
            server,
        }
    }

    async fn get(&self, path: &str, cookie: Option<&str>) -> reqwest::Response {
        let request = http().get(format!("http://{}{path}", self.app.address));
        let request = match cookie {
            Some(cookie) => request.header("cookie", format!("other=1; {cookie}; last=2")),
            None => request,
        };
        request.send().await.expect("an answer")
    }

    async fn start(&self) -> Trip {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let path = format!("/auth/oidc/one/start?return_to={PAGE}&code_challenge={challenge}");
        let answer = self.get(&path, None).await;
        assert_eq!(answer.status(), 303);
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        let cookie = header("set-cookie");
        assert!(
            cookie.contains("; HttpOnly; SameSite=Lax; Secure"),
            "{cookie}"
        );
        assert_eq!(header("cache-control"), "no-store");
        let address = header("location");
        let back = "redirect_uri=https%3A%2F%2Fapi.erfa.example%2Fauth%2Foidc%2Fone%2Fcallback";
        assert!(address.contains(back), "{address}");
        Trip {
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            address,
        }
    }

    fn there(&self, trip: &Trip, more: Value) -> (String, String) {
        let now = self.app.now().timestamp();
        self.provider.sign_in(&trip.address, now, more)
    }

    /// Where the browser is led from the callback: what follows `#`.
    async fn back(&self, trip: &Trip, query: &str) -> String {
        let path = format!("/auth/oidc/one/callback?{query}");
        let answer = self.get(&path, Some(&trip.cookie)).await;
        assert_eq!(answer.status(), 303, "{query}");
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        assert!(header("set-cookie").contains("Max-Age=0"));
        assert_eq!(header("referrer-policy"), "no-referrer");
        let address = header("location");
        let (page, word) = address.split_once('#').expect("a fragment");
        assert_eq!(page, PAGE);
        word.to_owned()
    }

    /// The whole way there and back with these claims.
    async fn travel(&self, more: Value) -> String {
        let trip = self.start().await;
        let (code, state) = self.there(&trip, more);
        self.back(&trip, &format!("code={code}&state={state}"))
            .await
    }

    async fn code(&self, more: Value) -> String {
        let word = self.travel(more).await;
        let code = word.strip_prefix("code=");
        code.unwrap_or_else(|| panic!("{word}")).to_owned()
    }

    async fn sign_in(&self, code: &str, verifier: &str) -> Value {
        let input = json!({ "code": code, "verifier": verifier });
        let selection = "session { accessToken } challenge { token } viewer { id }";
        self.app
            .anyone()
            .change("signInWithCode", "SignInWithCodeInput", selection, input)
            .await
    }

    async fn link(&self, client: &Client, code: &str, password: &str) -> Value {
        let input = json!({ "code": code, "verifier": VERIFIER, "currentPassword": password });
        let selection = "account { identities { id issuer lastUsedAt } }";
        client
            .change("linkIdentity", "LinkIdentityInput", selection, input)
            .await
    }
}

#[rstest]
#[tokio::test]
async fn an_identity_is_linked_while_signed_in_and_opens_sessions_then(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    let anna = somebody(&world.app, "anna@example.org").await;
    let (client, _) = signed_in(&world.app, "anna@example.org").await;
    let query = "{ identityProviders { name title startPath } }";
    let told = world.app.anyone().data(query, json!({})).await;
    assert_eq!(
        told["identityProviders"][0],
        json!({ "name": "one", "title": "A provider", "startPath": "/auth/oidc/one/start" })
    );
    let unknown = world.sign_in(&world.code(json!({})).await, VERIFIER).await;
    assert_eq!(codes(&unknown), ["NOT_LINKED code"]);
    let code = world.code(json!({})).await;
    let wrong = world.link(&client, &code, "another horse battery").await;
    assert_eq!(codes(&wrong), ["BAD_CREDENTIALS currentPassword"]);
    let nobody = world.link(&world.app.anyone(), &code, PASSWORD).await;
    assert_eq!(nobody["error"], "UNAUTHENTICATED");
    let linked = world.link(&client, &code, PASSWORD).await;
    assert_eq!(
        linked["account"]["identities"][0]["issuer"], world.provider.url,
        "{linked}"
    );
    let again = world.link(&client, &code, PASSWORD).await;
    assert_eq!(codes(&again), ["CODE_OVER code"]);
    let taken = world
        .link(&client, &world.code(json!({})).await, PASSWORD)
        .await;
    assert_eq!(codes(&taken), ["IDENTITY_TAKEN code"]);

    let opened = world.sign_in(&world.code(json!({})).await, VERIFIER).await;
    assert_eq!(opened["viewer"]["id"], gid("Person", anna.id), "{opened}");
    let token = opened["session"]["accessToken"].as_str().expect("a token");
    let new = world.app.anyone().with_token(token);
    assert_eq!(who(&new).await, json!(gid("Person", anna.id)));
    let identities = "{ viewer { account { identities { id lastUsedAt } } } }";
    let listed = new.data(identities, json!({})).await;
    let listed = &listed["viewer"]["account"]["identities"][0];
    assert!(listed["lastUsedAt"].is_string(), "{listed}");
    let other = world
        .sign_in(&world.code(json!({ "sub": "another" })).await, VERIFIER)
        .await;
    assert_eq!(codes(&other), ["NOT_LINKED code"]);

    let kind = "UnlinkIdentityInput";
    let unlink = async |client: &Client, password: &str| {
        let input = json!({ "id": listed["id"], "currentPassword": password });
        client
            .change(
                "unlinkIdentity",
                kind,
                "account { identities { id } }",
                input,
            )
            .await
    };
    somebody(&world.app, "bo@example.org").await;
    let (bo, _) = signed_in(&world.app, "bo@example.org").await;
    assert_eq!(unlink(&bo, PASSWORD).await["error"], "NOT_FOUND");
    assert_eq!(
        codes(&unlink(&new, "").await),
        ["BAD_CREDENTIALS currentPassword"]
    );
    let gone = unlink(&new, PASSWORD).await;
    assert_eq!(gone["account"]["identities"], json!([]), "{gone}");
    let over = world.sign_in(&world.code(json!({})).await, VERIFIER).await;
    assert_eq!(codes(&over), ["NOT_LINKED code"]);
}

#[rstest]
#[tokio::test]
async fn a_code_works_once_for_two_minutes_and_for_the_page_that_began(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    somebody(&world.app, "anna@example.org").await;
    let (client, _) = signed_in(&world.app, "anna@example.org").await;
    world
        .link(&client, &world.code(json!({})).await, PASSWORD)
        .await;
    let code = world.code(json!({})).await;
    let stolen = world.sign_in(&code, "another verifier").await;
    assert_eq!(codes(&stolen), ["CODE_OVER code"]);
    let many = futures_util::future::join_all((0..4).map(|_| world.sign_in(&code, VERIFIER)));
    let many = many.await;
    let opened = many.iter().filter(|one| one["session"].is_object());
    assert_eq!(opened.count(), 1, "{many:#?}");
    let late = world.code(json!({})).await;
    world.app.clock.advance(TimeDelta::seconds(121));
    for code in [late.as_str(), "", "nonsense"] {
        let answer = world.sign_in(code, VERIFIER).await;
        assert_eq!(codes(&answer), ["CODE_OVER code"]);
    }
}

#[rstest]
#[tokio::test]
async fn browsers_are_led_only_where_they_may_be_led(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let world = World::new(db).await;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let start = |page: &str, challenge: &str| {
        format!("/auth/oidc/one/start?return_to={page}&code_challenge={challenge}")
    };
    for path in [
        start("https://evil.example/signed-in", &challenge),
        start(&format!("{PAGE}/"), &challenge),
        start(&format!("{PAGE}%2F..%2Fother"), &challenge),
        start(&format!("{PAGE}%23code%3Dx"), &challenge),
        start(&format!("{PAGE}&return_to={PAGE}"), &challenge),
        start(PAGE, "short"),
        start(PAGE, &"a".repeat(64)),
        format!("/auth/oidc/one/start?return_to={PAGE}"),
        format!("/auth/oidc/one/start?code_challenge={challenge}"),
    ] {
        let answer = world.get(&path, None).await;
        assert_eq!(answer.status(), 400, "{path}");
        assert!(answer.headers().get("location").is_none());
    }
    let unknown = start(PAGE, &challenge).replace("/one/", "/three/");
    assert_eq!(world.get(&unknown, None).await.status(), 404);
    let posted = http().post(format!("http://{}/auth/oidc/one/start", world.app.address));
    assert_eq!(posted.send().await.expect("an answer").status(), 405);

    let trip = world.start().await;
    let (code, state) = world.there(&trip, json!({}));
    let right = format!("code={code}&state={state}");
    let other = world.start().await;
    for (path, cookie) in [
        (format!("/auth/oidc/one/callback?{right}"), None),
        (
            format!("/auth/oidc/one/callback?{right}"),
            Some(other.cookie.as_str()),
        ),
        (
            format!("/auth/oidc/one/callback?{right}"),
            Some("erfa_oidc=v1.AAAA"),
        ),
        (
            format!("/auth/oidc/one/callback?code={code}"),
            Some(trip.cookie.as_str()),
        ),
        (
            format!("/auth/oidc/one/callback?{right}&state=x"),
            Some(trip.cookie.as_str()),
        ),
        (
            format!("/auth/oidc/two/callback?{right}"),
            Some(trip.cookie.as_str()),
        ),
    ] {
        let answer = world.get(&path, cookie).await;
        assert_eq!(answer.status(), 400, "{path}");
        assert!(answer.headers().get("location").is_none());
    }
    let denied = format!("error=access_denied&error_description=secret&state={state}");
    assert_eq!(world.back(&trip, &denied).await, "error=ACCESS_DENIED");
    let mixed = format!("{right}&iss=https%3A%2F%2Fevil.example");
    assert_eq!(world.back(&trip, &mixed).await, "error=SIGN_IN_FAILED");
    let guessed = format!("code=guessed&state={state}");
    assert_eq!(world.back(&trip, &guessed).await, "error=SIGN_IN_FAILED");
    assert!(world.back(&trip, &right).await.starts_with("code="));
    world.app.clock.advance(TimeDelta::seconds(601));
    let path = format!("/auth/oidc/one/callback?{right}");
    let late = world.get(&path, Some(&trip.cookie)).await;
    assert_eq!(late.status(), 400);
}

#[rstest]
#[tokio::test]
async fn an_id_token_that_is_not_good_signs_nobody_in(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let world = World::new(db).await;
    let now = world.app.now().timestamp();
    for claims in [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "another" }),
        json!({ "iss": "https://evil.example" }),
        json!({ "exp": now - 100 }),
        json!({ "exp": "tomorrow" }),
        json!({ "exp": null }),
        json!({ "sub": null }),
    ] {
        assert_eq!(
            world.travel(claims.clone()).await,
            "error=SIGN_IN_FAILED",
            "{claims}"
        );
    }
    let key = world.provider.key();
    let (public, id) = (key.x(), key.id.clone());
    let stranger = Key::new(&id);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    type Forger = Box<dyn Fn(&Value) -> String + Send>;
    let forgers: Vec<Forger> = vec![
        Box::new(move |claims: &Value| {
            stranger.sign(claims, |header| header.typ = Some("JWT".to_owned()))
        }),
        Box::new(move |claims: &Value| {
            format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims))
        }),
        Box::new(move |claims: &Value| {
            let header = Header {
                kid: Some(id.clone()),
                ..Header::new(Algorithm::HS256)
            };
            let secret = EncodingKey::from_secret(public.as_bytes());
            encode(&header, claims, &secret).expect("a token")
        }),
        Box::new(|claims: &Value| {
            let secret = EncodingKey::from_secret(SECRET.as_bytes());
            encode(&Header::new(Algorithm::HS256), claims, &secret).expect("a token")
        }),
    ];
    for (number, forger) in forgers.into_iter().enumerate() {
        world.provider.forge(forger);
        assert_eq!(
            world.travel(json!({})).await,
            "error=SIGN_IN_FAILED",
            "{number}"
        );
    }
    world.provider.forge(move |claims: &Value| {
        key.sign(claims, |header| header.typ = Some("JWT".to_owned()))
    });
    assert!(world.travel(json!({})).await.starts_with("code="));
}

#[rstest]
#[tokio::test]
async fn an_address_alone_links_nothing_but_its_owner_is_asked(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    let anna = somebody(&world.app, "anna@example.org").await;
    for claims in [
        json!({ "email": "anna@example.org" }),
        json!({ "email": "anna@example.org", "email_verified": false }),
        json!({ "email": "nobody@example.org", "email_verified": true }),
    ] {
        let answer = world
            .sign_in(&world.code(claims.clone()).await, VERIFIER)
            .await;
        assert_eq!(codes(&answer), ["NOT_LINKED code"], "{claims}");
    }
    let vouched = json!({ "email": "Anna@example.org", "email_verified": true });
    let asked = world
        .sign_in(&world.code(vouched.clone()).await, VERIFIER)
        .await;
    assert_eq!(codes(&asked), ["CONFIRM_BY_MAIL code"]);
    assert_eq!(asked["session"], json!(null));
    let mail = world.server.mail(0).await;
    assert!(mail.contains("RCPT TO:<anna@example.org>"), "{mail}");
    assert!(
        mail.contains("https://erfa.example/confirm-identity#"),
        "{mail}"
    );
    let token = token(&mail);
    let confirm = async |token: &str| {
        let input = json!({ "token": token });
        let kind = "ConfirmIdentityInput";
        let anyone = world.app.anyone();
        anyone
            .change("confirmIdentity", kind, "linked", input)
            .await
    };
    assert_eq!(codes(&confirm("nonsense").await), ["BAD_TOKEN token"]);
    assert_eq!(confirm(&token).await["linked"], true);
    assert_eq!(codes(&confirm(&token).await), ["BAD_TOKEN token"]);
    let opened = world.sign_in(&world.code(vouched).await, VERIFIER).await;
    assert_eq!(opened["viewer"]["id"], gid("Person", anna.id), "{opened}");
}

#[rstest]
#[tokio::test]
async fn a_second_factor_and_a_suspension_hold_for_identities_too(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::new(db).await;
    let anna = somebody(&world.app, "anna@example.org").await;
    let (client, _) = signed_in(&world.app, "anna@example.org").await;
    world
        .link(&client, &world.code(json!({})).await, PASSWORD)
        .await;
    let totp = second_factor::authenticator(&second_factor::enrol(&client).await["enrolment"]);
    let input = json!({ "code": second_factor::code(&world.app, &totp, 0) });
    let kind = "ConfirmSecondFactorInput";
    client
        .change("confirmSecondFactor", kind, "recoveryCodes", input)
        .await;
    let first = world.sign_in(&world.code(json!({})).await, VERIFIER).await;
    assert_eq!(first["session"], json!(null));
    assert!(first["challenge"]["token"].is_string(), "{first}");
    let admin = world.app.platform_admin().await;
    let input = json!({ "personId": gid("Person", anna.id) });
    admin
        .change(
            "suspendAccount",
            "SuspendAccountInput",
            "person { id }",
            input,
        )
        .await;
    let barred = world.sign_in(&world.code(json!({})).await, VERIFIER).await;
    assert_eq!(codes(&barred), ["NOT_LINKED code"]);
}

#[tokio::test]
async fn a_provider_that_signs_with_a_new_key_is_read_anew() {
    let world = World::new(Db::Sqlite).await;
    assert!(world.travel(json!({})).await.starts_with("code="));
    world.provider.rotate("second");
    assert_eq!(
        world.travel(json!({})).await,
        "error=SIGN_IN_FAILED",
        "asked a moment ago"
    );
    tokio::time::sleep(std::time::Duration::from_millis(10_100)).await;
    assert!(world.travel(json!({})).await.starts_with("code="));
}
