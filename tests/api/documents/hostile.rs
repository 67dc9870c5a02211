//! Files made to do harm, and files that chance has broken: five hundred of them, the same every time.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};

use super::{
    papers::{self, Claim, archive, assemble},
    sending::{upload, uploaded},
};
use crate::support::*;

/// How many there are.
const FILES: usize = 500;
/// What reading one may take.
const PATIENCE: Duration = Duration::from_secs(5);
const MOST_KIB: u64 = 128 * 1024;
const BINARY: &str = env!("CARGO_BIN_EXE_erfa");

struct Hostile {
    about: String,
    /// How it is named when it is uploaded.
    name: &'static str,
    /// How it is read.
    reading: &'static str,
    content: Vec<u8>,
}

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

fn all() -> Vec<Hostile> {
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

fn stream_object(about: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {about} >>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

/// Packed as PDF packs: by way of an archive, between the two marks of zlib.
fn zlib(content: &[u8]) -> Vec<u8> {
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

fn page_with(content: Vec<u8>) -> Vec<u8> {
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

/// Those made on purpose.
fn crafted() -> Vec<Hostile> {
    let mut files = pdfs();
    files.extend(archives());
    files.extend(texts());
    files
}

fn hostile(about: &str, name: &'static str, reading: &'static str, content: Vec<u8>) -> Hostile {
    Hostile {
        about: about.to_owned(),
        name,
        reading,
        content,
    }
}

fn pdfs() -> Vec<Hostile> {
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

fn archives() -> Vec<Hostile> {
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

fn texts() -> Vec<Hostile> {
    let page = |inner: &str| format!("<!doctype html><html><body>{inner}").into_bytes();
    let tables = "<table><tr><td>".repeat(20_000);
    let made = [
        ("boxes half a million deep", page(&"<div>".repeat(400_000))),
        ("tables in tables", page(&tables)),
        ("bold in bold", page(&"<b><i><p>".repeat(200_000))),
        ("lists in lists", page(&"<ul><li>".repeat(100_000))),
        (
            "a cell as wide as all",
            page("<table><tr><td colspan=2147483647 rowspan=2147483647>a<td>b</table>"),
        ),
        (
            "many cells",
            page(&format!(
                "<table>{}",
                format!("<tr>{}", "<td>a".repeat(1_000)).repeat(300)
            )),
        ),
        (
            "an attribute without end",
            page(&format!("<a href=\"{}", "a".repeat(2_000_000))),
        ),
        (
            "entities",
            page(&"&amp;&#99999999;&nothing;&#x0;".repeat(60_000)),
        ),
        ("a comment without end", page(&"<!--".repeat(300_000))),
        ("broken tags", page(&"<<><a b=<".repeat(100_000))),
        ("quotes in quotes", page(&"<blockquote>".repeat(50_000))),
        (
            "a drawing in a page",
            page(&"<svg><math><foreignObject>".repeat(50_000)),
        ),
    ];
    let mut files: Vec<_> = made
        .into_iter()
        .map(|(about, content)| hostile(about, "made.html", "html", content))
        .collect();
    let plain = [
        ("forty megabytes", vec![b'a'; 40 * 1024 * 1024]),
        (
            "no letter of any kind",
            (0x80..=0xff).cycle().take(3_000_000).collect(),
        ),
        (
            "a letter cut through",
            [vec![b'a'; 2 * 1024 * 1024 - 1], "å".into()].concat(),
        ),
        ("nothing but line ends", vec![b'\n'; 3_000_000]),
    ];
    files.extend(
        plain
            .into_iter()
            .map(|(about, content)| hostile(about, "made.txt", "plain", content)),
    );
    files
}

/// How the process that read a file fared.
struct Fared {
    ended: &'static str,
    took: Duration,
    peak_kib: u64,
}

/// Reads a file as the server has it read, and watches.
fn watch(file: &Path, reading: &str) -> Fared {
    let begun = Instant::now();
    let mut child = Command::new(BINARY)
        .args(["extract-text", reading])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(File::open(file).expect("the file")))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut out = child.stdout.take().expect("its text");
    let listening = std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(held(child.id()));
        if let Some(status) = child.try_wait().expect("its state") {
            break Some(status);
        }
        if begun.elapsed() > PATIENCE {
            child.kill().expect("it can be ended");
            child.wait().expect("its end");
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = begun.elapsed();
    let mut said = String::new();
    let mut about = child.stderr.take().expect("what it says");
    about.read_to_string(&mut said).expect("text");
    let told = said
        .split_once("peak ")
        .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    listening.join().expect("a listener").expect("its text");
    Fared {
        ended: match status.map(|status| status.code()) {
            Some(Some(0)) => "read",
            Some(Some(10)) => "encrypted",
            Some(Some(11)) => "unreadable",
            Some(_) => "ended by its bounds",
            None => "ended by the clock",
        },
        took,
        peak_kib: told.unwrap_or(0).max(peak_kib),
    }
}

/// The most memory a process has held, while it lives.
fn held(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    figure.unwrap_or(0)
}

#[test]
fn five_hundred_hostile_files_stay_within_their_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = all();
    assert_eq!(files.len(), FILES);
    let (next, fared) = (AtomicUsize::new(0), Mutex::new(vec![]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((at, file)) = files
                    .iter()
                    .enumerate()
                    .nth(next.fetch_add(1, Ordering::Relaxed))
                {
                    let path = folder.path().join(at.to_string());
                    std::fs::write(&path, &file.content).expect("the file");
                    let one = watch(&path, file.reading);
                    std::fs::remove_file(&path).expect("the file");
                    fared.lock().expect("the list").push((at, one));
                }
            });
        }
    });
    let fared = fared.into_inner().expect("the list");
    let mut ends = BTreeMap::new();
    for (at, one) in &fared {
        *ends.entry(one.ended).or_insert(0) += 1;
        let about = &files[*at].about;
        if one.took > Duration::from_secs(1) || one.ended.starts_with("ended") {
            println!(
                "{about}: {} after {:?}, {} KiB",
                one.ended, one.took, one.peak_kib
            );
        }
        assert!(
            one.took <= PATIENCE + Duration::from_millis(500),
            "{about} took {:?}",
            one.took
        );
        assert!(
            one.peak_kib <= MOST_KIB,
            "{about} took {} KiB",
            one.peak_kib
        );
    }
    let most = fared.iter().map(|(_, one)| one.peak_kib).max();
    let longest = fared.iter().map(|(_, one)| one.took).max();
    println!("{ends:?}, at most {most:?} KiB and {longest:?}");
    assert_eq!(fared.len(), FILES);
    // The files must get far enough to do harm, and some must still be readable.
    assert!(ends["read"] > FILES / 5, "{ends:?}");
}

#[tokio::test]
async fn five_hundred_hostile_files_do_the_server_no_harm() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let files = all();
    let answers = stream::iter(&files)
        .map(async |file| (file, upload(&person, file.name, &file.content).await))
        .buffer_unordered(4);
    let answers: Vec<_> = answers.collect().await;
    let (mut counts, mut wrong) = (BTreeMap::new(), vec![]);
    for (file, (status, body)) in &answers {
        let said = match status {
            201 => &body["text"],
            400..=499 => &body["errors"][0]["extensions"]["reason"],
            _ => &Value::Null,
        };
        match said.as_str() {
            Some(said) => *counts.entry(said.to_owned()).or_insert(0) += 1,
            None => wrong.push(format!("{}: {status} {body}", file.about)),
        }
    }
    println!("{counts:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(answers.len(), FILES);
    let taken = answers
        .iter()
        .filter(|(_, (status, _))| *status == 201)
        .count();
    assert_eq!(app.stored().len(), taken);
    let fine = uploaded(&person, "fine.pdf", &papers::pdf(&["All is well"])).await;
    assert_eq!(fine["text"], "EXTRACTED");
}
