//! Files made to do harm, and files that chance has broken: five hundred of them, the same every time.

mod archives;
mod broken;
mod pdfs;
mod texts;

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};

use self::broken::all;
use super::{
    papers,
    sending::{upload, uploaded},
};
use crate::support::*;

/// How many there are.
const FILES: usize = 500;
/// What reading one may take.
const PATIENCE: Duration = Duration::from_millis(4_500);
const MOST_KIB: u64 = 128 * 1024;
const BINARY: &str = env!("CARGO_BIN_EXE_erfa");

struct Hostile {
    about: String,
    /// How it is named when it is uploaded.
    name: &'static str,
    /// How it is read.
    reading: &'static str,
    content: Vec<u8>,
}

fn hostile(about: &str, name: &'static str, reading: &'static str, content: Vec<u8>) -> Hostile {
    Hostile {
        about: about.to_owned(),
        name,
        reading,
        content,
    }
}

/// How the process that read a file fared.
struct Fared {
    ended: &'static str,
    took: Duration,
    peak_kib: u64,
}

/// Reads a file as the server has it read, and watches.
fn watch(file: &Path, reading: &str) -> Fared {
    let begun = Instant::now();
    let mut child = Command::new(BINARY)
        .args(["extract-text", reading])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(File::open(file).expect("the file")))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut out = child.stdout.take().expect("its text");
    let listening = std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(held(child.id()));
        if let Some(status) = child.try_wait().expect("its state") {
            break Some(status);
        }
        if begun.elapsed() > PATIENCE {
            child.kill().expect("it can be ended");
            child.wait().expect("its end");
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = begun.elapsed();
    let mut said = String::new();
    let mut about = child.stderr.take().expect("what it says");
    about.read_to_string(&mut said).expect("text");
    let told = said
        .split_once("peak ")
        .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    listening.join().expect("a listener").expect("its text");
    Fared {
        ended: match status.map(|status| status.code()) {
            Some(Some(0)) => "read",
            Some(Some(10)) => "encrypted",
            Some(Some(11)) => "unreadable",
            Some(_) => "ended by its bounds",
            None => "ended by the clock",
        },
        took,
        peak_kib: told.unwrap_or(0).max(peak_kib),
    }
}

/// The most memory a process has held, while it lives.
fn held(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    figure.unwrap_or(0)
}

#[test]
fn five_hundred_hostile_files_stay_within_their_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = all();
    assert_eq!(files.len(), FILES);
    let (next, fared) = (AtomicUsize::new(0), Mutex::new(vec![]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((at, file)) = files
                    .iter()
                    .enumerate()
                    .nth(next.fetch_add(1, Ordering::Relaxed))
                {
                    let path = folder.path().join(at.to_string());
                    std::fs::write(&path, &file.content).expect("the file");
                    let one = watch(&path, file.reading);
                    std::fs::remove_file(&path).expect("the file");
                    fared.lock().expect("the list").push((at, one));
                }
            });
        }
    });
    let fared = fared.into_inner().expect("the list");
    let mut ends = BTreeMap::new();
    for (at, one) in &fared {
        *ends.entry(one.ended).or_insert(0) += 1;
        let about = &files[*at].about;
        if one.took > Duration::from_secs(1) || one.ended.starts_with("ended") {
            println!(
                "{about}: {} after {:?}, {} KiB",
                one.ended, one.took, one.peak_kib
            );
        }
        assert!(
            one.took <= Duration::from_secs(5),
            "{about} took {:?}",
            one.took
        );
        assert!(
            one.peak_kib <= MOST_KIB,
            "{about} took {} KiB",
            one.peak_kib
        );
    }
    let most = fared.iter().map(|(_, one)| one.peak_kib).max();
    let longest = fared.iter().map(|(_, one)| one.took).max();
    println!("{ends:?}, at most {most:?} KiB and {longest:?}");
    assert_eq!(fared.len(), FILES);
    // The files must get far enough to do harm, and some must still be readable.
    assert!(ends["read"] > FILES / 5, "{ends:?}");
}

#[tokio::test]
async fn five_hundred_hostile_files_do_the_server_no_harm() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let files = all();
    let answers = stream::iter(&files)
        .map(async |file| (file, upload(&person, file.name, &file.content).await))
        .buffer_unordered(4);
    let answers: Vec<_> = answers.collect().await;
    let (mut counts, mut wrong) = (BTreeMap::new(), vec![]);
    for (file, (status, body)) in &answers {
        let said = match status {
            201 => &body["text"],
            400..=499 => &body["errors"][0]["extensions"]["reason"],
            _ => &Value::Null,
        };
        match said.as_str() {
            Some(said) => *counts.entry(said.to_owned()).or_insert(0) += 1,
            None => wrong.push(format!("{}: {status} {body}", file.about)),
        }
    }
    println!("{counts:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(answers.len(), FILES);
    let taken = answers
        .iter()
        .filter(|(_, (status, _))| *status == 201)
        .count();
    assert_eq!(app.stored().len(), taken);
    let fine = uploaded(&person, "fine.pdf", &papers::pdf(&["All is well"])).await;
    assert_eq!(fine["text"], "EXTRACTED");
}
