//! Reading the text of a file: what the process does that is started for it, and nothing else.
//!
//! The file comes by standard input, the text goes to standard output, how it went is the exit code. The process bounds
//! itself before it looks at the first byte, so that a hostile file can at most end it.

mod decode;
mod html;
mod limits;
mod markup;
mod office;
mod open_document;
mod pdf;

use std::{
    fmt,
    fs::File,
    io::{self, Cursor, Read, Seek, Write},
    os::fd::AsFd,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    time::{Duration, Instant},
};

/// Bytes of the longest text that is kept of a file.
pub const MOST_TEXT: usize = 2 * 1024 * 1024;
/// The exit code of a file that is encrypted.
pub const ENCRYPTED: u8 = 10;
/// The exit code of a file that cannot be read.
pub const UNREADABLE: u8 = 11;
/// After so long reading stops, and what has been found is the text.
const ENOUGH: Duration = Duration::from_millis(3_000);

/// The ways of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Pdf,
    Office,
    OpenDocument,
    Html,
    Plain,
}

impl Reading {
    pub const ALL: [Self; 5] = [
        Self::Pdf,
        Self::Office,
        Self::OpenDocument,
        Self::Html,
        Self::Plain,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Office => "office",
            Self::OpenDocument => "open-document",
            Self::Html => "html",
            Self::Plain => "plain",
        }
    }
}

/// Why there is no text.
#[derive(Debug)]
enum Trouble {
    Encrypted,
    Unreadable,
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::Unreadable
    }
}

/// The text found so far; takes no more than is kept, and no longer than there is time.
struct Found {
    text: String,
    begun: Instant,
}

impl Found {
    fn is_enough(&self) -> bool {
        self.text.len() >= MOST_TEXT || self.begun.elapsed() > ENOUGH
    }
}

impl fmt::Write for Found {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        if self.is_enough() {
            return Err(fmt::Error);
        }
        let mut room = (MOST_TEXT - self.text.len()).min(more.len());
        while !more.is_char_boundary(room) {
            room -= 1;
        }
        self.text.push_str(&more[..room]);
        Ok(())
    }
}

/// The file, which can be read anywhere.
trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

/// Reads the text of the file on standard input in the named way and ends.
pub fn run(reading: &str) -> ExitCode {
    std::panic::set_hook(Box::new(|_| {}));
    let Some(reading) = Reading::ALL.into_iter().find(|one| one.as_str() == reading) else {
        return ExitCode::from(UNREADABLE);
    };
    if limits::set().is_err() {
        return ExitCode::FAILURE;
    }
    let mut found = Found {
        text: String::new(),
        begun: Instant::now(),
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| read(reading, &mut found)));
    let code = match outcome {
        Ok(Ok(())) => say(&found.text).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS),
        Ok(Err(Trouble::Encrypted)) => ExitCode::from(ENCRYPTED),
        Ok(Err(Trouble::Unreadable)) | Err(_) => ExitCode::from(UNREADABLE),
    };
    if let Some(peak) = limits::peak_kib() {
        let _ = writeln!(io::stderr(), "peak {peak} KiB");
    }
    code
}

fn read(reading: Reading, found: &mut Found) -> Result<(), Trouble> {
    let mut input = input()?;
    match reading {
        Reading::Pdf => pdf::read(&mut input, found),
        Reading::Office => office::read(input, found),
        Reading::OpenDocument => open_document::read(input, found),
        Reading::Html => html::read(&mut input, found),
        Reading::Plain => decode::read(&mut input, found),
    }
}

/// A file is read where it lies; a pipe is read to its end first.
fn input() -> io::Result<Box<dyn Input>> {
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    if file.rewind().is_ok() {
        return Ok(Box::new(io::BufReader::new(file)));
    }
    let mut bytes = vec![];
    file.read_to_end(&mut bytes)?;
    Ok(Box::new(Cursor::new(bytes)))
}

/// Writes the text without characters that are no text; a database takes no NUL.
fn say(text: &str) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut line = [0; 4];
    let mut ended = 2;
    for one in text.trim().chars().filter(|one| *one != '\r') {
        // Pages set words with many empty lines between them; one is enough.
        ended = if one == '\n' { ended + 1 } else { 0 };
        let one = match one {
            '\n' | '\t' => one,
            _ if one.is_control() => ' ',
            _ => one,
        };
        if ended <= 2 {
            out.write_all(one.encode_utf8(&mut line).as_bytes())?;
        }
    }
    out.flush()
}
