//! All that is kept of a person, as one archive.

use std::collections::BTreeMap;

use entity::account::PlatformRole;
use reqwest::Method;

use super::*;
use crate::{
    seminars::scene::{Scene, try_register},
    support::{scene::gid, zip::unpacked},
};

async fn archive(client: &Client, id: &str) -> BTreeMap<String, Value> {
    let path = format!("/people/{id}/data.zip");
    let answer = client
        .request(Method::GET, &path)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let bytes = answer.bytes().await.expect("bytes");
    let files = unpacked(&bytes).into_iter();
    files
        .map(|(name, text)| (name, serde_json::from_str(&text).expect("JSON")))
        .collect()
}

#[rstest]
#[tokio::test]
async fn a_person_has_all_that_is_kept_of_them_but_secrets(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    somebody(app, "guest@test.example").await;
    let (guest, _) = signed_in(app, "guest@test.example").await;
    let seen = scene.open(json!({})).await;
    let needs = json!({ "needs": { "dietary": "Xqz canary", "consent": true } });
    try_register(&guest, &seen, needs).await;
    let files = archive(&guest, "me").await;
    assert_eq!(files["person.json"][0]["name"], "guest@test.example");
    assert_eq!(files["account.json"][0]["email"], "guest@test.example");
    assert_eq!(files["registration.json"][0]["status"], "CONFIRMED");
    assert_eq!(files["registration_needs.json"][0]["dietary"], "Xqz canary");
    let all = json!(files).to_string();
    for secret in ["argon2", "password_hash", "check_in_code", "hash"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    let tables = files["about.json"]["tables"]
        .as_array()
        .expect("tables")
        .clone();
    let registration = tables.iter().find(|one| one["table"] == "registration");
    let ground = registration.and_then(|one| one["ground"].as_str());
    assert!(ground.is_some_and(|ground| ground.contains("archive duty")));
    // No program fetches it, whatever it may in the person's name.
    let token = json!({ "name": "Sync", "scopes": ["MANAGE"] });
    let token = crate::people::programs::personal(&guest, token).await;
    let program = app
        .anyone()
        .with_token(token["secret"].as_str().expect("a token"));
    let refused = program
        .request(Method::GET, "/people/me/data.zip")
        .send()
        .await;
    assert_eq!(refused.expect("an answer").status(), 403);
    // Others have it only where they run the platform, and learn nothing by trying.
    let person = files["about.json"]["person"]
        .as_str()
        .expect("an id")
        .to_owned();
    let other = app.person().await;
    let unknown = gid("Person", uuid::Uuid::nil());
    let mut answers = vec![];
    for id in [&person, &unknown, &"nothing".to_owned()] {
        let path = format!("/people/{id}/data.zip");
        let answer = other
            .request(Method::GET, &path)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 404);
        answers.push(answer.json::<Value>().await.expect("JSON")["errors"][0]["message"].clone());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let nobody = app.anyone().get("/people/me/data.zip").await;
    assert_eq!(nobody.status(), 401);
    somebody_as(app, "admin@test.example", PlatformRole::Admin, false).await;
    let (admin, _) = signed_in(app, "admin@test.example").await;
    let same = archive(&admin, &person).await;
    assert_eq!(same["person.json"], files["person.json"]);
    let query = "{ auditEntries(filter: { action: EXPORTED }) { nodes { subjectId reason } } }";
    let told = admin.data(query, json!({})).await;
    let told = told["auditEntries"]["nodes"]
        .as_array()
        .expect("entries")
        .clone();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["subjectId"], json!(person));
}
