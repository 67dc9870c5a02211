//! Every project and agreement of the sample as clients read them, against the document they were made from.

use std::collections::BTreeSet;

use crate::support::*;

fn source() -> Value {
    serde_json::from_str(include_str!("../../../data/content.json")).expect("content.json")
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// What the source calls an organisation: its name there, or the name itself.
fn name_of(source: &Value, given: &Value) -> String {
    let found = list(&source["organisations"]);
    let found = found.iter().find(|one| one["id"] == *given);
    let name = found.map_or(given, |one| &one["name"]);
    name.as_str().expect("a name").to_owned()
}

/// The name of an organisation or of what stands in words.
fn named(party: &Value) -> String {
    let words = party["name"].as_str();
    let known = party["organisation"]["name"].as_str();
    words.or(known).expect("a name").to_owned()
}

fn texts(points: &Value) -> Value {
    let text = |point: &Value| point["text"].clone();
    list(points).iter().map(text).collect()
}

fn places(given: &Value) -> BTreeSet<String> {
    let code = |one: &Value| {
        let country = one["country"]["code"].as_str().or(one["country"].as_str());
        format!(
            "{}-{}",
            country.expect("a country"),
            one["code"].as_str().expect("a code")
        )
    };
    list(given).iter().map(code).collect()
}

/// All of the sample, three at a time: with everything under it a project is costly.
async fn every(app: &TestApp, list_field: &str, fields: &str) -> Vec<Value> {
    let query = format!(
        "query ($after: String) {{ {list_field}(first: 3, after: $after, filter: {{ origin: SAMPLE }}) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut all, mut after) = (vec![], Value::Null);
    loop {
        let data = app.anyone().data(&query, json!({ "after": after })).await;
        let page = &data[list_field];
        all.extend(list(&page["nodes"]));
        if page["pageInfo"]["hasNextPage"] != json!(true) {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

const PROJECT: &str = r#"
    title { text } locale country { code } statusText owner { name } ownerText startsText endsText durationYears
    inferredPeriodText note originText source sourceUpdatedText budget { amountMinor currency text }
    sv: summary { text } da: summary(locale: "da") { text } en: summary(locale: "en") { text isFallback } background { text } purpose { text }
    overallGoal { text } vision { text } context { text } programme { title { text } }
    municipalities(first: 5) { nodes { code country { code } } } funders { name organisation { name } } partners { name organisation { name } }
    targetGroups areas results { text } lessons { text } figures { key value }
    relations { kind project { title { text } } }
    goals { code kind area text targetMin targetMax unit dueText assessments { reason } }
    indicators { name values { women men total isTotalReported note } } activities { code title goals { code } }
    governingBodies { seats { isChair name organisation { name } } }"#;

#[rstest]
#[tokio::test]
async fn every_project_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let found = every(&app, "projects", PROJECT).await;
    let source = source();
    let given = list(&source["projects"]);
    assert_eq!(found.len(), given.len());
    let title_of = |id: &Value| {
        let mut all = given.iter();
        let one = all.find(|one| one["id"] == *id);
        one.map(|one| one["title"].clone()).unwrap_or_default()
    };
    for says in &given {
        let title = &says["title"];
        let is = found.iter().find(|one| one["title"]["text"] == *title);
        let is = is.unwrap_or_else(|| panic!("{title} is missing"));
        for (member, field) in [
            ("language", is["locale"].clone()),
            ("country", is["country"]["code"].clone()),
            ("status", is["statusText"].clone()),
            ("start_date", is["startsText"].clone()),
            ("end_date", is["endsText"].clone()),
            ("inferred_period", is["inferredPeriodText"].clone()),
            ("note", is["note"].clone()),
            ("origin", is["originText"].clone()),
            ("source", is["source"].clone()),
            ("source_updated", is["sourceUpdatedText"].clone()),
            ("background", is["background"]["text"].clone()),
            ("purpose", is["purpose"]["text"].clone()),
            ("overall_goal", is["overallGoal"]["text"].clone()),
            ("vision", is["vision"]["text"].clone()),
            ("context", is["context"]["text"].clone()),
        ] {
            assert_eq!(field, says[member], "{member} of {title}");
        }
        // One is in English and has its first summary in Danish.
        let english = says["language"] == "en" && !says["summary_en"].is_null();
        let summary = if english { &is["da"] } else { &is["sv"] };
        assert_eq!(summary["text"], says["summary"], "{title}");
        let years = says["duration_years"].as_f64();
        assert_eq!(is["durationYears"].as_f64(), years, "{title}");
        if !says["summary_en"].is_null() {
            assert_eq!(
                is["en"],
                json!({ "text": says["summary_en"], "isFallback": false })
            );
        }
        let minor = says["budget"]["amount"].as_i64().map(|amount| amount * 100);
        assert_eq!(is["budget"]["amountMinor"].as_i64(), minor, "{title}");
        assert_eq!(is["budget"]["currency"], says["budget"]["currency"]);
        assert_eq!(is["budget"]["text"], says["budget"]["kind"]);
        let owner = is["owner"]["name"].as_str().or(is["ownerText"].as_str());
        let owns = (!says["owner"].is_null()).then(|| name_of(&source, &says["owner"]));
        assert_eq!(owner, owns.as_deref(), "{title}");
        assert_eq!(
            is["programme"].is_null(),
            says["programme"].is_null(),
            "{title}"
        );
        assert_eq!(
            places(&is["municipalities"]["nodes"]),
            places(&says["municipalities"])
        );
        for member in ["funders", "partners"] {
            let has: Vec<_> = list(&is[member]).iter().map(named).collect();
            let wants: Vec<_> = list(&says[member])
                .iter()
                .map(|one| name_of(&source, one))
                .collect();
            assert_eq!(has, wants, "{member} of {title}");
        }
        for (field, member) in [("targetGroups", "target_groups"), ("areas", "areas")] {
            assert_eq!(list(&is[field]), list(&says[member]), "{member} of {title}");
        }
        for member in ["results", "lessons"] {
            assert_eq!(list(&texts(&is[member])), list(&says[member]), "{title}");
        }
        parts(&source, is, says);
        let mut relations: Vec<(String, Value)> = list(&is["relations"])
            .iter()
            .map(|one| {
                (
                    one["kind"].as_str().unwrap_or_default().to_owned(),
                    one["project"]["title"]["text"].clone(),
                )
            })
            .collect();
        let related = list(&says["related_projects"]);
        let related = related.iter().chain(says.get("related_to"));
        let mut wants: Vec<_> = related
            .map(|id| ("RELATED".to_owned(), title_of(id)))
            .collect();
        wants.extend(
            says.get("predecessor")
                .map(|id| ("PREDECESSOR".to_owned(), title_of(id))),
        );
        let key = |one: &(String, Value)| format!("{one:?}");
        relations.sort_by_key(key);
        wants.sort_by_key(key);
        assert_eq!(relations, wants, "{title}");
    }
}

/// Goals, indicators, activities, figures and seats.
fn parts(source: &Value, is: &Value, says: &Value) {
    let goals = list(&is["goals"]);
    assert_eq!(goals.len(), list(&says["goals"]).len());
    for (goal, says) in goals.iter().zip(list(&says["goals"])) {
        assert_eq!(goal["code"], says["id"]);
        assert_eq!(goal["text"], says["text"]);
        assert_eq!(goal["area"], says["area"]);
        let kind = says["kind"].as_str().map(str::to_uppercase);
        assert_eq!(goal["kind"].as_str(), kind.as_deref());
        let least = says["target_min"].as_f64().or(says["target"].as_f64());
        let most = says["target_max"].as_f64().or(says["target"].as_f64());
        assert_eq!(
            (goal["targetMin"].as_f64(), goal["targetMax"].as_f64()),
            (least, most)
        );
        assert_eq!(goal["unit"], says["unit"]);
        assert_eq!(goal["dueText"], says["due"]);
        let reasons: Vec<_> = list(&goal["assessments"])
            .iter()
            .map(|one| one["reason"].clone())
            .collect();
        let wants: Vec<_> = says.get("assessment").cloned().into_iter().collect();
        assert_eq!(reasons, wants);
    }
    for (indicator, says) in list(&is["indicators"])
        .iter()
        .zip(list(&says["indicators"]))
    {
        let value = &indicator["values"][0];
        assert_eq!(indicator["name"], says["name"]);
        assert_eq!(value["women"], says["women"]);
        assert_eq!(value["men"], says["men"]);
        assert_eq!(value["note"], says["note"]);
        if value["isTotalReported"] == true {
            assert_eq!(value["total"], says["value"]);
        }
    }
    for (activity, says) in list(&is["activities"])
        .iter()
        .zip(list(&says["activities"]))
    {
        assert_eq!(activity["code"], says["id"]);
        assert_eq!(activity["title"], says["title"]);
        let goals: Vec<_> = list(&activity["goals"])
            .iter()
            .map(|one| one["code"].clone())
            .collect();
        assert_eq!(goals, list(&says["goals"]));
    }
    let figures = list(&is["figures"]);
    assert_eq!(
        figures.len(),
        says["derived_housing_need"]
            .as_object()
            .map_or(0, |all| all.len())
    );
    for figure in figures {
        let key = figure["key"].as_str().expect("a key");
        assert_eq!(
            figure["value"].as_f64(),
            says["derived_housing_need"][key].as_f64()
        );
    }
    let seats = list(&is["governingBodies"][0]["seats"]);
    let seats: Vec<_> = seats
        .iter()
        .map(|seat| match seat["isChair"] == true {
            true => format!("{} (ordförande)", named(seat)),
            false => named(seat),
        })
        .collect();
    let wants: Vec<_> = list(&says["steering_group_organisations"])
        .iter()
        .map(|one| name_of(source, one))
        .collect();
    assert_eq!(seats, wants);
}

#[rstest]
#[tokio::test]
async fn every_agreement_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let query = "title { text } locale kind kindText country { code }
        subject startsText endsText signedText targetMin targetMax dueText areasCount baseAgreementText originText note source
        programme { title { text } } project { title { text } } parties { name organisation { name } }
        municipalities(first: 5) { nodes { code country { code } } }";
    let found = every(&app, "agreements", query).await;
    let source = source();
    let given = list(&source["agreements"]);
    assert_eq!(found.len(), given.len());
    for says in &given {
        let title = &says["title"];
        let is = found.iter().find(|one| one["title"]["text"] == *title);
        let is = is.unwrap_or_else(|| panic!("{title} is missing"));
        for (member, field) in [
            ("language", &is["locale"]),
            ("type", &is["kindText"]),
            ("country", &is["country"]["code"]),
            ("subject", &is["subject"]),
            ("start_date", &is["startsText"]),
            ("end_date", &is["endsText"]),
            ("date", &is["signedText"]),
            ("target_min", &is["targetMin"]),
            ("target_max", &is["targetMax"]),
            ("due", &is["dueText"]),
            ("areas_count", &is["areasCount"]),
            ("base_agreement_date", &is["baseAgreementText"]),
            ("origin", &is["originText"]),
            ("note", &is["note"]),
            ("source", &is["source"]),
        ] {
            assert_eq!(*field, says[member], "{member} of {title}");
        }
        assert_eq!(is["programme"].is_null(), says["programme"].is_null());
        assert_eq!(is["project"].is_null(), says["project"].is_null());
        let parties: Vec<_> = list(&is["parties"]).iter().map(named).collect();
        let wants: Vec<_> = list(&says["parties"])
            .iter()
            .map(|one| name_of(&source, one))
            .collect();
        assert_eq!(parties, wants, "{title}");
        assert_eq!(
            places(&is["municipalities"]["nodes"]),
            places(&says["municipalities"])
        );
    }
}
