use actix_web::{http::header, test::TestRequest};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    over_http::{post, send},
    *,
};

#[actix_web::test]
async fn bodies_that_are_no_request_are_refused() {
    for body in [
        "",
        "{",
        "[]",
        "[{\"query\":\"{ echo }\"}]",
        "[\"{ echo }\"]",
        "\"{ echo }\"",
        "null",
        "{}",
        r#"{"query":1}"#,
        r#"{"query":null}"#,
        r#"{"query":"{ echo }","query":"{ echo }"}"#,
        r#"{"query":"{ echo }","variables":[]}"#,
        r#"{"query":"{ echo }","variables":"{}"}"#,
        r#"{"query":"{ echo }","operationName":1}"#,
        r#"{"query":"{ echo }","extensions":1}"#,
        r#"{"query":"{ echo }"} x"#,
    ] {
        let answer = send(post().set_payload(body)).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_INPUT"), "{body}");
    }
    assert_eq!(
        send(post().set_payload(&b"{\"query\":\"{ echo \xff }\"}"[..]))
            .await
            .status,
        400
    );
    let lenient =
        r#" {"query":"{ echo }","variables":null,"operationName":null,"extensions":null,"more":1}"#;
    assert_eq!(
        send(post().set_payload(lenient)).await.body,
        json!({ "data": { "echo": 5 } })
    );
}

#[actix_web::test]
async fn only_json_in_utf8_is_read() {
    let body = json!({ "query": "{ echo }" }).to_string();
    for (content_type, status) in [
        ("application/json; charset=UTF-8", 200),
        ("application/json; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ] {
        let request = post()
            .insert_header((header::CONTENT_TYPE, content_type))
            .set_payload(body.clone());
        assert_eq!(send(request).await.status, status, "{content_type}");
    }
    assert_eq!(
        send(
            TestRequest::post()
                .uri("/graphql")
                .set_payload(body.clone())
        )
        .await
        .status,
        415
    );
    let twice = post()
        .append_header((header::CONTENT_TYPE, "text/plain"))
        .set_payload(body.clone());
    assert_eq!(send(twice).await.status, 415);
    let zipped = send(
        post()
            .insert_header((header::CONTENT_ENCODING, "gzip"))
            .set_payload(body),
    )
    .await;
    assert_eq!(zipped.code(), "UNSUPPORTED_MEDIA_TYPE");
}

async fn posted(port: u16, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{head}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let _ = stream.write_all(body).await;
    let mut answer = [0; 1024];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[actix_web::test]
async fn large_and_slow_bodies_are_cut_off_as_they_arrive() {
    let world = World::new();
    let port = serve(&world);
    let chunk = [b"8000\r\n", &[b' '; 0x8000][..], b"\r\n"].concat();
    let chunked = posted(port, "Transfer-Encoding: chunked", &chunk.repeat(9)).await;
    assert!(chunked.starts_with("HTTP/1.1 413"), "{chunked}");
    let announced = posted(port, "Content-Length: 2000000", &[b' '; 2_000_000]).await;
    assert!(announced.starts_with("HTTP/1.1 413"), "{announced}");
    let slow = posted(port, "Content-Length: 100", b"{").await;
    assert!(slow.starts_with("HTTP/1.1 408"), "{slow}");
    let after = posted(port, "Content-Length: 20", b"{\"query\":\"{ echo }\"}").await;
    assert!(after.starts_with("HTTP/1.1 200"), "{after}");
}
