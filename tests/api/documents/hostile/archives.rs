//! Office documents made to do harm.

use super::{Hostile, hostile, pdfs::zlib};
use crate::documents::papers::{self, Claim, archive};

pub fn archives() -> Vec<Hostile> {
    let document = |inner: &str| {
        papers::document_xml(&["@"]).replace("<w:p><w:r><w:t>@</w:t></w:r></w:p>", inner)
    };
    let docx = |inner: &str| papers::docx_of(document(inner).as_bytes());
    let laughs: String = (1..20)
        .map(|at| {
            format!(
                "<!ENTITY l{at} \"{}\">",
                format!("&l{};", at - 1).repeat(10)
            )
        })
        .collect();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]><w:p><w:t>&l19;</w:t></w:p>"
    );
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><w:p><w:t>&f;</w:t></w:p>";
    let many: Vec<_> = (0..65_536)
        .map(|at| Claim::of(&format!("e{at}"), b""))
        .collect();
    let packed = zlib(&vec![b'a'; 50 * 1024 * 1024]);
    let lying = Claim {
        unpacked: 10,
        ..Claim::of("word/document.xml", &packed[2..packed.len() - 4])
    };
    let nested = (0..30).fold(papers::docx(&["a"]), |inner, _| {
        archive(&[("word/document.xml", &inner)])
    });
    let wide: Vec<u8> = document("<w:p><w:t>å</w:t></w:p>")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let huge = "<w:p><w:r><w:t>klimatilpasning </w:t></w:r></w:p>".repeat(1_000_000);
    let made = [
        ("65,536 entries", papers::claiming(&many)),
        (
            "an entry that lies about its size",
            papers::claiming(&[lying]),
        ),
        ("archives in archives", nested),
        ("a million laughs", papers::docx_of(laughs.as_bytes())),
        (
            "an entity from outside",
            papers::docx_of(outside.as_bytes()),
        ),
        ("elements a million deep", docx(&"<w:p>".repeat(1_000_000))),
        ("a million ends", docx(&"</w:p>".repeat(1_000_000))),
        (
            "forty megabytes of text",
            docx(&format!(
                "<w:p><w:t>{}</w:t></w:p>",
                "a".repeat(40 * 1024 * 1024)
            )),
        ),
        ("a million paragraphs", docx(&huge)),
        (
            "a name of ten megabytes",
            docx(&format!("<{}/>", "a".repeat(10 * 1024 * 1024))),
        ),
        (
            "a million attributes",
            docx(&format!("<a {}/>", "b=\"c\" ".repeat(1_000_000))),
        ),
        ("a comment without end", docx("<!-- ")),
        (
            "letters by number",
            docx("<w:p><w:t>&#0;&#x110000;&#xD800;&#99999999999;&#-1;&nothing;&;</w:t></w:p>"),
        ),
        ("wide letters", papers::docx_of(&wide)),
        ("no letters at all", papers::docx_of(&[0xff; 10_000])),
        (
            "a slide of number beyond all",
            archive(&[
                ("[Content_Types].xml", b"<x/>"),
                ("ppt/presentation.xml", b"<x/>"),
                ("ppt/slides/slide99999999999999999999.xml", b"<x/>"),
            ]),
        ),
        ("no document", archive(&[("[Content_Types].xml", b"<x/>")])),
        (
            "an archive of nothing",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
        ),
    ];
    let mut files: Vec<_> = made
        .into_iter()
        .map(|(about, content)| hostile(about, "made.docx", "office", content))
        .collect();
    let odt = |content: &str| papers::odt_of(content.as_bytes(), "<m/>");
    let nests = format!("<a>{}", "<text:p><text:tracked-changes>".repeat(500_000));
    files.push(hostile(
        "changes in changes",
        "made.odt",
        "open-document",
        odt(&nests),
    ));
    let spaces = format!(
        "<text:p>{}</text:p>",
        "<text:s text:c=\"2147483647\"/>".repeat(500_000)
    );
    files.push(hostile(
        "spaces without end",
        "made.odt",
        "open-document",
        odt(&spaces),
    ));
    let manifest = papers::odt_of(b"<x/>", &"<".repeat(30 * 1024 * 1024));
    files.push(hostile(
        "a manifest without end",
        "made.odt",
        "open-document",
        manifest,
    ));
    files
}
