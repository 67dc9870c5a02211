//! Where the code asks something of a viewer, and what each of these rules is called.

use std::{collections::BTreeSet, path::Path};

/// How a rule asks. What is for Erfa itself (`is_system`) is asked of nobody else: no request gets there.
const QUESTIONS: [&str; 12] = [
    ".sees(",
    ".owns(",
    ".within(",
    ".has(Role::",
    ".is(",
    ".signed_in()",
    ".runs_platform()",
    ".writes_for_some(",
    ".speaks_for(",
    ".audits()",
    ".may_write()",
    ".session()",
];

/// The places that ask something of a viewer, as `file:line:column`.
pub fn asking() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut found) = (vec![root.join("src")], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    folders.push(path);
                }
                continue;
            }
            let name = path
                .strip_prefix(root)
                .expect("beneath")
                .display()
                .to_string();
            if name.starts_with("src/platform/access") || !name.ends_with(".rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let of_viewer = code.contains("viewer") || code.trim_start().starts_with('.');
                // An audience of the circle, not a question.
                let code = code.replace("circle.signed_in()", "");
                let places = QUESTIONS.iter().flat_map(|one| code.match_indices(one));
                for (place, _) in places.filter(|_| of_viewer) {
                    // Where the compiler says that a method is called: at its name.
                    found.insert(format!("{name}:{}:{}", number + 1, place + 2));
                }
            }
        }
    }
    found
}

/// The one place whose name begins so.
pub fn place_of(begins: &str) -> String {
    let mut found = asking().into_iter();
    found
        .find(|place| named(place).starts_with(begins))
        .unwrap_or_else(|| panic!("no rule {begins}"))
}

/// A rule as the table names it: its file, the function that asks, or for whom it says what is allowed, and the code of its
/// line; where it is not the first in the line, its column too.
pub fn named(place: &str) -> String {
    let mut parts = place.splitn(3, ':');
    let file = parts.next().expect("a file");
    let number: usize = parts
        .next()
        .and_then(|one| one.parse().ok())
        .expect("a line");
    let column: Option<usize> = parts.next().and_then(|one| one.parse().ok());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let code = lines.get(number - 1).copied().unwrap_or_default();
    let before = lines[..number.min(lines.len())].iter().rev();
    let mut heads = before.map(|line| line.trim()).filter(|line| {
        line.starts_with("impl ") || line.contains("fn ") && line.ends_with(['{', '(', '>'])
    });
    let head = |line: &str| line.trim_end_matches(['{', '(', ' ']).to_owned();
    let mut owner = heads.next().map(head).unwrap_or_default();
    if owner.contains("fn allows") {
        owner = heads.next().map(head).unwrap_or_default();
    }
    let owner = match owner.split_once("fn ") {
        Some((_, function)) => function.split(['(', '<']).next().unwrap_or_default(),
        None => owner.trim_start_matches("impl "),
    };
    let asked_before = column.map_or(0, |column| {
        let code = code.get(..column - 1).unwrap_or_default();
        QUESTIONS.iter().map(|one| code.matches(one).count()).sum()
    });
    let which = match asked_before {
        0 => String::new(),
        more => format!(" ({})", more + 1),
    };
    format!("{file}: {owner}: {}{which}", code.trim())
}
