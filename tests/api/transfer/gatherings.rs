//! Polls, questions, offers and what came of seminars go out and come in again.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::{bring, faults, out, sql};
use crate::{
    seminars::scene::*,
    support::{scene::gid, *},
};

/// A seminar with everything that can hang on one.
async fn scene(db: Db) -> Scene {
    let scene = Scene::new(db).await;
    let north = scene.app.organisation("Nord").await;
    let anna = scene
        .app
        .person_in(north.id, OrganisationRole::Member)
        .await;
    let draft = scene
        .create(json!({ "startsLocal": null, "endsLocal": null }))
        .await;
    let day = scene.local(30).date();
    let date = |hour: u32| json!({ "startsLocal": format!("{day}T{hour:02}:00"), "endsLocal": format!("{day}T{:02}:00", hour + 2), "note": "Kanske" });
    let poll = json!({ "options": [date(9), date(13)], "quorum": 1, "suggestions": "MODERATED",
        "organisationIds": [gid("Organisation", north.id)] });
    let seen = scene
        .act("openDatePoll", "OpenDatePollInput", &draft, poll)
        .await;
    let options = scene.look(&seen, "datePoll { options { id } }").await;
    let vote = json!({ "id": seen.id, "organisationId": gid("Organisation", north.id), "votes": [
        { "optionId": options["datePoll"]["options"][1]["id"], "answer": "IF_NEEDED", "comment": "Helst inte" } ] });
    anna.change("voteOnDates", "VoteOnDatesInput", "seminar { id }", vote)
        .await;

    let form = json!({ "seatMode": "OFFER", "seatPools": [{ "kind": "ONSITE", "capacity": 1 }],
        "venue": { "name": "Folkets hus", "capacity": 30 },
        "agenda": [{ "title": "Föredrag", "speakerId": gid("Person", anna.person_id) }],
        "registrationQuestions": [{ "kind": "YES_NO", "asked": "AT_JOIN", "prompt": "Med tåg?" }] });
    let seen = scene.open(form).await;
    let asked = scene.look(&seen, "registrationQuestions { id }").await;
    let answers = json!({ "answers": [{ "questionId": asked["registrationQuestions"][0]["id"], "text": "YES" }],
        "needs": { "dietary": "Vegan", "consent": true } });
    let (bo, carl) = (scene.app.person().await, scene.app.person().await);
    try_register(&bo, &seen, answers).await;
    register(&carl, &seen).await;
    let last = register(&anna, &seen).await;
    let input =
        json!({ "id": last["id"], "version": last["version"], "priority": 4, "reason": "Talar." });
    let kind = "PrioritiseRegistrationInput";
    scene
        .editor
        .change("prioritiseRegistration", kind, "registration { id }", input)
        .await;
    give_up(&bo, &own(&bo, &seen).await).await;
    let mine = own(&anna, &seen).await;
    assert_eq!(mine["status"], "OFFERED");
    anna.change(
        "answerOffer",
        "AnswerOfferInput",
        "registration { id }",
        json!({ "id": mine["id"], "accept": true }),
    )
    .await;
    scene.app.clock.advance(TimeDelta::days(21));
    let thought = json!({ "registrationId": mine["id"], "rating": 5, "comment": "Bra!" });
    anna.change(
        "giveSeminarFeedback",
        "GiveSeminarFeedbackInput",
        "seminar { id }",
        thought,
    )
    .await;
    let seen = scene.see(&seen).await;
    let seen = scene
        .act(
            "recordSeminarHeld",
            "RecordSeminarHeldInput",
            &seen,
            json!({}),
        )
        .await;
    let attendance = json!({ "attendance": [{ "organisationId": gid("Organisation", north.id), "women": 1, "basis": "COUNTED" },
        { "organisationText": "Byalaget", "unknown": 4, "basis": "ESTIMATED" }] });
    let seen = scene
        .act("writeAttendance", "WriteAttendanceInput", &seen, attendance)
        .await;
    let report = json!({ "summary": "Vi lärde.", "outcomes": [{ "kind": "FOLLOW_UP", "text": "Ses igen", "dueOn": "2027-05-01" }] });
    let seen = scene
        .act(
            "writeSeminarReport",
            "WriteSeminarReportInput",
            &seen,
            report,
        )
        .await;
    scene
        .act(
            "sendSeminarReport",
            "SendSeminarReportInput",
            &seen,
            json!({}),
        )
        .await;
    // No country is in this database.
    sql(&scene.app, "UPDATE organisation SET country_code = NULL").await;
    scene
}

#[rstest]
#[case(Db::Sqlite, Db::Postgres)]
#[case(Db::Postgres, Db::Sqlite)]
#[tokio::test]
async fn what_hangs_on_seminars_goes_out_and_comes_in_again(#[case] from: Db, #[case] to: Db) {
    let scene = scene(from).await;
    let lines = out(&scene.app.app.store).await;
    for part in [
        r#""datePoll":{"#,
        r#""answer":"IF_NEEDED""#,
        r#""questions":[{"#,
        r#""speakerPerson":"#,
        r#""venueCapacity":30"#,
        r#""seatMode":"OFFER""#,
        r#""attendance":[{"#,
        r#""outcomes":[{"#,
        r#""notices":[{"#,
        r#""answers":[{"#,
        r#""kind":"REORDERED""#,
        r#""feedback":{"#,
        r#""checkInCode":"#,
        r#""priority":4"#,
    ] {
        assert!(lines.contains(part), "{part} did not go out");
    }
    assert!(!lines.contains("Vegan"), "what somebody needs went out");
    let second = TestApp::start(to).await;
    let imported = bring(&second.app.store, &lines).await;
    imported.expect("it imports");
    let again = out(&second.app.store).await;
    for (one, other) in lines.lines().zip(again.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(lines.lines().count(), again.lines().count());
    // The poll runs on: those who are asked see the draft there too.
    let query = "{ seminars(filter: { states: DATE_POLL }) { totalCount } }";
    let admin = second.platform_admin().await;
    assert_eq!(
        admin.data(query, json!({})).await["seminars"]["totalCount"],
        1
    );
    assert_eq!(
        second.anyone().data(query, json!({})).await["seminars"]["totalCount"],
        0
    );
}

#[rstest]
#[tokio::test]
async fn what_makes_no_sense_on_a_seminar_is_a_fault(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let lines = out(&scene.app.app.store).await;
    let broken = lines
        .replace(r#""quorum":1"#, r#""quorum":0"#)
        .replace(r#""rating":5"#, r#""rating":9"#)
        .replace(r#""question":0"#, r#""question":7"#);
    let second = TestApp::start(db).await;
    let found = faults(&second.app.store, &broken).await;
    let mut members: Vec<_> = found
        .iter()
        .filter_map(|fault| fault.member.clone())
        .collect();
    members.sort();
    assert_eq!(members, ["answers", "datePoll.quorum", "feedback.rating"]);
}
