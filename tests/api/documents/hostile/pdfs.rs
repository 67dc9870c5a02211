//! PDF files made to do harm: rings, depths, figures beyond all, and much in little.

use super::{Hostile, hostile};
use crate::documents::papers::{self, archive, assemble};

pub fn stream_object(about: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {about} >>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

/// Packed as PDF packs: by way of an archive, between the two marks of zlib.
pub fn zlib(content: &[u8]) -> Vec<u8> {
    let archive = archive(&[("a", content)]);
    let length = u32::from_le_bytes(
        archive[archive.len() - 22 - 47 + 20..][..4]
            .try_into()
            .expect("four bytes"),
    );
    let start = 30
        + 1
        + usize::from(u16::from_le_bytes(
            archive[28..30].try_into().expect("two bytes"),
        ));
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in content {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    let mut packed = vec![0x78, 0x9c];
    packed.extend(&archive[start..start + length as usize]);
    packed.extend((high << 16 | low).to_be_bytes());
    packed
}

const FONT: &[u8] =
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/// A PDF of one page with this content, and further objects from the sixth on.
fn page_and(content: Vec<u8>, resources: &str, further: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> {resources} >> /Contents 5 0 R >>"
    );
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        FONT.to_vec(),
        content,
    ];
    objects.extend_from_slice(further);
    assemble(&objects, "/Root 1 0 R")
}

pub fn page_with(content: Vec<u8>) -> Vec<u8> {
    page_and(content, "", &[])
}

fn tree(pages: &[u8], further: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        pages.to_vec(),
    ];
    objects.extend_from_slice(further);
    assemble(&objects, "/Root 1 0 R")
}

pub fn pdfs() -> Vec<Hostile> {
    let show = |text: &str| stream_object("", format!("BT /F1 12 Tf ({text}) Tj ET").as_bytes());
    let zeros = zlib(&vec![b' '; 60 * 1024 * 1024]);
    let text = zlib(
        "BT /F1 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n"
            .repeat(400_000)
            .as_bytes(),
    );
    let twice = zlib(&zlib(&vec![b' '; 50 * 1024 * 1024]));
    let page = papers::pdf(&["A page"]);
    let replace = |from: &str, to: &str| {
        let text = String::from_utf8_lossy(&page).replace(from, to);
        text.into_bytes()
    };
    let chain: Vec<_> = (3..3_003)
        .map(|at| {
            format!(
                "<< /Type /Pages /Parent {} 0 R /Kids [{} 0 R] /Count 1 >>",
                at - 1,
                at + 1
            )
            .into_bytes()
        })
        .collect();
    let kids = "3 0 R ".repeat(100_000);
    let many: Vec<_> = (0..30_000)
        .map(|_| b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec())
        .collect();
    let each: String = (3..30_003).map(|at| format!("{at} 0 R ")).collect();
    let itself = stream_object(
        "/Type /XObject /Subtype /Form /Resources << /XObject << /X 6 0 R >> >>",
        b"/X Do /X Do",
    );
    let map = stream_object("", b"1 begincodespacerange <00> <FFFFFFFF> endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange");
    let mapped = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [8 0 R] /ToUnicode 7 0 R >>".to_vec();
    let below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 4294967295 1] /FontDescriptor << >> >>".to_vec();
    let made = [
        ("its pages are their own parent", tree(b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>", &[])),
        ("the same page many times", tree(format!("<< /Type /Pages /Kids [{kids}] /Count 100000 >>").as_bytes(), &[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec()])),
        ("thirty thousand pages", tree(format!("<< /Type /Pages /Kids [{each}] /Count 30000 >>").as_bytes(), &many)),
        ("a page tree three thousand deep", tree(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", &chain)),
        ("a count beyond all", replace("/Count 1", "/Count 2147483647")),
        ("a page that is its own content", replace("/Contents 5 0 R", "/Contents 4 0 R")),
        ("a page without a box", replace("/MediaBox [0 0 595 842]", "")),
        ("a box of words", replace("[0 0 595 842]", "[/A (b) null [ ]]")),
        ("a box of half a number", replace("[0 0 595 842]", "[0]")),
        ("fonts of no kind", replace("/Type1", "/Type0")),
        ("a font that is a page", replace("/F1 3 0 R", "/F1 4 0 R")),
        ("a size beyond all", replace("/Size 6", "/Size 4294967295")),
        ("a table that names itself before", replace("/Root", "/Prev 9 /Root")),
        ("a table far away", replace("startxref\n", "startxref\n99999999999999999999")),
        ("a length beyond all", replace("/Length 42", "/Length 9223372036854775807")),
        ("a length below nothing", replace("/Length 42", "/Length -1")),
        ("arrays a hundred thousand deep", page_and(show("a"), "", &["[".repeat(100_000).into_bytes()])),
        ("dictionaries twenty thousand deep", page_and(show("a"), "", &["<< /A ".repeat(20_000).into_bytes()])),
        ("strings in strings", page_with(show(&"(".repeat(200_000)))),
        ("operands without end", page_with(stream_object("", "1 ".repeat(3_000_000).as_bytes()))),
        ("saved states without end", page_with(stream_object("", "q ".repeat(2_000_000).as_bytes()))),
        ("arrays in the content", page_with(stream_object("", "[".repeat(500_000).as_bytes()))),
        ("numbers beyond all", page_with(stream_object("", b"BT /F1 1e308 Tf 1e308 1e308 1e308 1e308 1e308 -1e308 Tm (a) Tj 99999999999999999999999 TL T* (b) Tj ET"))),
        ("sixty megabytes of spaces", page_with(stream_object("/Filter /FlateDecode", &zeros))),
        ("words without end", page_with(stream_object("/Filter /FlateDecode", &text))),
        ("packed twice", page_with(stream_object("/Filter [/FlateDecode /FlateDecode]", &twice))),
        ("sixty filters", page_with(stream_object(&format!("/Filter [{}]", "/FlateDecode ".repeat(60)), &zeros))),
        ("a predictor of no width", page_with(stream_object("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 >>", &zeros))),
        ("garbage by LZW", page_with(stream_object("/Filter /LZWDecode", &page))),
        ("a form that draws itself", page_and(stream_object("", b"/X Do"), "/XObject << /X 6 0 R >>", &[itself])),
        ("a map of all letters", page_and(stream_object("", b"BT /F2 9 Tf <00000001> Tj ET"), "/Font << /F2 6 0 R >>", &[mapped, map, below])),
        ("an object stream of itself", page_and(show("a"), "", &[stream_object("/Type /ObjStm /N 4294967295 /First 0 /Extends 6 0 R", b"6 0 6 0")])),
        ("nothing but a beginning and an end", b"%PDF-1.7\nstartxref\n0\n%%EOF\n".to_vec()),
        ("a table of spaces", [b"%PDF-1.7\nxref\n0 999999999\n".to_vec(), vec![b' '; 1_000_000], b"\nstartxref\n9\n%%EOF".to_vec()].concat()),
    ];
    made.into_iter()
        .map(|(about, content)| hostile(about, "made.pdf", "pdf", content))
        .collect()
}
