//! Who is next, and when.

use std::time::Duration;

use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{app::TestApp, *};

async fn people(app: &TestApp, number: usize) -> Vec<Client> {
    let mut people = vec![];
    for _ in 0..number {
        people.push(app.person().await);
    }
    people
}

async fn statuses(people: &[Client], seen: &Seen) -> Vec<String> {
    let mut statuses = vec![];
    for person in people {
        let mine = own(person, seen).await;
        let status = mine["status"].as_str().unwrap_or("-");
        statuses.push(match mine["position"].as_i64() {
            Some(place) => format!("{status} {place}"),
            None => status.to_owned(),
        });
    }
    statuses
}

#[rstest]
#[tokio::test]
async fn a_seat_given_up_goes_to_whoever_came_first(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let people = people(&scene.app, 5).await;
    let mut seats = vec![];
    for person in &people {
        seats.push(register(person, &seen).await);
    }
    give_up(&people[1], &seats[1]).await;
    let now = statuses(&people, &seen).await;
    assert_eq!(
        now,
        [
            "CONFIRMED",
            "-",
            "CONFIRMED",
            "WAITLISTED 1",
            "WAITLISTED 2"
        ]
    );
    // Leaving the list moves the others up, and nobody gets a seat.
    give_up(&people[3], &seats[3]).await;
    let now = statuses(&people, &seen).await;
    assert_eq!(now, ["CONFIRMED", "-", "CONFIRMED", "-", "WAITLISTED 1"]);
    let counts = scene
        .look(
            &seen,
            "registrationCount waitingCount seatPools { confirmed waiting }",
        )
        .await;
    let expected = json!({
        "registrationCount": 2, "waitingCount": 1, "seatPools": [{ "confirmed": 2, "waiting": 1 }],
    });
    assert_eq!(counts, expected);
    // Giving up twice changes nothing more.
    let stale = give_up(&people[3], &seats[3]).await;
    assert_eq!(stale["error"], "CONFLICT");
}

#[rstest]
#[tokio::test]
async fn more_seats_go_to_those_who_wait_and_fewer_evict_nobody(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let people = people(&scene.app, 6).await;
    for person in &people[..5] {
        register(person, &seen).await;
    }
    let capacity =
        |capacity: i32| json!({ "seatPools": [{ "kind": "ONSITE", "capacity": capacity }] });
    let seen = scene.see(&seen).await;
    let seen = scene.update(&seen, capacity(4)).await;
    let now = statuses(&people[..5], &seen).await;
    assert_eq!(
        now,
        [
            "CONFIRMED",
            "CONFIRMED",
            "CONFIRMED",
            "CONFIRMED",
            "WAITLISTED 1"
        ]
    );

    let seen = scene.update(&seen, capacity(1)).await;
    assert_eq!(statuses(&people[..5], &seen).await, now);
    give_up(&people[0], &own(&people[0], &seen).await).await;
    // Three sit where one seat is: nobody moves up.
    let now = statuses(&people[..5], &seen).await;
    assert_eq!(
        now,
        ["-", "CONFIRMED", "CONFIRMED", "CONFIRMED", "WAITLISTED 1"]
    );
    register(&people[5], &seen).await;
    let seen = scene.see(&seen).await;
    let seen = scene
        .update(&seen, json!({ "seatPools": [{ "kind": "ONSITE" }] }))
        .await;
    let now = statuses(&people, &seen).await;
    assert_eq!(
        now,
        [
            "-",
            "CONFIRMED",
            "CONFIRMED",
            "CONFIRMED",
            "CONFIRMED",
            "CONFIRMED"
        ]
    );
    let counts = scene.look(&seen, "registrationCount waitingCount").await;
    assert_eq!(counts, json!({ "registrationCount": 5, "waitingCount": 0 }));
}

#[rstest]
#[tokio::test]
async fn seats_that_people_have_registered_for_stay(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let visitor = scene.app.person().await;
    let seat = register(&visitor, &seen).await;
    give_up(&visitor, &seat).await;
    let seen = scene.see(&seen).await;
    let online = json!({ "mode": "HYBRID", "joinUrl": "https://meet.example/x", "seatPools": [{ "kind": "ONLINE" }] });
    let refused = scene
        .try_act("updateSeminar", "UpdateSeminarInput", &seen, online)
        .await;
    assert_eq!(refusals(&refused), ["POOL_IN_USE at seatPools"]);
    let pools = scene.look(&seen, "seatPools { kind capacity }").await;
    assert_eq!(
        pools["seatPools"],
        json!([{ "kind": "ONSITE", "capacity": 2 }])
    );
}

#[rstest]
#[tokio::test]
async fn an_organisation_with_all_its_seats_is_passed_over_and_keeps_its_place(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let quota =
        json!({ "seatsPerOrganisation": 1, "seatPools": [{ "kind": "ONSITE", "capacity": 3 }] });
    let seen = scene.open(quota).await;
    let (north, south) = (
        scene.app.organisation("Nord").await,
        scene.app.organisation("Syd").await,
    );
    let mut all = vec![];
    for town in [&north, &north, &south, &south] {
        let person = scene.app.person_in(town.id, OrganisationRole::Member).await;
        register(&person, &seen).await;
        all.push(person);
    }
    let now = statuses(&all, &seen).await;
    assert_eq!(
        now,
        ["CONFIRMED", "WAITLISTED 1", "CONFIRMED", "WAITLISTED 2"]
    );
    give_up(&all[2], &own(&all[2], &seen).await).await;
    let now = statuses(&all, &seen).await;
    assert_eq!(now, ["CONFIRMED", "WAITLISTED 1", "-", "CONFIRMED"]);
    let seen = scene.see(&seen).await;
    scene
        .update(&seen, json!({ "seatsPerOrganisation": null }))
        .await;
    let now = statuses(&all, &seen).await;
    assert_eq!(now, ["CONFIRMED", "CONFIRMED", "-", "CONFIRMED"]);
}

#[rstest]
#[tokio::test]
async fn a_place_in_the_queue_is_known_to_the_person_and_the_organisers(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let full = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 0 }] });
    let seen = scene.open(full).await;
    let people = people(&scene.app, 3).await;
    for person in &people {
        register(person, &seen).await;
    }
    let list = "registrations { nodes { position person { id } } }";
    let places = |found: Value| {
        let nodes = found["registrations"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        nodes
            .iter()
            .map(|node| node["position"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        places(scene.look(&seen, list).await),
        [json!(1), json!(2), json!(3)]
    );
    assert_eq!(places(look(&people[1], &seen, list).await), [json!(2)]);
}

#[rstest]
#[tokio::test]
async fn whoever_listens_hears_of_every_change_of_the_seats(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let query = "subscription ($id: ID!) { seminarSeats(id: $id) { registrationCount seatPools { free } } }";
    let ids = json!({ "id": seen.id });
    let mut heard = scene.app.anyone().subscribe(query, ids.clone()).await;
    let told = |count: i32, free: i32| json!({ "registrationCount": count, "seatPools": [{ "free": free }] });
    assert_eq!(
        heard.next().await["payload"]["data"]["seminarSeats"],
        told(0, 2)
    );
    let visitor = scene.app.person().await;
    let seat = register(&visitor, &seen).await;
    assert_eq!(
        heard.next().await["payload"]["data"]["seminarSeats"],
        told(1, 1)
    );
    tokio::time::sleep(Duration::from_millis(50)).await;
    give_up(&visitor, &seat).await;
    assert_eq!(
        heard.next().await["payload"]["data"]["seminarSeats"],
        told(0, 2)
    );

    let draft = scene.create(json!({})).await;
    let mut nothing = scene
        .app
        .anyone()
        .subscribe(query, json!({ "id": draft.id }))
        .await;
    let first = nothing.next().await;
    let text = first.to_string();
    assert!(text.contains("NOT_FOUND"), "{text}");
}
