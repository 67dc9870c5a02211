//! What mails make possible: new passwords, other addresses.

use chrono::TimeDelta;

use super::*;

const NEXT: &str = "another horse battery";

async fn ask(app: &TestApp, email: &str) -> Value {
    let input = json!({ "email": email });
    let kind = "RequestPasswordResetInput";
    app.anyone()
        .change("requestPasswordReset", kind, "requested", input)
        .await
}

async fn reset(app: &TestApp, token: &str, password: &str) -> Value {
    let input = json!({ "token": token, "newPassword": password });
    app.anyone()
        .change("resetPassword", "ResetPasswordInput", "reset", input)
        .await
}

async fn change_email(client: &Client, email: &str, password: &str) -> Value {
    let input = json!({ "newEmail": email, "currentPassword": password });
    let kind = "RequestEmailChangeInput";
    client
        .change("requestEmailChange", kind, "requested", input)
        .await
}

async fn confirm(app: &TestApp, token: &str) -> Value {
    app.anyone()
        .change(
            "confirmEmail",
            "ConfirmEmailInput",
            "email",
            json!({ "token": token }),
        )
        .await
}

#[rstest]
#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (app, server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    let (here, session) = signed_in(&app, "anna@example.org").await;
    let answer = ask(&app, " Anna@Example.org").await;
    assert_eq!(answer, json!({ "requested": true, "refusals": [] }));
    let mail = server.mail(0).await;
    assert!(mail.contains("RCPT TO:<anna@example.org>"), "{mail}");
    assert!(mail.contains("Subject: A new password for Erfa"), "{mail}");
    assert!(
        mail.contains("https://erfa.example/reset-password#"),
        "{mail}"
    );
    let token = token(&mail);
    for (password, code) in [
        ("short", "PASSWORD_LENGTH"),
        ("anna@example.org", "PASSWORD_IS_EMAIL"),
    ] {
        let answer = reset(&app, &token, password).await;
        assert_eq!(codes(&answer), [format!("{code} newPassword")]);
    }
    assert_eq!(reset(&app, &token, NEXT).await["reset"], true);
    assert_eq!(who(&here).await, "UNAUTHENTICATED", "all sessions ended");
    let refreshed = refresh(&app.anyone(), &session["refreshToken"]).await;
    assert_eq!(codes(&refreshed), ["SESSION_OVER refreshToken"]);
    let old = sign_in(&app, "anna@example.org", PASSWORD).await;
    assert_eq!(codes(&old), ["BAD_CREDENTIALS -"]);
    assert!(sign_in(&app, "anna@example.org", NEXT).await["session"].is_object());
    let again = reset(&app, &token, PASSWORD).await;
    assert_eq!(codes(&again), ["BAD_TOKEN token"], "it works once");
}

#[rstest]
#[tokio::test]
async fn an_address_without_an_account_gets_the_same_answer_and_no_mail(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let (app, server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    somebody_as(&app, "barred@example.org", PlatformRole::None, true).await;
    let known = ask(&app, "anna@example.org").await;
    for email in [
        "nobody@example.org",
        "barred@example.org",
        "anna@example.com",
    ] {
        assert_eq!(ask(&app, email).await, known, "{email}");
    }
    let bad = ask(&app, "nobody").await;
    assert_eq!(codes(&bad), ["BAD_EMAIL email"]);
    // Asked for again at once, it is not sent again; later it is, and the earlier link still works until one is used.
    ask(&app, "anna@example.org").await;
    app.clock.advance(TimeDelta::seconds(5));
    server.mail(0).await;
    settled(&app).await;
    assert_eq!(server.mails().len(), 1, "{:#?}", server.mails());
    app.clock.advance(TimeDelta::minutes(6));
    ask(&app, "anna@example.org").await;
    let (first, second) = (token(&server.mail(0).await), token(&server.mail(1).await));
    assert_ne!(first, second);
    assert_eq!(reset(&app, &second, NEXT).await["reset"], true);
    assert_eq!(codes(&reset(&app, &first, NEXT).await), ["BAD_TOKEN token"]);
}

#[rstest]
#[tokio::test]
async fn an_address_that_nobody_has_leaves_as_much_to_do(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    use entity::job::{Column, Entity, JobState};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

    let (app, _server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    let mut left = vec![];
    for email in ["anna@example.org", "nobody@example.org"] {
        let before = app.now();
        ask(&app, email).await;
        #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
        let jobs = async || {
            let since = Entity::find().filter(Column::CreatedAt.gte(before));
            since.all(&app.connection).await.expect("jobs")
        };
        let asked = jobs().await;
        assert!(
            asked
                .iter()
                .all(|job| job.run_at < app.now() + TimeDelta::seconds(5))
        );
        app.clock.advance(TimeDelta::seconds(5));
        let mut done = vec![];
        for _ in 0..500 {
            done = jobs().await;
            done.retain(|job| job.state == JobState::Done);
            if done.len() == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        left.push(done.len());
    }
    assert_eq!(left, [2, 2]);
}

#[rstest]
#[tokio::test]
async fn a_link_for_a_new_password_ends(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (app, server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    ask(&app, "anna@example.org").await;
    let token = token(&server.mail(0).await);
    app.clock.advance(TimeDelta::minutes(31));
    assert_eq!(codes(&reset(&app, &token, NEXT).await), ["BAD_TOKEN token"]);
    for nonsense in ["", "x", "' OR 1=1 --", &"x".repeat(10_000)] {
        let answer = reset(&app, nonsense, NEXT).await;
        assert_eq!(codes(&answer), ["BAD_TOKEN token"], "{nonsense}");
    }
    signed_in(&app, "anna@example.org").await;
}

#[rstest]
#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_is_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (app, server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    ask(&app, "anna@example.org").await;
    let token = token(&server.mail(0).await);
    let (one, two) = tokio::join!(reset(&app, &token, NEXT), reset(&app, &token, NEXT));
    let done = [&one, &two]
        .iter()
        .filter(|answer| answer["reset"] == true)
        .count();
    assert_eq!(done, 1, "{one} {two}");
}

#[rstest]
#[tokio::test]
async fn an_address_changes_when_the_new_one_confirms_and_the_old_one_is_told(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let (app, server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    somebody(&app, "taken@example.org").await;
    let (anna, _) = signed_in(&app, "anna@example.org").await;
    let nobody = change_email(&app.anyone(), "new@example.org", PASSWORD).await;
    assert_eq!(nobody["error"], "UNAUTHENTICATED");
    let wrong = change_email(&anna, "new@example.org", "something else").await;
    assert_eq!(codes(&wrong), ["BAD_CREDENTIALS currentPassword"]);
    assert_eq!(
        codes(&change_email(&anna, "new", PASSWORD).await),
        ["BAD_EMAIL newEmail"]
    );
    let asked = change_email(&anna, "New@Example.org", PASSWORD).await;
    assert_eq!(asked["requested"], true);
    let mail = server.mail(0).await;
    assert!(mail.contains("RCPT TO:<new@example.org>"), "{mail}");
    signed_in(&app, "anna@example.org").await;
    assert_eq!(
        confirm(&app, &token(&mail)).await["email"],
        "new@example.org"
    );
    let told = server.mail(1).await.replace("=\n", "");
    assert!(
        told.contains("RCPT TO:<anna@example.org>") && told.contains("new@example.org"),
        "{told}"
    );
    signed_in(&app, "new@example.org").await;
    let old = sign_in(&app, "anna@example.org", PASSWORD).await;
    assert_eq!(codes(&old), ["BAD_CREDENTIALS -"]);
    assert_eq!(
        codes(&confirm(&app, &token(&mail)).await),
        ["BAD_TOKEN token"]
    );
    // Whether an address is taken, only who reads its mail learns.
    let taken = change_email(&anna, "taken@example.org", PASSWORD).await;
    assert_eq!(taken, asked);
    let mail = server.mail(2).await;
    let answer = confirm(&app, &token(&mail)).await;
    assert_eq!(codes(&answer), ["EMAIL_TAKEN token"]);
    signed_in(&app, "new@example.org").await;
}

#[rstest]
#[tokio::test]
async fn a_mail_is_tried_again_until_the_server_takes_it_or_refuses_for_good(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let (app, server) = with_mail(db).await;
    somebody(&app, "anna@example.org").await;
    server.refuse(&["451 later", "451 later"]);
    ask(&app, "anna@example.org").await;
    // When it is looked at, within five seconds, tells nothing of the request.
    app.clock.advance(TimeDelta::seconds(5));
    for pause in [40, 70] {
        settled(&app).await;
        assert!(server.mails().is_empty());
        app.clock.advance(TimeDelta::seconds(pause));
    }
    let mail = server.mail(0).await;
    assert_eq!(reset(&app, &token(&mail), NEXT).await["reset"], true);
    app.clock.advance(TimeDelta::minutes(6));
    server.refuse(&["550 never"]);
    ask(&app, "anna@example.org").await;
    app.clock.advance(TimeDelta::seconds(5));
    settled(&app).await;
    app.clock.advance(TimeDelta::hours(5));
    settled(&app).await;
    assert_eq!(
        server.mails().len(),
        1,
        "refused for good is not tried again"
    );
}

#[rstest]
#[tokio::test]
async fn without_a_server_mails_are_written_to_a_folder_in_the_persons_language(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = somebody(&app, "anna@example.org").await;
    let (client, _) = signed_in(&app, "anna@example.org").await;
    let input = json!({ "id": gid("Person", anna.id), "version": 1, "locale": "sv" });
    let updated = client
        .change(
            "updatePerson",
            "UpdatePersonInput",
            "person { locale }",
            input,
        )
        .await;
    assert_eq!(updated["person"]["locale"], "sv");
    ask(&app, "anna@example.org").await;
    let folder = app.app.settings.data_folder.join("outbox");
    let mut mail = None;
    for _ in 0..500 {
        settled(&app).await;
        mail = std::fs::read_dir(&folder)
            .ok()
            .and_then(|mut files| files.next());
        if mail.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let path = mail.expect("a mail").expect("its name").path();
    settled(&app).await;
    let mail = std::fs::read_to_string(path).expect("its text");
    assert!(mail.contains("inom 30 minuter"), "{mail}");
    let token = token(&mail.replace("\r\n", "\n"));
    assert_eq!(reset(&app, &token, NEXT).await["reset"], true);
}
