//! The networks and events of the sample as clients read them, against the document they were made from.

use std::collections::BTreeSet;

use super::places::every_by;
use crate::support::*;

fn source() -> Value {
    serde_json::from_str(include_str!("../../../data/content.json")).expect("content.json")
}

/// What the source calls an organisation: its id there, or its name.
fn name_of(source: &Value, given: &Value) -> String {
    let given = given.as_str().expect("an organisation");
    let all = source["organisations"].as_array().expect("organisations");
    let found = all.iter().find(|one| one["id"] == given);
    found
        .map_or(given, |one| one["name"].as_str().expect("a name"))
        .to_owned()
}

fn names(source: &Value, given: &Value) -> BTreeSet<String> {
    let given = given.as_array().cloned().unwrap_or_default();
    given.iter().map(|one| name_of(source, one)).collect()
}

/// Countries and codes of municipalities, as the source lists them.
fn codes(given: &Value) -> BTreeSet<(String, String)> {
    let given = given.as_array().cloned().unwrap_or_default();
    let part = |one: &Value, name: &str| one[name].as_str().expect("a code").to_owned();
    given
        .iter()
        .map(|one| (part(one, "country"), part(one, "code")))
        .collect()
}

fn codes_of_nodes(nodes: &Value) -> BTreeSet<(String, String)> {
    let nodes = nodes.as_array().expect("municipalities");
    let pair = |one: &Value| {
        let country = one["country"]["code"].as_str().expect("a country");
        (
            country.to_owned(),
            one["code"].as_str().expect("a code").to_owned(),
        )
    };
    nodes.iter().map(pair).collect()
}

#[rstest]
#[tokio::test]
async fn every_network_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let source = source();
    let fields = "locale name { text } purpose { text } country { code } owner { name } statedMemberCount membersText periodText
        cadenceTargetPerYear relatedRef source
        members(first: 30) { nodes { name municipality { code country { code } } } }";
    let read = every_by(8, &app, "networks", ", filter: { origin: SAMPLE }", fields).await;
    let given = source["networks"].as_array().expect("networks");
    assert_eq!(read.len(), given.len());
    for network in given {
        let title = &network["title"];
        let is = read.iter().find(|one| one["name"]["text"] == *title);
        let is = is.unwrap_or_else(|| panic!("{title} is missing"));
        assert_eq!(is["locale"], network["language"], "{title}");
        assert_eq!(is["purpose"]["text"], network["purpose"], "{title}");
        assert_eq!(is["country"]["code"], network["country"], "{title}");
        assert_eq!(is["source"], network["source"], "{title}");
        assert_eq!(is["statedMemberCount"], network["members_count"], "{title}");
        assert_eq!(
            is["cadenceTargetPerYear"], network["meetings_per_year_approx"],
            "{title}"
        );
        assert_eq!(is["relatedRef"], network["related_to"], "{title}");
        if !network["owner"].is_null() {
            assert_eq!(
                is["owner"]["name"],
                name_of(&source, &network["owner"]),
                "{title}"
            );
        }
        for said in ["period", "running_years_approx"] {
            let said = network[said].to_string();
            let kept = is["periodText"].as_str().unwrap_or_default();
            assert!(
                said == "null" || kept.contains(said.trim_matches('"')),
                "{title}: {said}"
            );
        }
        let members = &is["members"]["nodes"];
        // The demo adds members to two of the networks, so the source's are among them.
        let of_places: Vec<_> = members
            .as_array()
            .expect("members")
            .iter()
            .map(|one| one["municipality"].clone())
            .filter(|one| !one.is_null())
            .collect();
        assert!(
            codes(&network["municipalities"]).is_subset(&codes_of_nodes(&json!(of_places))),
            "{title}"
        );
        match &network["members"] {
            Value::String(text) => assert_eq!(is["membersText"], **text, "{title}"),
            Value::Array(_) => {
                let known: BTreeSet<_> = members
                    .as_array()
                    .expect("members")
                    .iter()
                    .map(|one| one["name"].as_str().expect("a name").to_lowercase())
                    .collect();
                let wanted = names(&source, &network["members"]);
                let without = wanted
                    .iter()
                    .filter(|name| !known.contains(&name.to_lowercase()))
                    .count();
                assert_eq!(without, 0, "{title}: {wanted:?} in {known:?}");
            }
            _ => {}
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_event_of_the_source_reads_as_the_source_says(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let source = source();
    let fields = "locale title { text } description { text } kindText when { text } source themeText reason originalStart { text } note
        statedParticipants statedParticipantsText statedSessions frequencyText state venue { name }
        hosts { role organisation { name } }
        municipalities(first: 10) { nodes { code country { code } } }
        networks { nodes { name { text } } }";
    let read = every_by(8, &app, "seminars", ", filter: { origin: SAMPLE }", fields).await;
    let given = source["events"].as_array().expect("events");
    assert_eq!(read.len(), given.len());
    for event in given {
        let title = &event["title"];
        let is = read.iter().find(|one| one["title"]["text"] == *title);
        let is = is.unwrap_or_else(|| panic!("{title} is missing"));
        assert_eq!(is["locale"], event["language"], "{title}");
        assert_eq!(is["kindText"], event["type"], "{title}");
        assert_eq!(is["source"], event["source"], "{title}");
        assert_eq!(is["when"]["text"], event["date"], "{title}");
        assert_eq!(is["themeText"], event["theme"], "{title}");
        assert_eq!(is["reason"], event["status"], "{title}");
        assert_eq!(
            is["originalStart"]["text"], event["originally_planned"],
            "{title}"
        );
        assert_eq!(is["frequencyText"], event["frequency"], "{title}");
        assert_eq!(is["statedSessions"], event["count"], "{title}");
        assert_eq!(is["venue"]["name"], event["place"], "{title}");
        assert_eq!(is["description"]["text"], event["content"], "{title}");
        match &event["participants"] {
            Value::String(_) => assert_eq!(
                is["statedParticipantsText"], event["participants"],
                "{title}"
            ),
            number => assert_eq!(is["statedParticipants"], *number, "{title}"),
        }
        let villages = event["participants_villages"].to_string();
        let kept = is["statedParticipantsText"].as_str().unwrap_or_default();
        assert!(
            villages == "null" || kept.contains(&villages),
            "{title}: {villages}"
        );
        for said in ["note", "linked_to", "origin"] {
            let said = event[said].as_str().unwrap_or_default();
            assert!(
                is["note"].as_str().unwrap_or_default().contains(said),
                "{title}: {said}"
            );
        }
        let hosts = |partner: bool| -> BTreeSet<String> {
            let hosts = is["hosts"].as_array().expect("hosts").iter();
            let wanted = hosts.filter(|host| (host["role"] == "PARTNER") == partner);
            wanted
                .map(|host| {
                    host["organisation"]["name"]
                        .as_str()
                        .expect("a name")
                        .to_owned()
                })
                .collect()
        };
        assert_eq!(
            hosts(false),
            names(&source, &event["organisers"]),
            "{title}"
        );
        assert_eq!(hosts(true), names(&source, &event["partners"]), "{title}");
        // A place that is a municipality may stand as the venue alone.
        let places = codes_of_nodes(&is["municipalities"]["nodes"]);
        assert_eq!(places, codes(&event["municipalities"]), "{title}");
        if let Some(network) = event["network"].as_str() {
            let all = source["networks"].as_array().expect("networks");
            let name = all
                .iter()
                .find(|one| one["id"] == network)
                .expect("the network");
            assert_eq!(
                is["networks"]["nodes"][0]["name"]["text"], name["title"],
                "{title}"
            );
        }
        if event["planned"] == json!(true) {
            assert_eq!(is["state"], "SCHEDULED", "{title}");
        }
    }
}
