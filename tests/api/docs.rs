//! What the documents say is what the code does.

mod refusals;

use std::{
    fs,
    path::{Path, PathBuf},
};

use erfa::{platform::error::Code, settings::Settings};
use serde_json::Value;

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.join("docs").join(name)
}

fn page(name: &str) -> String {
    fs::read_to_string(path(name)).expect("the page")
}

#[test]
fn the_table_of_error_codes_is_that_of_the_code() {
    let kept = page("errors.md");
    let rest = |line: &&str| !line.starts_with('|');
    let (before, after) = kept.split_once("| code |").expect("the table");
    let after: Vec<_> = after
        .lines()
        .skip(1)
        .skip_while(|line| !rest(line))
        .collect();
    let made = format!("{before}{}{}\n", Code::table(), after.join("\n"));
    if std::env::var_os("ERFA_WRITE").is_some() {
        fs::write(path("errors.md"), &made).expect("the page is written");
    }
    let hint = "run this test with ERFA_WRITE=1 to write docs/errors.md anew";
    assert!(page("errors.md") == made, "{hint}");
    for code in Code::ALL {
        let rows = kept.matches(&format!("| `{}` |", code.as_str())).count();
        assert_eq!(rows, 1, "{hint}");
    }
}

/// The keys of a tree of settings, with their defaults.
fn keys(before: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let key = format!("{before}{name}");
        match value {
            Value::Object(_) => keys(&format!("{key}."), value, found),
            _ => found.push((key, value.clone())),
        }
    }
}

#[test]
fn every_setting_is_explained_with_its_default() {
    let page = page("settings.md");
    let defaults = serde_json::to_value(Settings::default()).expect("settings");
    let mut found = vec![];
    keys("", &defaults, &mut found);
    for row in page.lines().filter_map(|line| line.strip_prefix("| `")) {
        let key = row.split('`').next().unwrap_or_default();
        let known = found.iter().any(|(known, _)| known == key);
        assert!(
            known,
            "docs/settings.md explains {key}, which is no setting"
        );
    }
    for (key, default) in found {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{key}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/settings.md lacks {key}"));
        let shown = match &default {
            Value::String(text) if text.is_empty() => "empty".to_owned(),
            Value::String(text) => text.clone(),
            Value::Array(_) => "none".to_owned(),
            other => other.to_string(),
        };
        assert!(
            row.contains(&shown),
            "{key} is {shown} unless set; the page says {row}"
        );
    }
}
