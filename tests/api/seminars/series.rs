//! Seminars that come again by a rule.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::scene::*;
use crate::support::{scene::gid, *};

const SERIES: &str = "series { id version rule startsLocal durationMinutes registration nextToBeMadeOn exceptions publishedAt cancelledAt
    previous { id } viewerRegistration { seat joinedAt } occurrences(first: 100) { totalCount nodes { id version state startsLocal startsAt endsLocal
    originalStartLocal ownParts title { text } reason } } }";

/// The first Wednesday that is at least 20 days ahead.
pub fn wednesday(scene: &Scene) -> NaiveDate {
    let mut day = scene.local(20).date();
    // A fifth one is not in every month.
    while day.weekday() != Weekday::Wed || day.day() > 28 {
        day += TimeDelta::days(1);
    }
    day
}

fn form(scene: &Scene, over: Value) -> Value {
    let day = wednesday(scene);
    let times = json!({ "rule": "FREQ=WEEKLY;COUNT=4", "startsLocal": format!("{day}T10:00"), "endsLocal": format!("{day}T13:00") });
    merged(scene.form(times), over)
}

pub async fn change(client: &Client, mutation: &str, input: Value) -> Value {
    let mut kind = mutation.to_owned();
    kind[..1].make_ascii_uppercase();
    let kind = format!("{kind}Input");
    client.change(mutation, &kind, SERIES, input).await
}

#[track_caller]
pub fn done(payload: Value) -> Value {
    assert_eq!(payload["refusals"], json!([]), "{payload:#}");
    payload["series"].clone()
}

pub async fn create(scene: &Scene, over: Value) -> Value {
    done(change(&scene.editor, "createSeminarSeries", form(scene, over)).await)
}

/// Changes a series as its editor, from the version it has.
pub async fn act(scene: &Scene, mutation: &str, series: &Value, over: Value) -> Value {
    done(try_act_on(scene, mutation, series, over).await)
}

async fn try_act_on(scene: &Scene, mutation: &str, series: &Value, over: Value) -> Value {
    let input = merged(
        json!({ "id": series["id"], "version": series["version"] }),
        over,
    );
    change(&scene.editor, mutation, input).await
}

pub async fn see_series(client: &Client, series: &Value) -> Value {
    let query = format!(
        "query ($id: ID!) {{ {} }}",
        SERIES.replacen("series", "seminarSeries(id: $id)", 1)
    );
    let mut data = client.data(&query, json!({ "id": series["id"] })).await;
    data["seminarSeries"].take()
}

pub fn nodes(series: &Value) -> Vec<Value> {
    let nodes = series["occurrences"]["nodes"].as_array();
    nodes.cloned().unwrap_or_default()
}

pub fn column(series: &Value, field: &str) -> Vec<String> {
    let text = |node: &Value| node[field].as_str().unwrap_or("-").to_owned();
    nodes(series).iter().map(text).collect()
}

/// So many weeks of starts from a day on.
fn weeks(day: NaiveDate, number: i64, time: &str) -> Vec<String> {
    let start = |week: i64| format!("{}T{time}:00", day + TimeDelta::weeks(week));
    (0..number).map(start).collect()
}

pub async fn turn(scene: &Scene) -> usize {
    let app = &scene.app.app;
    let turned = erfa::seminars::turn_series(&app.store, &app.followers).await;
    turned.expect("it turns")
}

#[rstest]
#[tokio::test]
async fn a_series_is_seminars_of_the_next_eighteen_months_and_the_rest_follows(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let day = wednesday(&scene);
    let third = format!("FREQ=MONTHLY;BYDAY={}WE;COUNT=24", (day.day() - 1) / 7 + 1);
    let agenda = json!([{ "title": "Laget runt" }]);
    let series = create(
        &scene,
        json!({ "rule": third, "agenda": agenda, "exceptions": [] }),
    )
    .await;
    let made = series["occurrences"]["totalCount"]
        .as_u64()
        .expect("a count");
    assert!((17..=18).contains(&made), "{series:#}");
    let next = series["nextToBeMadeOn"].as_str().expect("more to come");
    let next: NaiveDate = next.parse().expect("a day");
    assert_eq!(column(&series, "state")[1], "PLANNED");
    assert_eq!(series["startsLocal"], format!("{day}T10:00:00"));
    let nobody = see_series(&scene.app.anyone(), &series).await;
    assert!(nobody.is_null(), "a draft is its organisers' own");
    assert_eq!(turn(&scene).await, 0, "nothing is due");

    let series = act(
        &scene,
        "publishSeminarSeries",
        &series,
        json!({ "registration": "OCCURRENCE" }),
    )
    .await;
    assert_eq!(column(&series, "state")[3], "OPEN");
    assert_eq!(series["registration"], "OCCURRENCE");
    let seen = see_series(&scene.app.anyone(), &series).await;
    assert_eq!(seen["occurrences"]["totalCount"], made);

    scene.app.clock.advance(TimeDelta::days(65));
    assert_eq!(turn(&scene).await, 1);
    assert_eq!(turn(&scene).await, 0, "they are made once");
    let later = see_series(&scene.app.anyone(), &series).await;
    let grown = later["occurrences"]["totalCount"]
        .as_u64()
        .expect("a count");
    assert!((made + 1..=made + 3).contains(&grown), "{later:#}");
    let last = Seen::of(&nodes(&later)[usize::try_from(made).expect("few")]);
    let one = "state startsLocal agenda { title } seatPools { capacity confirmed } host { name } series { id } originalStartLocal";
    let expected = json!({ "state": "OPEN", "startsLocal": format!("{next}T10:00:00"), "agenda": agenda,
        "seatPools": [{ "capacity": 2, "confirmed": 0 }], "host": { "name": "Ludvika" }, "series": { "id": series["id"] },
        "originalStartLocal": format!("{next}T10:00:00") });
    assert_eq!(look(&scene.app.anyone(), &last, one).await, expected);
    let filter = format!(
        "{{ seminars(filter: {{ seriesId: {} }}) {{ totalCount }} }}",
        series["id"]
    );
    let filtered = scene.app.anyone().data(&filter, json!({})).await;
    assert_eq!(filtered["seminars"]["totalCount"], grown);
}

#[rstest]
#[tokio::test]
async fn rules_that_are_too_much_are_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let started = std::time::Instant::now();
    for (rule, code) in [
        ("FREQ=SECONDLY;COUNT=3", "UNSUPPORTED_RULE at rule"),
        (
            "FREQ=WEEKLY;BYSECOND=1,2,3;COUNT=3",
            "UNSUPPORTED_RULE at rule",
        ),
        ("FREQ=WEEKLY", "ENDLESS at rule"),
        ("FREQ=WEEKLY;COUNT=10000", "TOO_MANY_OCCURRENCES at rule"),
        ("FREQ=WEEKLY;UNTIL=99991231", "TOO_LONG_AHEAD at rule"),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=2", "NOT_IN_RULE at rule"),
        ("FREQ=WEEKLY;COUNT=2;X", "BAD_RULE at rule"),
    ] {
        let payload = change(
            &scene.editor,
            "createSeminarSeries",
            form(&scene, json!({ "rule": rule })),
        )
        .await;
        assert_eq!(refusals(&payload), [code], "{rule}");
    }
    assert!(started.elapsed().as_secs() < 20);
    let vague = json!({ "startsLocal": null, "endsLocal": null, "when": { "text": "juni" } });
    let payload = change(&scene.editor, "createSeminarSeries", form(&scene, vague)).await;
    assert_eq!(
        refusals(&payload),
        ["OUT_OF_PLACE at when", "MISSING at startsLocal"]
    );
    let other = scene.app.person().await;
    let payload = change(&other, "createSeminarSeries", form(&scene, json!({}))).await;
    assert_eq!(payload["error"], "FORBIDDEN");
    let day = wednesday(&scene) + TimeDelta::days(1);
    let wrong = json!({ "exceptions": [day.to_string()] });
    let payload = change(&scene.editor, "createSeminarSeries", form(&scene, wrong)).await;
    assert_eq!(refusals(&payload), ["UNKNOWN at exceptions"]);
}

#[rstest]
#[tokio::test]
async fn the_time_on_the_clocks_stays_and_skipped_and_doubled_hours_find_a_place(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let night = json!({ "rule": "FREQ=WEEKLY;COUNT=3", "timeZone": "Europe/Stockholm",
        "startsLocal": "2027-03-21T02:30", "endsLocal": "2027-03-21T04:00" });
    let series = create(&scene, night).await;
    let starts = [
        "2027-03-21T02:30:00",
        "2027-03-28T03:30:00",
        "2027-04-04T02:30:00",
    ];
    assert_eq!(column(&series, "startsLocal"), starts);
    let instants = [
        "2027-03-21T01:30:00Z",
        "2027-03-28T01:30:00Z",
        "2027-04-04T00:30:00Z",
    ];
    assert_eq!(column(&series, "startsAt"), instants);
    assert_eq!(
        column(&series, "originalStartLocal")[1],
        "2027-03-28T02:30:00"
    );
    for (fold, at) in [
        ("EARLIER", "2027-10-31T00:30:00Z"),
        ("LATER", "2027-10-31T01:30:00Z"),
    ] {
        let night = json!({ "rule": "FREQ=WEEKLY;COUNT=2", "timeZone": "Europe/Stockholm", "fold": fold,
            "startsLocal": "2027-10-24T02:30", "endsLocal": "2027-10-24T04:00" });
        let series = create(&scene, night).await;
        assert_eq!(column(&series, "startsAt")[1], at);
    }
}

#[rstest]
#[tokio::test]
async fn what_is_changed_of_one_stays_when_all_are_changed(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let day = wednesday(&scene);
    let series = create(&scene, json!({})).await;
    let second = Seen::of(&nodes(&series)[1]);
    let titled = |text: &str| json!({ "title": [{ "locale": "sv", "text": text }] });
    scene.update(&second, titled("Med besök")).await;
    let series = see_series(&scene.editor, &series).await;
    assert_eq!(nodes(&series)[1]["ownParts"], json!(["TITLE"]));
    // Time and title of all: the second keeps its title, and moves with the others.
    let all = json!({ "scope": "ALL", "startsLocal": format!("{day}T15:00"), "venue": { "name": "Biblioteket" } });
    let series = act(
        &scene,
        "updateSeminarSeries",
        &series,
        merged(all, titled("Bokcirkel")),
    )
    .await;
    assert_eq!(column(&series, "startsLocal"), weeks(day, 4, "15:00"));
    assert_eq!(
        column(&series, "endsLocal")[0],
        format!("{day}T18:00:00"),
        "they last as long as before"
    );
    let titles: Vec<_> = nodes(&series)
        .iter()
        .map(|node| node["title"]["text"].clone())
        .collect();
    assert_eq!(titles, ["Bokcirkel", "Med besök", "Bokcirkel", "Bokcirkel"]);
    // One that is moved by itself stays where it was put.
    let third = Seen::of(&nodes(&series)[2]);
    let moved = format!("{}T09:00", day + TimeDelta::days(15));
    let one = json!({ "scope": "THIS", "occurrenceId": third.id, "startsLocal": moved, "endsLocal": null });
    let series = act(&scene, "updateSeminarSeries", &series, one).await;
    let all = json!({ "scope": "ALL", "startsLocal": format!("{day}T16:00") });
    let series = act(&scene, "updateSeminarSeries", &series, all).await;
    let mut expected = weeks(day, 4, "16:00");
    expected[2] = format!("{moved}:00");
    assert_eq!(column(&series, "startsLocal"), expected);
    assert_eq!(
        column(&series, "originalStartLocal"),
        weeks(day, 4, "16:00")
    );
    let stale = json!({ "id": series["id"], "version": 1, "scope": "ALL", "note": "x" });
    let conflict = change(&scene.editor, "updateSeminarSeries", stale).await;
    assert_eq!(conflict["error"], "CONFLICT");
}

#[rstest]
#[tokio::test]
async fn a_change_of_one_and_all_that_follow_splits_the_series(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let day = wednesday(&scene);
    let series = create(&scene, json!({})).await;
    let third = nodes(&series)[2]["id"].clone();
    let split_on = day + TimeDelta::weeks(2);
    let later = json!({ "scope": "THIS_AND_FUTURE", "occurrenceId": third, "startsLocal": format!("{split_on}T18:00") });
    let second = act(&scene, "updateSeminarSeries", &series, later).await;
    assert_ne!(second["id"], series["id"]);
    assert_eq!(second["previous"]["id"], series["id"]);
    assert_eq!(second["rule"], "FREQ=WEEKLY;COUNT=2");
    assert_eq!(column(&second, "startsLocal"), weeks(split_on, 2, "18:00"));
    let first = see_series(&scene.editor, &series).await;
    let last = (split_on - TimeDelta::days(1)).format("%Y%m%d");
    assert_eq!(first["rule"], format!("FREQ=WEEKLY;UNTIL={last}"));
    assert_eq!(column(&first, "startsLocal"), weeks(day, 2, "10:00"));
    let wrong = json!({ "scope": "THIS_AND_FUTURE", "occurrenceId": third, "note": "x" });
    let wrong = try_act_on(&scene, "updateSeminarSeries", &first, wrong).await;
    assert_eq!(refusals(&wrong), ["NOT_OF_SERIES at occurrenceId"]);
    // From the first one on, it is the same series.
    let own = nodes(&second)[0]["id"].clone();
    let all = json!({ "scope": "THIS_AND_FUTURE", "occurrenceId": own, "note": "Kaffe" });
    let same = act(&scene, "updateSeminarSeries", &second, all).await;
    assert_eq!(same["id"], second["id"]);
}

#[rstest]
#[tokio::test]
async fn another_rule_moves_each_within_its_week_and_calls_off_what_has_no_day(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let day = wednesday(&scene);
    let series = create(&scene, json!({})).await;
    let ids = column(&series, "id");
    let thursday = day + TimeDelta::days(1);
    let rule = json!({ "scope": "ALL", "rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=4", "startsLocal": format!("{thursday}T10:00") });
    let series = act(&scene, "updateSeminarSeries", &series, rule).await;
    assert_eq!(column(&series, "id"), ids);
    assert_eq!(column(&series, "startsLocal"), weeks(thursday, 4, "10:00"));
    let rule = json!({ "scope": "ALL", "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=3" });
    let payload = try_act_on(&scene, "updateSeminarSeries", &series, rule.clone()).await;
    assert_eq!(refusals(&payload), ["MISSING at reason"]);
    let rule = merged(rule, json!({ "reason": "Varannan vecka räcker." }));
    let series = act(&scene, "updateSeminarSeries", &series, rule).await;
    let states = column(&series, "state");
    assert_eq!(
        states,
        ["PLANNED", "CANCELLED", "PLANNED", "CANCELLED", "PLANNED"]
    );
    assert_eq!(nodes(&series)[1]["reason"], "Varannan vecka räcker.");
    let past = json!({ "scope": "ALL", "startsLocal": "2020-01-02T10:00", "rule": "FREQ=WEEKLY;COUNT=3", "reason": "x" });
    let payload = try_act_on(&scene, "updateSeminarSeries", &series, past).await;
    assert_eq!(refusals(&payload), ["IN_THE_PAST at startsLocal"]);
    // An exception takes a day out, and another rule does not bring back what was called off.
    let taken = json!({ "scope": "ALL", "exceptions": [(thursday + TimeDelta::weeks(4)).to_string()], "reason": "Lov" });
    let series = act(&scene, "updateSeminarSeries", &series, taken).await;
    assert_eq!(column(&series, "state")[4], "CANCELLED");
    let rule = json!({ "scope": "ALL", "rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=4" });
    let series = act(&scene, "updateSeminarSeries", &series, rule).await;
    let states = column(&series, "state");
    assert_eq!(
        states,
        ["PLANNED", "CANCELLED", "PLANNED", "CANCELLED", "CANCELLED"]
    );
}

#[rstest]
#[tokio::test]
async fn a_series_is_called_off_in_each_scope(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let series = create(&scene, json!({ "rule": "FREQ=WEEKLY;COUNT=5" })).await;
    let series = act(
        &scene,
        "publishSeminarSeries",
        &series,
        json!({ "registration": "OCCURRENCE" }),
    )
    .await;
    let ids = column(&series, "id");
    let one = json!({ "scope": "THIS", "occurrenceId": ids[1], "reason": "Snö" });
    let series = act(&scene, "cancelSeminarSeries", &series, one).await;
    let states = column(&series, "state");
    assert_eq!(states, ["OPEN", "CANCELLED", "OPEN", "OPEN", "OPEN"]);
    let rest = json!({ "scope": "THIS_AND_FUTURE", "occurrenceId": ids[3], "reason": "Slut" });
    let series = act(&scene, "cancelSeminarSeries", &series, rest).await;
    let states = column(&series, "state");
    assert_eq!(
        states,
        ["OPEN", "CANCELLED", "OPEN", "CANCELLED", "CANCELLED"]
    );
    assert!(
        series["rule"]
            .as_str()
            .is_some_and(|rule| rule.contains("UNTIL"))
    );
    let all = json!({ "scope": "ALL", "reason": "Nedlagd" });
    let series = act(&scene, "cancelSeminarSeries", &series, all.clone()).await;
    assert!(
        column(&series, "state")
            .iter()
            .all(|one| one == "CANCELLED")
    );
    assert!(series["cancelledAt"].is_string());
    let again = try_act_on(&scene, "cancelSeminarSeries", &series, all).await;
    assert_eq!(refusals(&again), ["WRONG_STATE at id"]);
}

#[rstest]
#[tokio::test]
async fn who_registers_for_the_series_has_or_waits_for_a_seat_in_each(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let series = create(&scene, json!({ "rule": "FREQ=WEEKLY;COUNT=90" })).await;
    let made = nodes(&series).len();
    let register_for = async |client: &Client| {
        let input = json!({ "seriesId": series["id"] });
        change(client, "registerForSeminarSeries", input).await
    };
    let person = scene.app.person().await;
    assert_eq!(register_for(&person).await["error"], "NOT_FOUND");
    let published = act(
        &scene,
        "publishSeminarSeries",
        &series,
        json!({ "registration": "SERIES" }),
    )
    .await;
    let first = Seen::of(&nodes(&published)[0]);
    let can = look(
        &person,
        &first,
        "viewerCan { register } series { viewerCan { register } }",
    )
    .await;
    let expected = json!({ "viewerCan": { "register": false }, "series": { "viewerCan": { "register": true } } });
    assert_eq!(can, expected);
    let single = try_register(&person, &first, json!({})).await;
    assert_eq!(refusals(&single), ["SERIES_REGISTRATION at seminarId"]);
    let mut people = vec![person];
    for _ in 0..2 {
        people.push(scene.app.person().await);
    }
    for one in &people {
        let joined = done(register_for(one).await);
        assert!(joined["viewerRegistration"]["joinedAt"].is_string());
        done(register_for(one).await);
    }
    let counts = async |field: &str| {
        let query = format!(
            "query ($id: ID!) {{ seminarSeries(id: $id) {{ occurrences(first: 100) {{ nodes {{ {field} }} }} }} }}"
        );
        let data = scene
            .editor
            .data(&query, json!({ "id": series["id"] }))
            .await;
        let nodes = data["seminarSeries"]["occurrences"]["nodes"].as_array();
        let number = |node: &Value| node[field].as_i64().unwrap_or(-1);
        nodes.expect("nodes").iter().map(number).collect::<Vec<_>>()
    };
    assert_eq!(counts("registrationCount").await, vec![2; made]);
    assert_eq!(counts("waitingCount").await, vec![1; made]);
    // One day given up goes to the next; who is registered for the series may come back to it.
    let mine = own(&people[0], &first).await;
    give_up(&people[0], &mine).await;
    assert_eq!(own(&people[2], &first).await["status"], "CONFIRMED");
    assert_eq!(register(&people[0], &first).await["status"], "WAITLISTED");
    // What is added later is theirs too, in their order.
    scene.app.clock.advance(TimeDelta::days(8));
    assert_eq!(turn(&scene).await, 1);
    let grown = see_series(&people[0], &series).await;
    assert!(nodes(&grown).len() > made);
    let last = Seen::of(&nodes(&grown)[nodes(&grown).len() - 1]);
    let mut stands = vec![];
    for one in &people {
        stands.push(own(one, &last).await["status"].clone());
    }
    assert_eq!(stands, ["CONFIRMED", "CONFIRMED", "WAITLISTED"]);
    // Giving up the series frees a seat in each.
    let input = json!({ "seriesId": series["id"] });
    done(change(&people[1], "cancelSeriesRegistration", input.clone()).await);
    let again = change(&people[1], "cancelSeriesRegistration", input).await;
    assert_eq!(refusals(&again), ["NOT_REGISTERED at seriesId"]);
    assert_eq!(own(&people[2], &last).await["status"], "CONFIRMED");
    assert!(
        counts("waitingCount")
            .await
            .iter()
            .all(|waiting| *waiting == 0)
    );
    let other = json!({ "seriesId": series["id"], "personId": gid("Person", people[0].person_id) });
    let other = change(&people[2], "cancelSeriesRegistration", other).await;
    assert_eq!(other["error"], "FORBIDDEN");
}

#[rstest]
#[tokio::test]
async fn a_series_is_for_those_whom_its_occurrences_are_for(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let registered = json!({ "visibility": "REGISTERED" });
    let series = create(&scene, registered).await;
    let first = Seen::of(&nodes(&series)[0]);
    let alone = scene
        .try_act("publishSeminar", "PublishSeminarInput", &first, json!({}))
        .await;
    assert_eq!(refusals(&alone), ["SERIES_NOT_PUBLISHED at id"]);
    let series = act(
        &scene,
        "publishSeminarSeries",
        &series,
        json!({ "registration": "OCCURRENCE" }),
    )
    .await;
    let person = scene.app.person().await;
    assert!(see_series(&scene.app.anyone(), &series).await.is_null());
    assert_eq!(see_series(&person, &series).await["id"], series["id"]);
    let input = json!({ "seriesId": series["id"] });
    let whole = change(&person, "registerForSeminarSeries", input).await;
    assert_eq!(refusals(&whole), ["OCCURRENCE_REGISTRATION at seriesId"]);
    // One that is for others alone does not hide the rest.
    let first = scene.see(&first).await;
    scene
        .update(&first, json!({ "visibility": "RESTRICTED" }))
        .await;
    let seen = see_series(&person, &series).await;
    assert_eq!(seen["occurrences"]["totalCount"], 3);
    let series = see_series(&scene.editor, &series).await;
    let all = json!({ "scope": "ALL", "visibility": "RESTRICTED" });
    act(&scene, "updateSeminarSeries", &series, all).await;
    assert!(see_series(&person, &series).await.is_null());
    let forbidden = json!({ "id": series["id"], "version": 1, "scope": "ALL", "note": "x" });
    let forbidden = change(&person, "updateSeminarSeries", forbidden).await;
    assert_eq!(forbidden["error"], "NOT_FOUND");
}

#[rstest]
#[tokio::test]
async fn a_co_host_answers_once_for_all_occurrences(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let other = scene.app.organisation("Smedjebacken").await;
    let role = entity::affiliation::OrganisationRole::Editor;
    let editor = scene.app.person_in(other.id, role).await;
    let asked = json!({ "coHostIds": [gid("Organisation", other.id)] });
    let series = create(&scene, asked).await;
    let first = Seen::of(&nodes(&series)[0]);
    let input = json!({ "seminarId": first.id, "version": first.version, "organisationId": gid("Organisation", other.id) });
    let kind = "AcceptCoHostingInput";
    let accepted = editor
        .change("acceptCoHosting", kind, "seminar { id }", input)
        .await;
    assert_eq!(accepted["refusals"], json!([]), "{accepted:#}");
    for node in nodes(&series) {
        let hosts = look(
            &editor,
            &Seen::of(&node),
            "hosts { role acceptedAt } viewerCan { edit }",
        )
        .await;
        assert!(hosts["hosts"][1]["acceptedAt"].is_string(), "{hosts:#}");
        assert_eq!(hosts["viewerCan"]["edit"], true);
    }
    let seen = see_series(&editor, &series).await;
    assert_eq!(seen["id"], series["id"], "the series is theirs too");
}
