//! A look inside a file that has come in: what it is, and whether it is whole.

use uuid::Uuid;

use super::{
    archive::{self, CUT_OFF, Entry},
    kind::{ALLOWED, Beginning, Kind, beginning},
    name::ending,
};
use crate::platform::{
    error::{Error, Refusal, Result},
    storage::Storage,
};

pub const TYPE: &str = "FILE_TYPE";
pub const TYPE_MISMATCH: &str = "FILE_TYPE_MISMATCH";
pub const ENCRYPTED: &str = "FILE_ENCRYPTED";
pub const DAMAGED: &str = "FILE_DAMAGED";

/// How far from either end of a file its marks are looked for.
const EDGE: u64 = 64 * 1024;

pub fn refused(code: &str, message: impl Into<String>) -> Error {
    Refusal::new(code, message).at("file").into()
}

pub fn encrypted() -> Error {
    let message = "The file is encrypted, so nobody else could read it here. Save it without a password and send that.";
    refused(ENCRYPTED, message)
}

/// A stored file that is being looked at.
pub struct Look<'a> {
    pub storage: &'a Storage,
    pub key: Uuid,
    pub size: u64,
    /// Its first bytes.
    pub head: &'a [u8],
    /// Whether no byte of it is one that text never holds.
    pub is_text: bool,
}

impl Look<'_> {
    /// What the file is; refused when it is nothing that is kept, or not what its name and its declared type say.
    pub async fn kind(&self, name: &str, declared: &str) -> Result<Kind> {
        let kind = match beginning(self.head) {
            Beginning::Is(kind) => self.whole(kind).await?,
            Beginning::Archive => self.archive().await?,
            Beginning::Compound => return Err(self.compound().await?),
            Beginning::Text if self.is_text => text(name),
            Beginning::Text | Beginning::Other => return Err(unknown(self.head)),
        };
        agree(kind, name, declared)?;
        Ok(kind)
    }

    async fn tail(&self, bytes: u64) -> Result<actix_web::web::Bytes> {
        let from = self.size.saturating_sub(bytes);
        self.storage.slice(self.key, from..self.size).await
    }

    /// A file of a known beginning must also have its end.
    async fn whole(&self, kind: Kind) -> Result<Kind> {
        let tail = self.tail(EDGE).await?;
        let holds = |mark: &[u8]| find(&tail, mark).is_some();
        let whole = match kind {
            Kind::Pdf => {
                self.pdf_encryption(&tail).await?;
                find(&tail[tail.len().saturating_sub(2048)..], b"%%EOF").is_some()
            }
            Kind::Png => holds(b"IEND\xaeB`\x82"),
            Kind::Jpeg => holds(b"\xff\xd9"),
            Kind::Gif => tail.iter().rev().find(|byte| **byte != 0) == Some(&b';'),
            Kind::Webp => {
                let length = self.head.get(4..8).and_then(|four| four.try_into().ok());
                length.is_some_and(|four| u64::from(u32::from_le_bytes(four)) + 8 <= self.size)
            }
            Kind::Html | Kind::Svg if !self.is_text => return Err(unknown(self.head)),
            Kind::Svg => holds(b"</svg>") || holds(b"/>"),
            _ => true,
        };
        match whole {
            true => Ok(kind),
            false => {
                let usual = kind.endings()[0];
                let message = format!(
                    "The file begins as {usual} but its end is missing: it was cut off. Send it again, whole."
                );
                Err(refused(CUT_OFF, message))
            }
        }
    }

    /// The word stands in one of the trailers: at the end, at the beginning, or where the end points to.
    async fn pdf_encryption(&self, tail: &[u8]) -> Result<()> {
        let pointed = self.pdf_trailer(tail).await?;
        let head = &self.head[..self.head.len().min(EDGE as usize)];
        match [tail, head, &pointed].into_iter().any(names_encryption) {
            true => Err(encrypted()),
            false => Ok(()),
        }
    }

    async fn pdf_trailer(&self, tail: &[u8]) -> Result<Vec<u8>> {
        let mark = b"startxref";
        let last = tail.windows(mark.len()).rposition(|part| part == mark);
        let digits = last.map(|at| {
            let after = tail[at + mark.len()..].trim_ascii_start();
            let length = after
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            String::from_utf8_lossy(&after[..length]).into_owned()
        });
        let at: Option<u64> = digits.and_then(|digits| digits.parse().ok());
        match at.filter(|at| *at < self.size) {
            Some(at) => {
                let end = at.saturating_add(EDGE).min(self.size);
                Ok(self.storage.slice(self.key, at..end).await?.to_vec())
            }
            None => Ok(vec![]),
        }
    }

    /// An archive is kept when it is an office document.
    async fn archive(&self) -> Result<Kind> {
        let entries = archive::entries(self.storage, self.key, self.size).await?;
        let has = |start: &str, end: &str| {
            let mut names = entries.iter().map(|entry| entry.name.as_str());
            names.any(|name| name.starts_with(start) && name.ends_with(end))
        };
        if let Some(entry) = entries.iter().find(|entry| entry.name == "mimetype") {
            return self.open_document(entry).await;
        }
        if entries
            .iter()
            .any(|entry| entry.name.ends_with("vbaProject.bin"))
        {
            let message = "The file holds macros, which are not kept. Save it without them, as docx, xlsx or pptx.";
            return Err(refused(TYPE, message));
        }
        let office = has("[Content_Types].xml", "");
        match () {
            () if office && has("word/document", ".xml") => Ok(Kind::Docx),
            () if office && has("xl/workbook", ".xml") => Ok(Kind::Xlsx),
            () if office && has("ppt/presentation", ".xml") => Ok(Kind::Pptx),
            () => {
                let message = format!(
                    "The file is an archive; send the files in it one by one. Kept are {ALLOWED}."
                );
                Err(refused(TYPE, message))
            }
        }
    }

    async fn open_document(&self, mimetype: &Entry) -> Result<Kind> {
        let start = archive::stored_start(self.storage, self.key, self.size, mimetype, 100).await?;
        let said = String::from_utf8_lossy(&start);
        let kinds = [Kind::Odt, Kind::Ods, Kind::Odp];
        let kind = kinds
            .into_iter()
            .find(|kind| kind.media_type() == said.trim());
        kind.ok_or_else(|| {
            let message = format!(
                "The file is an archive of a type that is not kept ({:?}). Kept are {ALLOWED}.",
                said.trim()
            );
            refused(TYPE, message)
        })
    }

    /// Why such a file is not kept: it is encrypted, or of an old format.
    async fn compound(&self) -> Result<Error> {
        let first = self.head.get(48..52).and_then(|four| four.try_into().ok());
        let shift = self.head.get(30..32).and_then(|two| two.try_into().ok());
        let sector = u64::from(first.map_or(0, u32::from_le_bytes));
        let size = match shift.map_or(9, u16::from_le_bytes) {
            12 => 4096,
            _ => 512_u64,
        };
        let at = sector.saturating_add(1).saturating_mul(size).min(self.size);
        let end = at.saturating_add(4096).min(self.size);
        let directory = match at < end {
            true => self.storage.slice(self.key, at..end).await?,
            false => Default::default(),
        };
        let wide =
            |word: &str| -> Vec<u8> { word.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let names = ["EncryptionInfo", "EncryptedPackage"];
        let holds = |part: &[u8]| names.iter().any(|name| find(part, &wide(name)).is_some());
        Ok(match holds(&directory) || holds(self.head) {
            true => encrypted(),
            false => {
                let message = format!(
                    "The file is of the old Office format (doc, xls, ppt or msg). Save it as docx, xlsx, pptx or pdf. Kept are {ALLOWED}."
                );
                refused(TYPE, message)
            }
        })
    }
}

/// Text is what its name says, as far as text can be told apart.
fn text(name: &str) -> Kind {
    let promised = ending(name).and_then(|ending| Kind::by_ending(&ending));
    match promised {
        Some(kind @ (Kind::Markdown | Kind::Csv | Kind::Html)) => kind,
        _ => Kind::Text,
    }
}

fn unknown(head: &[u8]) -> Error {
    let known = infer::get(head).map(|found| found.mime_type());
    let what = match known {
        Some(media_type) => format!("The file is {media_type}, which is not kept."),
        None => "The file is of no type that is kept.".to_owned(),
    };
    refused(
        TYPE,
        format!("{what} Kept are {ALLOWED}; text must be UTF-8 or Windows-1252."),
    )
}

/// Name and declared type must not promise something else than there is.
fn agree(kind: Kind, name: &str, declared: &str) -> Result<()> {
    let usual = kind.endings()[0];
    match ending(name) {
        Some(ending) if !kind.endings().contains(&ending.as_str()) => {
            let message = format!(
                "The file is named .{ending} but its content is {}; name it .{usual}, or send the file that was meant.",
                kind.media_type()
            );
            return Err(refused(TYPE_MISMATCH, message));
        }
        _ => {}
    }
    match kind.goes_with(declared) {
        true => Ok(()),
        false => {
            let message = format!(
                "The file was declared as {declared} but its content is {}; declare that, or nothing.",
                kind.media_type()
            );
            Err(refused(TYPE_MISMATCH, message))
        }
    }
}

/// A part of a PDF with the letters of names that are written as `#` and their code put in their places.
fn with_plain_names(part: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'#');
        let code = code.and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        plain.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    plain
}

/// `/Encrypt` as the key of a trailer, followed by a reference or a dictionary.
fn names_encryption(part: &[u8]) -> bool {
    let key = b"/Encrypt";
    let part = with_plain_names(part);
    let mut rest = part.as_slice();
    while let Some(at) = find(rest, key) {
        rest = &rest[at + key.len()..];
        let value = rest.trim_ascii_start();
        let follows = value.first().is_some_and(u8::is_ascii_digit) && value.len() < rest.len();
        if follows || value.starts_with(b"<<") {
            return true;
        }
    }
    false
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|part| part == what)
}
