//! Who was there, and what came of it.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

async fn check_in(client: &Client, seen: &Seen, code: &str) -> Value {
    let input = json!({ "id": seen.id, "code": code });
    client
        .change(
            "checkIn",
            "CheckInInput",
            "registration { id status attendedAt }",
            input,
        )
        .await
}

async fn code(client: &Client, seen: &Seen) -> String {
    let mine = look(client, seen, "viewerRegistration { checkInCode checkInQr }").await;
    let mine = &mine["viewerRegistration"];
    let picture = mine["checkInQr"].as_str().expect("a picture");
    assert!(
        picture.contains("<svg") && picture.contains("</svg>"),
        "{picture}"
    );
    mine["checkInCode"].as_str().expect("a code").to_owned()
}

fn seats(number: i32) -> Value {
    json!({ "seatPools": [{ "kind": "ONSITE", "capacity": number }] })
}

/// A seminar that has begun, or been held.
async fn begun(scene: &Scene, seen: &Seen) -> Seen {
    scene.app.clock.advance(TimeDelta::days(20));
    scene.app.clock.advance(TimeDelta::hours(24));
    scene.see(seen).await
}

async fn held(scene: &Scene, seen: &Seen) -> Seen {
    let seen = begun(scene, seen).await;
    scene
        .act(
            "recordSeminarHeld",
            "RecordSeminarHeldInput",
            &seen,
            json!({}),
        )
        .await
}

#[rstest]
#[tokio::test]
async fn a_code_lets_somebody_in_and_wrong_ones_are_counted(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(seats(1)).await;
    let people = people(&scene, &seen, 2).await;
    let own_code = code(&people[0].0, &seen).await;
    assert_eq!(own_code.len(), 8);
    // Who waits has nothing to show, and organisers do not read codes.
    let waits = look(
        &people[1].0,
        &seen,
        "viewerRegistration { status checkInCode checkInQr }",
    )
    .await;
    assert_eq!(
        waits["viewerRegistration"],
        json!({ "status": "WAITLISTED", "checkInCode": null, "checkInQr": null })
    );
    let list = scene
        .look(&seen, "registrations { nodes { checkInCode } }")
        .await;
    assert_eq!(
        list["registrations"]["nodes"],
        json!([{ "checkInCode": null }, { "checkInCode": null }])
    );
    let early = check_in(&scene.editor, &seen, &own_code).await;
    assert_eq!(refusals(&early), ["NOT_STARTED at id"]);
    let seen = begun(&scene, &seen).await;
    assert_eq!(
        check_in(&people[0].0, &seen, &own_code).await["error"],
        "FORBIDDEN"
    );
    let typed = format!(" {}-{} ", &own_code[..4], own_code[4..].to_lowercase());
    let there = check_in(&scene.editor, &seen, &typed).await;
    assert_eq!(there["registration"]["status"], "ATTENDED", "{there:#}");
    let again = check_in(&scene.editor, &seen, &own_code).await;
    assert_eq!(again["registration"], there["registration"]);
    for _ in 0..10 {
        assert_eq!(
            refusals(&check_in(&scene.editor, &seen, "AAAA2222").await),
            ["WRONG_CODE at code"]
        );
    }
    let barred = check_in(&scene.editor, &seen, &own_code).await;
    assert_eq!(refusals(&barred), ["TOO_MANY_WRONG_CODES at code"]);
    // Only that person, only there, only for a while.
    let other = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Editor)
        .await;
    assert_eq!(
        check_in(&other, &seen, &own_code).await["registration"]["status"],
        "ATTENDED"
    );
    scene.app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(
        check_in(&scene.editor, &seen, &own_code).await["registration"]["status"],
        "ATTENDED"
    );
    assert_eq!(
        refusals(&check_in(&scene.editor, &seen, "AAAA2222").await),
        ["WRONG_CODE at code"]
    );
}

#[rstest]
#[tokio::test]
async fn organisers_mark_who_was_there_by_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(seats(1)).await;
    let people = people(&scene, &seen, 2).await;
    let mark = async |place: usize, attended: bool| {
        let list = scene
            .look(&seen, "registrations { nodes { id version } }")
            .await;
        let nodes = list["registrations"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let row = nodes
            .iter()
            .find(|one| one["id"] == people[place].1["id"])
            .expect("a registration");
        let input = json!({ "id": row["id"], "version": row["version"], "attended": attended });
        scene
            .editor
            .change(
                "markAttendance",
                "MarkAttendanceInput",
                "registration { status attendedAt }",
                input,
            )
            .await
    };
    assert_eq!(refusals(&mark(0, true).await), ["NOT_STARTED at id"]);
    begun(&scene, &seen).await;
    assert_eq!(
        mark(0, false).await["registration"],
        json!({ "status": "NO_SHOW", "attendedAt": null })
    );
    assert_eq!(mark(0, true).await["registration"]["status"], "ATTENDED");
    assert_eq!(refusals(&mark(1, true).await), ["WRONG_STATE at id"]);
}

#[rstest]
#[tokio::test]
async fn a_seminar_is_reported_once_there_is_a_summary_and_people_are_to_be_told(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(seats(5)).await;
    let people = people(&scene, &seen, 2).await;
    let summary = json!({ "summary": "Vi lärde av varandra.", "outcomes": [
        { "kind": "DECISION", "text": "Vi ses igen." }, { "kind": "FOLLOW_UP", "text": "Bjud in Falun.", "responsible": "Ludvika", "dueOn": "2027-03-01" } ] });
    let early = scene
        .try_act(
            "writeSeminarReport",
            "WriteSeminarReportInput",
            &seen,
            summary.clone(),
        )
        .await;
    assert_eq!(refusals(&early), ["WRONG_STATE at id"]);
    let seen = held(&scene, &seen).await;
    let nothing = scene
        .try_act(
            "sendSeminarReport",
            "SendSeminarReportInput",
            &seen,
            json!({}),
        )
        .await;
    assert_eq!(refusals(&nothing), ["NO_SUMMARY at id"]);
    let seen = scene
        .act(
            "writeSeminarReport",
            "WriteSeminarReportInput",
            &seen,
            summary,
        )
        .await;
    let report = "state report { summary outcomes { kind text responsible dueOn } sentToParticipantsAt } notices { kind }";
    let hidden = look(&people[0].0, &seen, report).await;
    assert_eq!(
        hidden,
        json!({ "state": "HELD", "report": null, "notices": [] })
    );
    let seen = scene
        .act(
            "sendSeminarReport",
            "SendSeminarReportInput",
            &seen,
            json!({}),
        )
        .await;
    let shown = look(&people[0].0, &seen, report).await;
    assert_eq!(shown["state"], "REPORTED");
    assert_eq!(
        shown["report"]["outcomes"][1],
        json!({ "kind": "FOLLOW_UP", "text": "Bjud in Falun.", "responsible": "Ludvika", "dueOn": "2027-03-01" })
    );
    assert_eq!(shown["notices"], json!([{ "kind": "SUMMARY" }]));
    assert_eq!(
        scene.look(&seen, "notices { kind }").await["notices"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    let twice = scene
        .try_act(
            "sendSeminarReport",
            "SendSeminarReportInput",
            &seen,
            json!({}),
        )
        .await;
    assert_eq!(refusals(&twice), ["WRONG_STATE at id"]);
}

#[rstest]
#[tokio::test]
async fn attendance_is_written_by_organisation_with_its_source(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(seats(5)).await;
    let seen = held(&scene, &seen).await;
    let own = gid("Organisation", scene.host.id);
    let bad = json!({ "attendance": [{ "organisationId": own, "women": -1, "basis": "COUNTED" },
        { "organisationId": own, "basis": "COUNTED" }, { "basis": "ESTIMATED" }] });
    let refused = scene
        .try_act("writeAttendance", "WriteAttendanceInput", &seen, bad)
        .await;
    assert_eq!(
        refusals(&refused),
        [
            "OUT_OF_RANGE at attendance.0.women",
            "DUPLICATE at attendance.1.organisationId",
            "MISSING at attendance.2.organisationId"
        ]
    );
    let good = json!({ "attendance": [{ "organisationId": own, "women": 3, "men": 2, "unknown": 1, "basis": "COUNTED" },
        { "organisationText": "Byalaget", "unknown": 8, "basis": "ESTIMATED" }] });
    let seen = scene
        .act("writeAttendance", "WriteAttendanceInput", &seen, good)
        .await;
    let shown = scene.look(&seen, "attendance { organisation { name } organisationText women men other unknown total basis }").await;
    assert_eq!(
        shown["attendance"],
        json!([
        { "organisation": { "name": "Ludvika" }, "organisationText": null, "women": 3, "men": 2, "other": 0, "unknown": 1, "total": 6, "basis": "COUNTED" },
        { "organisation": null, "organisationText": "Byalaget", "women": 0, "men": 0, "other": 0, "unknown": 8, "total": 8, "basis": "ESTIMATED" } ])
    );
    // So few of each are for the organisers alone.
    let query = "query ($id: ID!) { seminar(id: $id) { attendance { women men other unknown total isSuppressed } } }";
    let id = json!({ "id": seen.id });
    let public = scene.app.anyone().data(query, id).await;
    let expected = json!([
        { "women": null, "men": null, "other": 0, "unknown": null, "total": 6, "isSuppressed": true },
        { "women": 0, "men": 0, "other": 0, "unknown": 8, "total": 8, "isSuppressed": false },
    ]);
    assert_eq!(public["seminar"]["attendance"], expected);
}

#[rstest]
#[tokio::test]
async fn what_participants_thought_is_hidden_below_five_answers(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(seats(6)).await;
    let people = people(&scene, &seen, 6).await;
    let give = async |place: usize, rating: i32| {
        let (person, seat) = &people[place];
        let input = json!({ "registrationId": seat["id"], "rating": rating, "comment": format!("Tanke {rating}") });
        person
            .change(
                "giveSeminarFeedback",
                "GiveSeminarFeedbackInput",
                "seminar { isFeedbackOpen feedback { count } }",
                input,
            )
            .await
    };
    assert_eq!(
        refusals(&give(0, 5).await),
        ["FEEDBACK_CLOSED at registrationId"]
    );
    begun(&scene, &seen).await;
    assert_eq!(refusals(&give(0, 6).await), ["OUT_OF_RANGE at rating"]);
    for place in 0..4 {
        let given = give(place, 4).await;
        assert_eq!(
            given["seminar"],
            json!({ "isFeedbackOpen": true, "feedback": null })
        );
    }
    // Twice is one answer, the later one.
    give(0, 2).await;
    let all = "feedback { count mean ratings comments }";
    assert_eq!(scene.look(&seen, all).await["feedback"], Value::Null);
    give(4, 5).await;
    let shown = scene.look(&seen, all).await;
    assert_eq!(
        shown["feedback"],
        json!({ "count": 5, "mean": 3.8, "ratings": [0, 1, 0, 3, 1],
        "comments": ["Tanke 2", "Tanke 4", "Tanke 4", "Tanke 4", "Tanke 5"] })
    );
    assert_eq!(
        look(&people[0].0, &seen, all).await["feedback"],
        Value::Null
    );
    // Sessions of tests end after 30 days.
    let longer = "UPDATE session SET expires_at = '2999-01-01 00:00:00+00:00'";
    crate::transfer::sql(&scene.app, longer).await;
    scene.app.clock.advance(TimeDelta::days(14));
    assert_eq!(
        refusals(&give(5, 5).await),
        ["FEEDBACK_CLOSED at registrationId"]
    );
}
