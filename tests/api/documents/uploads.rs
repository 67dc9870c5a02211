//! Uploads: what is taken, and who may claim it.

use std::sync::Arc;

use chrono::TimeDelta;
use entity::{account::PlatformRole, file_text, stored_file};
use erfa::{
    documents::upload,
    platform::{
        access::{Reader, Viewer, Who},
        clock::new_id,
        error::{Error, Result},
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{papers, sending::*};
use crate::support::*;

impl TestApp {
    /// The doors of a person, as a mutation would have them.
    fn reader(&self, person: Uuid) -> Reader {
        let who = Who::Person {
            person,
            session: new_id(),
            role: PlatformRole::None,
        };
        let store = self.app.store.clone();
        let viewer = Viewer::with(who, store.backend(), Default::default(), vec![]);
        Reader::new(store, Arc::new(viewer), self.app.followers.clone())
    }

    pub async fn claim(&self, person: Uuid, upload: &str) -> Result<stored_file::Model> {
        let work = self.reader(person).begin().await?;
        let outcome = upload::claim(&work, &upload.into(), "uploadId").await;
        work.finish(outcome).await
    }

    /// The code of the refusal that a claim meets.
    async fn claim_refused(&self, person: Uuid, upload: &str) -> String {
        match self.claim(person, upload).await {
            Err(Error::Refused(why)) => {
                assert_eq!(why[0].field.as_deref(), Some("uploadId"));
                why[0].code.clone()
            }
            other => panic!("it was not refused: {other:?}"),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "tests look behind the scene")]
    pub async fn rows(&self) -> (u64, u64) {
        let files = stored_file::Entity::find().count(&self.connection).await;
        let texts = file_text::Entity::find().count(&self.connection).await;
        (files.expect("a number"), texts.expect("a number"))
    }
}

pub fn id(answer: &Value) -> &str {
    answer["uploadId"].as_str().expect("an id")
}

#[rstest]
#[tokio::test]
async fn a_file_is_kept_as_it_came_and_claimed_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let person = app.person().await;
    let answer = uploaded(&person, "Översikt.txt", "Åtgärder för älvdalen".as_bytes()).await;
    assert_eq!(answer["name"], "Översikt.txt");
    assert_eq!(answer["mediaType"], "text/plain");
    assert_eq!(answer["size"], 25);
    assert_eq!(answer["text"], "EXTRACTED");
    assert_eq!(
        answer["sha256"],
        "ddb734b184abc73067a31e04c6ecf0f21e33cbca841c30d842ade26b728fd947"
    );
    assert!(id(&answer).starts_with("Upload_"));
    assert_eq!(app.stored().len(), 1);
    assert_eq!(
        std::fs::read(&app.stored()[0]).expect("the file"),
        "Åtgärder för älvdalen".as_bytes()
    );
    let file = app
        .claim(person.person_id, id(&answer))
        .await
        .expect("claimed");
    assert_eq!(file.name, "Översikt.txt");
    assert!(file.claimed_at.is_some());
    assert_eq!(
        app.claim_refused(person.person_id, id(&answer)).await,
        "UPLOAD_USED"
    );
}

#[rstest]
#[tokio::test]
async fn an_upload_is_its_uploaders_for_a_day(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let (person, other) = (app.person().await, app.person().await);
    let answer = uploaded(&person, "plan.txt", b"a plan").await;
    assert_eq!(
        app.claim_refused(other.person_id, id(&answer)).await,
        "UPLOAD_GONE"
    );
    for wrong in ["Network_AAAAAAAAAAAAAAAAAAAAAA", "plan.txt", ""] {
        assert_eq!(app.claim_refused(person.person_id, wrong).await, "WRONG_ID");
    }
    let nowhere = "Upload_AAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(
        app.claim_refused(person.person_id, nowhere).await,
        "UPLOAD_GONE"
    );
    app.clock.advance(TimeDelta::hours(24));
    assert_eq!(
        app.claim_refused(person.person_id, id(&answer)).await,
        "UPLOAD_GONE"
    );
}

#[rstest]
#[tokio::test]
async fn of_two_claims_at_once_one_is_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let person = app.person().await;
    let answer = uploaded(&person, "plan.txt", b"a plan").await;
    let claim = || app.claim(person.person_id, id(&answer));
    let (one, two) = tokio::join!(claim(), claim());
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

#[rstest]
#[tokio::test]
async fn a_claim_that_is_not_kept_leaves_the_upload_free(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let person = app.person().await;
    let answer = uploaded(&person, "plan.txt", b"a plan").await;
    let work = app.reader(person.person_id).begin().await.expect("begun");
    let claimed = upload::claim(&work, &id(&answer).into(), "uploadId").await;
    assert!(claimed.is_ok());
    let failed = work.finish(Err::<(), _>(Error::NotFound)).await;
    assert!(failed.is_err());
    assert!(app.claim(person.person_id, id(&answer)).await.is_ok());
}

/// Name and content; media type, what became of the text, and what must be in it.
type Case<'a> = (&'a str, Vec<u8>, &'a str, &'a str, Option<&'a str>);

#[tokio::test]
async fn types_are_found_from_content_and_text_is_read_from_them() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>";
    let cases: [Case<'_>; 10] = [
        (
            "a.pdf",
            papers::pdf(&["Handlingsplan för åar"]),
            "application/pdf",
            "EXTRACTED",
            Some("Handlingsplan för åar"),
        ),
        (
            "a.docx",
            papers::docx(&["Første avsnitt", "Andet &amp; sidste"]),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "EXTRACTED",
            Some("Første avsnitt\nAndet & sidste"),
        ),
        (
            "a.odt",
            papers::odt(&["Ensimmäinen kappale"]),
            "application/vnd.oasis.opendocument.text",
            "EXTRACTED",
            Some("Ensimmäinen kappale"),
        ),
        (
            "a.html",
            papers::html("Klimatilpasning &aring; vest"),
            "text/html",
            "EXTRACTED",
            Some("Klimatilpasning å vest"),
        ),
        (
            "a.md",
            b"# Plan\n\nText".to_vec(),
            "text/markdown",
            "EXTRACTED",
            Some("# Plan\n\nText"),
        ),
        (
            "a.csv",
            b"namn;v\xe4rde\nK\xf6ping;1\n".to_vec(),
            "text/csv",
            "EXTRACTED",
            Some("namn;värde\nKöping;1"),
        ),
        ("a.txt", b" \n\t\n".to_vec(), "text/plain", "EMPTY", None),
        ("a.png", papers::png(), "image/png", "NONE", None),
        ("a.svg", svg.to_vec(), "image/svg+xml", "NONE", None),
        (
            "no ending",
            b"text".to_vec(),
            "text/plain",
            "EXTRACTED",
            Some("text"),
        ),
    ];
    for (name, content, media_type, state, text) in cases {
        let answer = uploaded(&person, name, &content).await;
        assert_eq!(answer["mediaType"], media_type, "{name}");
        assert_eq!(answer["text"], state, "{name}");
        let file = app
            .claim(person.person_id, id(&answer))
            .await
            .expect("claimed");
        let found = app.text_of(file.id).await;
        match text {
            Some(text) => assert!(
                found.as_ref().is_some_and(|found| found.contains(text)),
                "{name}: {found:?}"
            ),
            None => assert_eq!(found, None, "{name}"),
        }
    }
}

impl TestApp {
    #[expect(clippy::disallowed_methods, reason = "tests look behind the scene")]
    async fn text_of(&self, file: Uuid) -> Option<String> {
        let row = file_text::Entity::find_by_id(file).one(&self.connection);
        row.await.expect("a look").map(|row| row.text)
    }
}
