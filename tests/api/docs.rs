//! What the documents say is what the code does.

use std::{fs, path::Path};

use erfa::{platform::error::Code, settings::Settings};
use serde_json::Value;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    fs::read_to_string(path).expect("the page")
}

#[test]
fn every_error_code_is_explained() {
    let page = page("errors.md");
    for code in Code::ALL {
        let row = format!("| `{}` |", code.as_str());
        assert!(page.contains(&row), "docs/errors.md lacks {row}");
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
