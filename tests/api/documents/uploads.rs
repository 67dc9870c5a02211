//! Uploads: what is taken, what is refused and why, who may claim it, and what becomes of what nobody claims.

use std::{
    io::Write,
    sync::Arc,
    time::{Duration, SystemTime},
};

use chrono::TimeDelta;
use entity::{account::PlatformRole, file_text, stored_file};
use erfa::{
    documents::{
        files::{Collected, collect},
        upload,
    },
    platform::{
        access::{Reader, Viewer, Who},
        clock::new_id,
        error::{Error, Result},
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{papers, papers::Claim, sending::*};
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

    async fn claim(&self, person: Uuid, upload: &str) -> Result<stored_file::Model> {
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
    async fn rows(&self) -> (u64, u64) {
        let files = stored_file::Entity::find().count(&self.connection).await;
        let texts = file_text::Entity::find().count(&self.connection).await;
        (files.expect("a number"), texts.expect("a number"))
    }
}

impl TestApp {
    /// The bytes of the only stored file.
    fn claimed_bytes(&self) -> Vec<u8> {
        let [only] = &self.stored()[..] else {
            panic!("not one file: {:?}", self.stored());
        };
        std::fs::read(only).expect("the file")
    }
}

fn id(answer: &Value) -> &str {
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

#[tokio::test]
async fn only_who_is_signed_in_and_says_the_word_sends_files() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let body = form(&[("file", Some("a.txt"), None, b"a")]);
    let (status, answer_to_nobody) = answer(post(&app.anyone(), body.clone())).await;
    assert_eq!(status, 401);
    assert_eq!(
        answer_to_nobody["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    let stranger = person.with_token("not-a-token");
    assert_eq!(answer(post(&stranger, body.clone())).await.0, 401);
    let kind = "multipart/form-data; boundary=the-line-between";
    let without = person
        .request(reqwest::Method::POST, "/files")
        .header("content-type", kind)
        .body(body);
    assert_eq!(refused(without).await, (400, "HEADER_MISSING".to_owned()));
    let got = person.request(reqwest::Method::GET, "/files").send().await;
    let got = got.expect("an answer");
    assert_eq!(
        (got.status().as_u16(), got.headers()["allow"].as_bytes()),
        (405, &b"POST"[..])
    );
    assert_eq!(app.rows().await, (0, 0));
    assert!(app.stored().is_empty());
}

#[tokio::test]
async fn a_body_holds_one_part_that_is_the_file() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let (file, other) = (
        ("file", Some("a.txt"), None, &b"a"[..]),
        ("note", None, None, &b"b"[..]),
    );
    let wrong: [&[_]; 5] = [
        &[],
        &[other],
        &[("file", None, None, b"a")],
        &[file, other],
        &[file, file],
    ];
    for parts in wrong {
        assert_eq!(
            refused(post(&person, form(parts))).await,
            (400, "PART".to_owned()),
            "{parts:?}"
        );
    }
    let mut broken = form(&[file]);
    broken.truncate(broken.len() - 30);
    assert_eq!(
        refused(post(&person, broken)).await,
        (400, "FILE_CUT_OFF".to_owned())
    );
    let json = person
        .request(reqwest::Method::POST, "/files")
        .header("x-erfa-upload", "1")
        .json(&json!({}));
    assert_eq!(refused(json).await, (415, "NOT_MULTIPART".to_owned()));
    assert_eq!(app.rows().await, (0, 0));
    assert!(app.stored().is_empty(), "{:?}", app.stored());
}

#[tokio::test]
async fn names_are_cleaned_and_never_used_as_a_path() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    for (sent, kept) in [
        ("../../../etc/cron.d/plan.txt", "plan.txt"),
        ("C:\\\\plan.txt", "plan.txt"),
        ("plan\u{202e}txt.exe.txt", "plantxt.exe.txt"),
        (
            "Förslag på åtgärder, 2:a utkastet.txt",
            "Förslag på åtgärder, 2:a utkastet.txt",
        ),
    ] {
        assert_eq!(
            uploaded(&person, sent, b"text").await["name"],
            kept,
            "{sent}"
        );
    }
    for sent in ["..", "/", &format!("{}.txt", "x".repeat(200))] {
        let request = post(&person, form(&[("file", Some(sent), None, b"text")]));
        assert_eq!(
            refused(request).await,
            (422, "FILE_NAME".to_owned()),
            "{sent}"
        );
    }
}

#[tokio::test]
async fn types_are_found_from_content_and_text_is_read_from_them() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>";
    let cases: [(&str, Vec<u8>, &str, &str, Option<&str>); 10] = [
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

/// Files that are refused: their name, content, status and reason.
fn bad_files() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    let pdf = papers::pdf(&["A page"]);
    let docx = papers::docx(&["A paragraph"]);
    let many: Vec<_> = (0..65_536)
        .map(|at| Claim::of(&format!("e{at}"), b""))
        .collect();
    let some: Vec<_> = (0..10_001)
        .map(|at| Claim::of(&format!("e{at}"), b""))
        .collect();
    let named = |name: &str| papers::claiming(&[Claim::of(name, b"x")]);
    let locked = Claim {
        flags: 1,
        ..Claim::of("word/document.xml", b"x")
    };
    let thousandfold = papers::docx_of(&vec![b' '; 20 * 1024 * 1024]);
    let mut png = papers::png();
    png.truncate(40);
    let encrypted_odt = papers::odt_of(
        b"x",
        "<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
    );
    let encrypted_pdf = papers::assemble(
        &[b"<< /Type /Catalog >>".to_vec()],
        "/Root 1 0 R /Encrypt 2 0 R",
    );
    vec![
        ("empty.txt", vec![], 422, "FILE_EMPTY"),
        ("empty.pdf", vec![], 422, "FILE_EMPTY"),
        (
            "cut.pdf",
            pdf[..pdf.len() - 40].to_vec(),
            422,
            "FILE_CUT_OFF",
        ),
        (
            "cut.docx",
            docx[..docx.len() - 30].to_vec(),
            422,
            "FILE_CUT_OFF",
        ),
        ("cut.png", png, 422, "FILE_CUT_OFF"),
        (
            "cut.webp",
            b"RIFF\xff\0\0\0WEBPVP8 ".to_vec(),
            422,
            "FILE_CUT_OFF",
        ),
        ("plan.docx", pdf.clone(), 415, "FILE_TYPE_MISMATCH"),
        ("plan.pdf", docx.clone(), 415, "FILE_TYPE_MISMATCH"),
        ("plan.pdf", b"just text".to_vec(), 415, "FILE_TYPE_MISMATCH"),
        ("plan.xlsx", docx.clone(), 415, "FILE_TYPE_MISMATCH"),
        ("plan.png", papers::html("x"), 415, "FILE_TYPE_MISMATCH"),
        ("plan.txt", papers::html("x"), 415, "FILE_TYPE_MISMATCH"),
        ("plan.exe", b"text".to_vec(), 415, "FILE_TYPE_MISMATCH"),
        (
            "program.txt",
            b"\x7fELF\x02\x01\x01\0\0\0".to_vec(),
            415,
            "FILE_TYPE",
        ),
        (
            "binary.txt",
            [&[b'a'; 100_000][..], b"\0\x01"].concat(),
            415,
            "FILE_TYPE",
        ),
        (
            "wide.txt",
            "\u{feff}plan"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            415,
            "FILE_TYPE",
        ),
        (
            "old.doc",
            papers::compound(&["Root Entry", "WordDocument"]),
            415,
            "FILE_TYPE",
        ),
        (
            "some.zip",
            papers::archive(&[("a.txt", b"a")]),
            415,
            "FILE_TYPE",
        ),
        (
            "macro.docx",
            papers::archive(&[
                ("[Content_Types].xml", b"<x/>"),
                ("word/document.xml", b"<x/>"),
                ("word/vbaProject.bin", b"x"),
            ]),
            415,
            "FILE_TYPE",
        ),
        ("locked.pdf", encrypted_pdf, 422, "FILE_ENCRYPTED"),
        (
            "locked.docx",
            papers::compound(&["EncryptionInfo", "EncryptedPackage"]),
            422,
            "FILE_ENCRYPTED",
        ),
        (
            "locked.docx",
            papers::claiming(&[locked]),
            422,
            "FILE_ENCRYPTED",
        ),
        ("locked.odt", encrypted_odt, 422, "FILE_ENCRYPTED"),
        ("many.docx", papers::claiming(&many), 422, "FILE_ENTRIES"),
        ("some.docx", papers::claiming(&some), 422, "FILE_ENTRIES"),
        ("bomb.docx", thousandfold, 422, "FILE_INFLATES"),
        (
            "bomb.docx",
            papers::claiming(&[Claim {
                unpacked: 2_000_000_000,
                ..Claim::of("a", &[0; 20_000_000])
            }]),
            422,
            "FILE_INFLATES",
        ),
        (
            "climb.docx",
            named("../../etc/passwd"),
            422,
            "FILE_ENTRY_NAME",
        ),
        ("climb.docx", named("word/../../x"), 422, "FILE_ENTRY_NAME"),
        ("root.docx", named("/etc/passwd"), 422, "FILE_ENTRY_NAME"),
        ("drive.docx", named("C:x"), 422, "FILE_ENTRY_NAME"),
        (
            "nul.docx",
            named("word/document.xml\0.txt"),
            422,
            "FILE_ENTRY_NAME",
        ),
        ("back.docx", named("..\\x"), 422, "FILE_ENTRY_NAME"),
        (
            "twice.docx",
            papers::claiming(&[Claim::of("a", b"1"), Claim::of("a", b"2")]),
            422,
            "FILE_DAMAGED",
        ),
    ]
}

#[tokio::test]
async fn each_bad_file_is_refused_with_its_reason_and_leaves_nothing() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let mut wrong = vec![];
    for (name, content, status, reason) in bad_files() {
        let request = post(&person, form(&[("file", Some(name), None, &content)]));
        let (got, body) = answer(request).await;
        let said = &body["errors"][0]["extensions"];
        if (got, &said["reason"], &said["field"]) != (status, &json!(reason), &json!("file")) {
            wrong.push(format!("{name} ({reason}): {got} {body}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.rows().await, (0, 0));
    assert!(app.stored().is_empty(), "{:?}", app.stored());
}

#[tokio::test]
async fn a_declared_type_must_not_contradict_the_content() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let pdf = papers::pdf(&["A page"]);
    let csv = b"a;b\n".to_vec();
    for (name, declared, content, taken) in [
        ("a.pdf", "application/pdf", &pdf, true),
        ("a.pdf", "application/octet-stream", &pdf, true),
        ("a.pdf", "image/png", &pdf, false),
        ("a.pdf", "text/html", &pdf, false),
        ("a.csv", "text/csv; charset=utf-8", &csv, true),
        ("a.csv", "application/vnd.ms-excel", &csv, true),
        ("a.csv", "text/html", &csv, false),
    ] {
        let request = post(
            &person,
            form(&[("file", Some(name), Some(declared), content)]),
        );
        let (status, body) = answer(request).await;
        assert_eq!(status == 201, taken, "{name} as {declared}: {body}");
        if !taken {
            assert_eq!(
                body["errors"][0]["extensions"]["reason"],
                "FILE_TYPE_MISMATCH"
            );
        }
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_whether_or_not_it_says_so() {
    let app = TestApp::set(Db::Sqlite, |settings| settings.files.max_bytes = 100_000).await;
    let person = app.person().await;
    let body = |bytes: usize| form(&[("file", Some("a.txt"), None, &vec![b'a'; bytes])]);
    assert_eq!(answer(post(&person, body(100_000))).await.0, 201);
    let too_large = (413, "FILE_TOO_LARGE".to_owned());
    assert_eq!(refused(post(&person, body(100_001))).await, too_large);
    assert_eq!(refused(post(&person, body(1_000_000))).await, too_large);
    let pieces: Vec<_> = body(200_000)
        .chunks(10_000)
        .map(<[u8]>::to_vec)
        .map(Ok::<_, std::io::Error>)
        .collect();
    let unannounced = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    assert_eq!(refused(post(&person, unannounced)).await, too_large);
    assert_eq!(app.rows().await, (1, 1));
    assert_eq!(app.stored().len(), 1);
}

#[tokio::test]
async fn a_sender_that_stands_still_is_told_so() {
    let app = TestApp::set(Db::Sqlite, |settings| settings.files.idle_ms = 300).await;
    let person = app.person().await;
    let body = form(&[("file", Some("a.txt"), None, &[b'a'; 1000])]);
    let half = body[..500].to_vec();
    let sent = futures_util::stream::iter([Ok::<_, std::io::Error>(half)]);
    let still = futures_util::StreamExt::chain(sent, futures_util::stream::pending());
    let request = post(&person, reqwest::Body::wrap_stream(still));
    assert_eq!(refused(request).await, (408, "TOO_SLOW".to_owned()));
    // What a broken connection leaves is removed as well.
    let mut socket = std::net::TcpStream::connect(&app.address).expect("a connection");
    let head = format!(
        "POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nX-Erfa-Upload: 1\r\nContent-Type: multipart/form-data; boundary=the-line-between\r\nContent-Length: 100000\r\n\r\n",
        person.token().expect("a token")
    );
    socket.write_all(head.as_bytes()).expect("sent");
    socket.write_all(&body[..500]).expect("sent");
    drop(socket);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(app.stored().is_empty(), "{:?}", app.stored());
    assert_eq!(app.rows().await, (0, 0));
}

#[rstest]
#[tokio::test]
async fn what_nobody_claims_is_removed_after_a_day(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let person = app.person().await;
    let kept = uploaded(&person, "kept.txt", b"kept").await;
    app.claim(person.person_id, id(&kept))
        .await
        .expect("claimed");
    uploaded(&person, "left.txt", b"left").await;
    let collect = || async {
        collect(&app.app.store, &app.app.files)
            .await
            .expect("collected")
    };
    app.clock.advance(TimeDelta::hours(23));
    assert_eq!(collect().await, Collected::default());
    assert_eq!(app.rows().await, (2, 2));
    app.clock.advance(TimeDelta::hours(1));
    let collected = Collected {
        uploads: 1,
        ..Collected::default()
    };
    assert_eq!(collect().await, collected);
    assert_eq!(app.rows().await, (1, 1));
    assert_eq!(app.stored().len(), 1);
    assert_eq!(collect().await, Collected::default());
}

#[tokio::test]
async fn objects_without_a_row_and_half_written_ones_are_removed_after_a_day() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let kept = uploaded(&person, "kept.txt", b"kept").await;
    app.claim(person.person_id, id(&kept))
        .await
        .expect("claimed");
    let key = new_id();
    let shelf = format!("{:02x}", key.as_bytes()[15]);
    let folder = app.app.settings.files_folder().join(shelf);
    std::fs::create_dir_all(&folder).expect("a folder");
    let stray = folder.join(key.simple().to_string());
    let staged = folder.join(format!("{}#1", new_id().simple()));
    for file in [&stray, &staged] {
        std::fs::write(file, b"left by a kill").expect("a file");
    }
    let collect = || async {
        collect(&app.app.store, &app.app.files)
            .await
            .expect("collected")
    };
    assert_eq!(collect().await, Collected::default());
    let yesterday = SystemTime::from(app.now()) - Duration::from_secs(25 * 3600);
    std::fs::File::options()
        .write(true)
        .open(&staged)
        .expect("the file")
        .set_modified(yesterday)
        .expect("older");
    let unfinished = Collected {
        unfinished: 1,
        ..Collected::default()
    };
    assert_eq!(collect().await, unfinished);
    app.clock.advance(TimeDelta::hours(25));
    let objects = Collected {
        objects: 1,
        ..Collected::default()
    };
    assert_eq!(collect().await, objects);
    assert_eq!(app.stored().len(), 1);
}

#[tokio::test]
async fn a_fresh_database_over_the_files_of_another_leaves_them_alone() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let kept = uploaded(&person, "kept.txt", b"kept").await;
    app.claim(person.person_id, id(&kept))
        .await
        .expect("claimed");
    let first = collect(&app.app.store, &app.app.files).await;
    assert_eq!(first.expect("collected"), Collected::default());
    let folder = app.app.settings.files_folder();
    let other = TestApp::set(Db::Sqlite, |settings| settings.files.folder = folder).await;
    other.clock.advance(TimeDelta::days(30));
    let second = collect(&other.app.store, &other.app.files).await;
    assert_eq!(second.expect("collected"), Collected::default());
    assert_eq!(app.claimed_bytes(), b"kept");
}
