//! Good files that chance has broken, after those made on purpose.

use super::{
    FILES, Hostile,
    archives::archives,
    pdfs::{page_with, pdfs, stream_object, zlib},
    texts::texts,
};
use crate::documents::papers;

/// Chance that is the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

/// The bytes with some bits turned over.
fn flip(content: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut content = content.to_vec();
    for _ in 0..=chance.below(content.len() / 8) {
        let at = chance.below(content.len());
        content[at] ^= 1 << chance.below(8);
    }
    content
}

/// The bytes with a piece of others in the middle.
fn splice(content: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let at = chance.below(content.len());
    let from = chance.below(other.len());
    let length = chance.below(other.len() - from);
    let rest = at + chance.below(content.len() - at);
    [
        &content[..at],
        &other[from..from + length],
        &content[rest..],
    ]
    .concat()
}

fn cut(content: &[u8], chance: &mut Chance) -> Vec<u8> {
    content[..1 + chance.below(content.len() - 1)].to_vec()
}

const SENTENCE: &str = "Kommunen prövade bostäder för äldre; åtgärden gav färre sjukdagar.";

/// Small files with nothing wrong about them: what breaks them is chance.
fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let packed = zlib(format!("BT /F1 12 Tf 72 720 Td ({SENTENCE}) Tj ET").as_bytes());
    let stream = stream_object("/Filter /FlateDecode", &packed);
    let paragraphs = [SENTENCE; 20];
    vec![
        ("a.pdf", "pdf", papers::pdf(&paragraphs[..3])),
        ("a.pdf", "pdf", page_with(stream)),
        ("a.docx", "office", papers::docx(&paragraphs)),
        ("a.odt", "open-document", papers::odt(&paragraphs)),
        (
            "a.html",
            "html",
            papers::html(&paragraphs.join("</p><table><tr><td>1<td>2</table><p>")),
        ),
        ("a.txt", "plain", paragraphs.join("\n").into_bytes()),
    ]
}

pub fn all() -> Vec<Hostile> {
    let mut chance = Chance(0x2026_1125_0300_0001);
    let mut files = crafted();
    let seeds = seeds();
    let mut round = 0;
    while files.len() < FILES {
        for (at, (name, reading, content)) in seeds.iter().enumerate() {
            let (_, _, other) = &seeds[(at + 1 + round % 5) % seeds.len()];
            let (how, content) = match (round % 8, *reading) {
                (0, _) => ("cut", cut(content, &mut chance)),
                (1, _) => ("splice", splice(content, other, &mut chance)),
                // Broken within, whole without: the archive is fine, what lies in it is not.
                (2 | 3, "office") => {
                    let inner = papers::document_xml(&[SENTENCE; 20]).into_bytes();
                    ("inner", papers::docx_of(&flip(&inner, &mut chance)))
                }
                (2 | 3, "open-document") => {
                    let inner = papers::content_xml(&[SENTENCE; 20]).into_bytes();
                    (
                        "inner",
                        papers::odt_of(&splice(&inner, &inner, &mut chance), "<m/>"),
                    )
                }
                _ => ("flip", flip(content, &mut chance)),
            };
            files.push(Hostile {
                about: format!("{how} {round} of {name} {at}"),
                name,
                reading,
                content,
            });
        }
        round += 1;
    }
    files.truncate(FILES);
    files
}

/// Those made on purpose.
fn crafted() -> Vec<Hostile> {
    let mut files = pdfs();
    files.extend(archives());
    files.extend(texts());
    files
}
