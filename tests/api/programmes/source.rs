//! The programmes, the prize and the idea of the sample as clients read them, against the document they were made from.

use std::collections::BTreeMap;

use crate::support::*;

fn source() -> Value {
    serde_json::from_str(include_str!("../../../data/content.json")).expect("content.json")
}

/// A list of the source; none counts as empty.
fn list(value: &Value) -> Value {
    if value.is_null() {
        json!([])
    } else {
        value.clone()
    }
}

const FIELDS: &str = "title { text } locale kindText status statusText country { code } period { startsText endsText startsOn endsOn }
    projectPeriodYears summaries { locale text } budget { amountMinor currency isApproximate text }
    coFinancing { amountMinor currency isApproximate text } coFinancingFrom statedParticipantCount parent { title { text } }
    parties { role organisation { name } } participations { status municipality { name code country { code } } }
    focusAreas eligibility selectionCriteria conditions goals challenges contextFacts reportingDuties criteria anchoredIn
    relatedInitiatives themeTexts actions { key title } targets { year projectsMin projectsMax } note source sourceUpdatedOn
    ruleSets(first: 1) { nodes { currency purpose exception note rules { kind sharePercent amount { amountMinor currency } } categories { kind name } } }";

/// The names of a rule set's categories of a kind.
fn categories(set: &Value, kind: &str) -> Value {
    let all = set["categories"].as_array().expect("categories");
    let of_kind = all.iter().filter(|one| one["kind"] == kind);
    of_kind.map(|one| one["name"].clone()).collect()
}

fn rule<'a>(set: &'a Value, kind: &str) -> &'a Value {
    let all = set["rules"].as_array().expect("rules");
    all.iter()
        .find(|one| one["kind"] == kind)
        .unwrap_or(&Value::Null)
}

#[rstest]
#[tokio::test]
async fn every_programme_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let source = source();
    let organisations: BTreeMap<&str, &Value> = source["organisations"]
        .as_array()
        .expect("organisations")
        .iter()
        .map(|one| (one["id"].as_str().expect("an id"), &one["name"]))
        .collect();
    let query = format!(
        "{{ programmes(first: 6, filter: {{ origin: SAMPLE }}) {{ nodes {{ {FIELDS} }} }} }}"
    );
    let data = app.anyone().data(&query, json!({})).await;
    let read = data["programmes"]["nodes"].as_array().expect("programmes");
    let given = source["programmes"].as_array().expect("programmes");
    assert_eq!(read.len(), given.len());
    let title_of = |id: &Value| {
        let found = given.iter().find(|one| one["id"] == *id);
        found.map_or(Value::Null, |one| one["title"].clone())
    };
    for programme in given {
        let title = &programme["title"];
        let is = read.iter().find(|one| one["title"]["text"] == *title);
        let is = is.unwrap_or_else(|| panic!("{title} is missing"));
        // The JSON of the source, rebuilt from the answer.
        let text = |locale: &Value| {
            let all = is["summaries"].as_array().expect("summaries");
            let found = all.iter().find(|one| one["locale"] == *locale);
            found.map_or(Value::Null, |one| one["text"].clone())
        };
        let names = |role: &str| -> Value {
            let parties = is["parties"].as_array().expect("parties").iter();
            parties
                .filter(|one| one["role"] == role)
                .map(|one| one["organisation"]["name"].clone())
                .collect()
        };
        let wanted = |member: &str| -> Value {
            let ids = programme[member].as_array().cloned().unwrap_or_default();
            ids.iter()
                .map(|id| organisations[id.as_str().expect("an id")].clone())
                .collect()
        };
        let same = [
            ("language", is["locale"].clone()),
            ("type", is["kindText"].clone()),
            ("status", is["statusText"].clone()),
            ("country", is["country"]["code"].clone()),
            ("start_date", is["period"]["startsText"].clone()),
            ("end_date", is["period"]["endsText"].clone()),
            ("project_period_years", is["projectPeriodYears"].clone()),
            ("participants_count", is["statedParticipantCount"].clone()),
            ("summary", text(&programme["language"])),
            ("summary_en", text(&json!("en"))),
            ("note", is["note"].clone()),
            ("source", is["source"].clone()),
            ("source_updated", is["sourceUpdatedOn"].clone()),
        ];
        for (member, value) in same {
            assert_eq!(value, programme[member], "{title}: {member}");
        }
        let lists = [
            ("focus_areas", "focusAreas"),
            ("eligibility", "eligibility"),
            ("selection_criteria", "selectionCriteria"),
            ("conditions", "conditions"),
            ("goals", "goals"),
            ("challenges", "challenges"),
            ("context_facts", "contextFacts"),
            ("reporting", "reportingDuties"),
            ("criteria", "criteria"),
            ("anchored_in", "anchoredIn"),
            ("related_initiatives", "relatedInitiatives"),
            ("themes", "themeTexts"),
            ("actions", "actions"),
        ];
        for (member, field) in lists {
            assert_eq!(is[field], list(&programme[member]), "{title}: {member}");
        }
        assert_eq!(names("OWNER"), wanted("owners"), "{title}");
        assert_eq!(names("PARTNER"), wanted("partners"), "{title}");
        assert_eq!(
            is["parent"]["title"]["text"],
            title_of(&programme["parent"]),
            "{title}"
        );
        let places: Value = is["participations"].as_array().expect("participations").iter()
            .map(|one| json!({ "country": one["municipality"]["country"]["code"], "code": one["municipality"]["code"], "name": one["municipality"]["name"] }))
            .collect();
        assert_eq!(places, list(&programme["municipalities"]), "{title}");
        let targets: Value = is["targets"].as_array().expect("targets").iter()
            .map(|one| json!({ "year": one["year"], "projects_min": one["projectsMin"], "projects_max": one["projectsMax"] }))
            .collect();
        assert_eq!(targets, list(&programme["targets"]), "{title}");
        for (member, field) in [("budget", "budget"), ("co_financing", "coFinancing")] {
            let (money, given) = (&is[field], &programme[member]);
            assert_eq!(money.is_null(), given.is_null(), "{title}: {member}");
            if given.is_null() {
                continue;
            }
            let amount = given["amount"].as_i64().expect("an amount");
            assert_eq!(money["amountMinor"], amount * 100, "{title}: {member}");
            assert_eq!(money["currency"], given["currency"], "{title}: {member}");
            assert_eq!(
                money["isApproximate"],
                given["approximate"] == true,
                "{title}: {member}"
            );
            assert_eq!(money["text"], given["note"], "{title}: {member}");
        }
        assert_eq!(
            is["coFinancingFrom"], programme["co_financing"]["from"],
            "{title}"
        );
        rules(title, &is["ruleSets"]["nodes"], &programme["grant_rules"]);
    }
}

fn rules(title: &Value, sets: &Value, given: &Value) {
    if given.is_null() {
        assert_eq!(*sets, json!([]), "{title}");
        return;
    }
    let set = &sets[0];
    let most = given["max_grant_per_project"].as_i64().expect("an amount") * 100;
    assert_eq!(
        rule(set, "MAX_GRANT")["amount"],
        json!({ "amountMinor": most, "currency": given["currency"] }),
        "{title}"
    );
    assert_eq!(set["purpose"], given["purpose"], "{title}");
    assert_eq!(set["exception"], given["exception"], "{title}");
    assert_eq!(set["note"], given["own_share_min"], "{title}");
    assert_eq!(
        rule(set, "MIN_OWN_SHARE")["sharePercent"].as_f64(),
        given["own_share_percent"].as_f64(),
        "{title}"
    );
    let hours = rule(set, "MAX_OWN_HOURS_SHARE_OF_OWN")["sharePercent"]
        .as_f64()
        .map(|share| share / 100.0);
    assert_eq!(
        hours,
        given["own_hours_max_share_of_own_contribution"].as_f64(),
        "{title}"
    );
    let eligible = if given["purpose"].is_null() {
        list(&given["eligible"])
    } else {
        json!([given["purpose"]])
    };
    assert_eq!(categories(set, "ELIGIBLE"), eligible, "{title}");
    assert_eq!(
        categories(set, "LIMITED"),
        list(&given["limited"]),
        "{title}"
    );
    assert_eq!(
        categories(set, "INELIGIBLE"),
        list(&given["not_eligible"]),
        "{title}"
    );
}

#[rstest]
#[tokio::test]
async fn the_prize_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let source = source();
    let query = "{ prizes(filter: { origin: SAMPLE }) { nodes { title { text } locale country { code } awardedBy { name } sinceYear frequencyText source
        editions(orderBy: { direction: ASC }) { nodes { year candidateCount finalistCount winnerText decidedOn awardExpected { text earliest latest } news status } } } } }";
    let data = app.anyone().data(query, json!({})).await;
    let read = data["prizes"]["nodes"].as_array().expect("prizes");
    let given = source["prizes"].as_array().expect("prizes");
    assert_eq!(read.len(), given.len());
    for (is, prize) in read.iter().zip(given) {
        let editions: Vec<Value> = is["editions"]["nodes"]
            .as_array()
            .expect("editions")
            .clone();
        let wanted = prize["editions"].as_array().expect("editions");
        assert_eq!(editions.len(), wanted.len());
        for (is, edition) in editions.iter().zip(wanted) {
            let same = [
                ("year", "year"),
                ("candidates", "candidateCount"),
                ("finalists", "finalistCount"),
                ("winner", "winnerText"),
                ("decision_date", "decidedOn"),
            ];
            for (member, field) in same {
                assert_eq!(is[field], edition[member], "{member}");
            }
            assert_eq!(is["awardExpected"]["text"], edition["award_expected"]);
            assert_eq!(is["news"], list(&edition["news"]));
        }
        let same = [
            ("title", &is["title"]["text"]),
            ("language", &is["locale"]),
            ("country", &is["country"]["code"]),
            ("since", &is["sinceYear"]),
            ("frequency", &is["frequencyText"]),
            ("source", &is["source"]),
        ];
        for (member, value) in same {
            assert_eq!(*value, prize[member], "{member}");
        }
        assert_eq!(is["awardedBy"]["name"], "Region Midtjylland");
    }
    let expected = &data["prizes"]["nodes"][0]["editions"]["nodes"][1]["awardExpected"];
    assert_eq!(
        (&expected["earliest"], &expected["latest"]),
        (&json!("2020-05-01"), &json!("2020-06-30"))
    );
}

#[rstest]
#[tokio::test]
async fn the_idea_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let query = "{ initiatives(filter: { origin: SAMPLE }) { nodes { title { text } locale owner { name } statusText summary { text } source } } }";
    let data = app.anyone().data(query, json!({})).await;
    let source = source();
    let idea = &source["platform_ideas"][0];
    let read = json!([{
        "title": { "text": idea["title"] }, "locale": idea["language"], "owner": { "name": "Region Midtjylland" },
        "statusText": idea["status"], "summary": { "text": idea["summary"] }, "source": idea["source"],
    }]);
    assert_eq!(data["initiatives"]["nodes"], read);
}
