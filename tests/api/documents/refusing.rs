//! Uploads that are refused: who may not send, bodies that are no form, files that are bad, senders that stand still.

use std::{io::Write, time::Duration};

use super::{papers, papers::Claim, sending::*};
use crate::support::*;

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
    // What had come of the others goes once they are answered.
    for _ in 0..100 {
        if app.stored().len() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
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

#[tokio::test]
async fn a_name_with_a_control_character_is_told_so() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let body = form(&[("file", Some("a\u{1}b.txt"), None, b"a")]);
    let (status, told) = answer(post(&person, body)).await;
    assert_eq!(status, 400, "{told:#}");
    let message = told["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("without control characters"), "{message}");
    assert_eq!(app.rows().await, (0, 0));
}

#[tokio::test]
async fn a_pdf_that_writes_its_encryption_in_code_is_encrypted_too() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let body = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R /Encr#79pt 2 0 R >>\nstartxref\n9\n%%EOF\n";
    let body = form(&[("file", Some("plan.pdf"), None, body)]);
    assert_eq!(refused(post(&person, body)).await.1, "FILE_ENCRYPTED");
    assert_eq!(app.rows().await, (0, 0));
}
