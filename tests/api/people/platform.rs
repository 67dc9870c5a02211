//! Who runs the platform.

use super::*;

async fn change(client: &Client, person: uuid::Uuid, role: &str) -> Value {
    let input = json!({ "personId": gid("Person", person), "platformRole": role });
    let kind = "ChangePlatformRoleInput";
    client
        .change("changePlatformRole", kind, "person { id }", input)
        .await
}

async fn suspend(client: &Client, person: uuid::Uuid) -> Value {
    let input = json!({ "personId": gid("Person", person) });
    client
        .change(
            "suspendAccount",
            "SuspendAccountInput",
            "person { id }",
            input,
        )
        .await
}

async fn runs(client: &Client) -> bool {
    let kind = "RotateSigningKeysInput";
    let answer = client
        .change("rotateSigningKeys", kind, "keyId", json!({}))
        .await;
    answer["keyId"].is_string()
}

#[rstest]
#[tokio::test]
async fn roles_on_the_platform_are_given_and_taken_by_those_who_run_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = app.person().await;
    let boss = app.platform_admin().await;
    assert_eq!(
        change(&anna, anna.person_id, "ADMIN").await["error"],
        "FORBIDDEN"
    );
    let own = change(&boss, boss.person_id, "NONE").await;
    assert_eq!(codes(&own), ["OWN_ACCOUNT personId"]);
    let without = app.person_named("Without account").await;
    let none = change(&boss, without.id, "ADMIN").await;
    assert_eq!(codes(&none), ["NO_ACCOUNT personId"]);
    assert!(!runs(&anna).await);
    assert_eq!(
        codes(&change(&boss, anna.person_id, "ADMIN").await),
        Vec::<String>::new()
    );
    assert!(runs(&anna).await, "from the next request on");
    assert_eq!(
        codes(&change(&anna, boss.person_id, "NONE").await),
        Vec::<String>::new()
    );
    assert!(!runs(&boss).await);
    assert_eq!(
        change(&boss, anna.person_id, "NONE").await["error"],
        "FORBIDDEN"
    );
}

#[rstest]
#[tokio::test]
async fn of_those_who_would_bar_each_other_at_once_one_stays(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    for round in 0..4 {
        let (one, two) = (app.platform_admin().await, app.platform_admin().await);
        match round % 2 {
            0 => tokio::join!(suspend(&one, two.person_id), suspend(&two, one.person_id)),
            _ => tokio::join!(
                change(&one, two.person_id, "NONE"),
                change(&two, one.person_id, "AUDITOR")
            ),
        };
        assert!(runs(&one).await != runs(&two).await, "round {round}");
    }
}
