//! The schema as clients read it.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::*;

const INTROSPECTION: &str = r"{
    __schema { types { name kind description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";

async fn types() -> Vec<Value> {
    let app = TestApp::start(Db::Sqlite).await;
    let mut data = app.anyone().data(INTROSPECTION, json!({})).await;
    let types = data["__schema"]["types"].take();
    let all = types.as_array().expect("types").clone();
    let ours = |kind: &Value| !kind["name"].as_str().expect("a name").starts_with("__");
    all.into_iter().filter(ours).collect()
}

fn undescribed(owner: &str, members: &Value, missing: &mut BTreeSet<String>) {
    for member in members.as_array().into_iter().flatten() {
        let name = format!("{owner}.{}", member["name"].as_str().unwrap_or_default());
        if member["description"]
            .as_str()
            .unwrap_or_default()
            .trim()
            .is_empty()
        {
            missing.insert(name.clone());
        }
        undescribed(&name, &member["args"], missing);
    }
}

#[tokio::test]
async fn every_type_field_argument_and_value_is_described() {
    let mut missing = BTreeSet::new();
    for kind in types().await {
        let name = kind["name"].as_str().unwrap_or_default();
        let built_in = ["Boolean", "Float", "ID", "Int", "String"].contains(&name);
        if !built_in
            && kind["description"]
                .as_str()
                .unwrap_or_default()
                .trim()
                .is_empty()
        {
            missing.insert(name.to_owned());
        }
        for members in ["fields", "inputFields", "enumValues"] {
            undescribed(name, &kind[members], &mut missing);
        }
    }
    assert!(missing.is_empty(), "without a description: {missing:#?}");
}

#[tokio::test]
async fn the_schema_in_the_repository_is_the_one_that_is_served() {
    let app = TestApp::start(Db::Sqlite).await;
    let served = app
        .anyone()
        .get("/schema.graphql")
        .await
        .text()
        .await
        .expect("text");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let kept = fs::read_to_string(kept).expect("schema.graphql");
    assert!(kept == served, "run `cargo run -- schema > schema.graphql`");
}

#[tokio::test]
async fn no_field_of_a_type_is_offered_by_two_capabilities() {
    for kind in types().await {
        let fields = kind["fields"].as_array().cloned().unwrap_or_default();
        let names: Vec<_> = fields
            .iter()
            .map(|field| field["name"].to_string())
            .collect();
        let distinct: BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), distinct.len(), "{}: {names:?}", kind["name"]);
    }
}
