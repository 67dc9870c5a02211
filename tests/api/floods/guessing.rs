//! Guessing passwords, by all ways there are.

use futures_util::{StreamExt, stream};

use super::*;

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Somebody looked whether it is right.
    Evaluated,
    Right,
    /// Told to come back later.
    Refused,
    /// Not an attempt: the gate or a missing session stopped it.
    Nothing,
}

const SIGN_IN: &str = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } refusals { code } } }";
const TWICE: &str = "mutation ($input: SignInInput!) { a: signIn(input: $input) { refusals { code } } b: signIn(input: $input) { refusals { code } } }";
const CHANGE: &str = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { account { email } refusals { code } } }";

/// Sends a mutation from an address behind a proxy, and checks that a refusal says when to come back.
async fn attempt(client: &Client, from: &str, query: &str, input: Value) -> Outcome {
    let body = json!({ "query": query, "variables": { "input": input } });
    let request = client.request(Method::POST, "/graphql").json(&body);
    let answer = request.header("x-forwarded-for", from).send().await;
    let answer = answer.expect("an answer");
    let status = answer.status();
    let again = answer.headers().get("retry-after").cloned();
    let body: Value = answer.json().await.expect("JSON");
    let field = body["data"]
        .as_object()
        .and_then(|data| data.values().next());
    match body["errors"][0]["extensions"]["code"].as_str() {
        Some("RATE_LIMITED") => {
            assert_eq!(status, 429, "{body}");
            let again = again.expect("when to come back");
            let again: u64 = again.to_str().expect("text").parse().expect("seconds");
            assert!(again >= 1);
            Outcome::Refused
        }
        Some("TOO_COMPLEX" | "UNAUTHENTICATED") => Outcome::Nothing,
        Some(_) => panic!("{body}"),
        None => {
            let field = field.expect("a payload");
            match field["refusals"][0]["code"].as_str() {
                Some("BAD_CREDENTIALS") => Outcome::Evaluated,
                None => Outcome::Right,
                Some(_) => panic!("{body}"),
            }
        }
    }
}

fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

fn count(outcomes: &[Outcome], which: Outcome) -> usize {
    outcomes.iter().filter(|outcome| **outcome == which).count()
}

#[rstest]
#[tokio::test]
async fn thousands_of_guesses_from_one_address_are_ten(
    #[values((Db::Sqlite, 10_000), (Db::Postgres, 600))] (db, guesses): (Db, usize),
) {
    let app = TestApp::set(db, limited).await;
    somebody(&app, "anna@example.org").await;
    let stolen = signed_in(&app, "anna@example.org").await.0;
    let anyone = app.anyone();
    let all = stream::iter(0..guesses).map(|n| {
        let (stolen, anyone) = (stolen.clone(), anyone.clone());
        async move {
            let password = format!("guess number {n}");
            // Nobody believes the header here: no proxy is trusted.
            let from = format!("203.0.113.{}", n % 250);
            let named = ["anna@example.org", " ANNA@example.org", "bo@example.org"];
            let input = credentials(named[n % 3], &password);
            match n % 5 {
                0 => attempt(&anyone, &from, TWICE, input).await,
                1 => {
                    let input =
                        json!({ "currentPassword": password, "newPassword": "a new password" });
                    attempt(&stolen, &from, CHANGE, input).await
                }
                _ => attempt(&anyone, &from, SIGN_IN, input).await,
            }
        }
    });
    let outcomes: Vec<_> = all.buffer_unordered(24).collect().await;
    assert_eq!(count(&outcomes, Outcome::Evaluated), 10);
    assert_eq!(count(&outcomes, Outcome::Right), 0);
    assert!(count(&outcomes, Outcome::Refused) >= guesses * 4 / 5 - 10);
}

#[rstest]
#[tokio::test]
async fn guesses_at_one_account_from_everywhere_are_ten_and_its_owner_still_signs_in(
    #[values((Db::Sqlite, 2_000), (Db::Postgres, 400))] (db, guesses): (Db, usize),
) {
    let app = TestApp::set(db, |settings| {
        limited(settings);
        settings.http.proxies.trusted = vec!["127.0.0.1/32".parse().expect("a network")];
    })
    .await;
    somebody(&app, "anna@example.org").await;
    somebody(&app, "bo@example.org").await;
    let (home, office) = ("198.51.100.7", "198.51.100.8");
    let anyone = app.anyone();
    let right = credentials("anna@example.org", PASSWORD);
    let own = attempt(&anyone, home, SIGN_IN, right.clone()).await;
    assert_eq!(own, Outcome::Right);
    let all = stream::iter(0..guesses).map(|n| {
        let anyone = anyone.clone();
        async move {
            let from = format!("203.0.{}.{}", n / 250, n % 250);
            let input = credentials("anna@example.org", &format!("guess number {n}"));
            attempt(&anyone, &from, SIGN_IN, input).await
        }
    });
    let outcomes: Vec<_> = all.buffer_unordered(24).collect().await;
    assert_eq!(count(&outcomes, Outcome::Evaluated), 10);
    assert_eq!(count(&outcomes, Outcome::Refused), guesses - 10);
    let new_place = attempt(&anyone, office, SIGN_IN, right.clone()).await;
    assert_eq!(new_place, Outcome::Refused);
    for _ in 0..12 {
        let own = attempt(&anyone, home, SIGN_IN, right.clone()).await;
        assert_eq!(own, Outcome::Right);
    }
    let other = credentials("bo@example.org", PASSWORD);
    let other = attempt(&anyone, office, SIGN_IN, other).await;
    assert_eq!(other, Outcome::Right);
}

#[rstest]
#[tokio::test]
async fn an_allowance_comes_back_and_refresh_tokens_do_not_use_that_of_passwords(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::set(db, |settings| {
        limited(settings);
        settings.throttle.address_guesses = rate(2, 4);
        settings.throttle.address_tokens = rate(3, 600);
    })
    .await;
    somebody(&app, "anna@example.org").await;
    let refresh = async |token: &str| {
        let input = json!({ "refreshToken": token });
        let selection = "session { accessToken }";
        app.anyone()
            .change("refreshSession", "RefreshSessionInput", selection, input)
            .await
    };
    for _ in 0..3 {
        assert_eq!(
            codes(&refresh("no token").await),
            ["SESSION_OVER refreshToken"]
        );
    }
    assert_eq!(refresh("no token").await["error"], "RATE_LIMITED");
    for _ in 0..2 {
        let wrong = sign_in(&app, "anna@example.org", "wrong").await;
        assert_eq!(codes(&wrong), ["BAD_CREDENTIALS -"]);
    }
    let refused = sign_in(&app, "anna@example.org", PASSWORD).await;
    assert_eq!(refused["error"], "RATE_LIMITED");
    assert_eq!(refused["extensions"]["retryAfter"], 2);
    assert_eq!(
        refused["message"],
        "Too many failed attempts from this address; come back in 2 seconds."
    );
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    assert!(sign_in(&app, "anna@example.org", PASSWORD).await["session"].is_object());
}

#[rstest]
#[tokio::test]
async fn who_has_an_account_is_not_found_out_by_making_accounts(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::set(db, limited).await;
    let person = app.person().await;
    let input = json!({
        "personId": gid("Person", person.person_id),
        "email": "anna@example.org",
        "initialPassword": "a first password",
    });
    for turn in 0..12 {
        let answer = person
            .change(
                "createAccount",
                "CreateAccountInput",
                "person { id }",
                input.clone(),
            )
            .await;
        let refused = answer["error"] == "RATE_LIMITED";
        assert_eq!(refused, turn >= 10, "{answer}");
    }
}

#[rstest]
#[tokio::test]
async fn codes_guessed_from_everywhere_by_whoever_has_the_password_are_ten(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::set(db, |settings| {
        limited(settings);
        settings.http.proxies.trusted = vec!["127.0.0.1/32".parse().expect("a network")];
    })
    .await;
    somebody(&app, "anna@example.org").await;
    let (anna, _) = signed_in(&app, "anna@example.org").await;
    let totp = second_factor::authenticator(&second_factor::enrol(&anna).await["enrolment"]);
    let right = second_factor::code(&app, &totp, 0);
    let kind = "ConfirmSecondFactorInput";
    let confirmed = anna
        .change(
            "confirmSecondFactor",
            kind,
            "recoveryCodes",
            json!({ "code": right }),
        )
        .await;
    assert!(confirmed["recoveryCodes"].is_array(), "{confirmed}");
    app.clock.advance(chrono::TimeDelta::seconds(60));
    let anyone = app.anyone();
    let send = async |from: &str, query: &str, input: Value| {
        let body = json!({ "query": query, "variables": { "input": input } });
        let request = anyone.request(Method::POST, "/graphql").json(&body);
        let answer = request.header("x-forwarded-for", from).send().await;
        answer
            .expect("an answer")
            .json::<Value>()
            .await
            .expect("JSON")
    };
    let sign_in = "mutation ($input: SignInInput!) { it: signIn(input: $input) { challenge { token } refusals { code } } }";
    let complete = "mutation ($input: CompleteSignInInput!) { it: completeSignIn(input: $input) { session { accessToken } refusals { code } } }";
    let mut evaluated = 0;
    for n in 0..60 {
        // The password is right each time: that does not make the address one that is known.
        let from = format!("203.0.113.{n}");
        let first = send(&from, sign_in, credentials("anna@example.org", PASSWORD)).await;
        let challenge = &first["data"]["it"]["challenge"]["token"];
        if evaluated < 10 {
            assert!(challenge.is_string(), "{first}");
        }
        let wrong = second_factor::code(&app, &totp, 3_600 + 30 * n);
        let answer = send(
            &from,
            complete,
            json!({ "challenge": challenge, "code": wrong }),
        )
        .await;
        match answer["data"]["it"]["refusals"][0]["code"].as_str() {
            Some("BAD_CODE") => evaluated += 1,
            _ => assert!(answer["errors"].is_array(), "{answer}"),
        }
    }
    assert_eq!(evaluated, 10);
    let home = "127.0.0.1";
    let first = send(home, sign_in, credentials("anna@example.org", PASSWORD)).await;
    let challenge = &first["data"]["it"]["challenge"]["token"];
    let code = second_factor::code(&app, &totp, 0);
    let own = send(
        home,
        complete,
        json!({ "challenge": challenge, "code": code }),
    )
    .await;
    let token = &own["data"]["it"]["session"]["accessToken"];
    assert!(
        token.is_string(),
        "from where its owner has signed in before: {own}"
    );
}
