//! Clients that take their time: what does not arrive ends, over bare TCP.

use std::time::Instant;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use super::*;

const WHOLE: &str = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
    Content-Length: 20\r\n\r\n{\"query\":\"{ echo }\"}";

fn world() -> World {
    World::with(|settings, throttle| {
        throttle.enabled = false;
        settings.head_deadline_ms = 500;
        settings.keep_alive_ms = 500;
        settings.body_deadline_ms = 500;
    })
}

/// Sends a beginning and then one byte after another, until the server has had enough; what it said then, and whether it
/// closed the connection within five seconds.
async fn trickle(stream: &mut TcpStream, begin: &str, pieces: &str) -> (String, bool) {
    let (mut reading, mut writing) = stream.split();
    writing.write_all(begin.as_bytes()).await.unwrap();
    let send = async {
        for piece in pieces.bytes().cycle() {
            if writing.write_all(&[piece]).await.is_err() {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut heard = vec![];
    let hear = async {
        let mut bytes = [0; 1024];
        loop {
            match reading.read(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(length) => heard.extend_from_slice(&bytes[..length]),
            }
        }
    };
    let closed = tokio::select! {
        closed = timeout(Duration::from_secs(5), hear) => closed.is_ok(),
        () = send => false,
    };
    (String::from_utf8_lossy(&heard).into_owned(), closed)
}

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

/// A whole request and its answer.
async fn exchange(stream: &mut TcpStream) {
    stream.write_all(WHOLE.as_bytes()).await.unwrap();
    let mut bytes = [0; 2048];
    let length = stream.read(&mut bytes).await.unwrap();
    let answer = String::from_utf8_lossy(&bytes[..length]);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[actix_web::test]
async fn a_head_that_trickles_is_cut_off() {
    let world = world();
    let mut stream = connect(serve(&world)).await;
    let (said, closed) = trickle(&mut stream, "POST /graphql HTTP/1.1\r\nX-A: ", "a").await;
    assert!(
        closed && (said.is_empty() || said.starts_with("HTTP/1.1 408")),
        "{said}"
    );
}

#[actix_web::test]
async fn a_connection_on_which_nothing_is_said_is_closed() {
    let world = world();
    let mut stream = connect(serve(&world)).await;
    let mut bytes = [0; 1024];
    let read = timeout(Duration::from_secs(5), stream.read(&mut bytes)).await;
    let said = read.expect("it is closed").unwrap_or(0);
    assert!(said == 0 || bytes.starts_with(b"HTTP/1.1 408"));
}

#[actix_web::test]
async fn a_body_that_trickles_is_cut_off() {
    let world = world();
    let mut stream = connect(serve(&world)).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
        Content-Length: 100000\r\n\r\n{";
    let begun = Instant::now();
    let (said, closed) = trickle(&mut stream, head, " ").await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("TIMEOUT"), "{said}");
    assert!(closed, "after {:?}", begun.elapsed());
}

#[actix_web::test]
async fn a_connection_ends_with_the_body_that_trickled_in_pieces() {
    let world = World::with(|settings, throttle| {
        throttle.enabled = false;
        settings.keep_alive_ms = 60_000;
        settings.body_deadline_ms = 500;
    });
    let mut stream = connect(serve(&world)).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
        Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
    let (said, closed) = trickle(&mut stream, head, "1\r\n \r\n").await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("connection: close"), "{said}");
    assert!(closed, "{said}");
}

#[actix_web::test]
async fn an_idle_connection_is_closed_after_an_answer() {
    let world = world();
    let mut stream = connect(serve(&world)).await;
    exchange(&mut stream).await;
    exchange(&mut stream).await;
    let mut rest = [0; 16];
    let end = timeout(Duration::from_secs(5), stream.read(&mut rest)).await;
    assert_eq!(end.expect("it is closed").unwrap_or(0), 0);
}

#[actix_web::test]
async fn a_later_head_that_trickles_is_cut_off_too() {
    let world = world();
    let mut stream = connect(serve(&world)).await;
    exchange(&mut stream).await;
    let (said, closed) = trickle(&mut stream, "POST /graphql HTTP/1.1\r\nX-A: ", "a").await;
    assert!(closed, "{said}");
}
