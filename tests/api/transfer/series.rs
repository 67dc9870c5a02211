//! Series and certificates go out and come in again.

use chrono::TimeDelta;

use super::{bring, faults, out, sql};
use crate::{seminars::scene::*, support::*};

/// A series in two parts, one of its occurrences changed, somebody registered for it and with a certificate of the first.
async fn scene(db: Db) -> Scene {
    let scene = Scene::new(db).await;
    let day = scene.local(20).date();
    let form = json!({ "rule": "FREQ=WEEKLY;COUNT=90", "startsLocal": format!("{day}T10:00"), "endsLocal": format!("{day}T12:00"),
        "exceptions": [(day + TimeDelta::weeks(1)).to_string()] });
    let selection = "series { id version occurrences { nodes { id version } } }";
    let editor = &scene.editor;
    let change = async |mutation: &str, input: Value| {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let mut payload = editor.change(mutation, &kind, selection, input).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        payload["series"].take()
    };
    let series = change("createSeminarSeries", scene.form(form)).await;
    let at = |series: &Value, over: Value| {
        merged(
            json!({ "id": series["id"], "version": series["version"] }),
            over,
        )
    };
    let publish = at(&series, json!({ "registration": "SERIES" }));
    let series = change("publishSeminarSeries", publish).await;
    let person = scene.app.person().await;
    let input = json!({ "seriesId": series["id"] });
    let kind = "RegisterForSeminarSeriesInput";
    let joined = person
        .change("registerForSeminarSeries", kind, selection, input)
        .await;
    let series = &joined["series"];
    let third = &series["occurrences"]["nodes"][2]["id"];
    let split = json!({ "scope": "THIS_AND_FUTURE", "occurrenceId": third, "note": "Kaffe" });
    change("updateSeminarSeries", at(series, split)).await;
    let first = Seen::of(&series["occurrences"]["nodes"][0]);
    let first = scene.see(&first).await;
    scene
        .update(&first, json!({ "venue": { "name": "Biblioteket" } }))
        .await;
    scene.app.clock.advance(TimeDelta::days(21));
    let mine = own(&person, &first).await;
    let input = json!({ "id": mine["id"], "version": mine["version"], "attended": true });
    let kind = "MarkAttendanceInput";
    editor
        .change("markAttendance", kind, "registration { id }", input)
        .await;
    let input = json!({ "id": mine["id"] });
    let kind = "IssueCertificateInput";
    person
        .change("issueCertificate", kind, "registration { id }", input)
        .await;
    // No country is in this database.
    sql(&scene.app, "UPDATE organisation SET country_code = NULL").await;
    scene
}

#[rstest]
#[case(Db::Sqlite, Db::Postgres)]
#[case(Db::Postgres, Db::Sqlite)]
#[tokio::test]
async fn series_and_certificates_go_out_and_come_in_again(#[case] from: Db, #[case] to: Db) {
    let scene = scene(from).await;
    let lines = out(&scene.app.app.store).await;
    for part in [
        r#""type":"seminarSeries""#,
        r#""previous":"#,
        r#""exceptions":["#,
        r#""nextOn":"#,
        r#""registrations":[{"#,
        r#""originalStartLocal":"#,
        r#""ownParts":["VENUE"]"#,
        r#""certificate":{"#,
    ] {
        assert!(lines.contains(part), "{part} did not go out");
    }
    let second = TestApp::start(to).await;
    bring(&second.app.store, &lines).await.expect("it imports");
    let again = out(&second.app.store).await;
    for (one, other) in lines.lines().zip(again.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(lines.lines().count(), again.lines().count());
    let query = "{ seminars(first: 1) { nodes { series { id registration occurrences { totalCount } } } } }";
    let seen = second.anyone().data(query, json!({})).await;
    let series = &seen["seminars"]["nodes"][0]["series"];
    assert_eq!(series["registration"], "SERIES", "{seen:#}");
}

#[rstest]
#[tokio::test]
async fn what_makes_no_sense_of_a_series_is_a_fault(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let lines = out(&scene.app.app.store).await;
    let second = TestApp::start(db).await;
    let found = async |broken: String| {
        let found = faults(&second.app.store, &broken).await;
        let members = found.iter().filter_map(|fault| fault.member.clone());
        members.collect::<std::collections::BTreeSet<_>>()
    };
    let rule = lines.replace("FREQ=WEEKLY;", "FREQ=SECONDLY;");
    assert!(found(rule).await.contains("rule"));
    let alone = lines.replace(r#""originalStartLocal":"#, r#""originalStartText":"#);
    assert!(found(alone).await.contains("originalStartLocal"));
    let kept: Vec<&str> = lines
        .lines()
        .filter(|line| !line.contains(r#""type":"seminarSeries""#))
        .collect();
    assert!(found(kept.join("\n")).await.contains("series"));
}
