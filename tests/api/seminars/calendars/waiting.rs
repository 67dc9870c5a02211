//! Those who have no seat hear what becomes of their waiting, in words; those who may no longer see a seminar hear nothing of it.

use chrono::TimeDelta;
use entity::{Visibility, affiliation::OrganisationRole};
use sea_orm::ConnectionTrait;

use super::{
    super::scene::*,
    mails::{Post, email, literal},
};
use crate::support::{scene::gid, *};

fn one(over: Value) -> Value {
    merged(
        json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }),
        over,
    )
}

fn at(scene: &Scene, days: i64) -> Value {
    json!({ "startsLocal": scene.local(days).format("%Y-%m-%dT%H:%M").to_string(), "endsLocal": null })
}

#[rstest]
#[tokio::test]
async fn who_is_offered_a_seat_and_who_waits_hear_of_another_time(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(one(json!({ "seatMode": "OFFER" }))).await;
    let (anna, bo, carl) = (
        scene.app.person().await,
        scene.app.person().await,
        scene.app.person().await,
    );
    let seat = register(&anna, &seen).await;
    register(&bo, &seen).await;
    register(&carl, &seen).await;
    give_up(&anna, &seat).await;
    post.settled().await;
    let number = post.count();
    let until = "viewerRegistration { offerExpiresAt }";
    let first = look(&bo, &seen, until).await;
    // A later day: the offer holds as long as before, and is told anew.
    let now = scene.see(&seen).await;
    let now = scene.update(&now, at(scene, 30)).await;
    let told = post.since(number).await;
    assert_eq!(told.len(), 2, "{told:#?}");
    let to = |client: &Client| {
        let mail = told.iter().find(|mail| mail.to == email(client));
        mail.expect("a mail")
    };
    let day = scene.local(30).date();
    assert_eq!(to(&bo).subject, "A seat is offered to you: Bygd i balans");
    assert_eq!(to(&carl).subject, "Changed: Bygd i balans");
    for mail in &told {
        assert!(mail.calendar.is_none());
        let when = format!("When: {day} 10:00");
        assert!(mail.text.contains(&when), "{}", mail.text);
    }
    assert_eq!(look(&bo, &seen, until).await, first);
    // Put off to a day that nobody knows, the offer can still be taken.
    let number = post.count();
    scene
        .act(
            "postponeSeminar",
            "PostponeSeminarInput",
            &now,
            json!({ "reason": "Snö" }),
        )
        .await;
    let told = post.since(number).await;
    let to = |client: &Client| {
        let mail = told.iter().find(|mail| mail.to == email(client));
        mail.expect("a mail")
    };
    assert_eq!(to(&carl).subject, "Postponed: Bygd i balans");
    assert!(to(&carl).text.contains("Why: Snö"), "{}", to(&carl).text);
    let input = json!({ "id": own(&bo, &seen).await["id"], "accept": true });
    let taken = bo
        .change(
            "answerOffer",
            "AnswerOfferInput",
            "registration { status }",
            input,
        )
        .await;
    assert_eq!(taken["registration"]["status"], "CONFIRMED", "{taken:#}");
}

#[rstest]
#[tokio::test]
async fn an_offer_cut_short_by_a_mistaken_date_has_its_time_back(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(one(json!({ "seatMode": "OFFER" }))).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &seen).await;
    register(&bo, &seen).await;
    give_up(&anna, &seat).await;
    let until = async || {
        let mine = look(&bo, &seen, "viewerRegistration { status offerExpiresAt }").await;
        let mine = &mine["viewerRegistration"];
        assert_eq!(mine["status"], "OFFERED");
        let at = mine["offerExpiresAt"].as_str().expect("an end");
        at.parse::<chrono::DateTime<chrono::Utc>>()
            .expect("an instant")
    };
    let first = until().await;
    let soon = scene.app.now() + TimeDelta::minutes(61);
    let soon = soon.format("%Y-%m-%dT%H:%M").to_string();
    let now = scene.see(&seen).await;
    let now = scene
        .update(&now, json!({ "startsLocal": soon, "endsLocal": null }))
        .await;
    // Half of the hour is left to answer in.
    let left = (until().await - scene.app.now()).num_minutes();
    assert!((28..=31).contains(&left), "{left} minutes");
    scene.update(&now, at(&scene, 20)).await;
    assert_eq!(until().await, first);
}

#[rstest]
#[tokio::test]
async fn an_offer_that_ends_is_told_with_the_place_in_the_line(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(one(json!({ "seatMode": "OFFER" }))).await;
    let (anna, bo, carl) = (
        scene.app.person().await,
        scene.app.person().await,
        scene.app.person().await,
    );
    let nynorsk = format!(
        "UPDATE person SET locale = 'nn' WHERE id = {}",
        literal(db, bo.person_id)
    );
    let set = scene.app.connection.execute_unprepared(&nynorsk).await;
    set.expect("a language");
    let seat = register(&anna, &seen).await;
    register(&bo, &seen).await;
    register(&carl, &seen).await;
    give_up(&anna, &seat).await;
    post.settled().await;
    let mut subjects = vec![];
    for _ in 0..3 {
        let number = post.count();
        scene.app.clock.advance(TimeDelta::hours(25));
        post.turn().await;
        post.turn().await;
        let told = post.since(number).await;
        let theirs = told.iter().filter(|mail| mail.to == email(&bo));
        subjects.extend(theirs.map(|mail| mail.subject.clone()));
        if subjects.len() == 1 {
            let mail = told.iter().find(|mail| mail.to == email(&bo));
            let text = &mail.expect("a mail").text;
            assert!(text.contains("som nummer 1 på ventelista"), "{text}");
        }
    }
    assert_eq!(
        subjects,
        [
            "Tilbodet om plass har gått ut: Bygd i balans",
            "Du får tilbod om plass: Bygd i balans",
            "Ikkje lenger påmeld: Bygd i balans"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn what_organisers_decide_is_told_with_their_reason(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(one(json!({ "needsApproval": true }))).await;
    let people = people(scene, &seen, 4).await;
    let decide = async |place: usize, accept: bool| {
        let (_, row) = &people[place];
        let input = json!({ "id": row["id"], "version": row["version"], "accept": accept, "reason": "För få platser." });
        let selection = "registration { status }";
        let done = scene
            .editor
            .change(
                "decideRegistration",
                "DecideRegistrationInput",
                selection,
                input,
            )
            .await;
        done["registration"]["status"].as_str().map(str::to_owned)
    };
    assert_eq!(decide(0, false).await.as_deref(), Some("DECLINED"));
    let told = post.only(0).await;
    assert_eq!(
        (told.to.as_str(), told.subject.as_str()),
        (
            email(&people[0].0).as_str(),
            "No seat for you: Bygd i balans"
        )
    );
    assert!(told.text.contains("Why: För få platser."), "{}", told.text);
    assert_eq!(decide(1, true).await.as_deref(), Some("CONFIRMED"));
    assert_eq!(post.only(1).await.method(), "REQUEST");
    assert_eq!(decide(2, true).await.as_deref(), Some("WAITLISTED"));
    let told = post.only(2).await;
    assert!(told.text.contains("number 1 in the line"), "{}", told.text);
    // Approval is asked no more: whoever asked is let in, in their order, before newcomers.
    let now = scene.see(&seen).await;
    let more =
        json!({ "needsApproval": false, "seatPools": [{ "kind": "ONSITE", "capacity": 2 }] });
    scene.update(&now, more).await;
    let told = post.since(3).await;
    let to = |client: &Client| told.iter().find(|mail| mail.to == email(client));
    assert_eq!(to(&people[2].0).map(|mail| mail.method()), Some("REQUEST"));
    let waits = to(&people[3].0).expect("a mail");
    assert!(
        waits.text.contains("number 1 in the line"),
        "{}",
        waits.text
    );
    assert_eq!(own(&people[3].0, &seen).await["status"], "WAITLISTED");
    let late = scene.app.person().await;
    assert_eq!(register(&late, &seen).await["position"], 2);
}

#[rstest]
#[tokio::test]
async fn who_may_no_longer_see_a_seminar_is_told_nothing_of_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let network = scene.app.network("Landsbygd", Visibility::Network).await;
    scene.app.join(&network, scene.host.id).await;
    let guest = scene.app.organisation("Falun").await;
    let membership = scene.app.join(&network, guest.id).await;
    let role = OrganisationRole::Member;
    let anna = scene.app.person_in(guest.id, role).await;
    let bo = scene.app.person_in(scene.host.id, role).await;
    let over = json!({ "visibility": "NETWORK", "networkIds": [gid("Network", network.id)],
        "mode": "HYBRID", "joinUrl": "https://meet.example/secret" });
    let seen = scene.open(over).await;
    register(&anna, &seen).await;
    register(&bo, &seen).await;
    let first = post.since(0).await;
    assert_eq!(first.len(), 2);
    let end = format!(
        "UPDATE network_membership SET status = 'ENDED' WHERE id = {}",
        literal(db, membership.id)
    );
    let ended = scene.app.connection.execute_unprepared(&end).await;
    ended.expect("it ends");
    let now = scene.see(&seen).await;
    scene
        .update(
            &now,
            json!({ "venue": { "name": "Hemliga huset" }, "title": [{ "locale": "sv", "text": "Hemligt" }] }),
        )
        .await;
    assert_eq!(look(&anna, &seen, "id").await, Value::Null);
    let told = post.since(2).await;
    assert_eq!(told.len(), 2, "{told:#?}");
    let to = |client: &Client| {
        let mail = told.iter().find(|mail| mail.to == email(client));
        mail.expect("a mail")
    };
    assert_eq!(to(&bo).method(), "REQUEST");
    assert_eq!(to(&anna).method(), "CANCEL");
    assert_eq!(to(&anna).subject, "Taken out of your calendar");
    let event = to(&anna).calendar().event();
    assert_eq!(event.of("UID"), to(&bo).calendar().event().of("UID"));
    let whole = format!("{:?}", to(&anna));
    for secret in ["Hemlig", "Bygd", "Ludvika", "Folkets", "meet.example"] {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
    // Neither are they reminded.
    let starts = scene.local(20).and_utc();
    scene
        .app
        .clock
        .advance(starts - TimeDelta::hours(23) - scene.app.now());
    post.turn().await;
    let reminded = post.only(4).await;
    assert_eq!(reminded.to, email(&bo));
    assert!(reminded.text.contains("https://meet.example/secret"));
}
