//! Files handed out: to whoever sees the version, whole or in part, and never as a page.

use reqwest::{Method, header::HeaderMap};

use super::{papers, scene::*, sending::uploaded};
use crate::support::*;

/// A version with this file, in a document that is out for everyone; answers with the path of the file.
async fn handed_in(scene: &Scene, name: &str, content: &[u8], stage: &str) -> String {
    let seen = scene.published(json!({})).await;
    let upload = uploaded(&scene.editor, name, content).await;
    let input = json!({ "documentId": seen.id, "uploadId": upload["uploadId"], "stage": stage });
    let selection = "documentVersion { file { downloadUrl } }";
    let by = &scene.editor;
    let added = by
        .change(
            "addDocumentVersion",
            "AddDocumentVersionInput",
            selection,
            input,
        )
        .await;
    let path = added["documentVersion"]["file"]["downloadUrl"].as_str();
    path.unwrap_or_else(|| panic!("{added}")).to_owned()
}

/// The headers that are sent; the status, the range and the content that come.
type Case<'a> = (&'a [(&'a str, &'a str)], u16, &'a str, &'a str);

/// The status, the headers and the bytes of an answer.
async fn ask(
    by: &Client,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, HeaderMap, Vec<u8>) {
    let request = by.request(method, path);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (
        status,
        headers,
        response.bytes().await.expect("its bytes").to_vec(),
    )
}

async fn get(by: &Client, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
    ask(by, Method::GET, path, headers).await
}

fn of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("plain letters"))
}

#[rstest]
#[tokio::test]
async fn a_file_goes_out_as_an_attachment_that_can_do_nothing(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let page = papers::html("<script>alert(1)</script>");
    let path = handed_in(&scene, "Översikt; \\\"x.html", &page, "ADOPTED").await;
    let (status, headers, bytes) = get(&scene.app.anyone(), &path, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(bytes, page);
    for (name, value) in [
        ("content-type", "text/html"),
        (
            "content-disposition",
            "attachment; filename=\"_versikt_ _x.html\"; filename*=UTF-8''%C3%96versikt%3B%20%22x.html",
        ),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
        ("accept-ranges", "bytes"),
        ("cache-control", "public, no-cache"),
    ] {
        assert_eq!(of(&headers, name), value);
    }
    assert_eq!(of(&headers, "content-length"), page.len().to_string());
    let (status, head, nothing) = ask(&scene.app.anyone(), Method::HEAD, &path, &[]).await;
    assert_eq!((status, nothing.len()), (200, 0));
    for name in [
        "content-length",
        "content-type",
        "etag",
        "last-modified",
        "content-disposition",
    ] {
        assert_eq!(of(&head, name), of(&headers, name), "{name}");
    }
    let (status, headers, _) = ask(&scene.app.anyone(), Method::DELETE, &path, &[]).await;
    assert_eq!((status, of(&headers, "allow")), (405, "GET, HEAD"));
}

#[rstest]
#[tokio::test]
async fn whoever_does_not_see_the_version_finds_no_file(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let path = handed_in(&scene, "draft.txt", b"a draft", "DRAFT").await;
    let (status, headers, bytes) = get(&scene.editor, &path, &[]).await;
    assert_eq!((status, &bytes[..]), (200, &b"a draft"[..]));
    assert_eq!(of(&headers, "cache-control"), "private, no-cache");
    let absent = "/files/DocumentVersion_AAAAAAAAAAAAAAAAAAAAAA";
    let (_, _, nothing) = get(&scene.app.anyone(), absent, &[]).await;
    let person = scene.app.person().await;
    for (who, by) in [("anyone", &scene.app.anyone()), ("a person", &person)] {
        for path in [
            &path,
            absent,
            "/files/Network_AAAAAAAAAAAAAAAAAAAAAA",
            "/files/..%2f..%2fetc%2fpasswd",
        ] {
            let (status, _, bytes) = get(by, path, &[]).await;
            assert_eq!((status, &bytes), (404, &nothing), "{who} and {path}");
        }
    }
    let stranger = person.with_token("not-a-token");
    assert_eq!(get(&stranger, &path, &[]).await.0, 401);
}

#[rstest]
#[tokio::test]
async fn parts_are_given_and_marks_are_honoured(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let path = handed_in(&scene, "ten.txt", b"0123456789", "ADOPTED").await;
    let by = scene.app.anyone();
    let (_, headers, _) = get(&by, &path, &[]).await;
    let (tag, since) = (
        of(&headers, "etag").to_owned(),
        of(&headers, "last-modified").to_owned(),
    );
    assert_eq!(tag.len(), 66);
    let (tag, since) = (tag.as_str(), since.as_str());
    let cases: [Case<'_>; 15] = [
        (&[("range", "bytes=0-3")], 206, "bytes 0-3/10", "0123"),
        (&[("range", "bytes=8-")], 206, "bytes 8-9/10", "89"),
        (&[("range", "bytes=-2")], 206, "bytes 8-9/10", "89"),
        (&[("range", "bytes=5-500")], 206, "bytes 5-9/10", "56789"),
        (&[("range", "bytes=0-1,4-5")], 200, "", "0123456789"),
        (&[("range", "bytes=4-2")], 200, "", "0123456789"),
        (
            &[("range", "bytes=0-3"), ("if-range", tag)],
            206,
            "bytes 0-3/10",
            "0123",
        ),
        (
            &[("range", "bytes=0-3"), ("if-range", since)],
            206,
            "bytes 0-3/10",
            "0123",
        ),
        (
            &[("range", "bytes=0-3"), ("if-range", "\"another\"")],
            200,
            "",
            "0123456789",
        ),
        (
            &[
                ("range", "bytes=0-3"),
                ("if-range", "Thu, 01 Jan 2026 00:00:00 GMT"),
            ],
            200,
            "",
            "0123456789",
        ),
        (&[("if-none-match", tag)], 304, "", ""),
        (&[("if-none-match", "\"another\", *")], 304, "", ""),
        (&[("if-none-match", "\"another\"")], 200, "", "0123456789"),
        (&[("if-modified-since", since)], 304, "", ""),
        (
            &[
                ("if-none-match", "\"another\""),
                ("if-modified-since", since),
            ],
            200,
            "",
            "0123456789",
        ),
    ];
    for (sent, status, range, content) in cases {
        let (got, headers, bytes) = get(&by, &path, sent).await;
        let got = (
            got,
            of(&headers, "content-range"),
            String::from_utf8_lossy(&bytes),
        );
        assert_eq!(got, (status, range, content.into()), "{sent:?}");
        assert_eq!(of(&headers, "etag"), tag, "{sent:?}");
    }
    for range in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
        let (status, headers, bytes) = get(&by, &path, &[("range", range)]).await;
        assert_eq!((status, of(&headers, "content-range")), (416, "bytes */10"));
        let body: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_INPUT");
    }
    let head = [("range", "bytes=0-3")];
    let (status, headers, _) = ask(&by, Method::HEAD, &path, &head).await;
    assert_eq!((status, of(&headers, "content-length")), (200, "10"));
}

#[tokio::test]
async fn a_large_file_comes_back_byte_for_byte() {
    let scene = Scene::new(Db::Sqlite).await;
    let content: Vec<u8> = (0..3_000_000_u32)
        .map(|at| b' ' + (at.wrapping_mul(2_654_435_761) >> 26) as u8)
        .collect();
    let path = handed_in(&scene, "large.txt", &content, "ADOPTED").await;
    let (_, _, bytes) = get(&scene.app.anyone(), &path, &[]).await;
    assert!(bytes == content);
    let (_, _, bytes) = get(
        &scene.app.anyone(),
        &path,
        &[("range", "bytes=1048570-2097160")],
    )
    .await;
    assert!(bytes == content[1_048_570..=2_097_160]);
}
