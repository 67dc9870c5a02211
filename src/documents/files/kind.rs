//! The types of files that are kept, and how their beginnings tell them apart.

use super::text::Reading;

/// A type of file that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Odp,
    Png,
    Jpeg,
    Gif,
    Webp,
    Svg,
    Html,
    Markdown,
    Csv,
    Text,
}

/// The endings of all of them, for people.
pub const ALLOWED: &str =
    "pdf, docx, xlsx, pptx, odt, ods, odp, png, jpg, gif, webp, svg, html, md, csv and txt";

impl Kind {
    const ALL: [Self; 16] = [
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Svg,
        Self::Html,
        Self::Markdown,
        Self::Csv,
        Self::Text,
    ];

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Svg => "image/svg+xml",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Text => "text/plain",
        }
    }

    /// The endings a file of this type may bear, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Svg => &["svg"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::Markdown => &["md", "markdown"],
            Self::Csv => &["csv", "tsv"],
            Self::Text => &["txt", "text"],
        }
    }

    /// The type that an ending promises.
    pub fn by_ending(ending: &str) -> Option<Self> {
        let all = Self::ALL.into_iter();
        all.clone().find(|kind| kind.endings().contains(&ending))
    }

    /// How text is read from it, if it is.
    pub fn reading(self) -> Option<Reading> {
        match self {
            Self::Pdf => Some(Reading::Pdf),
            Self::Docx | Self::Xlsx | Self::Pptx => Some(Reading::Office),
            Self::Odt | Self::Ods | Self::Odp => Some(Reading::OpenDocument),
            Self::Html => Some(Reading::Html),
            Self::Markdown | Self::Csv | Self::Text => Some(Reading::Plain),
            Self::Png | Self::Jpeg | Self::Gif | Self::Webp | Self::Svg => None,
        }
    }

    /// Whether what the client declared goes with what the file is. Browsers call a CSV file a sheet of Excel, and
    /// documents in archives archives; any text may be called plain.
    pub fn goes_with(self, declared: &str) -> bool {
        let archive = ["application/zip", "application/x-zip-compressed"];
        match (self, declared) {
            (_, "" | "application/octet-stream" | "binary/octet-stream") => true,
            (Self::Csv, "application/vnd.ms-excel" | "application/csv" | "text/plain") => true,
            (Self::Csv, "text/tab-separated-values" | "text/comma-separated-values") => true,
            (Self::Markdown, "text/x-markdown" | "text/plain") => true,
            (Self::Html, "application/xhtml+xml" | "text/plain") => true,
            (Self::Jpeg, "image/jpg" | "image/pjpeg") => true,
            (Self::Pdf, "application/x-pdf") => true,
            (Self::Docx | Self::Xlsx | Self::Pptx | Self::Odt | Self::Ods | Self::Odp, other)
                if archive.contains(&other) =>
            {
                true
            }
            (_, other) => other == self.media_type(),
        }
    }
}

/// What the first bytes of a file say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// One of the types that are kept.
    Is(Kind),
    /// An archive: an office document, or another.
    Archive,
    /// What Office 97 wrote, and what encrypts the newer documents.
    Compound,
    /// Text, as far as the beginning shows.
    Text,
    /// Something else.
    Other,
}

pub fn beginning(head: &[u8]) -> Beginning {
    let starts = |with: &[u8]| head.starts_with(with);
    // Readers of PDF look for its mark in the first kilobyte.
    let pdf = head.windows(5).take(1024).any(|five| five == b"%PDF-");
    match head {
        _ if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"PK\x07\x08") => {
            Beginning::Archive
        }
        _ if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Beginning::Compound,
        _ if starts(b"\x89PNG\r\n\x1a\n") => Beginning::Is(Kind::Png),
        _ if starts(b"\xff\xd8\xff") => Beginning::Is(Kind::Jpeg),
        _ if starts(b"GIF87a") || starts(b"GIF89a") => Beginning::Is(Kind::Gif),
        _ if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") => Beginning::Is(Kind::Webp),
        _ if pdf => Beginning::Is(Kind::Pdf),
        _ if head.iter().any(|byte| is_binary(*byte)) || starts(b"{\\rtf") => Beginning::Other,
        _ => markup(head).map_or(Beginning::Text, Beginning::Is),
    }
}

/// Bytes that no text holds.
pub fn is_binary(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
}

/// Whether a text begins as a page or a drawing does.
fn markup(head: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(&head[..head.len().min(4096)]).to_lowercase();
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let (start, end) = match rest {
            _ if rest.starts_with("<!--") => ("<!--", "-->"),
            _ if rest.starts_with("<?xml") => ("<?xml", "?>"),
            _ if rest.starts_with("<!doctype svg") => ("<!doctype svg", ">"),
            _ => break,
        };
        match rest[start.len()..].split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => break,
        }
    }
    let page = ["<!doctype html", "<html", "<head", "<body", "<script"];
    match rest {
        _ if page.iter().any(|start| rest.starts_with(start)) => Some(Kind::Html),
        _ if rest.starts_with("<svg") => Some(Kind::Svg),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_tells_what_a_file_is() {
        for (head, expected) in [
            (&b"%PDF-1.7\n"[..], Beginning::Is(Kind::Pdf)),
            (b"PK\x03\x04rest", Beginning::Archive),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Beginning::Compound),
            (b"<!-- x --> <!DOCTYPE html>", Beginning::Is(Kind::Html)),
            (b"\xef\xbb\xbf<HTML>", Beginning::Is(Kind::Html)),
            (
                b"<?xml version='1.0'?>\n<svg xmlns=''>",
                Beginning::Is(Kind::Svg),
            ),
            (b"name;municipality\n", Beginning::Text),
            (b"<p>a fragment", Beginning::Text),
            (b"\x7fELF\x02\x01\x01\0", Beginning::Other),
            (b"{\\rtf1", Beginning::Other),
        ] {
            assert_eq!(
                beginning(head),
                expected,
                "{}",
                String::from_utf8_lossy(head)
            );
        }
    }

    #[test]
    fn every_ending_leads_back_to_its_type() {
        for kind in Kind::ALL {
            for ending in kind.endings() {
                assert_eq!(Kind::by_ending(ending), Some(kind));
            }
        }
    }
}
