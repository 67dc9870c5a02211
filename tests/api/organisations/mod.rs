//! Organisations and how they stand to each other.

mod changing;
mod finding;
mod relations;

use entity::{LocalizedText, country, municipality};
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
    let now = app.now();
    let row = municipality::Model {
        id: new_id(),
        country_code: country.to_owned(),
        code: code.to_owned(),
        code_system: "test".to_owned(),
        name: format!("Municipality {code}"),
        name_official: None,
        name_sv: None,
        names_alt: entity::Names(vec![]),
        name_sort: code.to_owned(),
        name_fold: "\n\n".to_owned(),
        region_id: None,
        nuts3: None,
        lau: None,
        latitude: None,
        longitude: None,
        point_basis: None,
        population: None,
        population_year: None,
        area_km2: None,
        area_basis: None,
        website: None,
        wikidata: None,
        osm_relation: None,
        registration_number: None,
        valid_from: None,
        valid_to: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    gid("Municipality", app.put(row).await.id)
}
