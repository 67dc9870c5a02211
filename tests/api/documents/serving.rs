//! Uploads to the binary itself: what they take of its memory, and what a kill leaves.

use std::{
    io::Write,
    net::TcpStream,
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use entity::stored_file;
use erfa::platform::clock::Clock;
use futures_util::stream;
use sea_orm::{
    ColumnTrait, Database, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::sending::{answer, files_in, form, post};
use crate::{
    command::{Serving, folder, sign_in},
    support::*,
};

/// Bytes of the large upload. The program under test is not optimised, which makes its checksum slow; the figures of a
/// whole gigabyte are in docs/decisions/0010-files.md.
const LARGE: usize = 256 * 1024 * 1024;
const PIECE: usize = 256 * 1024;
/// By how much the server may grow meanwhile.
const GROWTH_KIB: u64 = 32 * 1024;

/// A figure of the process, in KiB.
fn memory(serving: &Serving, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.child.id()));
    let status = status.expect("its state");
    let line = status.lines().find(|line| line.starts_with(name));
    let figure = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    figure.expect("a figure")
}

#[tokio::test]
async fn a_large_upload_streams_in_constant_memory() {
    let folder = folder();
    let serving = Serving::start(folder.path(), &[]);
    let editor = sign_in(&serving, "editor@demo.example").await;
    let small = form(&[("file", Some("small.csv"), None, b"a;b\n")]);
    let (status, body) = answer(post(&editor, small)).await;
    assert_eq!(
        (status, &body["text"]),
        (201, &json!("EXTRACTED")),
        "the binary reads text by itself"
    );
    // What loading the sample took at its height does not count.
    let forget = format!("/proc/{}/clear_refs", serving.child.id());
    std::fs::write(forget, "5").expect("the height is forgotten");
    let before = memory(&serving, "VmHWM:");
    let frame = form(&[("file", Some("large.csv"), None, b"@")]);
    let at = frame
        .iter()
        .rposition(|byte| *byte == b'@')
        .expect("the content");
    let (head, tail) = (frame[..at].to_vec(), frame[at + 1..].to_vec());
    let line = b"municipality;measure;result\n".iter().copied().cycle();
    let piece: Vec<u8> = line.take(PIECE).collect();
    let pieces = std::iter::repeat_n(piece, LARGE / PIECE);
    let body = std::iter::once(head).chain(pieces).chain([tail]);
    let body = stream::iter(body.map(Ok::<_, std::io::Error>));
    let begun = Instant::now();
    let (status, body) = answer(post(&editor, reqwest::Body::wrap_stream(body))).await;
    assert_eq!(status, 201, "{body}");
    assert_eq!(
        (&body["size"], &body["text"]),
        (&json!(LARGE), &json!("TOO_LARGE"))
    );
    let after = memory(&serving, "VmHWM:");
    println!(
        "{LARGE} bytes in {:?}: from {before} to {after} KiB",
        begun.elapsed()
    );
    assert!(
        after.saturating_sub(before) < GROWTH_KIB,
        "it grew from {before} to {after} KiB"
    );
}

/// Makes files look as if they had been written yesterday.
fn age(folder: &Path) {
    let yesterday = SystemTime::from(Clock::default().now()) - Duration::from_secs(25 * 3600);
    for file in files_in(folder) {
        let file = std::fs::File::options()
            .write(true)
            .open(file)
            .expect("the file");
        file.set_modified(yesterday).expect("older");
    }
}

async fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "tests look behind the scene")]
async fn uploads(database: &DatabaseConnection) -> u64 {
    let uploads = stored_file::Entity::find().filter(stored_file::Column::UploaderId.is_not_null());
    uploads.count(database).await.expect("a number")
}

#[tokio::test]
async fn a_kill_during_an_upload_leaves_no_row_and_no_file() {
    let folder = folder();
    let serving = Serving::start(folder.path(), &[]);
    let editor = sign_in(&serving, "editor@demo.example").await;
    let files = folder.path().join("erfa-data/files");
    let mut socket = TcpStream::connect(&serving.address).expect("a connection");
    let head = format!(
        "POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nX-Erfa-Upload: 1\r\nContent-Type: multipart/form-data; boundary=the-line-between\r\nContent-Length: 100000000\r\n\r\n",
        editor.token().expect("a token")
    );
    socket.write_all(head.as_bytes()).expect("sent");
    let body = form(&[("file", Some("a.txt"), None, &vec![b'a'; 8_000_000])]);
    socket.write_all(&body[..8_000_000]).expect("sent");
    let unfinished = || {
        files_in(&files)
            .iter()
            .any(|file| file.to_string_lossy().contains('#'))
    };
    wait_until("nothing was written", unfinished).await;
    serving.signal("-KILL");
    drop(serving);
    assert!(unfinished(), "the kill left nothing, so this shows nothing");
    age(&files);
    let again = Serving::start(folder.path(), &[]);
    wait_until("it was not removed", || !unfinished()).await;
    let url = format!(
        "sqlite:{}",
        folder.path().join("erfa-data/erfa.sqlite").display()
    );
    let database = Database::connect(url).await.expect("the database");
    assert_eq!(uploads(&database).await, 0);
    drop(again);
}
