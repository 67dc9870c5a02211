//! Signing in with a second factor.

use chrono::TimeDelta;
use entity::second_factor;
use sea_orm::EntityTrait;
use totp_rs::{Builder, Secret, Totp};

use super::*;

pub const SIGN_IN: &str =
    "session { accessToken refreshToken } challenge { token expiresAt } viewer { id }";

/// What an authenticator does.
pub fn authenticator(enrolment: &Value) -> Totp {
    let secret = enrolment["secret"].as_str().expect("a secret");
    let secret = Secret::try_from_base32(secret).expect("Base32");
    let totp = Builder::new()
        .with_account_name("test")
        .with_secret(secret)
        .build();
    totp.expect("an authenticator")
}

/// The code it shows some seconds from now.
pub fn code(app: &TestApp, totp: &Totp, seconds: i64) -> String {
    let at = u64::try_from(app.now().timestamp() + seconds).expect("a time");
    totp.generate(at).to_string()
}

pub async fn enrol(client: &Client) -> Value {
    let input = json!({ "currentPassword": PASSWORD });
    let kind = "EnrolSecondFactorInput";
    client
        .change("enrolSecondFactor", kind, "enrolment { secret uri }", input)
        .await
}

async fn confirm(client: &Client, code: &str) -> Value {
    let kind = "ConfirmSecondFactorInput";
    let input = json!({ "code": code });
    client
        .change("confirmSecondFactor", kind, "recoveryCodes", input)
        .await
}

async fn first_step(app: &TestApp, email: &str) -> Value {
    let input = json!({ "email": email, "password": PASSWORD });
    app.anyone()
        .change("signIn", "SignInInput", SIGN_IN, input)
        .await
}

async fn complete(app: &TestApp, challenge: &Value, code: &str) -> Value {
    let input = json!({ "challenge": challenge, "code": code });
    let selection = "session { accessToken } viewer { id }";
    app.anyone()
        .change("completeSignIn", "CompleteSignInInput", selection, input)
        .await
}

/// Both steps; the answer to the second.
async fn both_steps(app: &TestApp, email: &str, code: &str) -> Value {
    let first = first_step(app, email).await;
    assert_eq!(first["session"], json!(null), "{first}");
    complete(app, &first["challenge"]["token"], code).await
}

/// Somebody whose account has a second factor, with an authenticator and recovery codes.
struct Guarded {
    app: TestApp,
    anna: Client,
    totp: Totp,
    recovery: Vec<String>,
}

impl Guarded {
    async fn with(app: TestApp) -> Self {
        somebody(&app, "anna@example.org").await;
        let (anna, _) = signed_in(&app, "anna@example.org").await;
        let totp = authenticator(&enrol(&anna).await["enrolment"]);
        let confirmed = confirm(&anna, &code(&app, &totp, 0)).await;
        let recovery = serde_json::from_value(confirmed["recoveryCodes"].clone());
        let recovery = recovery.unwrap_or_else(|_| panic!("no codes: {confirmed}"));
        // The step of that code is over.
        app.clock.advance(TimeDelta::seconds(60));
        Self {
            app,
            anna,
            totp,
            recovery,
        }
    }

    async fn new(db: Db) -> Self {
        Self::with(TestApp::start(db).await).await
    }

    fn code(&self, seconds: i64) -> String {
        code(&self.app, &self.totp, seconds)
    }

    async fn enter(&self, code: &str) -> Value {
        both_steps(&self.app, "anna@example.org", code).await
    }

    async fn account(&self) -> Value {
        let query = "{ viewer { account { secondFactorSince recoveryCodesLeft } } }";
        self.anna.data(query, json!({})).await["viewer"]["account"].take()
    }
}

#[rstest]
#[tokio::test]
async fn once_confirmed_the_password_alone_opens_nothing(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let person = somebody(&app, "anna@example.org").await;
    let (elsewhere, _) = signed_in(&app, "anna@example.org").await;
    let (anna, _) = signed_in(&app, "anna@example.org").await;
    assert_eq!(codes(&confirm(&anna, "123456").await), ["NOT_ENROLLED -"]);
    let wrong = json!({ "currentPassword": "another horse battery" });
    let kind = "EnrolSecondFactorInput";
    let refused = anna
        .change("enrolSecondFactor", kind, "enrolment { uri }", wrong)
        .await;
    assert_eq!(codes(&refused), ["BAD_CREDENTIALS currentPassword"]);
    let given = enrol(&anna).await;
    let uri = given["enrolment"]["uri"].as_str().expect("an address");
    let secret = given["enrolment"]["secret"].as_str().expect("a secret");
    assert!(
        uri.starts_with("otpauth://totp/Erfa:anna%40example.org?"),
        "{uri}"
    );
    assert!(
        uri.contains(&format!("secret={secret}")) && secret.len() == 32,
        "{uri}"
    );
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let row = second_factor::Entity::find().one(&app.connection).await;
    let row = row.expect("readable").expect("a row");
    assert!(row.sealed.starts_with("v1.") && !row.sealed.contains(secret));
    // Not confirmed yet: signing in is as before.
    assert!(first_step(&app, "anna@example.org").await["session"].is_object());
    let totp = authenticator(&given["enrolment"]);
    let wrong = confirm(&anna, &code(&app, &totp, 3_600)).await;
    assert_eq!(codes(&wrong), ["BAD_CODE code"]);
    let confirmed = confirm(&anna, &code(&app, &totp, 0)).await;
    assert_eq!(
        confirmed["recoveryCodes"].as_array().map(Vec::len),
        Some(10)
    );
    assert_eq!(
        who(&elsewhere).await,
        "UNAUTHENTICATED",
        "other sessions end"
    );
    assert_ne!(who(&anna).await, "UNAUTHENTICATED", "this one goes on");
    assert_eq!(codes(&enrol(&anna).await), ["HAS_SECOND_FACTOR -"]);

    app.clock.advance(TimeDelta::seconds(60));
    let first = first_step(&app, "anna@example.org").await;
    assert_eq!(first["session"], json!(null));
    assert_eq!(first["viewer"], json!(null));
    assert_eq!(first["refusals"], json!([]));
    let challenge = &first["challenge"]["token"];
    let as_token = app.anyone().with_token(challenge.as_str().expect("text"));
    assert_eq!(who(&as_token).await, "UNAUTHENTICATED");
    for wrong in ["", "000000000", "12345", "abcdef", "１２３４５６"] {
        let answer = complete(&app, challenge, wrong).await;
        assert_eq!(codes(&answer), ["BAD_CODE code"], "{wrong}");
    }
    let shown = code(&app, &totp, 0);
    let spaced = format!(" {} {} ", &shown[..3], &shown[3..]);
    let opened = complete(&app, challenge, &spaced).await;
    assert_eq!(opened["viewer"]["id"], gid("Person", person.id), "{opened}");
    let client = client_of(&app, &opened["session"]);
    assert_ne!(who(&client).await, "UNAUTHENTICATED");
    let again = complete(&app, challenge, &code(&app, &totp, 30)).await;
    assert_eq!(codes(&again), ["CHALLENGE_OVER challenge"]);
    let nonsense = complete(&app, &json!("nonsense"), &shown).await;
    assert_eq!(codes(&nonsense), ["CHALLENGE_OVER challenge"]);
    let wrong = sign_in(&app, "anna@example.org", "another horse battery").await;
    assert_eq!(codes(&wrong), ["BAD_CREDENTIALS -"]);
}

fn client_of(app: &TestApp, session: &Value) -> Client {
    let token = session["accessToken"].as_str().expect("a token");
    app.anyone().with_token(token)
}

#[rstest]
#[tokio::test]
async fn a_code_counts_once_in_its_step_and_the_ones_beside_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let guarded = Guarded::new(db).await;
    for early in [-90, 90, 3_600] {
        let answer = guarded.enter(&guarded.code(early)).await;
        assert_eq!(codes(&answer), ["BAD_CODE code"], "{early}");
    }
    let before = guarded.code(-30);
    assert!(guarded.enter(&before).await["session"].is_object());
    let again = guarded.enter(&before).await;
    assert_eq!(codes(&again), ["BAD_CODE code"], "replayed");
    // The clock of the server is an hour's fraction ahead of nobody: the next step's code counts, and then not the one before.
    let next = guarded.code(30);
    let now = guarded.code(0);
    assert!(guarded.enter(&next).await["session"].is_object());
    assert_eq!(codes(&guarded.enter(&now).await), ["BAD_CODE code"]);

    guarded.app.clock.advance(TimeDelta::seconds(90));
    let shown = guarded.code(0);
    let challenges = futures_util::future::join_all((0..6).map(|_| async {
        let first = first_step(&guarded.app, "anna@example.org").await;
        first["challenge"]["token"].clone()
    }));
    let challenges = challenges.await;
    let at_once = challenges
        .iter()
        .map(|challenge| complete(&guarded.app, challenge, &shown));
    let answers = futures_util::future::join_all(at_once).await;
    let opened = answers.iter().filter(|one| one["session"].is_object());
    assert_eq!(opened.count(), 1, "{answers:#?}");
}

#[rstest]
#[tokio::test]
async fn recovery_codes_each_let_in_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let guarded = Guarded::new(db).await;
    assert!(guarded.account().await["secondFactorSince"].is_string());
    assert_eq!(guarded.account().await["recoveryCodesLeft"], 10);
    let code = &guarded.recovery[0];
    assert_eq!(code.len(), 19, "{code}");
    let written = code.to_lowercase().replace('-', " ").replace('0', "o");
    assert!(guarded.enter(&written).await["session"].is_object());
    assert_eq!(codes(&guarded.enter(code).await), ["BAD_CODE code"]);
    assert_eq!(guarded.account().await["recoveryCodesLeft"], 9);
    let kind = "RenewRecoveryCodesInput";
    let renew = async |code: &str| {
        let input = json!({ "code": code });
        guarded
            .anna
            .change("renewRecoveryCodes", kind, "recoveryCodes", input)
            .await
    };
    let by_recovery = renew(&guarded.recovery[1]).await;
    assert_eq!(
        codes(&by_recovery),
        ["BAD_CODE code"],
        "only by the authenticator"
    );
    let renewed = renew(&guarded.code(0)).await;
    assert_eq!(renewed["recoveryCodes"].as_array().map(Vec::len), Some(10));
    assert_eq!(
        codes(&guarded.enter(&guarded.recovery[1]).await),
        ["BAD_CODE code"]
    );
    let new = renewed["recoveryCodes"][0].as_str().expect("a code");
    assert!(guarded.enter(new).await["session"].is_object());
}

#[rstest]
#[tokio::test]
async fn turning_it_off_takes_password_and_code(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let guarded = Guarded::new(db).await;
    let kind = "DisableSecondFactorInput";
    let disable = async |password: &str, code: &str| {
        let input = json!({ "currentPassword": password, "code": code });
        guarded
            .anna
            .change(
                "disableSecondFactor",
                kind,
                "account { secondFactorSince }",
                input,
            )
            .await
    };
    let wrong = disable("another horse battery", &guarded.code(0)).await;
    assert_eq!(codes(&wrong), ["BAD_CREDENTIALS currentPassword"]);
    assert_eq!(
        codes(&disable(PASSWORD, "000000000").await),
        ["BAD_CODE code"]
    );
    let off = disable(PASSWORD, &guarded.code(0)).await;
    assert_eq!(off["account"]["secondFactorSince"], json!(null), "{off}");
    assert_eq!(
        codes(&disable(PASSWORD, "123456").await),
        ["NO_SECOND_FACTOR -"]
    );
    assert!(first_step(&guarded.app, "anna@example.org").await["session"].is_object());
    assert_eq!(guarded.account().await["recoveryCodesLeft"], 0);
    assert!(enrol(&guarded.anna).await["enrolment"].is_object());
}

#[rstest]
#[tokio::test]
async fn a_challenge_ends_with_its_time_a_new_password_or_the_account(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let guarded = Guarded::new(db).await;
    let app = &guarded.app;
    let begin = async || first_step(app, "anna@example.org").await["challenge"]["token"].clone();
    let late = begin().await;
    app.clock.advance(TimeDelta::seconds(301));
    let answer = complete(app, &late, &guarded.code(0)).await;
    assert_eq!(codes(&answer), ["CHALLENGE_OVER challenge"]);
    let barred = begin().await;
    let admin = app.platform_admin().await;
    let me = guarded
        .anna
        .data("{ viewer { person { id } } }", json!({}))
        .await;
    let input = json!({ "personId": me["viewer"]["person"]["id"] });
    let change = async |mutation: &str, kind: &str| {
        let selection = "person { id }";
        admin.change(mutation, kind, selection, input.clone()).await
    };
    change("suspendAccount", "SuspendAccountInput").await;
    let answer = complete(app, &barred, &guarded.code(0)).await;
    assert_eq!(codes(&answer), ["BAD_CREDENTIALS -"]);
    assert_eq!(
        codes(&first_step(app, "anna@example.org").await),
        ["BAD_CREDENTIALS -"]
    );
    change("restoreAccount", "RestoreAccountInput").await;

    let (under_way, opened) = (begin().await, guarded.enter(&guarded.code(30)).await);
    let client = client_of(app, &opened["session"]);
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "another horse battery" });
    let kind = "ChangePasswordInput";
    let changed = client
        .change("changePassword", kind, "account { email }", input)
        .await;
    assert_eq!(codes(&changed), Vec::<String>::new());
    app.clock.advance(TimeDelta::seconds(60));
    let answer = complete(app, &under_way, &guarded.code(0)).await;
    assert_eq!(codes(&answer), ["CHALLENGE_OVER challenge"]);
}

#[rstest]
#[tokio::test]
async fn after_a_hundred_wrong_codes_only_recovery_codes_are_taken(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let guarded = Guarded::new(db).await;
    let first = first_step(&guarded.app, "anna@example.org").await;
    let challenge = &first["challenge"]["token"];
    let wrong = guarded.code(3_600);
    for round in 0..100 {
        let answer = complete(&guarded.app, challenge, &wrong).await;
        assert_eq!(codes(&answer), ["BAD_CODE code"], "{round}");
    }
    let right = complete(&guarded.app, challenge, &guarded.code(0)).await;
    assert_eq!(codes(&right), ["CODES_BLOCKED code"]);
    let recovered = complete(&guarded.app, challenge, &guarded.recovery[0]).await;
    assert!(recovered["session"].is_object(), "{recovered}");
    assert!(guarded.enter(&guarded.code(0)).await["session"].is_object());
}

#[rstest]
#[tokio::test]
async fn those_who_run_the_platform_may_be_required_to_have_one(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::set(db, |settings| settings.auth.platform_second_factor = true).await;
    somebody_as(&app, "boss@example.org", PlatformRole::Admin, false).await;
    let (boss, _) = signed_in(&app, "boss@example.org").await;
    let rotate = async || {
        let kind = "RotateSigningKeysInput";
        boss.change("rotateSigningKeys", kind, "keyId", json!({}))
            .await
    };
    let needs = async || {
        let query = "{ viewer { account { platformRole needsSecondFactor } } }";
        boss.data(query, json!({})).await["viewer"]["account"].take()
    };
    assert_eq!(rotate().await["error"], "FORBIDDEN");
    assert_eq!(
        needs().await,
        json!({ "platformRole": "ADMIN", "needsSecondFactor": true })
    );
    let totp = authenticator(&enrol(&boss).await["enrolment"]);
    confirm(&boss, &code(&app, &totp, 0)).await;
    assert!(rotate().await["keyId"].is_string());
    assert_eq!(needs().await["needsSecondFactor"], false);
}

#[rstest]
#[tokio::test]
async fn whoever_lost_everything_is_helped_by_those_who_run_the_platform(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let guarded = Guarded::new(db).await;
    let app = &guarded.app;
    let me = guarded
        .anna
        .data("{ viewer { person { id } } }", json!({}))
        .await;
    let input = json!({ "personId": me["viewer"]["person"]["id"] });
    let remove = async |client: &Client, input: Value| {
        let kind = "RemoveSecondFactorInput";
        client
            .change("removeSecondFactor", kind, "person { id }", input)
            .await
    };
    assert_eq!(
        remove(&guarded.anna, input.clone()).await["error"],
        "FORBIDDEN"
    );
    let admin = app.platform_admin().await;
    let own = json!({ "personId": gid("Person", admin.person_id) });
    assert_eq!(codes(&remove(&admin, own).await), ["OWN_ACCOUNT personId"]);
    assert_eq!(
        codes(&remove(&admin, input.clone()).await),
        Vec::<String>::new()
    );
    assert_eq!(codes(&remove(&admin, input).await), ["NO_SECOND_FACTOR -"]);
    assert!(first_step(app, "anna@example.org").await["session"].is_object());
}
