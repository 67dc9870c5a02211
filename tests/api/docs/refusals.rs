//! The catalogue of refusals: which codes there are, and where, is read from the sources; what they mean is written by hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use entity::{conflict_level::ConflictKind, funding_rule::RuleKind};
use sea_orm::{ActiveEnum, Iterable};

use super::{page, path};

const HEAD: &str = "| refusal | meaning | in |\n| --- | --- | --- |\n";
/// Texts in capitals that are no codes.
const OTHERS: [&str; 2] = ["RUST_MIN_STACK", "CALLED_OFF"];

/// Which codes there are, and in which capabilities each.
type Codes = BTreeMap<String, BTreeSet<String>>;

fn is_code(text: &str) -> bool {
    let capitals = |letter: char| letter.is_ascii_uppercase() || letter == '_';
    text.len() > 3 && text.chars().all(capitals) && !OTHERS.contains(&text)
}

/// The codes that a source names: as constants, in the calls that refuse, and as names of the rules of closing a project.
fn named(source: &str) -> Vec<&str> {
    let constants = source.split("const ").skip(1).filter_map(|rest| {
        let value = rest.split_once(": &str =")?.1.trim_start();
        value.strip_prefix('"')?.split('"').next()
    });
    let calls = [".refuse(", "Refusal::new("];
    let calls = calls.iter().flat_map(|call| {
        let calls = source.split(call).skip(1);
        calls.filter_map(|rest| {
            let rest = rest.split(';').next()?;
            rest.split('"')
                .skip(1)
                .step_by(2)
                .find(|text| is_code(text))
        })
    });
    let arms = source.split("=> \"").skip(1).filter_map(|rest| {
        let closes = source.contains("enum ClosingRule");
        rest.split('"').next().filter(|_| closes)
    });
    let all = constants.chain(calls).chain(arms);
    all.filter(|text| is_code(text)).collect()
}

fn read(folder: &Path, capability: &str, found: &mut Codes) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry").path();
        let name = entry.file_stem().expect("a name").to_string_lossy();
        if entry.is_dir() && name != "tests" {
            let capability = if capability.is_empty() {
                &name
            } else {
                capability
            };
            read(&entry, capability, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") && name != "tests" {
            let source = fs::read_to_string(&entry).expect("a source");
            let source = source.split("#[cfg(test)]\nmod tests").next();
            for code in named(source.unwrap_or_default()) {
                let places = found.entry(code.to_owned()).or_default();
                places.insert(capability.to_owned());
            }
        }
    }
}

fn codes() -> Codes {
    let mut found = Codes::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read(&sources, "", &mut found);
    let conflicts = ConflictKind::iter().map(|kind| (kind.to_value(), "seminars"));
    let rules = RuleKind::iter().map(|kind| (kind.to_value(), "programmes"));
    for (code, capability) in conflicts.chain(rules) {
        let places = found.entry(code).or_default();
        places.insert(capability.to_owned());
    }
    found
}

#[test]
fn the_catalogue_of_refusals_is_that_of_the_code() {
    let kept = page("errors.md");
    let (before, after) = kept.split_once(HEAD).expect("the table");
    let rows: Vec<_> = after
        .lines()
        .take_while(|line| line.starts_with('|'))
        .collect();
    let rest: Vec<_> = after.lines().skip(rows.len()).collect();
    let meanings: BTreeMap<_, _> = rows
        .iter()
        .filter_map(|row| {
            let cells: Vec<_> = row.split(" | ").collect();
            Some((cells.first()?.trim_matches(['|', '`', ' ']), *cells.get(1)?))
        })
        .collect();
    let mut made = format!("{before}{HEAD}");
    let codes = codes();
    for (code, places) in &codes {
        let meaning = meanings.get(code.as_str()).unwrap_or(&"");
        let places: Vec<_> = match places.contains("platform") {
            true => vec!["everywhere"],
            false => places.iter().map(String::as_str).collect(),
        };
        made.push_str(&format!(
            "| `{code}` | {meaning} | {} |\n",
            places.join(", ")
        ));
    }
    made.push_str(&rest.join("\n"));
    let made = format!("{}\n", made.trim_end());
    if std::env::var_os("ERFA_WRITE").is_some() {
        fs::write(path("errors.md"), &made).expect("the page is written");
    }
    assert!(codes.len() > 150, "only {} codes were found", codes.len());
    assert!(
        page("errors.md") == made,
        "run this test with ERFA_WRITE=1, and write into docs/errors.md what the new codes mean"
    );
    for code in codes.keys() {
        let meaning = meanings.get(code.as_str()).unwrap_or(&"");
        assert!(
            !meaning.trim().is_empty(),
            "docs/errors.md does not say what {code} means"
        );
    }
}
