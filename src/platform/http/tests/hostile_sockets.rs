use actix_web::web::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::{
    over_socket::{Client, closed, coded},
    *,
};

/// Bytes of memory that this process holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1_024
}

/// A socket without a library, for what no library sends.
async fn bare(port: u16) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = "GET /graphql HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![];
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"));
    stream
}

/// The code that the server closes with.
async fn close_code(stream: &mut TcpStream) -> u16 {
    let mut answer = [0; 256];
    let read = timeout(Duration::from_secs(3), stream.read(&mut answer));
    let length = read.await.expect("an answer in time").unwrap();
    assert!(length >= 4 && answer[0] == 0x88, "{:?}", &answer[..length]);
    u16::from_be_bytes([answer[2], answer[3]])
}

#[actix_web::test]
async fn a_huge_frame_is_refused_by_what_it_announces() {
    let port = serve(&World::new());
    let mut stream = bare(port).await;
    let before = resident();
    // One text frame of a gigabyte, of which a good part is sent.
    let mut head = vec![0x81, 0xff];
    head.extend((1_u64 << 30).to_be_bytes());
    head.extend([0; 4]);
    stream.write_all(&head).await.unwrap();
    let piece = vec![0; 1 << 20];
    for _ in 0..120 {
        if stream.write_all(&piece).await.is_err() {
            break;
        }
    }
    assert!(resident() < before + (32 << 20), "memory grew");
    let mut again = bare(port).await;
    again.write_all(&head).await.unwrap();
    assert_eq!(close_code(&mut again).await, 1009);
}

#[actix_web::test]
async fn fragments_without_end_before_the_handshake_take_no_memory() {
    let port = serve(&World::new());
    for size in [1, 100, 60_000] {
        let before = resident();
        let mut client = Client::connect(port).await;
        let mut sent = 0;
        let mut code = Data::Text;
        while sent < 120_000_000 {
            let frame = Frame::message(Bytes::from(vec![b'x'; size]), OpCode::Data(code), false);
            if client.0.send(Message::Frame(frame)).await.is_err() {
                break;
            }
            (sent, code) = (sent + size, Data::Continue);
        }
        let end = client.hear().await;
        let reset = end.get("broken").is_some();
        assert!(end == closed(1009) || reset, "{size}: {end}");
        assert!(resident() < before + (32 << 20), "{size}: memory grew");
    }
}

#[actix_web::test]
async fn frames_that_break_the_protocol_close_the_socket() {
    let port = serve(&World::new());
    for (frame, code) in [
        // Not masked.
        (&[0x81, 0x01, b'x'][..], 1002),
        // A reserved bit; an opcode that there is not; a ping in fragments; a ping that is too long.
        (&[0xc1, 0x80, 0, 0, 0, 0], 1007),
        (&[0x83, 0x80, 0, 0, 0, 0], 1002),
        (&[0x09, 0x80, 0, 0, 0, 0], 1002),
        // A continuation of nothing.
        (&[0x80, 0x80, 0, 0, 0, 0], 1002),
        // Text that is not UTF-8.
        (&[0x81, 0x81, 0, 0, 0, 0, 0xff], 1007),
        // A message that is not JSON.
        (&[0x81, 0x81, 0, 0, 0, 0, b'x'], 4400),
    ] {
        let mut stream = bare(port).await;
        stream.write_all(frame).await.unwrap();
        assert_eq!(close_code(&mut stream).await, code, "{frame:?}");
    }
}

#[actix_web::test]
async fn both_sides_can_ping() {
    let port = serve(&World::new());
    let mut client = Client::connect(port).await;
    let pong = client.ask(json!({ "type": "ping" })).await;
    assert_eq!(pong, json!({ "type": "pong" }), "before the handshake too");
    client.say(json!({ "type": "pong", "payload": {} })).await;
    client
        .0
        .send(Message::Ping(Bytes::from_static(b"here")))
        .await
        .unwrap();
    let pong = timeout(Duration::from_secs(3), client.0.next())
        .await
        .unwrap();
    assert_eq!(
        pong.unwrap().unwrap(),
        Message::Pong(Bytes::from_static(b"here"))
    );
}

#[actix_web::test]
async fn a_client_that_is_silent_for_two_pings_is_taken_for_gone() {
    let world = World::pinging(100);
    let mut stream = bare(serve(&world)).await;
    let init = br#"{"type":"connection_init"}"#;
    let mut frame = vec![0x81, 0x80 | init.len() as u8, 0, 0, 0, 0];
    frame.extend(init);
    stream.write_all(&frame).await.unwrap();
    // The acknowledgement, a ping, and the end; a client that answers pings stays.
    let mut heard = vec![];
    let read = stream.read_to_end(&mut heard);
    timeout(Duration::from_secs(3), read)
        .await
        .expect("the end")
        .unwrap();
    assert!(heard.windows(2).any(|frame| frame == [0x89, 0]), "a ping");
    let mut client = Client::ready(serve(&world)).await;
    client.subscribe("a", "subscription { never }").await;
    assert!(
        timeout(Duration::from_millis(600), client.hear())
            .await
            .is_err()
    );
}

#[actix_web::test]
async fn an_id_can_be_used_again_after_it_is_complete_and_hears_nothing_old() {
    let mut client = Client::ready(serve(&World::new())).await;
    for round in 0..50 {
        client.subscribe("a", "subscription { flood }").await;
        assert_eq!(client.hear().await["id"], "a");
        client.say(json!({ "type": "complete", "id": "a" })).await;
        client.subscribe("a", "subscription { count(to: 1) }").await;
        // What was under way when it was completed may still come; then only the new one is heard.
        let counted = loop {
            let told = client.hear().await;
            assert_eq!(told["id"], "a");
            if told["payload"]["data"].get("count").is_some() {
                break told;
            }
        };
        assert_eq!(counted["payload"]["data"]["count"], 1, "round {round}");
        assert_eq!(
            client.hear().await,
            json!({ "type": "complete", "id": "a" })
        );
    }
    client.subscribe("b", "{ echo").await;
    assert_eq!(coded(&client.hear().await, "b"), "GRAPHQL_PARSE_FAILED");
    client.subscribe("b", "subscription { count(to: 1) }").await;
    assert_eq!(client.hear().await["type"], "next");
    // Complete for what never was is no breach.
    client
        .say(json!({ "type": "complete", "id": "never" }))
        .await;
    assert_eq!(client.hear().await["type"], "complete");
}

#[actix_web::test]
async fn a_reader_that_takes_nothing_is_cut_and_one_that_is_slow_is_told() {
    let port = serve(&World::new());
    for accept in ["text/event-stream", "application/json"] {
        let mut stream = if accept == "application/json" {
            let mut stream = bare(port).await;
            for text in [
                json!({ "type": "connection_init" }),
                json!({ "type": "subscribe", "id": "a", "payload": { "query": "subscription { flood }" } }),
            ] {
                let text = text.to_string();
                let mut frame = vec![0x81, 0x80 | text.len() as u8, 0, 0, 0, 0];
                frame.extend(text.as_bytes());
                assert!(text.len() < 126);
                stream.write_all(&frame).await.unwrap();
            }
            stream
        } else {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let body = json!({ "query": "subscription { flood }" }).to_string();
            let head = format!(
                "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAccept: {accept}\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            stream
        };
        tokio::time::sleep(Duration::from_secs(3)).await;
        // What was buffered can still be read; then the connection is gone, though the subscription has no end.
        let mut buffer = vec![0; 1 << 16];
        let mut taken = 0;
        let ended = timeout(Duration::from_secs(10), async {
            loop {
                match stream.read(&mut buffer).await {
                    Ok(0) | Err(_) => break,
                    Ok(length) => taken += length,
                }
            }
        });
        assert!(
            ended.await.is_ok(),
            "{accept}: still open after {taken} bytes"
        );
        assert!(taken < 64 << 20, "{accept}: {taken} bytes came");
    }
}
