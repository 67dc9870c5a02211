//! What no well-behaved client sends, byte by byte.

use std::time::Instant;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::*;

const BODY: &str = r#"{"query":"{ echo }"}"#;

/// Sends bytes and reads until the connection is closed or nothing comes any more; tells the statuses that came, and
/// whether it was closed.
async fn exchange(port: u16, bytes: &[u8]) -> (Vec<u16>, bool) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut heard = vec![];
    let mut buffer = [0; 4_096];
    let closed = loop {
        match timeout(Duration::from_millis(1_500), stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(length)) => heard.extend_from_slice(&buffer[..length]),
            Err(_) => break false,
        }
    };
    let text = String::from_utf8_lossy(&heard).into_owned();
    let statuses = text.match_indices("HTTP/1.1 ").map(|(at, name)| {
        let status = &text[at + name.len()..][..3];
        status.parse().unwrap()
    });
    (statuses.collect(), closed)
}

fn head(lines: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{lines}\r\n\r\n"
    )
}

#[actix_web::test]
async fn shapes_that_two_servers_could_read_differently_are_refused() {
    let port = serve(&World::new());
    let length = BODY.len();
    let smuggled = "GET /graphql?documentId=x HTTP/1.1\r\nHost: a\r\n\r\n";
    let chunked = format!("{length:x}\r\n{BODY}\r\n0\r\n\r\n");
    for (name, lines, body) in [
        (
            "length and chunks",
            format!("Content-Length: {length}\r\nTransfer-Encoding: chunked"),
            format!("{chunked}{smuggled}"),
        ),
        (
            "chunks and length",
            format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
            format!("{chunked}{smuggled}"),
        ),
        (
            "chunks and no length",
            "Transfer-Encoding: chunked\r\nContent-Length: 0".to_owned(),
            format!("{chunked}{smuggled}"),
        ),
        (
            "two lengths",
            format!("Content-Length: {length}\r\nContent-Length: 0"),
            format!("{BODY}{smuggled}"),
        ),
        (
            "two equal lengths",
            format!("Content-Length: {length}\r\nContent-Length: {length}"),
            BODY.to_owned(),
        ),
        (
            "lengths in a list",
            format!("Content-Length: {length}, {length}"),
            BODY.to_owned(),
        ),
        (
            "a signed length",
            format!("Content-Length: +{length}"),
            BODY.to_owned(),
        ),
        (
            "a hexadecimal length",
            "Content-Length: 0x14".to_owned(),
            BODY.to_owned(),
        ),
        (
            "a negative length",
            "Content-Length: -1".to_owned(),
            BODY.to_owned(),
        ),
        (
            "a length beyond numbers",
            "Content-Length: 99999999999999999999".to_owned(),
            BODY.to_owned(),
        ),
        (
            "an unknown coding",
            "Transfer-Encoding: gzip, chunked".to_owned(),
            chunked.clone(),
        ),
        (
            "an odd coding",
            "Transfer-Encoding: xchunked".to_owned(),
            format!("{chunked}{smuggled}"),
        ),
        (
            "chunked twice",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked".to_owned(),
            format!("{chunked}{smuggled}"),
        ),
        (
            "a blank before the colon",
            format!("Content-Length : {length}"),
            BODY.to_owned(),
        ),
        (
            "a bare LF before chunks",
            format!("X-Note: a\nTransfer-Encoding: chunked\r\nContent-Length: {length}"),
            format!("{chunked}{smuggled}"),
        ),
        (
            "a bare LF before another length",
            format!("Content-Length: {length}\nContent-Length: 0"),
            format!("{BODY}{smuggled}"),
        ),
        (
            "a folded line",
            format!("X-Note: a\r\n b\r\nContent-Length: {length}"),
            BODY.to_owned(),
        ),
        (
            "a bare CR",
            format!("X-Note: a\rb\r\nContent-Length: {length}"),
            BODY.to_owned(),
        ),
        (
            "a NUL",
            format!("X-Note: a\0b\r\nContent-Length: {length}"),
            BODY.to_owned(),
        ),
        (
            "no name",
            format!(": a\r\nContent-Length: {length}"),
            BODY.to_owned(),
        ),
        (
            "a chunk size that is none",
            "Transfer-Encoding: chunked".to_owned(),
            format!("zz\r\n{BODY}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk size beyond numbers",
            "Transfer-Encoding: chunked".to_owned(),
            format!("fffffffffffffffff\r\n{BODY}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk without its end",
            "Transfer-Encoding: chunked".to_owned(),
            format!("{length:x}\r\n{BODY}0\r\n\r\n{smuggled}"),
        ),
    ] {
        let (statuses, closed) = exchange(port, format!("{}{body}", head(&lines)).as_bytes()).await;
        assert!(statuses.len() <= 1, "{name}: answered {statuses:?}");
        assert!(closed, "{name}: left open after {statuses:?}");
        let refused = statuses.iter().all(|status| (400..500).contains(status));
        assert!(refused, "{name}: {statuses:?}");
    }
}

#[actix_web::test]
async fn heads_that_are_none_are_refused() {
    let port = serve(&World::new());
    for (name, bytes) in [
        ("nonsense", "nonsense\r\n\r\n".to_owned()),
        (
            "another version",
            "POST /graphql HTTP/9.9\r\nHost: a\r\n\r\n".to_owned(),
        ),
        (
            "a blank in the address",
            "GET /graphql x HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        ),
        (
            "a control character in the address",
            "GET /gra\x01phql HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        ),
        (
            "a large head",
            format!(
                "GET / HTTP/1.1\r\nHost: a\r\nX-Large: {}\r\n\r\n",
                "x".repeat(200_000)
            ),
        ),
        (
            "many headers",
            format!(
                "GET / HTTP/1.1\r\nHost: a\r\n{}\r\n",
                "X-A: b\r\n".repeat(5_000)
            ),
        ),
        (
            "HTTP/2 without leave",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        ),
    ] {
        let (statuses, closed) = exchange(port, bytes.as_bytes()).await;
        assert!(closed, "{name}: left open after {statuses:?}");
        assert!(
            statuses.iter().all(|status| (400..600).contains(status)),
            "{name}: {statuses:?}"
        );
        assert!(statuses.len() <= 1, "{name}: {statuses:?}");
    }
}

#[actix_web::test]
async fn requests_in_a_row_get_one_answer_each_in_their_order() {
    let port = serve(&World::new());
    let one = format!("{}{BODY}", head(&format!("Content-Length: {}", BODY.len())));
    let chunked = format!(
        "{}{:x}\r\n{BODY}\r\n0\r\n\r\n",
        head("Transfer-Encoding: chunked"),
        BODY.len()
    );
    let last = "GET /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let (statuses, closed) = exchange(port, format!("{one}{chunked}{one}{last}").as_bytes()).await;
    assert_eq!((statuses, closed), (vec![200, 200, 200, 404], true));
}

#[actix_web::test]
async fn a_false_length_harms_only_its_own_request() {
    let port = serve(&World::new());
    // Shorter than the body: what is left over is no request.
    let short = format!("{}{BODY}", head("Content-Length: 10"));
    let (statuses, closed) = exchange(port, short.as_bytes()).await;
    assert!(closed);
    assert!(
        statuses.iter().all(|status| (400..500).contains(status)),
        "{statuses:?}"
    );
    // Longer: the rest never comes.
    let long = format!("{}{BODY}", head("Content-Length: 100"));
    let (statuses, closed) = exchange(port, long.as_bytes()).await;
    assert_eq!((statuses, closed), (vec![408], true));
}

#[actix_web::test]
async fn headers_of_answers_hold_nothing_that_was_sent_to_break_them() {
    let port = serve(&World::new());
    for lines in [
        "X-Request-Id: a%0d%0aX-Evil: b",
        "X-Request-Id: a\tb",
        "Origin: https://a.example%0d%0aX-Evil: b",
        "Accept: application/json\r\nX-Request-Id: \u{e9}",
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!(
            "{}{BODY}",
            head(&format!(
                "{lines}\r\nConnection: close\r\nContent-Length: {}",
                BODY.len()
            ))
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut heard = vec![];
        stream.read_to_end(&mut heard).await.unwrap();
        let heard = String::from_utf8_lossy(&heard).to_lowercase();
        assert!(heard.starts_with("http/1.1 "), "{heard}");
        assert!(!heard.contains("evil"), "{heard}");
    }
}

#[actix_web::test]
async fn slow_heads_and_slow_bodies_end_in_time() {
    let port = serve(&World::new());
    for (name, start, drop) in [
        ("head", "POST /graphql HTTP/1.1\r\nX: ".to_owned(), "x"),
        ("body", head("Content-Length: 1000"), " "),
        ("chunks", head("Transfer-Encoding: chunked"), "1\r\n \r\n"),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let begun = Instant::now();
        let mut buffer = [0; 1_024];
        let status = loop {
            match timeout(Duration::from_millis(50), stream.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => break None,
                Ok(Ok(length)) => {
                    let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                    break Some(text.split(' ').nth(1).unwrap().to_owned());
                }
                Err(_) if stream.write_all(drop.as_bytes()).await.is_err() => break None,
                Err(_) => assert!(begun.elapsed() < Duration::from_secs(5), "{name} goes on"),
            }
        };
        assert_eq!(status.as_deref().unwrap_or("408"), "408", "{name}");
    }
}

#[actix_web::test]
async fn an_authorization_sent_twice_is_nobodys() {
    let port = serve(&World::new());
    let lines = format!(
        "Authorization: Bearer good\r\nAuthorization: Bearer good\r\nConnection: close\r\nContent-Length: {}",
        BODY.len()
    );
    let (statuses, closed) = exchange(port, format!("{}{BODY}", head(&lines)).as_bytes()).await;
    assert_eq!((statuses, closed), (vec![401], true));
}
