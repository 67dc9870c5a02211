//! OpenDocument: the paragraphs and headings of a text, a sheet or slides.

use std::io::Read;

use super::{
    Found, Input, Trouble,
    markup::{self, Dialect, Meaning},
};

/// Bytes of the manifest that are read.
const MANIFEST: u64 = 1024 * 1024;

pub fn read(input: Box<dyn Input>, found: &mut Found) -> Result<(), Trouble> {
    let mut archive = markup::open(input)?;
    if let Ok(manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = vec![];
        manifest.take(MANIFEST).read_to_end(&mut text)?;
        let word = b"encryption-data";
        if text.windows(word.len()).any(|part| part == word) {
            return Err(Trouble::Encrypted);
        }
    }
    let content = archive.by_name("content.xml").map_err(markup::trouble)?;
    markup::read(content, &OpenDocument, found)
}

struct OpenDocument;

impl Dialect for OpenDocument {
    fn starts(&self, name: &[u8]) -> Meaning {
        match name {
            b"p" | b"h" => Meaning::Text,
            // What a changed document no longer says.
            b"tracked-changes" => Meaning::Skipped,
            b"s" => Meaning::Characters(" "),
            b"tab" => Meaning::Characters("\t"),
            b"line-break" => Meaning::Characters("\n"),
            _ => Meaning::None,
        }
    }

    fn ends(&self, name: &[u8]) -> &'static str {
        match name {
            b"p" | b"h" => "\n",
            _ => "",
        }
    }
}
