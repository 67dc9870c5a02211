//! A file larger than the batches it is written in.

use super::*;

/// Sets of records in the file; a batch holds 500 rows.
const SETS: usize = 1_200;

#[rstest]
#[tokio::test]
async fn a_large_file_goes_in_and_out_whole(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let mut lines = format!("{}\n", sweden());
    for number in 0..SETS {
        let name = format!("o{number}");
        let person = format!("p{number}");
        let seminar = json!({ "type": "seminar", "ref": format!("s{number}"), "kind": "WORKSHOP", "locale": "sv", "title": { "sv": name }, "state": "OPEN",
            "mode": "ONSITE", "timeZone": "Europe/Stockholm", "visibility": "PUBLIC", "startsLocal": "2027-05-01T10:00",
            "hosts": [{ "organisation": name, "role": "LEAD" }], "seatPools": [{ "kind": "ONSITE", "capacity": 10 }] });
        let registration = json!({ "type": "registration", "seminar": format!("s{number}"), "person": person, "pool": "ONSITE", "status": "CONFIRMED",
            "organisation": name, "joinedAt": "2026-11-01T09:00:00Z" });
        let affiliation = json!({ "type": "affiliation", "ref": format!("a{number}"), "person": person, "organisation": name, "category": "OFFICIAL" });
        for record in [
            organisation_record(&name),
            person_record(&person),
            affiliation,
            seminar,
            registration,
        ] {
            lines.push_str(&record.to_string());
            lines.push('\n');
        }
    }
    let report = bring(&app.app.store, &lines).await.expect("it imports");
    assert_eq!(report.total(), SETS * 5 + 1);
    let mut bytes = vec![];
    export(&app.app.store, &mut bytes)
        .await
        .expect("it exports");
    let written = bytes.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(written, SETS * 5 + 1);
}
