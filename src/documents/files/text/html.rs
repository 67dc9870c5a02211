//! Pages: their text, without what only sets it.

use std::{fmt::Write, io::Read};

use super::{
    Found, Trouble,
    decode::{decode, start},
};

/// Bytes of a page that are read: its tree takes many times that.
const MOST: usize = 2 * 1024 * 1024;
/// Characters of a line.
const WIDTH: usize = 200;

pub fn read(input: &mut dyn Read, found: &mut Found) -> Result<(), Trouble> {
    let page = decode(start(input, MOST)?);
    let lines = html2text::config::plain_no_decorate()
        .raw_mode(true)
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(page.as_bytes(), WIDTH);
    let _ = found.write_str(&lines.map_err(|_| Trouble::Unreadable)?);
    Ok(())
}
