//! The directory at the end of a ZIP archive: read by hand, so that nothing is unpacked to learn what an archive claims.

use actix_web::web::Bytes;
use uuid::Uuid;

use super::look::{self, DAMAGED, refused};
use crate::platform::{error::Result, storage::Storage};

pub const CUT_OFF: &str = "FILE_CUT_OFF";
pub const ENTRIES: &str = "FILE_ENTRIES";
pub const INFLATES: &str = "FILE_INFLATES";
pub const ENTRY_NAME: &str = "FILE_ENTRY_NAME";

/// Entries of the largest archive.
const MOST_ENTRIES: u64 = 10_000;
/// Bytes of the largest directory.
const MOST_DIRECTORY: u64 = 4 * 1024 * 1024;
/// How many times its packed size an entry may grow, once it is larger than `SMALL`.
const FOLD: u64 = 100;
const SMALL: u64 = 256 * 1024;
/// Bytes of all entries unpacked.
const MOST_UNPACKED: u64 = 1024 * 1024 * 1024;

/// The longest comment after the end of a directory.
const COMMENT: u64 = 65_535;
const END: u64 = 22;

/// An entry as the directory claims it.
pub struct Entry {
    pub name: String,
    encrypted: bool,
    packed: u64,
    unpacked: u64,
    /// Where its own header lies.
    offset: u64,
}

/// The entries of a stored archive, after all that an honest one would never fail.
pub async fn entries(storage: &Storage, key: Uuid, size: u64) -> Result<Vec<Entry>> {
    let from = size.saturating_sub(COMMENT + END);
    let tail = storage.slice(key, from..size).await?;
    let end = find_end(&tail).ok_or_else(cut_off)?;
    let end_at = from + end as u64;
    let mut place = Place::read(&tail[end..]).ok_or_else(cut_off)?;
    if place.is_large() {
        place = large(storage, key, end_at).await?.unwrap_or(place);
    }
    if place.count > MOST_ENTRIES || place.length > MOST_DIRECTORY {
        let message = format!(
            "The file holds {} entries; at most {MOST_ENTRIES} are read. Save it anew from the program that made it.",
            place.count
        );
        return Err(refused(ENTRIES, message));
    }
    let directory_end = place.offset.checked_add(place.length);
    if directory_end.is_none_or(|at| at > end_at) {
        return Err(cut_off());
    }
    let directory = storage
        .slice(key, place.offset..place.offset + place.length)
        .await;
    let entries = parse(&directory?, place.count).ok_or_else(damaged)?;
    check(&entries, size, place.offset)?;
    Ok(entries)
}

fn cut_off() -> crate::platform::error::Error {
    let message =
        "The file ends before its table of contents: it was cut off. Send it again, whole.";
    refused(CUT_OFF, message)
}

fn damaged() -> crate::platform::error::Error {
    let message =
        "The table of contents of the file is damaged. Save it anew from the program that made it.";
    refused(DAMAGED, message)
}

/// The last end of a directory whose comment reaches exactly to the end of the file.
fn find_end(tail: &Bytes) -> Option<usize> {
    let last = tail.len().checked_sub(END as usize)?;
    (0..=last).rev().find(|at| {
        let comment = || u16_at(tail, at + 20).map(usize::from);
        tail[*at..].starts_with(b"PK\x05\x06") && comment() == Some(tail.len() - at - END as usize)
    })
}

/// Where the directory is said to lie.
struct Place {
    count: u64,
    length: u64,
    offset: u64,
}

impl Place {
    fn read(end: &[u8]) -> Option<Self> {
        Some(Self {
            count: u16_at(end, 10)?.into(),
            length: u32_at(end, 12)?.into(),
            offset: u32_at(end, 16)?.into(),
        })
    }

    /// Whether a figure was too large for its field, and stands in the end of a large archive.
    fn is_large(&self) -> bool {
        let full = u64::from(u32::MAX);
        self.count == u64::from(u16::MAX) || self.length == full || self.offset == full
    }
}

/// The end of an archive with large figures, which stands before the plain one.
async fn large(storage: &Storage, key: Uuid, end_at: u64) -> Result<Option<Place>> {
    let Some(locator_at) = end_at.checked_sub(20) else {
        return Ok(None);
    };
    let locator = storage.slice(key, locator_at..end_at).await?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let at = u64_at(&locator, 8).filter(|at| at.saturating_add(56) <= locator_at);
    let at = at.ok_or_else(damaged)?;
    let end = storage.slice(key, at..at + 56).await?;
    let place = || {
        Some(Place {
            count: u64_at(&end, 32)?,
            length: u64_at(&end, 40)?,
            offset: u64_at(&end, 48)?,
        })
    };
    let marked = end.starts_with(b"PK\x06\x06");
    place().filter(|_| marked).map(Some).ok_or_else(damaged)
}

fn parse(directory: &[u8], count: u64) -> Option<Vec<Entry>> {
    let mut entries = vec![];
    let mut rest = directory;
    for _ in 0..count {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let name_length = usize::from(u16_at(rest, 28)?);
        let extra_length = usize::from(u16_at(rest, 30)?);
        let comment_length = usize::from(u16_at(rest, 32)?);
        let name = rest.get(46..46 + name_length)?;
        let extra = rest.get(46 + name_length..46 + name_length + extra_length)?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            encrypted: u16_at(rest, 8)? & 1 == 1,
            packed: u32_at(rest, 20)?.into(),
            unpacked: u32_at(rest, 24)?.into(),
            offset: u32_at(rest, 42)?.into(),
        };
        entry.enlarge(extra)?;
        entries.push(entry);
        rest = rest.get(46 + name_length + extra_length + comment_length..)?;
    }
    Some(entries)
}

impl Entry {
    /// Takes the figures that were too large for their fields from the extra field that holds them, in their order.
    fn enlarge(&mut self, mut extra: &[u8]) -> Option<()> {
        let full = u64::from(u32::MAX);
        while extra.len() >= 4 {
            let length = usize::from(u16_at(extra, 2)?);
            let mut field = extra.get(4..4 + length)?;
            if u16_at(extra, 0)? == 1 {
                for figure in [&mut self.unpacked, &mut self.packed, &mut self.offset] {
                    if *figure == full {
                        *figure = u64_at(field, 0)?;
                        field = &field[8..];
                    }
                }
            }
            extra = &extra[4 + length..];
        }
        Some(())
    }
}

fn check(entries: &[Entry], size: u64, directory_at: u64) -> Result<()> {
    let mut names = std::collections::HashSet::new();
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for entry in entries {
        let shown: String = entry.name.chars().take(80).collect();
        if is_hostile(&entry.name) {
            let message = format!(
                "The file holds an entry named {shown:?}, which would leave its folder. Save it anew from the program that made it."
            );
            return Err(refused(ENTRY_NAME, message));
        }
        if entry.encrypted {
            return Err(look::encrypted());
        }
        if !names.insert(&entry.name) || entry.offset >= directory_at {
            return Err(damaged());
        }
        let fold = entry.unpacked / entry.packed.max(1);
        if entry.unpacked > SMALL && fold >= FOLD {
            let message = format!(
                "{shown:?} in the file would grow {fold} fold when it is unpacked; less than {FOLD} fold is taken."
            );
            return Err(refused(INFLATES, message));
        }
        packed = packed.saturating_add(entry.packed);
        unpacked = unpacked.saturating_add(entry.unpacked);
    }
    // Entries that share their bytes are how a small archive unpacks to a huge one.
    if packed > size || unpacked > MOST_UNPACKED {
        let message = format!(
            "The file would unpack to {unpacked} bytes; at most {MOST_UNPACKED} are taken, and no two entries may share their bytes."
        );
        return Err(refused(INFLATES, message));
    }
    Ok(())
}

/// A name that means another place than one within the archive.
fn is_hostile(name: &str) -> bool {
    let absolute = name.starts_with('/') || name.as_bytes().get(1) == Some(&b':');
    let climbs = name.split('/').any(|part| part == "..");
    name.is_empty() || absolute || climbs || name.contains('\\') || name.contains(char::is_control)
}

/// The first bytes of an entry as they are packed: readable where it is stored unpacked.
pub async fn stored_start(
    storage: &Storage,
    key: Uuid,
    size: u64,
    entry: &Entry,
    most: u64,
) -> Result<Bytes> {
    let at = entry.offset;
    let header = storage.slice(key, at..(at + 30).min(size)).await?;
    let lengths = u16_at(&header, 26).zip(u16_at(&header, 28));
    let marked = header.starts_with(b"PK\x03\x04");
    let (name, extra) = lengths.filter(|_| marked).ok_or_else(damaged)?;
    let start = at + 30 + u64::from(name) + u64::from(extra);
    let end = start + entry.packed.min(most);
    if end > size {
        return Err(cut_off());
    }
    storage.slice(key, start..end).await
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at + 8)?;
    Some(u64::from_le_bytes(eight.try_into().ok()?))
}
