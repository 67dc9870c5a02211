//! Pages and plain text made to do harm.

use super::{Hostile, hostile};

pub fn texts() -> Vec<Hostile> {
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
