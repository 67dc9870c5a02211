//! What becomes of a new occurrence of a series for which people have registered.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use entity::affiliation::OrganisationRole;

use super::{
    calendars::mails::Post,
    scene::*,
    series::{act, change, create, done, nodes, see_series, turn, wednesday},
};
use crate::support::{scene::gid, *};

/// A monthly series for which people register as a whole.
async fn monthly(scene: &Scene, over: Value) -> Value {
    let week = (wednesday(scene).day() - 1) / 7 + 1;
    let rule = json!({ "rule": format!("FREQ=MONTHLY;BYDAY={week}WE;COUNT=24") });
    let series = create(scene, merged(rule, over)).await;
    let whole = json!({ "registration": "SERIES" });
    act(scene, "publishSeminarSeries", &series, whole).await
}

async fn join(client: &Client, series: &Value, over: Value) {
    let input = merged(json!({ "seriesId": series["id"] }), over);
    done(change(client, "registerForSeminarSeries", input).await);
}

/// Waits until the next occurrence is due, and lets it be made; answers with it, and with how many statements that took.
async fn grow(scene: &Scene, series: &Value) -> (Seen, usize) {
    let series = see_series(&scene.editor, series).await;
    let next = series["nextToBeMadeOn"].as_str().expect("more to come");
    let next: NaiveDate = next.parse().expect("a day");
    let due = next - Months::new(18) + TimeDelta::days(3);
    scene.app.clock.advance(due - scene.app.today());
    let store = &scene.app.app.store;
    store.watched();
    assert_eq!(turn(scene).await, 1);
    // Behind the change log, which ends the transaction, the worker may have begun to tell of it.
    let is_log = |sql: &str| sql.contains("INSERT") && sql.contains("change_log");
    let statements = store.watched();
    let cost = statements.iter().position(|one| is_log(&one.sql));
    let grown = see_series(&scene.editor, &series).await;
    let made = nodes(&grown);
    assert_eq!(made.len(), nodes(&series).len() + 1);
    let seen = Seen::of(&made[made.len() - 1]);
    (seen, cost.expect("it is told"))
}

async fn statuses(people: &[Client], seen: &Seen) -> Vec<Value> {
    let mut found = vec![];
    for one in people {
        found.push(own(one, seen).await["status"].clone());
    }
    found
}

#[rstest]
#[tokio::test]
async fn it_takes_everybody_in_by_as_many_statements_as_one_person(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let series = monthly(scene, json!({})).await;
    let mut people = vec![];
    let mut costs = vec![];
    for number in [1, 7] {
        for _ in 0..number {
            let person = scene.app.person().await;
            join(&person, &series, json!({})).await;
            people.push(person);
        }
        // Nothing is left to do for the worker, which would add statements of its own.
        post.settled().await;
        let (seen, cost) = grow(scene, &series).await;
        costs.push(cost);
        let counts = scene.look(&seen, FIELDS).await;
        let (seated, waiting) = (people.len().min(2), people.len().saturating_sub(2));
        assert_eq!(counts["confirmed"], seated, "{counts:#}");
        assert_eq!(counts["waiting"], waiting, "{counts:#}");
        for (place, one) in people.iter().enumerate() {
            let own = own(one, &seen).await;
            let expected = match place.checked_sub(1) {
                None | Some(0) => ("CONFIRMED", Value::Null),
                Some(place) => ("WAITLISTED", json!(place)),
            };
            assert_eq!(
                (own["status"].as_str(), &own["position"]),
                (Some(expected.0), &expected.1)
            );
        }
    }
    assert_eq!(costs[0], costs[1], "statements for one and for eight");
}

#[rstest]
#[tokio::test]
async fn it_is_taken_as_the_first_was(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let quota = json!({ "seatsPerOrganisation": 1 });
    let series = monthly(&scene, quota).await;
    let first = Seen::of(&nodes(&series)[0]);
    let mut people = vec![];
    let (north, south) = (
        scene.app.organisation("Norr").await,
        scene.app.organisation("Söder").await,
    );
    for organisation in [&north, &north, &south, &south] {
        let role = OrganisationRole::Member;
        let person = scene.app.person_in(organisation.id, role).await;
        join(&person, &series, json!({})).await;
        people.push(person);
    }
    people.push(scene.app.person().await);
    join(&people[4], &series, json!({})).await;
    let taken = [
        "CONFIRMED",
        "WAITLISTED",
        "CONFIRMED",
        "WAITLISTED",
        "WAITLISTED",
    ];
    assert_eq!(statuses(&people, &first).await, taken);
    let (added, _) = grow(&scene, &series).await;
    assert_eq!(statuses(&people, &added).await, taken);
    // Who gives it up lets the next one in, as everywhere.
    let mine = own(&people[0], &added).await;
    give_up(&people[0], &mine).await;
    assert_eq!(own(&people[1], &added).await["status"], "CONFIRMED");

    // Another kind of seats, and a word of the organisers first: who registered without one still has one that fits.
    let series = see_series(&scene.editor, &series).await;
    let hybrid = json!({ "scope": "ALL", "mode": "HYBRID", "needsApproval": true, "seatsPerOrganisation": null, "joinUrl": "https://meet.example/x",
        "seatPools": [{ "kind": "ONSITE", "capacity": 9 }, { "kind": "ONLINE", "capacity": 9 }] });
    let series = act(&scene, "updateSeminarSeries", &series, hybrid).await;
    let (asks, invited) = (scene.app.person().await, scene.app.person().await);
    join(&asks, &series, json!({ "seat": "ONLINE" })).await;
    let named = json!({ "personId": gid("Person", invited.person_id), "seat": "ONLINE" });
    join(&scene.editor, &series, named).await;
    let (added, _) = grow(&scene, &series).await;
    let seats = "seatPools { kind confirmed } confirmed: registrationCount waiting: waitingCount";
    let expected = json!({ "seatPools": [{ "kind": "ONLINE", "confirmed": 1 }, { "kind": "ONSITE", "confirmed": 0 }],
        "confirmed": 1, "waiting": 0 });
    assert_eq!(scene.look(&added, seats).await, expected);
    people.extend([asks, invited]);
    let mut expected = vec!["REQUESTED"; 6];
    expected.push("CONFIRMED");
    assert_eq!(statuses(&people, &added).await, expected);
    let seat = look(&people[0], &added, "viewerRegistration { seat }").await;
    assert_eq!(seat["viewerRegistration"]["seat"], "ONSITE");
}
