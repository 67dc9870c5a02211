//! A file of half a million records. Slow: `cargo test --release --test api large -- --ignored --nocapture`.

use super::*;

#[rstest]
#[ignore = "takes minutes"]
#[tokio::test]
async fn half_a_million_records_go_in_and_out(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let many = std::env::var("ERFA_LARGE").ok();
    let many: usize = many.and_then(|many| many.parse().ok()).unwrap_or(100_000);
    let mut lines = format!("{}\n", sweden());
    for number in 0..many {
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
    let begun = std::time::Instant::now();
    let report = bring(&app.app.store, &lines).await.expect("it imports");
    assert_eq!(report.total(), many * 5 + 1);
    println!(
        "{db:?}: {} records in {:?}, {}",
        report.total(),
        begun.elapsed(),
        peak()
    );
    drop(lines);
    let begun = std::time::Instant::now();
    let mut bytes = vec![];
    export(&app.app.store, &mut bytes)
        .await
        .expect("it exports");
    println!("{db:?}: out in {:?}, {}", begun.elapsed(), peak());
    assert_eq!(
        bytes.iter().filter(|byte| **byte == b'\n').count(),
        many * 5 + 1
    );
}

/// The most memory this process ever held, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or_default().to_owned()
}
