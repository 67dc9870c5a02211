//! Bodies, their seats, and who held them when.

use futures_util::future::join_all;

use super::scene::*;
use crate::support::{scene::gid, *};

/// A project with a body and one seat of the funder; answers with the ids of body and seat.
async fn seated(scene: &Scene) -> (Seen, String, String) {
    let seen = scene.open(json!({})).await;
    let seen = scene
        .act("writeGoverningBody", &seen, json!({ "name": "Styrgrupp" }))
        .await;
    let body = id_of(scene, &seen, "governingBodies", 0).await;
    let seat = json!({ "bodyId": body, "organisationId": gid("Organisation", scene.funder.id) });
    let seen = scene.act("writeSeat", &seen, seat).await;
    let seat = id_of(scene, &seen, "seats", 0).await;
    (seen, body, seat)
}

#[rstest]
#[tokio::test]
async fn people_succeed_each_other_in_a_seat_and_the_day_says_who_held_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (mut seen, _, seat) = seated(&scene).await;
    for term in [
        json!({ "name": "First", "startsOn": "2013-01-01", "endsOn": "2013-06-01" }),
        json!({ "name": "Second", "isOver": true }),
        json!({ "name": "Third", "startsOn": "2014-01-01", "endsOn": "2014-06-01" }),
        json!({ "name": "Fourth", "startsOn": "2014-06-01" }),
    ] {
        let term = merged(term, json!({ "seatId": seat }));
        seen = scene.act("writeSeatTerm", &seen, term).await;
    }
    let on = |day: &str| {
        format!(
            "seats(asOf: \"{day}\") {{ asOf holder {{ name }} possibleHolders {{ name }} isVacantSince }}"
        )
    };
    for (day, holder, possible) in [
        ("2013-05-31", json!({ "name": "First" }), json!([])),
        ("2013-07-01", Value::Null, json!([{ "name": "Second" }])),
        ("2014-05-31", json!({ "name": "Third" }), json!([])),
        ("2026-01-01", json!({ "name": "Fourth" }), json!([])),
        ("2012-12-31", Value::Null, json!([])),
    ] {
        let found = scene.look(&seen, &on(day)).await;
        let expected = json!({ "asOf": day, "holder": holder, "possibleHolders": possible, "isVacantSince": null });
        assert_eq!(found["seats"][0], expected);
    }
}

#[rstest]
#[tokio::test]
async fn a_seat_is_never_held_by_two_at_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let (seen, _, seat) = seated(&scene).await;
    let term =
        |name: &str, starts: &str| json!({ "seatId": seat, "name": name, "startsOn": starts });
    let seen = scene
        .act("writeSeatTerm", &seen, term("First", "2020-01-01"))
        .await;
    let second = scene
        .try_act("writeSeatTerm", &seen, term("Second", "2021-01-01"))
        .await;
    assert_eq!(refusals(&second), ["SEAT_HELD at startsOn"]);
    let ended = json!({ "seatTermId": scene.look(&seen, "seats { terms { id } }").await["seats"][0]["terms"][0]["id"], "endsOn": "2021-06-01" });
    let ended = merged(term("First", "2020-01-01"), ended);
    let seen = scene.act("writeSeatTerm", &seen, ended).await;
    let early = scene
        .try_act("writeSeatTerm", &seen, term("Second", "2021-05-31"))
        .await;
    assert_eq!(refusals(&early), ["SEAT_HELD at startsOn"]);
    // Five at the same moment: one of them, whatever the order.
    let many = (0..5).map(|_| scene.try_act("writeSeatTerm", &seen, term("Second", "2021-06-01")));
    let answers = join_all(many).await;
    let taken = answers.iter().filter(|one| one["project"].is_object());
    assert_eq!(taken.count(), 1, "{answers:#?}");
    let found = scene.look(&seen, "seats { terms { name } }").await;
    assert_eq!(
        found["seats"][0]["terms"],
        json!([{ "name": "First" }, { "name": "Second" }])
    );
}

#[rstest]
#[tokio::test]
async fn a_body_has_one_chair_and_a_person_may_hold_two_seats(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (seen, body, seat) = seated(&scene).await;
    let chair = json!({ "bodyId": body, "name": "Ortsråden", "isChair": true });
    let seen = scene.act("writeSeat", &seen, chair.clone()).await;
    let another = scene.try_act("writeSeat", &seen, chair).await;
    assert_eq!(refusals(&another), ["CHAIR_TAKEN at isChair"]);
    let other = id_of(&scene, &seen, "seats", 1).await;
    let person = gid("Person", scene.payer.person_id);
    let both = json!({ "personId": person, "startsOn": "2024-01-01" });
    let mut seen = seen;
    for seat in [&seat, &other] {
        let term = merged(both.clone(), json!({ "seatId": seat }));
        seen = scene.act("writeSeatTerm", &seen, term).await;
    }
    let found = scene
        .look(&seen, "seats { isChair holder { person { id } } }")
        .await;
    let held = json!({ "person": { "id": person } });
    assert_eq!(
        found["seats"],
        json!([{ "isChair": false, "holder": held }, { "isChair": true, "holder": held }])
    );
    let mine = "{ projects(filter: { mine: true }) { nodes { id } } }";
    let mine = scene.payer.data(mine, json!({})).await;
    assert_eq!(mine["projects"]["nodes"], json!([{ "id": seen.id }]));
}

#[rstest]
#[tokio::test]
async fn a_seat_that_stands_empty_for_more_than_sixty_days_warns(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (seen, _, seat) = seated(&scene).await;
    let term = json!({ "seatId": seat, "name": "First", "startsOn": "2020-01-01", "endsOn": "2020-06-01" });
    let seen = scene.act("writeSeatTerm", &seen, term).await;
    for (day, warns) in [("2020-07-31", false), ("2020-08-01", true)] {
        let selection = format!("seats(asOf: \"{day}\") {{ isVacantSince isVacantTooLong }}");
        let found = scene.look(&seen, &selection).await;
        let expected = json!({ "isVacantSince": "2020-06-01", "isVacantTooLong": warns });
        assert_eq!(found["seats"][0], expected);
    }
}

#[rstest]
#[tokio::test]
async fn a_seat_that_nobody_held_yet_is_vacant_since_it_is_there(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (seen, body, seat) = seated(&scene).await;
    let vacant =
        async |seen: &Seen, selection: &str| scene.look(seen, selection).await["seats"][0].clone();
    let today = scene.app.today().to_string();
    let now = vacant(&seen, "seats { startsOn isVacantSince isVacantTooLong }").await;
    let expected = json!({ "startsOn": today, "isVacantSince": today, "isVacantTooLong": false });
    assert_eq!(now, expected);
    let since =
        json!({ "bodyId": body, "seatId": seat, "name": "Ortsråden", "startsOn": "2020-01-01" });
    let seen = scene.act("writeSeat", &seen, since).await;
    for (day, vacant_since, warns) in [
        ("2019-12-31", Value::Null, false),
        ("2020-03-01", json!("2020-01-01"), false),
        ("2020-03-02", json!("2020-01-01"), true),
    ] {
        let selection = format!("seats(asOf: \"{day}\") {{ isVacantSince isVacantTooLong }}");
        let expected = json!({ "isVacantSince": vacant_since, "isVacantTooLong": warns });
        assert_eq!(vacant(&seen, &selection).await, expected, "{day}");
    }
    // Written anew without a day, it is there since the same one; and until its first holder comes it stands empty.
    let anew = json!({ "bodyId": body, "seatId": seat, "name": "Råden" });
    let seen = scene.act("writeSeat", &seen, anew).await;
    let term = json!({ "seatId": seat, "name": "First", "startsOn": "2021-01-01", "endsOn": "2021-06-01" });
    let seen = scene.act("writeSeatTerm", &seen, term).await;
    for (day, since) in [("2020-12-31", "2020-01-01"), ("2021-06-02", "2021-06-01")] {
        let selection = format!("seats(asOf: \"{day}\") {{ isVacantSince }}");
        assert_eq!(vacant(&seen, &selection).await["isVacantSince"], since);
    }
}
