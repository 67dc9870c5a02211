//! Documents, sheets and slides of Office: paragraphs of the text, strings of the sheets, slides in their order.

use super::{
    Found, Input, Trouble,
    markup::{self, Dialect, Meaning},
};

pub fn read(input: Box<dyn Input>, found: &mut Found) -> Result<(), Trouble> {
    let mut archive = markup::open(input)?;
    let names = archive.file_names_raw();
    let names = names.filter_map(|name| String::from_utf8(name.to_vec()).ok());
    let mut parts: Vec<_> = names
        .filter_map(|name| Some((order(&name)?, name)))
        .collect();
    parts.sort_unstable();
    if parts.is_empty() {
        return Err(Trouble::Unreadable);
    }
    for (_, name) in parts {
        if found.is_enough() {
            break;
        }
        let part = archive.by_name(&name).map_err(markup::trouble)?;
        markup::read(part, &Office, found)?;
    }
    Ok(())
}

/// Where a part's text stands among the others; none for parts without text.
fn order(name: &str) -> Option<(u8, u32)> {
    let within = |start: &str| name.strip_prefix(start)?.strip_suffix(".xml");
    if let Some(number) = within("ppt/slides/slide") {
        return Some((0, number.parse().ok()?));
    }
    match name {
        "xl/sharedStrings.xml" => Some((0, 0)),
        "word/footnotes.xml" => Some((1, 0)),
        "word/endnotes.xml" => Some((2, 0)),
        _ => within("word/document").map(|number| (0, number.parse().unwrap_or(0))),
    }
}

struct Office;

impl Dialect for Office {
    fn starts(&self, name: &[u8]) -> Meaning {
        match name {
            b"t" => Meaning::Text,
            // What a changed document no longer says.
            b"del" | b"moveFrom" | b"Fallback" => Meaning::Skipped,
            b"tab" => Meaning::Characters("\t"),
            b"br" | b"cr" => Meaning::Characters("\n"),
            b"noBreakHyphen" => Meaning::Characters("-"),
            _ => Meaning::None,
        }
    }

    fn ends(&self, name: &[u8]) -> &'static str {
        match name {
            b"p" | b"si" => "\n",
            b"tc" => "\t",
            _ => "",
        }
    }
}
