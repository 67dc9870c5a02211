//! A seat online is another place than a seat in the room.

use super::{
    super::scene::*,
    mails::{Post, email},
    reading::calendar,
};
use crate::support::*;

const SEAT: &str = "registration { id version status seat position }";

fn hybrid(room: i32, online: i32) -> Value {
    json!({ "mode": "HYBRID", "joinUrl": "https://meet.example/x",
        "seatPools": [{ "kind": "ONSITE", "capacity": room }, { "kind": "ONLINE", "capacity": online }] })
}

async fn take(client: &Client, seen: &Seen, seat: &str) -> Value {
    let mut payload = try_register(client, seen, json!({ "seat": seat })).await;
    assert_eq!(payload["refusals"], json!([]), "{payload:#}");
    payload["registration"].take()
}

async fn change_seat(client: &Client, seen: &Seen, seat: &str) -> Value {
    let now = own(client, seen).await;
    let input = json!({ "id": now["id"], "version": now["version"], "seat": seat });
    client
        .change("changeSeat", "ChangeSeatInput", SEAT, input)
        .await
}

#[rstest]
#[tokio::test]
async fn a_seat_online_says_so_and_another_seat_is_another_place(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let seen = scene.open(hybrid(1, 2)).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    take(&anna, &seen, "ONSITE").await;
    let room = post.only(0).await;
    assert!(room.text.contains("Where: Folkets hus"), "{}", room.text);
    assert!(!room.text.contains("online"), "{}", room.text);
    take(&bo, &seen, "ONLINE").await;
    let online = post.only(1).await;
    assert!(online.text.contains("Where: Online"), "{}", online.text);
    assert!(
        online.text.contains("Your seat is online."),
        "{}",
        online.text
    );
    assert!(!online.text.contains("Folkets hus"), "{}", online.text);
    assert_eq!(online.calendar().event().of("LOCATION"), ":Online");
    let first = online.calendar().sequence();
    let made = json!({ "replace": true });
    let made = anna
        .change(
            "createCalendarAddress",
            "CreateCalendarAddressInput",
            "calendarUrl",
            made,
        )
        .await;
    let feed = made["calendarUrl"].as_str().expect("an address");
    let feed = &feed[feed.find("/calendars/").expect("a path")..];
    let before = calendar(&anna, feed).await;
    assert_eq!(before.event().of("LOCATION"), ":Folkets hus");

    // The room is full for Bo, who keeps the seat there is.
    let full = change_seat(&bo, &seen, "ONSITE").await;
    assert_eq!(refusals(&full), ["NO_FREE_SEAT at seat"]);
    let moved = change_seat(&anna, &seen, "ONLINE").await;
    assert_eq!(moved["registration"]["seat"], "ONLINE", "{moved:#}");
    let told = post.only(2).await;
    assert_eq!(
        (told.to.as_str(), told.method(), told.subject.as_str()),
        (email(&anna).as_str(), "REQUEST", "Changed: Bygd i balans")
    );
    assert_eq!(told.calendar().event().of("LOCATION"), ":Online");
    assert_eq!(told.calendar().sequence(), first + 1);
    let after = calendar(&anna, feed).await;
    assert_eq!(after.event().of("LOCATION"), ":Online");
    assert_eq!(after.sequence(), before.sequence() + 1);
    let moved = change_seat(&bo, &seen, "ONSITE").await;
    assert_eq!(moved["registration"]["seat"], "ONSITE", "{moved:#}");
    let told = post.only(3).await;
    assert_eq!(told.calendar().event().of("LOCATION"), ":Folkets hus");

    // The seminar moves: whoever changed is ahead of the others by that change.
    let later = scene.local(25).format("%Y-%m-%dT%H:%M").to_string();
    let now = scene.see(&seen).await;
    scene
        .update(&now, json!({ "startsLocal": later, "endsLocal": null }))
        .await;
    let told = post.since(4).await;
    assert_eq!(told.len(), 2);
    for mail in &told {
        assert_eq!(mail.calendar().sequence(), first + 2, "{}", mail.to);
    }
}

#[rstest]
#[tokio::test]
async fn who_waits_for_the_room_can_take_a_seat_online_and_the_next_moves_up(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(hybrid(1, 1)).await;
    let people = [
        scene.app.person().await,
        scene.app.person().await,
        scene.app.person().await,
    ];
    let mut seats = vec![];
    for person in &people {
        seats.push(take(person, &seen, "ONSITE").await);
    }
    let [anna, bo, carl] = &people;
    assert_eq!(own(carl, &seen).await["position"], 2);
    let got = change_seat(bo, &seen, "ONLINE").await;
    assert_eq!(got["registration"]["status"], "CONFIRMED", "{got:#}");
    assert_eq!(own(carl, &seen).await["position"], 1);
    // Carl would wait there behind nobody; he is in line there, and no more in the other.
    let waits = change_seat(carl, &seen, "ONLINE").await;
    assert_eq!(waits["registration"]["status"], "WAITLISTED");
    assert_eq!(waits["registration"]["position"], 1);
    let pools = scene
        .look(&seen, "waitingCount seatPools { kind confirmed waiting }")
        .await;
    assert_eq!(
        pools,
        json!({ "waitingCount": 1, "seatPools": [{ "kind": "ONLINE", "confirmed": 1, "waiting": 1 }, { "kind": "ONSITE", "confirmed": 1, "waiting": 0 }] })
    );
    // While somebody waits there, nobody passes them.
    let passed = change_seat(anna, &seen, "ONLINE").await;
    assert_eq!(refusals(&passed), ["NO_FREE_SEAT at seat"]);
    give_up(bo, &own(bo, &seen).await).await;
    assert_eq!(own(carl, &seen).await["status"], "CONFIRMED");
    // An organiser changes the seat of others; somebody else does not see the registration.
    let now = own(carl, &seen).await;
    let input = json!({ "id": now["id"], "version": now["version"], "seat": "ONSITE" });
    let hidden = bo
        .change("changeSeat", "ChangeSeatInput", SEAT, input.clone())
        .await;
    assert_eq!(hidden["error"], "NOT_FOUND");
    give_up(anna, &own(anna, &seen).await).await;
    let moved = scene
        .editor
        .change("changeSeat", "ChangeSeatInput", SEAT, input)
        .await;
    assert_eq!(moved["registration"]["seat"], "ONSITE", "{moved:#}");
    let only_room = scene.open(json!({})).await;
    register(anna, &only_room).await;
    let none = change_seat(anna, &only_room, "ONLINE").await;
    assert_eq!(refusals(&none), ["NO_SUCH_SEATS at seat"]);
}

#[rstest]
#[tokio::test]
async fn a_mode_without_the_seats_that_people_hold_is_refused(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let wrong = json!({ "mode": "ONLINE", "joinUrl": "https://meet.example/x" });
    let refused = scene.try_create(wrong).await;
    assert_eq!(refusals(&refused), ["OUT_OF_PLACE at seatPools.0.kind"]);
    let seen = scene.open(hybrid(1, 1)).await;
    let (anna, bo, carl) = (
        scene.app.person().await,
        scene.app.person().await,
        scene.app.person().await,
    );
    take(&anna, &seen, "ONLINE").await;
    take(&bo, &seen, "ONLINE").await;
    let now = scene.see(&seen).await;
    let refused = scene
        .try_act(
            "updateSeminar",
            "UpdateSeminarInput",
            &now,
            json!({ "mode": "ONSITE" }),
        )
        .await;
    assert_eq!(refusals(&refused), ["POOL_IN_USE at mode"]);
    let why = refused["refusals"][0]["message"].as_str().expect("why");
    assert!(
        why.contains("has no ONLINE seats, which 1 people hold and 1 wait for"),
        "{why}"
    );
    // The other kind has nobody: it goes, and nobody can register for it any more.
    let now = scene
        .update(&now, json!({ "mode": "ONLINE", "venue": null }))
        .await;
    let pools = scene.look(&now, "seatPools { kind }").await;
    assert_eq!(pools["seatPools"], json!([{ "kind": "ONLINE" }]));
    let gone = try_register(&carl, &now, json!({ "seat": "ONSITE" })).await;
    assert_eq!(refusals(&gone), ["NO_SUCH_SEATS at seat"]);
    let only = try_register(&carl, &now, json!({})).await;
    assert_eq!(only["registration"]["seat"], "ONLINE", "{only:#}");
    // Hybrid again, it has its seats again.
    let now = scene.see(&seen).await;
    let back = json!({ "mode": "HYBRID", "venue": { "name": "Folkets hus" } });
    let now = scene.update(&now, back).await;
    let pools = scene.look(&now, "seatPools { kind capacity }").await;
    assert_eq!(
        pools["seatPools"],
        json!([{ "kind": "ONLINE", "capacity": 1 }, { "kind": "ONSITE", "capacity": 1 }])
    );
}
