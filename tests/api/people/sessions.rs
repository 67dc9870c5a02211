//! Signing in, staying signed in, signing out.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;

async fn sign_out(client: &Client, input: Value) -> Value {
    client
        .change("signOut", "SignOutInput", "signedOut", input)
        .await
}

fn client_of(app: &TestApp, session: &Value) -> Client {
    let token = session["accessToken"].as_str().unwrap_or_default();
    app.anyone().with_token(token)
}

fn instant(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().unwrap_or_default();
    text.parse()
        .unwrap_or_else(|_| panic!("no instant: {value}"))
}

#[rstest]
#[tokio::test]
async fn email_and_password_open_a_session(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let anna = somebody(&app, "anna@example.org").await;
    let id = gid("Person", anna.id);
    let answer = sign_in(&app, " Anna@Example.ORG ", PASSWORD).await;
    assert_eq!(answer["refusals"], json!([]));
    assert_eq!(answer["viewer"]["id"], id);
    let session = &answer["session"];
    let minutes = instant(&session["expiresAt"]) - app.now();
    assert!(minutes > TimeDelta::minutes(14) && minutes <= TimeDelta::minutes(15));
    let days = instant(&session["refreshExpiresAt"]) - app.now();
    assert!(days > TimeDelta::days(29) && days <= TimeDelta::days(30));
    let client = client_of(&app, session);
    let query = "{ viewer { person { id } account { email platformRole } sessionExpiresAt organisationRoles { role } } }";
    let data = client.data(query, json!({})).await;
    assert_eq!(
        data["viewer"],
        json!({
            "person": { "id": id },
            "account": { "email": "anna@example.org", "platformRole": "NONE" },
            "sessionExpiresAt": session["refreshExpiresAt"],
            "organisationRoles": [],
        })
    );
    assert_eq!(who(&app.anyone()).await, json!(null));
}

#[rstest]
#[tokio::test]
async fn whatever_is_wrong_with_them_bad_credentials_get_one_answer(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    somebody_as(&app, "barred@example.org", PlatformRole::None, true).await;
    app.person().await;
    let wrong = sign_in(&app, "anna@example.org", "something else").await;
    assert_eq!(codes(&wrong), ["BAD_CREDENTIALS -"]);
    assert_eq!(wrong["session"], json!(null));
    assert_eq!(wrong["viewer"], json!(null));
    for (email, password) in [
        ("nobody@example.org", PASSWORD),
        ("barred@example.org", PASSWORD),
        ("", ""),
        ("anna@example.org", ""),
        ("anna@example.org", "correct horse battery "),
        ("an\0na@example.org", PASSWORD),
        ("%", PASSWORD),
    ] {
        assert_eq!(sign_in(&app, email, password).await, wrong, "{email:?}");
    }
    let long = sign_in(&app, &"a".repeat(1_000), &"p".repeat(10_000)).await;
    assert_eq!(long, wrong);
    let missing = app
        .anyone()
        .change(
            "signIn",
            "SignInInput",
            "viewer { id }",
            json!({ "email": "anna@example.org" }),
        )
        .await;
    assert!(missing["error"].is_string(), "{missing}");
}

#[rstest]
#[tokio::test]
async fn a_refresh_token_gives_new_tokens_for_the_same_session(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = somebody(&app, "anna@example.org").await;
    let (_, first) = signed_in(&app, "anna@example.org").await;
    app.clock.advance(TimeDelta::days(20));
    let second = refresh(&app.anyone(), &first["refreshToken"]).await;
    assert_eq!(codes(&second), Vec::<String>::new());
    let second = &second["session"];
    assert_ne!(second["refreshToken"], first["refreshToken"]);
    let client = client_of(&app, second);
    assert_eq!(who(&client).await, json!(gid("Person", anna.id)));
    app.clock.advance(TimeDelta::days(20));
    let third = refresh(&app.anyone(), &second["refreshToken"]).await;
    assert_eq!(
        who(&client_of(&app, &third["session"])).await,
        json!(gid("Person", anna.id)),
        "a session lasts as long as it is refreshed"
    );
}

#[rstest]
#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_session(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    let (other, _) = signed_in(&app, "anna@example.org").await;
    let (_, stolen) = signed_in(&app, "anna@example.org").await;
    let thief = refresh(&app.anyone(), &stolen["refreshToken"]).await;
    let thief = &thief["session"];
    let owner = refresh(&app.anyone(), &stolen["refreshToken"]).await;
    assert_eq!(codes(&owner), ["SESSION_OVER refreshToken"]);
    assert_eq!(owner["session"], json!(null));
    assert_eq!(who(&client_of(&app, thief)).await, "UNAUTHENTICATED");
    let again = refresh(&app.anyone(), &thief["refreshToken"]).await;
    assert_eq!(codes(&again), ["SESSION_OVER refreshToken"]);
    assert!(
        who(&other)
            .await
            .as_str()
            .is_some_and(|id| id.starts_with("Person_")),
        "another sign-in goes on"
    );
}

#[rstest]
#[tokio::test]
async fn of_two_uses_of_a_refresh_token_at_once_at_most_one_wins(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    for _ in 0..5 {
        let (client, session) = signed_in(&app, "anna@example.org").await;
        let token = &session["refreshToken"];
        let anyone = app.anyone();
        let answers = tokio::join!(
            refresh(&anyone, token),
            refresh(&anyone, token),
            refresh(&anyone, token)
        );
        let answers = [answers.0, answers.1, answers.2];
        let won = answers.iter().filter(|one| one["session"].is_object());
        assert_eq!(won.count(), 1, "{answers:#?}");
        assert_eq!(who(&client).await, "UNAUTHENTICATED", "the others ended it");
    }
}

#[rstest]
#[tokio::test]
async fn a_session_that_is_not_refreshed_ends(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    let (client, session) = signed_in(&app, "anna@example.org").await;
    app.clock.advance(TimeDelta::minutes(14));
    assert_ne!(who(&client).await, "UNAUTHENTICATED");
    app.clock.advance(TimeDelta::minutes(2));
    assert_eq!(
        who(&client).await,
        "UNAUTHENTICATED",
        "the access token has expired"
    );
    app.clock.advance(TimeDelta::days(30));
    let answer = refresh(&app.anyone(), &session["refreshToken"]).await;
    assert_eq!(codes(&answer), ["SESSION_OVER refreshToken"]);
    for token in [json!(""), json!("nonsense"), json!("x".repeat(5_000))] {
        let answer = refresh(&app.anyone(), &token).await;
        assert_eq!(codes(&answer), ["SESSION_OVER refreshToken"]);
    }
}

#[rstest]
#[tokio::test]
async fn signing_out_ends_the_session_at_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    let (client, session) = signed_in(&app, "anna@example.org").await;
    let (other, _) = signed_in(&app, "anna@example.org").await;
    assert_eq!(
        sign_out(&app.anyone(), json!({})).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(sign_out(&client, json!({})).await["signedOut"], true);
    assert_eq!(who(&client).await, "UNAUTHENTICATED");
    assert_eq!(
        codes(&refresh(&app.anyone(), &session["refreshToken"]).await),
        ["SESSION_OVER refreshToken"]
    );
    assert_ne!(who(&other).await, "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn signing_out_everywhere_ends_all_of_ones_sessions(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    somebody(&app, "bo@example.org").await;
    let (one, _) = signed_in(&app, "anna@example.org").await;
    let (two, _) = signed_in(&app, "anna@example.org").await;
    let (bo, _) = signed_in(&app, "bo@example.org").await;
    assert_eq!(
        sign_out(&one, json!({ "everywhere": true })).await["signedOut"],
        true
    );
    assert_eq!(who(&one).await, "UNAUTHENTICATED");
    assert_eq!(who(&two).await, "UNAUTHENTICATED");
    assert_ne!(who(&bo).await, "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn suspending_an_account_ends_its_sessions_at_once(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = somebody(&app, "anna@example.org").await;
    let (client, session) = signed_in(&app, "anna@example.org").await;
    let admin = app.platform_admin().await;
    let input = json!({ "personId": gid("Person", anna.id) });
    let change = async |client: &Client, mutation: &str, kind: &str, input: Value| {
        client
            .change(mutation, kind, "person { name }", input)
            .await
    };
    for (by, code) in [(&app.anyone(), "UNAUTHENTICATED"), (&client, "FORBIDDEN")] {
        if code == "UNAUTHENTICATED" {
            // She is registered: to anyone she does not exist.
            let hidden = change(by, "suspendAccount", "SuspendAccountInput", input.clone()).await;
            assert_eq!(hidden["error"], "NOT_FOUND");
            continue;
        }
        for (mutation, kind) in [
            ("suspendAccount", "SuspendAccountInput"),
            ("restoreAccount", "RestoreAccountInput"),
        ] {
            let answer = change(by, mutation, kind, input.clone()).await;
            assert_eq!(answer["error"], code, "{mutation}");
        }
    }
    for _ in 0..2 {
        let answer = change(
            &admin,
            "suspendAccount",
            "SuspendAccountInput",
            input.clone(),
        )
        .await;
        assert_eq!(answer["person"]["name"], "anna@example.org");
    }
    assert_eq!(who(&client).await, "UNAUTHENTICATED");
    assert_eq!(
        codes(&refresh(&app.anyone(), &session["refreshToken"]).await),
        ["SESSION_OVER refreshToken"]
    );
    let refused = sign_in(&app, "anna@example.org", PASSWORD).await;
    assert_eq!(codes(&refused), ["BAD_CREDENTIALS -"]);
    change(&admin, "restoreAccount", "RestoreAccountInput", input).await;
    assert_eq!(
        who(&client).await,
        "UNAUTHENTICATED",
        "what ended stays ended"
    );
    signed_in(&app, "anna@example.org").await;

    let own = json!({ "personId": gid("Person", admin.person_id) });
    let answer = change(&admin, "suspendAccount", "SuspendAccountInput", own).await;
    assert_eq!(codes(&answer), ["OWN_ACCOUNT personId"]);
    let without = app.person_named("Without account").await;
    let input = json!({ "personId": gid("Person", without.id) });
    let answer = change(
        &admin,
        "suspendAccount",
        "SuspendAccountInput",
        input.clone(),
    )
    .await;
    assert_eq!(codes(&answer), ["NO_ACCOUNT personId"]);
    let answer = change(&admin, "restoreAccount", "RestoreAccountInput", input).await;
    assert_eq!(codes(&answer), ["NO_ACCOUNT personId"]);
}
