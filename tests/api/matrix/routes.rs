//! Every route of the server is asked by the matrix; one that it does not know fails.

use std::{collections::BTreeSet, path::Path};

use super::rules::Rules;

/// The routes that the code declares.
fn declared() -> BTreeSet<String> {
    let (mut folders, mut found) = (
        vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")],
        BTreeSet::new(),
    );
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true if path.ends_with("tests") => {}
                true => folders.push(path),
                false => {
                    let text = std::fs::read_to_string(&path).unwrap_or_default();
                    for begins in [
                        "web::resource(\"",
                        "web::resource(format!(\"",
                        "web::scope(\"",
                        ".route(\"",
                        "reads(\"",
                    ] {
                        let all = text.split(begins).skip(1);
                        found.extend(
                            all.filter_map(|rest| rest.split('"').next())
                                .map(str::to_owned),
                        );
                    }
                }
            }
        }
    }
    found
}

#[test]
fn every_route_is_known() {
    let known: BTreeSet<String> = Rules::read().routes.into_keys().collect();
    let there = declared();
    assert!(there.len() > 5, "only {there:?}");
    let unknown: Vec<_> = there.difference(&known).collect();
    let stale: Vec<_> = known.difference(&there).collect();
    assert!(
        unknown.is_empty() && stale.is_empty(),
        "unknown: {unknown:?}\nstale: {stale:?}"
    );
}
