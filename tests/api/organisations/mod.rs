//! Organisations and how they stand to each other.

mod changing;
mod finding;
mod relations;

use entity::{LocalizedText, country};
use erfa::platform::clock::new_id;

use crate::support::{scene::gid, *};

/// What was refused, as `CODE field`.
pub fn codes(payload: &Value) -> Vec<String> {
    let refusals = payload["refusals"].as_array();
    let refusals = refusals.unwrap_or_else(|| panic!("no refusals: {payload:#}"));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let told = |one: &Value| format!("{} {}", text(&one["code"]), text(&one["field"]));
    refusals.iter().map(told).collect()
}

pub async fn country(app: &TestApp, code: &str) {
    let now = app.now();
    app.put(country::Model {
        id: erfa::places::country_id(code),
        code: code.to_owned(),
        name: LocalizedText::new("en", code),
        code_system: "test".to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
    })
    .await;
}

pub async fn municipality(app: &TestApp, country: &str, code: &str) -> String {
    let name = format!("Municipality {code}");
    gid(
        "Municipality",
        app.municipality(country, code, &name).await.id,
    )
}
