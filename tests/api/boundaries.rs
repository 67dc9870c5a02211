//! The arrows between capabilities: a lower one never names a higher one.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// From low to high. The platform stands below all of them and knows none.
const ORDER: [&str; 13] = [
    "platform",
    "places",
    "themes",
    "organisations",
    "people",
    "networks",
    "documents",
    "exchange",
    "programmes",
    "projects",
    "seminars",
    "search",
    "transfer",
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The first segments that a file names after `crate::`, alone or in braces.
fn named(text: &str) -> Vec<String> {
    let mut names = vec![];
    for part in text.split("crate::").skip(1) {
        let word = |text: &str| -> String {
            text.chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect()
        };
        match part.strip_prefix('{') {
            None => names.push(word(part)),
            Some(group) => {
                let (mut depth, mut start) = (0_i32, true);
                for (at, letter) in group.char_indices() {
                    match letter {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        _ if start && !letter.is_whitespace() => {
                            names.push(word(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn rank(name: &str) -> Option<usize> {
    ORDER.iter().position(|one| *one == name)
}

#[test]
fn a_lower_capability_never_names_a_higher_one() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = BTreeMap::new();
    for (height, capability) in ORDER.iter().enumerate() {
        for file in rust_files(&source.join(capability)) {
            let text = fs::read_to_string(&file).expect("a source file");
            let higher: Vec<_> = named(&text)
                .into_iter()
                .filter(|name| rank(name).is_some_and(|other| other > height))
                .collect();
            if !higher.is_empty() {
                wrong.insert(file, higher);
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point upwards: {wrong:#?}");
}

#[test]
fn only_files_named_graphql_know_the_types_of_clients() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = vec![];
    for capability in &ORDER[1..] {
        for file in rust_files(&source.join(capability)) {
            let text = fs::read_to_string(&file).expect("a source file");
            let translates = file
                .iter()
                .any(|part| part == "graphql" || part == "graphql.rs");
            if !translates && named(&text).iter().any(|name| name == "nodes") {
                wrong.push(file);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "domain files that name GraphQL types: {wrong:#?}"
    );
}

#[test]
fn names_are_found_alone_and_in_braces() {
    let text = "use crate::networks::X; use crate::{people::{A, B}, places, platform::list};";
    assert_eq!(named(text), ["networks", "people", "places", "platform"]);
}
