//! Having the text of a file read by another process, which may be ended at any time.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use entity::stored_file::FileTextState;
use tokio::sync::Semaphore;

use super::{
    FileSettings,
    text::{ENCRYPTED, MOST_TEXT, Reading},
};
use crate::platform::{
    error::{Error, Result},
    storage::Source,
};

/// How long it may take.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// What was read, and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub state: FileTextState,
    pub text: Option<String>,
}

impl Text {
    pub fn none(state: FileTextState) -> Self {
        Self { state, text: None }
    }
}

/// Starts the processes that read text, a few at a time.
#[derive(Clone)]
pub struct Extractor {
    program: Arc<PathBuf>,
    turns: Arc<Semaphore>,
}

impl Extractor {
    pub fn new(settings: &FileSettings) -> Self {
        // What runs now, even after the file of the program has been replaced; where there is no such link, the file.
        let own = PathBuf::from("/proc/self/exe");
        let program = match settings.extractor.as_os_str().is_empty() {
            true if own.exists() => own,
            true => std::env::current_exe().unwrap_or(own),
            false => settings.extractor.clone(),
        };
        Self {
            program: Arc::new(program),
            turns: Arc::new(Semaphore::new(settings.extractions.max(1))),
        }
    }

    /// The text of a file; none when the file turns out to be encrypted. Whatever else goes wrong, the file has no text.
    pub async fn read(&self, reading: Reading, file: Source) -> Result<Option<Text>> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(Error::internal)?;
        let program = self.program.clone();
        let run = move || {
            let _turn = turn;
            run(&program, reading, file)
        };
        let outcome = tokio::task::spawn_blocking(run).await;
        match outcome.map_err(Error::internal)? {
            Ok((Some(status), text)) if status.success() => Ok(Some(kept(text))),
            Ok((Some(status), _)) if status.code() == Some(ENCRYPTED.into()) => Ok(None),
            Ok((status, _)) => {
                tracing::info!(
                    ?status,
                    reading = reading.as_str(),
                    "a file has no readable text"
                );
                Ok(Some(Text::none(FileTextState::Unreadable)))
            }
            Err(error) => {
                tracing::error!(?error, program = ?self.program, "text cannot be read from files");
                Ok(Some(Text::none(FileTextState::Unreadable)))
            }
        }
    }
}

fn kept(text: Vec<u8>) -> Text {
    match String::from_utf8(text) {
        Ok(text) if text.trim().is_empty() => Text::none(FileTextState::Empty),
        Ok(text) => Text {
            state: FileTextState::Extracted,
            text: Some(text),
        },
        Err(_) => Text::none(FileTextState::Unreadable),
    }
}

/// How the process ended, if it did in time, and what it wrote.
fn run(
    program: &std::path::Path,
    reading: Reading,
    file: Source,
) -> std::io::Result<(Option<ExitStatus>, Vec<u8>)> {
    let (input, bytes) = match file {
        Source::Open(file) => (Stdio::from(file), None),
        Source::Read(bytes) => (Stdio::piped(), Some(bytes)),
    };
    let mut child = Command::new(program)
        .args(["extract-text", reading.as_str()])
        .env_clear()
        .current_dir("/")
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let feeding = child.stdin.take().zip(bytes).map(|(mut pipe, bytes)| {
        // A process that ends early has read enough.
        std::thread::spawn(move || pipe.write_all(&bytes).unwrap_or_default())
    });
    let listening = child.stdout.take().map(|pipe| {
        std::thread::spawn(move || {
            let mut text = vec![];
            let read = pipe.take(MOST_TEXT as u64 + 1).read_to_end(&mut text);
            read.map(|_| text).unwrap_or_default()
        })
    });
    let status = wait(&mut child)?;
    if let Some(feeding) = feeding {
        let _ = feeding.join();
    }
    let text = listening.and_then(|thread| thread.join().ok());
    let text = text.unwrap_or_default();
    Ok((status.filter(|_| text.len() <= MOST_TEXT), text))
}

/// Waits as long as there is patience, then ends the process.
fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    let mut nap = Duration::from_millis(2);
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}
