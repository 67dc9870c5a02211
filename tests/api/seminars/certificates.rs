//! Certificates of having been there.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::*;

const PROOF: &str = "registration { id status certificate { code path holderName organisationName seminarTitle organiserName heldOn durationMinutes place issuedAt } }";

async fn issue(client: &Client, registration: &Value) -> Value {
    let input = json!({ "id": registration["id"] });
    client
        .change("issueCertificate", "IssueCertificateInput", PROOF, input)
        .await
}

async fn revoke(client: &Client, registration: &Value) -> Value {
    let input = json!({ "id": registration["id"] });
    client
        .change("revokeCertificate", "RevokeCertificateInput", PROOF, input)
        .await
}

async fn mark(scene: &Scene, person: &Client, seen: &Seen, attended: bool) {
    let mine = own(person, seen).await;
    let input = json!({ "id": mine["id"], "version": mine["version"], "attended": attended });
    let kind = "MarkAttendanceInput";
    let marked = scene
        .editor
        .change("markAttendance", kind, "registration { status }", input)
        .await;
    assert_eq!(marked["refusals"], json!([]), "{marked:#}");
}

async fn verified(client: &Client, code: &str) -> Value {
    let query = "query ($code: String!) { certificate(code: $code) { holderName seminarTitle heldOn durationMinutes organiserName } }";
    let mut data = client.data(query, json!({ "code": code })).await;
    data["certificate"].take()
}

#[rstest]
#[tokio::test]
async fn who_was_there_proves_it_to_whoever_has_the_code(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let title = json!({ "title": [{ "locale": "sv", "text": "Bygd & <balans> på Ålö" }] });
    let seen = scene.open(title).await;
    let row = scene.app.person_named("Áile Čálliid Ødegård-Þór").await;
    let person = scene.app.sign_in(row.id).await;
    let mine = register(&person, &seen).await;
    assert_eq!(
        refusals(&issue(&person, &mine).await),
        ["WRONG_STATE at id"]
    );
    let starts = scene.local(20);
    scene.app.clock.advance(TimeDelta::days(20));
    scene
        .app
        .clock
        .advance(starts.and_utc() - scene.app.clock.now());
    mark(&scene, &person, &seen, true).await;
    assert_eq!(refusals(&issue(&person, &mine).await), ["NOT_OVER at id"]);
    scene.app.clock.advance(TimeDelta::hours(4));
    let issued = issue(&person, &mine).await;
    let proof = issued["registration"]["certificate"].clone();
    let code = proof["code"].as_str().expect("a code").to_owned();
    assert_eq!(code.len(), 28);
    assert_eq!(proof["path"], format!("/certificates/{code}"));
    assert_eq!(proof["durationMinutes"], 180);
    assert_eq!(issue(&person, &mine).await, issued, "it is issued once");
    let other = scene.app.person().await;
    assert_eq!(issue(&other, &mine).await["error"], "NOT_FOUND");
    assert_eq!(issue(&scene.editor, &mine).await["error"], "FORBIDDEN");

    let said = json!({ "holderName": "Áile Čálliid Ødegård-Þór", "seminarTitle": "Bygd & <balans> på Ålö", "heldOn": starts.date().to_string(),
        "durationMinutes": 180, "organiserName": "Ludvika" });
    let anyone = scene.app.anyone();
    assert_eq!(verified(&anyone, &code).await, said);
    let typed = format!("{} {}", &code[..14].to_lowercase(), &code[14..]);
    assert_eq!(verified(&anyone, &typed).await, said);
    for wrong in ["", "AAAA", &code[1..], &"2".repeat(28), "' OR 1=1"] {
        assert!(verified(&anyone, wrong).await.is_null());
    }
    let page = anyone.get(&format!("/certificates/{code}")).await;
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str();
    assert!(policy.expect("a policy").starts_with("default-src 'none'"));
    assert_eq!(page.headers()["x-robots-tag"], "noindex");
    let page = page.text().await.expect("a page");
    assert!(page.contains("Bygd &amp; &lt;balans&gt; på Ålö"), "{page}");
    assert!(page.contains("Áile Čálliid"), "{page}");

    // The page to print is for the person and the organisers.
    let pdf = format!("/certificates/{code}.pdf");
    for (client, status) in [
        (&person, 200),
        (&scene.editor, 200),
        (&other, 404),
        (&anyone, 404),
    ] {
        let answer = client.request(reqwest::Method::GET, &pdf).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), status);
        if status == 200 {
            assert_eq!(answer.headers()["content-type"], "application/pdf");
            let bytes = answer.bytes().await.expect("bytes");
            assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 100_000);
        }
    }
    assert_eq!(anyone.get("/certificates/nothing").await.status(), 404);
    let post = anyone.request(reqwest::Method::POST, &pdf).send().await;
    assert_eq!(post.expect("an answer").status(), 405);
}

#[rstest]
#[tokio::test]
async fn a_certificate_that_was_taken_back_answers_like_one_that_never_was(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let people = people(&scene, &seen, 2).await;
    scene.app.clock.advance(TimeDelta::days(21));
    let anyone = scene.app.anyone();
    let mut codes = vec![];
    for (person, seat) in &people {
        mark(&scene, person, &seen, true).await;
        let issued = issue(person, seat).await;
        let code = issued["registration"]["certificate"]["code"].clone();
        codes.push(code.as_str().expect("a code").to_owned());
    }
    assert_ne!(codes[0], codes[1]);
    let (one, seat) = &people[0];
    assert_eq!(
        revoke(&people[1].0, seat).await["error"],
        "NOT_FOUND",
        "another's"
    );
    let gone = revoke(one, seat).await;
    assert!(gone["registration"]["certificate"].is_null(), "{gone:#}");
    assert_eq!(refusals(&revoke(one, seat).await), ["NO_CERTIFICATE at id"]);
    assert!(verified(&anyone, &codes[0]).await.is_null());
    let page = anyone.get(&format!("/certificates/{}", codes[0])).await;
    assert_eq!(page.status(), 404);
    let again = issue(one, seat).await;
    let again = again["registration"]["certificate"]["code"].clone();
    assert_ne!(again, codes[0]);
    // Organisers take it back, and so does the truth.
    revoke(&scene.editor, seat).await;
    assert!(
        verified(&anyone, again.as_str().unwrap_or_default())
            .await
            .is_null()
    );
    assert_eq!(
        verified(&anyone, &codes[1]).await["organiserName"],
        "Ludvika"
    );
    mark(&scene, &people[1].0, &seen, false).await;
    assert!(verified(&anyone, &codes[1]).await.is_null());
}
