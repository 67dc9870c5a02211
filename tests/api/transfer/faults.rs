//! Files with faults: each is named, and nothing of them gets in.

use super::*;

/// The faults of records, as `line member`, and a part of what they say.
#[track_caller]
pub fn names(faults: &[Fault], expected: &[(usize, &str, &str)]) {
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for (line, member, word) in expected {
        let named = faults.iter().any(|one| {
            one.line == *line
                && one.member.as_deref().unwrap_or_default() == *member
                && one.message.contains(word)
        });
        assert!(named, "no {line} {member} {word} in {shown:#?}");
    }
    assert_eq!(faults.len(), expected.len(), "{shown:#?}");
}

pub async fn of(app: &TestApp, records: &[Value]) -> Vec<Fault> {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    faults(&app.app.store, &lines.join("\n")).await
}

#[rstest]
#[tokio::test]
async fn each_bad_line_is_named_and_nothing_is_half_imported(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let before = rows(&app).await;
    let lines = [
        sweden().to_string(),
        "{not json".to_owned(),
        String::new(),
        "[1, 2]".to_owned(),
        r#"{"type": "village", "name": "Björna"}"#.to_owned(),
        r#"{"name": "Björna"}"#.to_owned(),
        but(
            municipality("2085", "Ludvika"),
            json!({ "mayor": "somebody" }),
        )
        .to_string(),
        but(
            municipality("2086", "Ludvika"),
            json!({ "population": "many", "latitude": true }),
        )
        .to_string(),
        r#"{"type": "municipality", "country": "SE", "code": "2087", "name": "Ludvika"}"#
            .to_owned(),
        municipality("2088", "Ludvika").to_string(),
        format!(
            "{{\"type\": \"person\", \"ref\": \"p\", \"name\": \"{}\"}}",
            "x".repeat(1 << 20)
        ),
    ];
    let found = faults(&app.app.store, &lines.join("\n")).await;
    names(
        &found,
        &[
            (2, "", "is not JSON"),
            (4, "", "is not a JSON object"),
            (5, "type", "\"village\" is no type"),
            (6, "type", "is missing"),
            (7, "mayor", "a municipality has no such member"),
            (8, "population", "expected a whole number"),
            (8, "latitude", "expected a number"),
            (9, "codeSystem", "is missing"),
            (11, "", "1 MiB"),
        ],
    );
    assert_eq!(rows(&app).await, before);
}

#[rstest]
#[tokio::test]
async fn values_must_make_sense(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let before = rows(&app).await;
    let seminar = json!({ "type": "seminar", "ref": "s", "kind": "WORKSHOP", "locale": "sv", "title": { "sv": "Möte" }, "state": "OPEN",
        "mode": "ONSITE", "timeZone": "Europe/Stockholm", "visibility": "PUBLIC" });
    let found = of(
        &app,
        &[
            sweden(),
            but(municipality("1", ""), json!({ "latitude": 91.0, "longitude": 15.0 })),
            but(municipality("2", "Två"), json!({ "validFrom": "2024-01-01", "validTo": "2023-01-01", "latitude": 60.0 })),
            but(municipality("3", "Tre"), json!({ "validFrom": "2023-02-30", "website": "ludvika.se", "population": -1 })),
            but(municipality("4", &"x".repeat(201)), json!({ "namesAlt": ["a\u{0}b"] })),
            but(organisation_record("o"), json!({ "kind": "CLUB" })),
            but(seminar.clone(), json!({ "ref": "a", "title": { "en": "Meeting" } })),
            but(seminar.clone(), json!({ "ref": "b", "title": { "sv": "Möte", "de": "Treffen" } })),
            but(seminar.clone(), json!({ "ref": "c", "timeZone": "Mars/Olympus" })),
            but(seminar.clone(), json!({ "ref": "d", "startsLocal": "2027-03-28T02:30" })),
            but(seminar.clone(), json!({ "ref": "e", "startsLocal": "2027-05-01T10:00", "endsLocal": "2027-05-01T09:00" })),
            but(seminar.clone(), json!({ "ref": "f", "startsLocal": "2027-05-01T10:00Z" })),
            but(seminar.clone(), json!({ "ref": "g", "seatPools": [{ "kind": "ONSITE", "capacity": -1 }, { "kind": "ONSITE" }] })),
            but(seminar.clone(), json!({ "ref": "h", "agenda": [{ "speaker": "somebody" }] })),
            but(seminar, json!({ "ref": "i", "agenda": [{ "title": "Intro", "length": 3 }] })),
            but(person_record("p"), json!({ "ref": null })),
        ],
    )
    .await;
    names(
        &found,
        &[
            (2, "name", "is empty"),
            (2, "latitude", "from -90 to 90"),
            (3, "validTo", "must be after validFrom"),
            (3, "latitude", "belong together"),
            (4, "validFrom", "2026-11-22"),
            (5, "name", "201 characters"),
            (5, "namesAlt", "NUL"),
            (
                6,
                "kind",
                "unknown value `CLUB`, expected one of `MUNICIPALITY`",
            ),
            (7, "title", "no text in \"sv\""),
            (8, "title", "\"de\" is no locale"),
            (9, "timeZone", "no IANA time zone"),
            (10, "startsLocal", "leap over"),
            (11, "endsLocal", "must be after startsLocal"),
            (12, "startsLocal", "2026-11-22T09:30"),
            (13, "seatPools", "from 0"),
            (13, "seatPools", "two pools"),
            (14, "", "lacks title"),
            (15, "agenda", "unknown field `length`"),
            (16, "ref", "is missing"),
        ],
    );
    assert_eq!(rows(&app).await, before);
}

#[tokio::test]
async fn a_hundred_faults_are_shown_and_all_are_counted() {
    let app = TestApp::start(Db::Sqlite).await;
    let lines = "{}\n".repeat(250);
    let Err(ImportError::Faults(found)) = bring(&app.app.store, &lines).await else {
        panic!("no faults")
    };
    assert_eq!((found.faults.len(), found.total), (100, 250));
    assert_eq!(found.faults[99].line, 100);
    let said = found.to_string();
    assert!(said.starts_with("line 1, type: is missing\n"), "{said}");
    assert!(
        said.ends_with("… and 150 more; 250 faults, nothing was imported"),
        "{said}"
    );
}

#[tokio::test]
async fn a_byte_order_mark_and_empty_lines_are_passed_over_and_other_bytes_refused() {
    let app = TestApp::start(Db::Sqlite).await;
    let lines = format!("\u{feff}\r\n{}\r\n\r\n  \n", sweden());
    let report = bring(&app.app.store, &lines).await.expect("it imports");
    assert_eq!(report.total(), 1);
    let hash = |_: &str| Ok(String::new());
    let bad = import(
        &app.app.store,
        app::followers(),
        &b"\n{\"type\":\"\xff\"}"[..],
        &hash,
        |_| (),
    )
    .await;
    let Err(ImportError::Faults(found)) = bad else {
        panic!("no faults")
    };
    names(&found.faults, &[(2, "", "is not UTF-8")]);
}
