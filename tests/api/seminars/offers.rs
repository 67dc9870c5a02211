//! Seats that are offered, people who are let in, and who is next.

use chrono::TimeDelta;
use erfa::platform::access::Work;

use super::scene::*;
use crate::support::*;

const ONE: &str = "registration { id version status position priority offerExpiresAt history { kind reason priorityAfter person { id } } }";

/// A minute passes.
async fn turn(scene: &Scene) {
    let app = &scene.app.app;
    let work = Work::of_system(&app.store, "seats", app.followers.clone())
        .await
        .expect("a work");
    let outcome = erfa::seminars::turn(&work).await;
    work.finish(outcome).await.expect("it turns");
}

async fn answer(client: &Client, registration: &Value, accept: bool) -> Value {
    let input = json!({ "id": registration["id"], "accept": accept });
    client
        .change("answerOffer", "AnswerOfferInput", ONE, input)
        .await
}

async fn registered(scene: &Scene, seen: &Seen, number: usize) -> (Vec<Client>, Vec<Value>) {
    let people = people(scene, seen, number).await;
    people.into_iter().unzip()
}

async fn statuses(people: &[Client], seen: &Seen) -> Vec<String> {
    let mut found = vec![];
    for person in people {
        let mine = own(person, seen).await;
        found.push(mine["status"].as_str().unwrap_or("-").to_owned());
    }
    found
}

fn offering(seats: i32) -> Value {
    json!({ "seatMode": "OFFER", "seatPools": [{ "kind": "ONSITE", "capacity": seats }] })
}

async fn pool(scene: &Scene, seen: &Seen) -> Value {
    let pools = "seatPools { confirmed waiting offered free }";
    scene.look(seen, pools).await["seatPools"][0].clone()
}

#[rstest]
#[tokio::test]
async fn a_free_seat_is_offered_and_taken(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(offering(1)).await;
    let (people, all) = registered(&scene, &seen, 3).await;
    // Who comes while there is a seat has it at once.
    assert_eq!(
        statuses(&people, &seen).await,
        ["CONFIRMED", "WAITLISTED", "WAITLISTED"]
    );
    give_up(&people[0], &all[0]).await;
    assert_eq!(
        statuses(&people, &seen).await,
        ["-", "OFFERED", "WAITLISTED"]
    );
    assert_eq!(
        pool(&scene, &seen).await,
        json!({ "confirmed": 0, "waiting": 1, "offered": 1, "free": 0 })
    );
    let not_theirs = answer(&people[2], &all[1], true).await;
    assert_eq!(not_theirs["error"], "NOT_FOUND");
    let none = answer(&people[2], &all[2], true).await;
    assert_eq!(refusals(&none), ["NO_OFFER at id"]);
    let taken = answer(&people[1], &all[1], true).await;
    assert_eq!(taken["registration"]["status"], "CONFIRMED", "{taken:#}");
    let kinds = |payload: &Value| {
        let all = payload["registration"]["history"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        all.iter()
            .map(|one| one["kind"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(&taken), ["OFFERED", "OFFER_ACCEPTED"]);
    // Twice is as once.
    let twice = answer(&people[1], &all[1], true).await;
    assert_eq!(twice["registration"]["status"], "CONFIRMED");
    assert_eq!(kinds(&twice).len(), 2);
    let no = answer(&people[1], &all[1], false).await;
    assert_eq!(refusals(&no), ["NO_OFFER at id"]);
    assert_eq!(
        pool(&scene, &seen).await,
        json!({ "confirmed": 1, "waiting": 1, "offered": 0, "free": 0 })
    );
}

#[rstest]
#[tokio::test]
async fn an_offer_declined_goes_to_the_next(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(offering(0)).await;
    let (people, all) = registered(&scene, &seen, 3).await;
    let now = scene.see(&seen).await;
    scene.update(&now, offering(1)).await;
    assert_eq!(
        statuses(&people, &seen).await,
        ["OFFERED", "WAITLISTED", "WAITLISTED"]
    );
    let declined = answer(&people[0], &all[0], false).await;
    assert_eq!(declined["registration"]["status"], "DECLINED");
    assert_eq!(
        answer(&people[0], &all[0], false).await["registration"]["status"],
        "DECLINED"
    );
    assert_eq!(
        statuses(&people, &seen).await,
        ["-", "OFFERED", "WAITLISTED"]
    );
    // Giving up an offered seat does the same.
    give_up(&people[1], &own(&people[1], &seen).await).await;
    assert_eq!(statuses(&people, &seen).await, ["-", "-", "OFFERED"]);
    assert_eq!(
        pool(&scene, &seen).await,
        json!({ "confirmed": 0, "waiting": 0, "offered": 1, "free": 0 })
    );
    // Whoever declined may come again, at the end.
    assert_eq!(register(&people[0], &seen).await["status"], "WAITLISTED");
}

#[rstest]
#[tokio::test]
async fn an_offer_that_nobody_answers_sends_to_the_tail_once(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(offering(0)).await;
    let (people, all) = registered(&scene, &seen, 3).await;
    let now = scene.see(&seen).await;
    scene.update(&now, offering(1)).await;
    scene.app.clock.advance(TimeDelta::hours(23));
    turn(&scene).await;
    assert_eq!(
        statuses(&people, &seen).await,
        ["OFFERED", "WAITLISTED", "WAITLISTED"]
    );
    scene.app.clock.advance(TimeDelta::hours(2));
    // Late by an hour, though no minute has turned yet.
    let late = answer(&people[0], &all[0], true).await;
    assert_eq!(refusals(&late), ["OFFER_EXPIRED at id"]);
    turn(&scene).await;
    assert_eq!(
        statuses(&people, &seen).await,
        ["WAITLISTED", "OFFERED", "WAITLISTED"]
    );
    assert_eq!(own(&people[0], &seen).await["position"], 2);
    let late = answer(&people[0], &all[0], true).await;
    assert_eq!(refusals(&late), ["NO_OFFER at id"]);
    for expected in [
        ["WAITLISTED", "WAITLISTED", "OFFERED"],
        ["OFFERED", "WAITLISTED", "WAITLISTED"],
        // The second time is the last.
        ["-", "OFFERED", "WAITLISTED"],
        ["-", "-", "OFFERED"],
        ["-", "-", "-"],
    ] {
        scene.app.clock.advance(TimeDelta::hours(25));
        turn(&scene).await;
        assert_eq!(statuses(&people, &seen).await, expected);
    }
    assert_eq!(
        pool(&scene, &seen).await,
        json!({ "confirmed": 0, "waiting": 0, "offered": 0, "free": 1 })
    );
    turn(&scene).await;
}

#[rstest]
#[case(30, "OFFERED", 24 * 60)]
#[case(10, "OFFERED", 8 * 60)]
#[case(4, "CONFIRMED", 0)]
#[tokio::test]
async fn an_offer_ends_two_hours_before_the_start_and_within_four_there_is_none(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[case] hours_ahead: i64,
    #[case] status: &str,
    #[case] minutes: i64,
) {
    let scene = Scene::new(db).await;
    let starts = scene.app.now() + TimeDelta::hours(hours_ahead) - TimeDelta::minutes(1);
    let starts = starts.format("%Y-%m-%dT%H:%M").to_string();
    let form = merged(
        offering(0),
        json!({ "startsLocal": starts, "endsLocal": null }),
    );
    let seen = scene.open(form).await;
    let person = scene.app.person().await;
    register(&person, &seen).await;
    let now = scene.see(&seen).await;
    scene.update(&now, offering(1)).await;
    let mine = look(
        &person,
        &seen,
        "viewerRegistration { status offerExpiresAt }",
    )
    .await;
    let mine = &mine["viewerRegistration"];
    assert_eq!(mine["status"], status);
    let until = mine["offerExpiresAt"]
        .as_str()
        .and_then(|at| at.parse::<chrono::DateTime<chrono::Utc>>().ok());
    let lasts = until.map_or(0, |until| (until - scene.app.now()).num_minutes());
    assert!((minutes - 3..=minutes).contains(&lasts), "{lasts} minutes");
}

#[rstest]
#[tokio::test]
async fn organisers_let_people_in_where_they_want_to(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let form = json!({ "needsApproval": true, "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(form).await;
    let (people, all) = registered(&scene, &seen, 4).await;
    assert_eq!(statuses(&people, &seen).await, ["REQUESTED"; 4]);
    assert_eq!(pool(&scene, &seen).await["free"], 1);
    let decide = async |client: &Client, place: usize, accept: bool| {
        let input = json!({ "id": all[place]["id"], "version": all[place]["version"], "accept": accept, "reason": "Plats för alla." });
        client
            .change("decideRegistration", "DecideRegistrationInput", ONE, input)
            .await
    };
    assert_eq!(decide(&people[1], 1, true).await["error"], "FORBIDDEN");
    let declined = decide(&scene.editor, 0, false).await;
    assert_eq!(declined["registration"]["status"], "DECLINED");
    assert_eq!(
        declined["registration"]["history"][0]["reason"],
        "Plats för alla."
    );
    assert_eq!(
        decide(&scene.editor, 2, true).await["registration"]["status"],
        "CONFIRMED"
    );
    assert_eq!(
        decide(&scene.editor, 1, true).await["registration"]["status"],
        "WAITLISTED"
    );
    assert_eq!(decide(&scene.editor, 1, true).await["error"], "CONFLICT");
    assert_eq!(
        statuses(&people, &seen).await,
        ["-", "WAITLISTED", "CONFIRMED", "REQUESTED"]
    );
    // Whoever only asked holds nothing: the one who waits is next.
    give_up(&people[2], &own(&people[2], &seen).await).await;
    assert_eq!(
        statuses(&people, &seen).await,
        ["-", "CONFIRMED", "-", "REQUESTED"]
    );
    give_up(&people[3], &all[3]).await;
    let counts = scene.look(&seen, "registrationCount waitingCount").await;
    assert_eq!(counts, json!({ "registrationCount": 1, "waitingCount": 0 }));
}

#[rstest]
#[tokio::test]
async fn organisers_move_people_up_and_it_is_kept(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let full = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 0 }] });
    let seen = scene.open(full).await;
    let (people, all) = registered(&scene, &seen, 3).await;
    let move_up = async |client: &Client, place: usize, over: Value| {
        let base = json!({ "id": all[place]["id"], "version": all[place]["version"], "priority": 5, "reason": "Talar." });
        client
            .change(
                "prioritiseRegistration",
                "PrioritiseRegistrationInput",
                ONE,
                merged(base, over),
            )
            .await
    };
    assert_eq!(
        move_up(&people[2], 2, json!({})).await["error"],
        "FORBIDDEN"
    );
    let refused = move_up(&scene.editor, 2, json!({ "priority": 2000, "reason": " " })).await;
    assert_eq!(
        refusals(&refused),
        ["MISSING at reason", "OUT_OF_RANGE at priority"]
    );
    let moved = move_up(&scene.editor, 2, json!({})).await;
    let moved = &moved["registration"];
    assert_eq!(
        (&moved["position"], &moved["priority"]),
        (&json!(1), &json!(5))
    );
    assert_eq!(moved["history"][0]["kind"], "REORDERED");
    assert_eq!(moved["history"][0]["reason"], "Talar.");
    assert_eq!(moved["history"][0]["priorityAfter"], 5);
    let places: Vec<Value> = [
        own(&people[0], &seen).await["position"].clone(),
        own(&people[1], &seen).await["position"].clone(),
        own(&people[2], &seen).await["position"].clone(),
    ]
    .to_vec();
    assert_eq!(places, [json!(2), json!(3), json!(1)]);
    let now = scene.see(&seen).await;
    scene
        .update(
            &now,
            json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }),
        )
        .await;
    assert_eq!(
        statuses(&people, &seen).await,
        ["WAITLISTED", "WAITLISTED", "CONFIRMED"]
    );
}

#[rstest]
#[tokio::test]
async fn an_offer_ends_in_time_for_a_start_that_has_moved(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(offering(0)).await;
    let person = scene.app.person().await;
    register(&person, &seen).await;
    let now = scene.see(&seen).await;
    let now = scene.update(&now, offering(1)).await;
    let starts = scene.app.now() + TimeDelta::hours(6);
    let starts = starts.format("%Y-%m-%dT%H:%M").to_string();
    scene
        .update(&now, json!({ "startsLocal": starts, "endsLocal": null }))
        .await;
    let mine = look(
        &person,
        &seen,
        "viewerRegistration { status offerExpiresAt }",
    )
    .await;
    let mine = &mine["viewerRegistration"];
    assert_eq!(mine["status"], "OFFERED");
    let until = mine["offerExpiresAt"].as_str().expect("an end");
    let until: chrono::DateTime<chrono::Utc> = until.parse().expect("an instant");
    let lasts = (until - scene.app.now()).num_minutes();
    assert!((236..=240).contains(&lasts), "{lasts} minutes");
}
