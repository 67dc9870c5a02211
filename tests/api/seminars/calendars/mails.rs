//! What people are told by mail, and what their programs read in it.

use chrono::TimeDelta;
use entity::job::{self, JobState};
use erfa::platform::access::Work;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{super::scene::*, reading::*};
use crate::support::{smtp::MailServer, *};

/// A scene with a mail server.
pub struct Post {
    pub scene: Scene,
    pub server: MailServer,
}

impl Post {
    pub async fn new(db: Db) -> Self {
        let server = MailServer::start().await;
        let url = server.url.clone();
        let app = TestApp::set(db, |settings| {
            settings.mail.url = url;
            settings.mail.frontend_url = "https://erfa.example/".to_owned();
        })
        .await;
        let host = app.organisation("Ludvika").await;
        let role = entity::affiliation::OrganisationRole::Editor;
        let editor = app.person_in(host.id, role).await;
        let scene = Scene { app, host, editor };
        Self { scene, server }
    }

    /// Until nothing waits in line whose time has come. A job that failed and is to be tried again would come when nobody
    /// counts on it any more: it fails the test, unless the mail server was told to refuse.
    pub async fn settled(&self) {
        for _ in 0..1_500 {
            #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
            let waiting = job::Entity::find()
                .filter(job::Column::State.eq(JobState::Waiting))
                .all(&self.scene.app.connection)
                .await
                .expect("the line");
            let again = waiting.iter().filter_map(|job| job.last_error.as_ref());
            let failed: Vec<_> = again.filter(|why| !why.contains("451")).collect();
            assert!(failed.is_empty(), "a job failed: {failed:?}");
            let now = self.scene.app.now();
            if waiting.iter().all(|job| job.run_at > now) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("jobs still wait");
    }

    /// The mails that have come since so many had.
    pub async fn since(&self, number: usize) -> Vec<Mail> {
        self.settled().await;
        let mails = self.server.mails();
        let mut found: Vec<_> = mails[number..]
            .iter()
            .map(|mail| Mail::read(mail))
            .collect();
        found.sort_by(|one, other| one.to.cmp(&other.to));
        found
    }

    /// The only mail since so many had come.
    pub async fn only(&self, number: usize) -> Mail {
        let mut mails = self.since(number).await;
        assert_eq!(mails.len(), 1, "{mails:#?}");
        mails.remove(0)
    }

    pub fn count(&self) -> usize {
        self.server.mails().len()
    }

    /// A minute passes.
    pub async fn turn(&self) {
        let app = &self.scene.app.app;
        let work = Work::of_system(&app.store, "seats", app.followers.clone()).await;
        let work = work.expect("a transaction");
        let outcome = erfa::seminars::turn(&work).await;
        work.finish(outcome).await.expect("it turns");
    }
}

pub fn email(client: &Client) -> String {
    format!("{}@test.example", client.person_id.simple())
}

fn one_seat(over: Value) -> Value {
    merged(
        json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }),
        over,
    )
}

#[rstest]
#[tokio::test]
async fn a_seat_a_move_and_giving_up_are_told_to_the_one_person(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let zone = json!({ "timeZone": "Europe/Stockholm" });
    let seen = scene.open(one_seat(zone)).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &seen).await;
    let told = post.only(0).await;
    assert_eq!(
        (told.to.as_str(), told.method()),
        (email(&anna).as_str(), "REQUEST")
    );
    assert_eq!(told.subject, "You have a seat: Bygd i balans");
    assert!(
        told.text.contains("https://erfa.example/seminars/Seminar_"),
        "{}",
        told.text
    );
    assert!(told.text.contains("Where: Folkets hus"), "{}", told.text);
    let event = told.calendar().event();
    assert_eq!(
        event.of("ATTENDEE"),
        format!(
            ";CN=Test person;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{}",
            email(&anna)
        )
    );
    assert_eq!(event.count("ATTENDEE"), 1);
    assert_eq!(event.of("ORGANIZER"), ";CN=Ludvika:mailto:erfa@localhost");
    assert_eq!(event.of("STATUS"), ":CONFIRMED");
    assert!(event.of("DTSTART").starts_with(";TZID=Europe/Stockholm:"));
    assert_eq!(told.calendar().all("VTIMEZONE").len(), 1);
    let (uid, first) = (event.of("UID").to_owned(), told.calendar().sequence());

    // Another who comes is told nothing while they wait, and nobody else is told of them.
    register(&bo, &seen).await;
    assert!(post.since(1).await.is_empty());

    let seen = scene.see(&seen).await;
    let later = json!({ "startsLocal": scene.local(25).format("%Y-%m-%dT%H:%M").to_string(), "endsLocal": null });
    let seen = scene.update(&seen, later).await;
    let told = post.since(1).await;
    assert_eq!(told.len(), 2);
    let (moved, waits) = match told[0].to == email(&anna) {
        true => (&told[0], &told[1]),
        false => (&told[1], &told[0]),
    };
    assert_eq!(waits.to, email(&bo), "who waits is told in words");
    assert!(waits.calendar.is_none());
    assert!(
        waits.text.contains("You have no seat yet"),
        "{}",
        waits.text
    );
    assert_eq!(
        (moved.to.as_str(), moved.method()),
        (email(&anna).as_str(), "REQUEST")
    );
    assert_eq!(moved.subject, "Changed: Bygd i balans");
    assert_eq!(moved.calendar().event().of("UID"), uid);
    assert_eq!(moved.calendar().sequence(), first + 1);
    let renamed = json!({ "description": [{ "locale": "sv", "text": "Mer om det." }] });
    scene.update(&seen, renamed).await;
    assert!(
        post.since(3).await.is_empty(),
        "other words are no other time"
    );

    give_up(&anna, &seat).await;
    let told = post.since(3).await;
    assert_eq!(told.len(), 2);
    let to = |client: &Client| {
        told.iter()
            .find(|mail| mail.to == email(client))
            .expect("a mail")
    };
    assert_eq!(to(&anna).method(), "CANCEL");
    let event = to(&anna).calendar().event();
    assert_eq!((event.of("STATUS"), event.of("UID")), ("", uid.as_str()));
    assert_eq!(event.count("ATTENDEE"), 1);
    assert_eq!(to(&anna).calendar().sequence(), first + 1);
    // Who has waited has the seat, and the seminar in the calendar.
    assert_eq!(
        (to(&bo).method(), to(&bo).calendar().sequence()),
        ("REQUEST", first + 1)
    );
    assert!(
        to(&bo)
            .calendar()
            .event()
            .of("ATTENDEE")
            .contains(&email(&bo))
    );

    // Registered again she waits, and is told nothing.
    register(&anna, &scene.see(&seen).await).await;
    assert!(post.since(5).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_cancelled_seminar_is_told_to_all_and_taken_out_of_calendars(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(one_seat(json!({}))).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    register(&anna, &seen).await;
    register(&bo, &seen).await;
    let first = post.only(0).await.calendar().sequence();
    let seen = scene.see(&seen).await;
    scene
        .act(
            "cancelSeminar",
            "CancelSeminarInput",
            &seen,
            json!({ "reason": "Snöstorm\r\nBcc: x@example.org" }),
        )
        .await;
    let told = post.since(1).await;
    assert_eq!(told.len(), 2);
    let to = |client: &Client| {
        told.iter()
            .find(|mail| mail.to == email(client))
            .expect("a mail")
    };
    assert_eq!(to(&anna).method(), "CANCEL");
    let event = to(&anna).calendar().event();
    assert_eq!(event.of("STATUS"), ":CANCELLED");
    assert_eq!(to(&anna).calendar().sequence(), first + 1);
    assert!(
        to(&anna).text.contains("Why: Snöstorm"),
        "{}",
        to(&anna).text
    );
    assert!(to(&bo).calendar.is_none(), "there is nothing to take out");
    assert_eq!(to(&bo).subject, "Cancelled: Bygd i balans");
}

#[rstest]
#[tokio::test]
async fn a_postponed_seminar_leaves_the_calendar_until_its_time_is_known(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(json!({})).await;
    let anna = scene.app.person().await;
    register(&anna, &seen).await;
    let first = post.only(0).await.calendar().sequence();
    let seen = scene.see(&seen).await;
    let reason = json!({ "reason": "Talaren är sjuk" });
    let seen = scene
        .act("postponeSeminar", "PostponeSeminarInput", &seen, reason)
        .await;
    let gone = post.only(1).await;
    assert_eq!(
        (gone.method(), gone.calendar().sequence()),
        ("CANCEL", first + 1)
    );
    assert_eq!(gone.calendar().event().of("STATUS"), "");
    assert_eq!(gone.subject, "Postponed: Bygd i balans");
    let known = json!({ "startsLocal": scene.local(50).format("%Y-%m-%dT%H:%M").to_string() });
    let seen = scene.update(&seen, known).await;
    let back = post.only(2).await;
    assert_eq!(
        (back.method(), back.calendar().sequence()),
        ("REQUEST", first + 2)
    );
    assert_eq!(back.calendar().event().of("STATUS"), ":TENTATIVE");
    scene
        .act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    let sure = post.only(3).await;
    assert_eq!(
        (sure.method(), sure.calendar().sequence()),
        ("REQUEST", first + 2)
    );
    assert_eq!(sure.calendar().event().of("STATUS"), ":CONFIRMED");
}

#[rstest]
#[tokio::test]
async fn an_offer_is_told_in_words_and_a_taken_one_comes_into_the_calendar(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(one_seat(json!({ "seatMode": "OFFER" }))).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &seen).await;
    let waits = register(&bo, &seen).await;
    give_up(&anna, &seat).await;
    let told = post.since(0).await;
    let offer: Vec<_> = told.iter().filter(|mail| mail.to == email(&bo)).collect();
    assert_eq!(offer.len(), 1, "{told:#?}");
    assert_eq!(offer[0].subject, "A seat is offered to you: Bygd i balans");
    assert!(
        offer[0].calendar.is_none(),
        "nothing in the calendar until confirmed"
    );
    assert!(offer[0].text.contains("accept it by"), "{}", offer[0].text);
    let number = post.count();
    let input = json!({ "id": waits["id"], "accept": true });
    let taken = bo
        .change(
            "answerOffer",
            "AnswerOfferInput",
            "registration { status }",
            input,
        )
        .await;
    assert_eq!(taken["registration"]["status"], "CONFIRMED");
    let seated = post.only(number).await;
    assert_eq!(
        (seated.to.as_str(), seated.method()),
        (email(&bo).as_str(), "REQUEST")
    );
}

#[rstest]
#[tokio::test]
async fn an_offer_that_lapses_is_told_again_when_it_comes_again(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(one_seat(json!({ "seatMode": "OFFER" }))).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &seen).await;
    register(&bo, &seen).await;
    give_up(&anna, &seat).await;
    post.settled().await;
    let number = post.count();
    scene.app.clock.advance(TimeDelta::hours(25));
    post.turn().await;
    let again = post.only(number).await;
    assert_eq!(
        (again.to.as_str(), again.subject.as_str()),
        (
            email(&bo).as_str(),
            "A seat is offered to you: Bygd i balans"
        )
    );
}

#[rstest]
#[tokio::test]
async fn mails_are_in_the_persons_language_and_carry_the_link_when_it_is_near(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let over = json!({ "mode": "ONLINE", "joinUrl": "https://meet.example/secret", "venue": null,
        "title": [{ "locale": "sv", "text": "Bygd i balans" }, { "locale": "fi", "text": "Kylät tasapainossa" }],
        "seatPools": [{ "kind": "ONLINE", "capacity": null }] });
    let seen = scene.open(over).await;
    let (anna, aino) = (scene.app.person().await, scene.app.person().await);
    let finnish = format!(
        "UPDATE person SET locale = 'fi' WHERE id = {}",
        literal(db, aino.person_id)
    );
    scene
        .app
        .connection
        .execute_unprepared(&finnish)
        .await
        .expect("a language");
    register(&aino, &seen).await;
    let told = post.only(0).await;
    assert_eq!(told.subject, "Sinulla on paikka: Kylät tasapainossa");
    assert_eq!(told.calendar().event().of("SUMMARY"), ":Kylät tasapainossa");
    assert!(
        !told.text.contains("meet.example"),
        "not so early: {}",
        told.text
    );
    scene
        .app
        .clock
        .advance(TimeDelta::days(19) + TimeDelta::hours(12));
    register(&anna, &seen).await;
    let told = post.only(1).await;
    assert!(
        told.text
            .contains("Take part online: https://meet.example/secret"),
        "{}",
        told.text
    );
    let calendar = format!("{:?}", told.calendar());
    assert!(
        !calendar.contains("meet.example"),
        "calendars are passed on"
    );
}

/// An id as SQL writes it.
pub fn literal(db: Db, id: uuid::Uuid) -> String {
    match db {
        Db::Sqlite => format!("x'{}'", id.simple()),
        Db::Postgres => format!("'{id}'"),
    }
}

#[rstest]
#[tokio::test]
async fn a_mail_that_has_not_gone_out_makes_way_for_a_newer_one(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(json!({})).await;
    let anna = scene.app.person().await;
    post.server.refuse(&["451 later"]);
    let seat = register(&anna, &seen).await;
    post.settled().await;
    assert_eq!(post.count(), 0);
    give_up(&anna, &seat).await;
    post.settled().await;
    scene.app.clock.advance(TimeDelta::hours(1));
    let told = post.only(0).await;
    assert_eq!(
        told.method(),
        "CANCEL",
        "the invitation never comes after it"
    );
}

#[rstest]
#[tokio::test]
async fn what_is_refused_tells_nobody(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(json!({})).await;
    let anna = scene.app.person().await;
    register(&anna, &seen).await;
    post.only(0).await;
    let seen = scene.see(&seen).await;
    let wrong = json!({ "startsLocal": "2027-06-01T10:00", "endsLocal": "2027-06-01T09:00" });
    let refused = scene
        .try_act("updateSeminar", "UpdateSeminarInput", &seen, wrong)
        .await;
    assert_ne!(refused["refusals"], json!([]));
    let stale = Seen {
        version: seen.version - 1,
        ..seen.clone()
    };
    let late = scene
        .try_act(
            "cancelSeminar",
            "CancelSeminarInput",
            &stale,
            json!({ "reason": "x" }),
        )
        .await;
    assert_eq!(late["error"], "CONFLICT");
    assert!(post.since(1).await.is_empty());
}
