//! The XML inside office documents, as a stream: nothing of it is built up, and no entity but XML's own is known.

use std::{
    fmt::Write,
    io::{BufRead, BufReader, Read},
};

use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, result::ZipError};

use super::{Found, Input, Trouble};

/// Bytes of one part that are read.
const MOST: u64 = 64 * 1024 * 1024;

/// What an element means for the text.
pub enum Meaning {
    /// Text within it counts.
    Text,
    /// Nothing within it counts.
    Skipped,
    /// It stands for these characters.
    Characters(&'static str),
    None,
}

/// How the elements of a format are read.
pub trait Dialect {
    fn starts(&self, name: &[u8]) -> Meaning;
    /// What follows at the end of an element.
    fn ends(&self, name: &[u8]) -> &'static str;
}

/// The text of one part, as far as it can be read.
pub fn read(part: impl Read, dialect: &impl Dialect, found: &mut Found) -> Result<(), Trouble> {
    let mut reader = Reader::from_reader(BufReader::new(part.take(MOST)));
    match walk(&mut reader, dialect, found) {
        // Full: what there is is the text.
        Err(Trouble::Unreadable) if found.is_enough() => Ok(()),
        outcome => outcome,
    }
}

fn walk(
    reader: &mut Reader<impl BufRead>,
    dialect: &impl Dialect,
    found: &mut Found,
) -> Result<(), Trouble> {
    let (mut buffer, mut counts, mut skipped) = (vec![], 0_usize, 0_usize);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|_| Trouble::Unreadable)?;
        let hears = counts > 0 && skipped == 0;
        match &event {
            Event::Start(start) => match dialect.starts(start.local_name().as_ref().as_ref()) {
                Meaning::Text => counts += 1,
                Meaning::Skipped => skipped += 1,
                Meaning::Characters(what) if skipped == 0 => put(found, what)?,
                Meaning::Characters(_) | Meaning::None => {}
            },
            Event::Empty(empty) => {
                if let Meaning::Characters(what) =
                    dialect.starts(empty.local_name().as_ref().as_ref())
                {
                    put(found, what)?;
                }
            }
            Event::End(end) => {
                let name = end.local_name();
                let name: &[u8] = name.as_ref().as_ref();
                match dialect.starts(name) {
                    Meaning::Text => counts = counts.saturating_sub(1),
                    Meaning::Skipped => skipped = skipped.saturating_sub(1),
                    Meaning::Characters(_) | Meaning::None => {}
                }
                if skipped == 0 {
                    put(found, dialect.ends(name))?;
                }
            }
            Event::Text(text) if hears => put(found, &text.xml10_content())?,
            Event::CData(text) if hears => put(found, &text.xml10_content())?,
            Event::GeneralRef(reference) if hears => {
                let plain = match reference.xml10_content().as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(one) = plain {
                    put(found, one.encode_utf8(&mut [0; 4]))?;
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn put(found: &mut Found, text: &str) -> Result<(), Trouble> {
    match text.is_empty() {
        true => Ok(()),
        false => found.write_str(text).map_err(|_| Trouble::Unreadable),
    }
}

pub type Archive = ZipArchive<Box<dyn Input>>;

pub fn open(input: Box<dyn Input>) -> Result<Archive, Trouble> {
    ZipArchive::new(input).map_err(trouble)
}

pub fn trouble(error: ZipError) -> Trouble {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Trouble::Encrypted
        }
        _ => Trouble::Unreadable,
    }
}
