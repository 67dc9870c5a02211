//! Reminders come once for a start, dates that are chosen and summaries are told once.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::{
    super::scene::*,
    mails::{Post, email},
};
use crate::support::{scene::gid, *};

/// So much time passes, a minute at its end.
async fn pass(post: &Post, by: TimeDelta) -> usize {
    let before = post.count();
    post.scene.app.clock.advance(by);
    // Several servers turn at once.
    tokio::join!(post.turn(), post.turn());
    post.turn().await;
    post.settled().await;
    post.count() - before
}

#[rstest]
#[tokio::test]
async fn a_week_a_day_and_an_hour_before_the_start_once_each(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let over = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(over).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    register(&anna, &seen).await;
    register(&bo, &seen).await;
    post.only(0).await;
    // It begins in 20 days at ten; the clock stands somewhere on today.
    let starts = scene.local(20).and_utc();
    let until = |before: TimeDelta| starts - before - scene.app.now();
    assert_eq!(
        pass(&post, until(TimeDelta::days(7) + TimeDelta::minutes(5))).await,
        0
    );
    assert_eq!(pass(&post, TimeDelta::minutes(6)).await, 1);
    assert_eq!(pass(&post, TimeDelta::hours(1)).await, 0, "once");
    assert_eq!(pass(&post, until(TimeDelta::hours(23))).await, 1);
    assert_eq!(pass(&post, TimeDelta::hours(3)).await, 0, "once");
    assert_eq!(pass(&post, until(TimeDelta::minutes(59))).await, 1);
    assert_eq!(pass(&post, TimeDelta::minutes(5)).await, 0, "once");
    assert_eq!(pass(&post, TimeDelta::hours(2)).await, 0);
    for mail in post.since(1).await {
        assert_eq!(
            (mail.to.as_str(), mail.subject.as_str()),
            (email(&anna).as_str(), "Reminder: Bygd i balans")
        );
        assert!(mail.calendar.is_none());
    }
}

#[rstest]
#[tokio::test]
async fn another_start_is_reminded_of_again_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(json!({})).await;
    let anna = scene.app.person().await;
    register(&anna, &seen).await;
    post.only(0).await;
    let starts = scene.local(20).and_utc();
    let (first, second) = (scene.local(20), scene.local(30));
    pass(&post, starts - TimeDelta::hours(23) - scene.app.now()).await;
    let number = post.count();
    assert_eq!(number, 2, "the week was missed, the day was not");
    let local = |at: chrono::NaiveDateTime| json!({ "startsLocal": at.format("%Y-%m-%dT%H:%M").to_string(), "endsLocal": null });
    let seen = scene.update(&scene.see(&seen).await, local(second)).await;
    assert_eq!(
        pass(&post, TimeDelta::minutes(2)).await,
        1,
        "that it was moved, no reminder"
    );
    // Moved back, its first start has been reminded of.
    let seen = scene.update(&seen, local(first)).await;
    assert_eq!(pass(&post, TimeDelta::minutes(2)).await, 1);
    // Another place is no other start.
    let seen = scene
        .update(&seen, json!({ "venue": { "name": "Biblioteket" } }))
        .await;
    assert_eq!(pass(&post, TimeDelta::minutes(2)).await, 1);
    scene.update(&seen, local(second)).await;
    post.settled().await;
    let new = second.and_utc();
    let before = post.count();
    assert_eq!(
        pass(
            &post,
            new - TimeDelta::days(7) + TimeDelta::minutes(1) - scene.app.now()
        )
        .await,
        1
    );
    assert_eq!(
        pass(&post, new - TimeDelta::hours(23) - scene.app.now()).await,
        1
    );
    assert_eq!(
        pass(&post, new - TimeDelta::minutes(50) - scene.app.now()).await,
        1
    );
    assert!(
        post.since(before)
            .await
            .iter()
            .all(|mail| mail.subject.starts_with("Reminder"))
    );
}

#[rstest]
#[tokio::test]
async fn those_who_gave_up_and_those_of_cancelled_seminars_are_not_reminded(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let (kept, gone) = (scene.open(json!({})).await, scene.open(json!({})).await);
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &kept).await;
    register(&bo, &gone).await;
    give_up(&anna, &seat).await;
    let reason = json!({ "reason": "Storm" });
    scene
        .act(
            "cancelSeminar",
            "CancelSeminarInput",
            &scene.see(&gone).await,
            reason,
        )
        .await;
    post.settled().await;
    let starts = scene.local(20).and_utc();
    for before in [
        TimeDelta::days(6),
        TimeDelta::hours(20),
        TimeDelta::minutes(30),
    ] {
        assert_eq!(pass(&post, starts - before - scene.app.now()).await, 0);
    }
}

#[rstest]
#[tokio::test]
async fn a_poll_reminds_those_who_have_not_answered_and_tells_who_voted(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let north = scene.app.organisation("Nord").await;
    let south = scene.app.organisation("Syd").await;
    let anna = scene
        .app
        .person_in(north.id, OrganisationRole::Editor)
        .await;
    let bo = scene
        .app
        .person_in(south.id, OrganisationRole::Editor)
        .await;
    scene
        .app
        .person_in(south.id, OrganisationRole::Member)
        .await;
    let draft = scene
        .create(json!({ "startsLocal": null, "endsLocal": null }))
        .await;
    let day = scene.local(40).date();
    let closes = scene.app.now() + TimeDelta::days(10);
    let asked = json!({
        "options": [{ "startsLocal": format!("{day}T10:00"), "endsLocal": format!("{day}T12:00") }],
        "organisationIds": [gid("Organisation", north.id), gid("Organisation", south.id)],
        "closesAt": closes.to_rfc3339(),
    });
    let seen = scene
        .act("openDatePoll", "OpenDatePollInput", &draft, asked)
        .await;
    // Whoever has voted before it is written to is not asked.
    post.settled().await;
    let poll = scene.look(&seen, "datePoll { options { id } }").await;
    let option = poll["datePoll"]["options"][0]["id"].clone();
    let vote = json!({ "id": seen.id, "organisationId": gid("Organisation", north.id),
        "votes": [{ "optionId": option, "answer": "YES" }] });
    let voted = anna
        .change("voteOnDates", "VoteOnDatesInput", "seminar { id }", vote)
        .await;
    assert_eq!(voted["refusals"], json!([]));
    // Opening it has told everybody who writes for those who are asked.
    let asked = post.since(0).await;
    let told: Vec<&str> = asked.iter().map(|mail| mail.to.as_str()).collect();
    let mut expected = [email(&anna), email(&bo)];
    expected.sort();
    assert_eq!(told, expected);
    for mail in &asked {
        assert_eq!(mail.subject, "Which date suits? Bygd i balans");
        assert!(
            mail.text.starts_with("Ludvika asks your organisation"),
            "{}",
            mail.text
        );
        assert!(mail.text.contains("Answer by "), "{}", mail.text);
        assert!(
            mail.text.contains(&format!("{day} 10:00–12:00")),
            "{}",
            mail.text
        );
    }
    assert_eq!(pass(&post, TimeDelta::days(6)).await, 0);
    assert_eq!(
        pass(&post, TimeDelta::days(1) + TimeDelta::minutes(1)).await,
        1
    );
    assert_eq!(pass(&post, TimeDelta::hours(5)).await, 0, "once");
    assert_eq!(pass(&post, TimeDelta::hours(44)).await, 1);
    for mail in post.since(2).await {
        assert_eq!(
            mail.to,
            email(&bo),
            "only who writes for those who have not answered"
        );
        assert_eq!(mail.subject, "Which date suits? Bygd i balans");
    }
    let seen = scene.see(&seen).await;
    scene
        .act(
            "chooseDate",
            "ChooseDateInput",
            &seen,
            json!({ "optionId": option }),
        )
        .await;
    let told = post.only(4).await;
    assert_eq!(
        (told.to.as_str(), told.subject.as_str()),
        (email(&anna).as_str(), "The date is set: Bygd i balans")
    );
    assert!(
        told.text.contains(&format!("{day} 10:00–12:00")),
        "{}",
        told.text
    );
    assert_eq!(pass(&post, TimeDelta::days(2)).await, 0);
}

#[rstest]
#[tokio::test]
async fn participants_get_the_summary_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(json!({})).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    register(&anna, &seen).await;
    let seat = register(&bo, &seen).await;
    give_up(&bo, &seat).await;
    scene.app.clock.advance(TimeDelta::days(21));
    post.settled().await;
    let number = post.count();
    let seen = scene.see(&seen).await;
    let act = async |mutation: &str, kind: &str, seen: Seen, over: Value| {
        scene.act(mutation, kind, &seen, over).await
    };
    let seen = act(
        "recordSeminarHeld",
        "RecordSeminarHeldInput",
        seen,
        json!({}),
    )
    .await;
    let summary = json!({ "summary": "Vi lärde av varandra.\nOch av Falun.", "outcomes": [] });
    let seen = act(
        "writeSeminarReport",
        "WriteSeminarReportInput",
        seen,
        summary,
    )
    .await;
    act(
        "sendSeminarReport",
        "SendSeminarReportInput",
        seen.clone(),
        json!({}),
    )
    .await;
    let told = post.only(number).await;
    assert_eq!(
        (told.to.as_str(), told.subject.as_str()),
        (email(&anna).as_str(), "Summary: Bygd i balans")
    );
    assert!(
        told.text.contains("Vi lärde av varandra.\nOch av Falun."),
        "{}",
        told.text
    );
    assert_eq!(pass(&post, TimeDelta::hours(1)).await, 0);
    // The same is not sent twice; written anew, it is.
    let send = ("sendSeminarReport", "SendSeminarReportInput");
    let now = scene.see(&seen).await;
    let again = scene.try_act(send.0, send.1, &now, json!({})).await;
    assert_eq!(refusals(&again), ["WRONG_STATE at id"]);
    let better = json!({ "summary": "Vi lärde mer.", "outcomes": [] });
    let seen = act("writeSeminarReport", "WriteSeminarReportInput", now, better).await;
    act(send.0, send.1, seen, json!({})).await;
    let told = post.only(number + 1).await;
    assert_eq!(told.subject, "Correction: summary of Bygd i balans");
    assert!(told.text.contains("Vi lärde mer."), "{}", told.text);
}
