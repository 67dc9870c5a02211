//! Changing one's password.

use super::*;

const NEXT: &str = "another horse battery";

async fn change(client: &Client, current: &str, new: &str) -> Value {
    let input = json!({ "currentPassword": current, "newPassword": new });
    client
        .change(
            "changePassword",
            "ChangePasswordInput",
            "account { email }",
            input,
        )
        .await
}

#[rstest]
#[tokio::test]
async fn a_new_password_ends_all_other_sessions(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    somebody(&app, "bo@example.org").await;
    let (here, session) = signed_in(&app, "anna@example.org").await;
    let (elsewhere, _) = signed_in(&app, "anna@example.org").await;
    let (bo, _) = signed_in(&app, "bo@example.org").await;
    let answer = change(&here, PASSWORD, NEXT).await;
    assert_eq!(answer["account"]["email"], "anna@example.org");
    assert_ne!(who(&here).await, "UNAUTHENTICATED");
    assert_ne!(who(&bo).await, "UNAUTHENTICATED");
    assert_eq!(who(&elsewhere).await, "UNAUTHENTICATED");
    let old = sign_in(&app, "anna@example.org", PASSWORD).await;
    assert_eq!(codes(&old), ["BAD_CREDENTIALS -"]);
    assert!(sign_in(&app, "anna@example.org", NEXT).await["session"].is_object());
    let refreshed = refresh(&here, &session["refreshToken"]).await;
    assert!(refreshed["session"].is_object(), "this session goes on");
}

#[rstest]
#[tokio::test]
async fn a_new_password_needs_the_old_one_and_enough_characters(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    somebody(&app, "anna@example.org").await;
    let (anna, _) = signed_in(&app, "anna@example.org").await;
    assert_eq!(
        change(&app.anyone(), PASSWORD, NEXT).await["error"],
        "UNAUTHENTICATED"
    );
    for (current, new, expected) in [
        ("wrong", NEXT, "BAD_CREDENTIALS currentPassword"),
        ("", NEXT, "BAD_CREDENTIALS currentPassword"),
        (PASSWORD, "short", "PASSWORD_LENGTH newPassword"),
        (PASSWORD, "", "PASSWORD_LENGTH newPassword"),
        (
            PASSWORD,
            "Anna@Example.org",
            "PASSWORD_IS_EMAIL newPassword",
        ),
    ] {
        assert_eq!(codes(&change(&anna, current, new).await), [expected]);
    }
    let long = "p".repeat(129);
    assert_eq!(
        codes(&change(&anna, PASSWORD, &long).await),
        ["PASSWORD_LENGTH newPassword"]
    );
    signed_in(&app, "anna@example.org").await;
    // An account without a password has none that could be right.
    let without = app.person().await;
    assert_eq!(
        codes(&change(&without, "", NEXT).await),
        ["BAD_CREDENTIALS currentPassword"]
    );
}
