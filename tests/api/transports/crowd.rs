//! Many who listen at once, to the binary as it is run.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::closing;
use crate::{
    command::{Serving, folder, released, sign_in},
    support::{client::Subscription, *},
};

/// How many listen, unless `ERFA_MANY` says otherwise.
const MANY: usize = 1_000;
/// How many subscriptions each of them has, unless `ERFA_EACH` says otherwise.
const EACH: usize = 2;
const QUERY: &str = "subscription ($id: ID!) { networkChanged(id: $id) { id } }";

/// Kilobytes of memory that the server holds.
fn resident(serving: &Serving) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.child.id()));
    let status = status.expect("its state");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let figure = line.and_then(|line| line.split_whitespace().nth(1));
    figure
        .and_then(|figure| figure.parse().ok())
        .expect("a figure")
}

async fn listen(client: &Client, network: &Value, count: usize) -> Vec<Subscription> {
    let mut open = Vec::with_capacity(count);
    for _ in 0..count.div_ceil(50) {
        let batch = (0..50).map(|_| client.subscribe(QUERY, json!({ "id": network })));
        for mut socket in join_all(batch).await {
            assert_eq!(socket.next().await["type"], "next");
            open.push(socket);
        }
    }
    open
}

#[tokio::test]
async fn a_thousand_who_listen_cost_little_and_leave_together() {
    rlimit::increase_nofile_limit(u64::MAX).expect("files enough");
    let folder = folder();
    let number = |name: &str, usual| {
        let said = std::env::var(name).ok();
        said.map_or(usual, |said| said.parse().expect("a number"))
    };
    let (many, each_has) = (number("ERFA_MANY", MANY), number("ERFA_EACH", EACH));
    let room = 2 * many;
    let room = format!(
        "[http]\nconnections = {room}\n[http.sockets]\nmost = {room}\neach_person = {room}\neach_address = {room}\n"
    );
    std::fs::write(folder.path().join("erfa.toml"), room).expect("a file");
    let mut serving = Serving::start(folder.path(), &[]);
    let anyone = serving.client();
    let found = anyone
        .data("{ networks(first: 1) { nodes { id } } }", json!({}))
        .await;
    let network = &found["networks"]["nodes"][0]["id"];
    let member = sign_in(&serving, "coordinator@demo.example").await;
    // What is made once, such as pools and caches, is not what one more costs.
    drop(listen(&member, network, 50).await);
    let before = resident(&serving);
    let mut open = listen(&member, network, many).await;
    let each = (resident(&serving).saturating_sub(before)) / many;
    println!("{each} kB for each of {many}");
    // The futures of a debug build are several times as large as those of a release.
    let most = if released().is_some() { 60 } else { 120 };
    assert!(each <= most, "{each} kB each");
    let variables = json!({ "id": network });
    for batch in open.chunks_mut(50) {
        join_all(batch.iter_mut().map(|socket| async {
            for number in 1..each_has {
                socket
                    .also(&format!("also {number}"), QUERY, &variables)
                    .await;
                assert_eq!(socket.next().await["type"], "next");
            }
        }))
        .await;
    }
    let all = (resident(&serving).saturating_sub(before)) / (many * each_has);
    println!("{all} kB for each of {} subscriptions", many * each_has);
    assert!(all <= most, "{all} kB each");

    let answer = member
        .change(
            "signOut",
            "SignOutInput",
            "signedOut",
            json!({ "everywhere": true }),
        )
        .await;
    assert_eq!(answer["signedOut"], true);
    let begun = Instant::now();
    for (code, _) in join_all(open.iter_mut().map(closing)).await {
        assert_eq!(code, 4403);
    }
    println!("all closed after {:?}", begun.elapsed());
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    drop(open);

    let mut open = listen(&anyone, network, many).await;
    let body = json!({ "query": "{ municipalities { totalCount } }" }).to_string();
    let (head, tail) = body.split_at(10);
    let mut under_way = vec![];
    for _ in 0..50 {
        let mut stream = TcpStream::connect(&serving.address)
            .await
            .expect("a connection");
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{head}",
            body.len()
        );
        stream
            .write_all(head.as_bytes())
            .await
            .expect("it is taken");
        under_way.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    serving.signal("-TERM");
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_millis(300)).await;
    for stream in &mut under_way {
        stream
            .write_all(tail.as_bytes())
            .await
            .expect("it is taken still");
    }
    for mut stream in under_way {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains(r#""totalCount":1149"#), "{answer}");
    }
    for (code, _) in join_all(open.iter_mut().map(closing)).await {
        assert_eq!(code, 1001);
    }
    while serving.child.try_wait().expect("its state").is_none() {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "it does not stop"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(serving.child.wait().expect("its end").success());
    println!("stopped after {:?}", begun.elapsed());
}
