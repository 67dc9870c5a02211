//! Who registers for a whole series has it in the calendar as one entry, told by one mail.

use chrono::{NaiveDate, TimeDelta};

use super::{
    super::{
        scene::*,
        series::{act, change, column, create, done, nodes, see_series, turn, wednesday},
    },
    mails::{Post, email},
    reading::{Mail, Part},
};
use crate::support::*;

/// A weekly series of so many, with one seat each, for which people register as a whole.
async fn published(post: &Post, number: usize) -> Value {
    let rule = format!("FREQ=WEEKLY;COUNT={number}");
    let over = json!({ "rule": rule, "timeZone": "Europe/Stockholm", "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let series = create(&post.scene, over).await;
    let mode = json!({ "registration": "SERIES" });
    act(&post.scene, "publishSeminarSeries", &series, mode).await
}

async fn join(client: &Client, series: &Value) {
    let input = json!({ "seriesId": series["id"] });
    done(change(client, "registerForSeminarSeries", input).await);
}

async fn leave(client: &Client, series: &Value) {
    let input = json!({ "seriesId": series["id"] });
    done(change(client, "cancelSeriesRegistration", input).await);
}

fn occurrence(series: &Value, number: usize) -> Seen {
    Seen::of(&nodes(series)[number])
}

fn start(day: NaiveDate, weeks: i64, time: &str) -> String {
    let day = day + TimeDelta::weeks(weeks);
    format!("{}T{time}00", day.format("%Y%m%d"))
}

/// A start on the clocks of the series, as a property has it.
fn there(at: &str) -> String {
    format!(";TZID=Europe/Stockholm:{at}")
}

#[track_caller]
fn series_entry(mail: &Mail) -> &Part {
    let events = mail.calendar().all("VEVENT");
    let whole = events
        .iter()
        .find(|event| event.of("RECURRENCE-ID").is_empty());
    whole.unwrap_or_else(|| panic!("{mail:#?}"))
}

#[track_caller]
fn number(event: &Part) -> i32 {
    event.of("SEQUENCE")[1..].parse().expect("a number")
}

#[track_caller]
fn to<'a>(told: &'a [Mail], client: &Client) -> &'a Mail {
    let mut found = told.iter().filter(|mail| mail.to == email(client));
    let mail = found.next().unwrap_or_else(|| panic!("no mail: {told:#?}"));
    assert!(found.next().is_none(), "one mail each: {told:#?}");
    mail
}

#[rstest]
#[tokio::test]
async fn one_mail_tells_of_the_series_and_one_occurrence_is_told_by_itself(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let day = wednesday(scene);
    let series = published(&post, 12).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    join(&anna, &series).await;
    let told = post.only(0).await;
    assert_eq!(told.method(), "REQUEST");
    assert_eq!(told.subject, "You have a seat: Bygd i balans");
    assert!(told.text.contains("12 × "), "{}", told.text);
    let event = told.calendar().event();
    assert_eq!(event.of("DTSTART"), there(&start(day, 0, "1000")));
    assert_eq!(event.of("DTEND"), there(&start(day, 0, "1300")));
    let rule = event.of("RRULE");
    assert!(rule.starts_with(":FREQ=WEEKLY;UNTIL="), "{rule}");
    assert!(event.of("UID").ends_with("@erfa"));
    assert_eq!((event.of("EXDATE"), number(event)), ("", 0));
    assert!(event.of("ATTENDEE").contains(&email(&anna)));
    let uid = event.of("UID").to_owned();

    // Who waits has nothing in the calendar.
    join(&bo, &series).await;
    assert!(post.since(1).await.is_empty());

    // One is moved: that one alone is told, with its RECURRENCE-ID.
    let moved = format!("{}T15:00", day + TimeDelta::weeks(2));
    let later = json!({ "startsLocal": moved, "endsLocal": null });
    scene
        .update(&scene.see(&occurrence(&series, 2)).await, later)
        .await;
    let told = post.only(1).await;
    assert_eq!(
        (told.method(), told.subject.as_str()),
        ("REQUEST", "Changed: Bygd i balans")
    );
    let event = told.calendar().event();
    assert_eq!(event.of("UID"), uid);
    assert_eq!(event.of("RECURRENCE-ID"), there(&start(day, 2, "1000")));
    assert_eq!(event.of("DTSTART"), there(&start(day, 2, "1500")));
    assert_eq!((event.of("RRULE"), number(event)), ("", 1));

    // One is called off: out of the one calendar, and in words to who waited for it.
    let seen = scene.see(&occurrence(&series, 3)).await;
    let reason = json!({ "reason": "Storm" });
    scene
        .act("cancelSeminar", "CancelSeminarInput", &seen, reason)
        .await;
    let told = post.since(2).await;
    let event = to(&told, &anna).calendar().event();
    assert_eq!(to(&told, &anna).method(), "CANCEL");
    assert_eq!(event.of("RECURRENCE-ID"), there(&start(day, 3, "1000")));
    assert_eq!((event.of("STATUS"), number(event)), (":CANCELLED", 2));
    assert!(to(&told, &bo).calendar.is_none());
    assert!(to(&told, &bo).text.contains("Storm"));

    // One is given up: the next in line has it in the calendar, and nothing else.
    let number_of = post.count();
    let mine = own(&anna, &occurrence(&series, 4)).await;
    give_up(&anna, &mine).await;
    let told = post.since(number_of).await;
    let event = to(&told, &anna).calendar().event();
    assert_eq!(to(&told, &anna).method(), "CANCEL");
    assert_eq!(event.of("RECURRENCE-ID"), there(&start(day, 4, "1000")));
    assert_eq!(event.of("STATUS"), "");
    let event = to(&told, &bo).calendar().event();
    assert_eq!(to(&told, &bo).method(), "REQUEST");
    assert_eq!(event.of("DTSTART"), there(&start(day, 4, "1000")));
    assert_eq!(event.of("RRULE"), "");
    assert!(
        to(&told, &bo)
            .text
            .contains("You wait for a seat on these days: ")
    );

    // All are moved: one mail, with what does not hold of the rule.
    let number_of = post.count();
    let series = see_series(&scene.editor, &series).await;
    let all = json!({ "scope": "ALL", "startsLocal": format!("{day}T09:00") });
    let series = act(scene, "updateSeminarSeries", &series, all).await;
    let told = post.since(number_of).await;
    assert_eq!(told.len(), 2, "{told:#?}");
    let event = series_entry(to(&told, &anna));
    assert_eq!(event.of("DTSTART"), there(&start(day, 0, "0900")));
    let out = format!("{},{}", start(day, 3, "0900"), start(day, 4, "0900"));
    assert_eq!(event.of("EXDATE"), there(&out));
    let own_time = to(&told, &anna).calendar().all("VEVENT");
    let own_time: Vec<_> = own_time.iter().map(|one| one.of("DTSTART")).collect();
    assert!(
        own_time.contains(&there(&start(day, 2, "1500")).as_str()),
        "{own_time:?}"
    );
    assert_eq!(own_time.len(), 2);

    // Nothing is left of it.
    let number_of = post.count();
    leave(&anna, &series).await;
    let told = post.since(number_of).await;
    let event = to(&told, &anna).calendar().event();
    assert_eq!(to(&told, &anna).method(), "CANCEL");
    assert_eq!(
        (event.of("UID"), event.of("RECURRENCE-ID")),
        (uid.as_str(), "")
    );
    assert_eq!(event.of("STATUS"), "");
    let event = series_entry(to(&told, &bo));
    assert!(event.of("RRULE").starts_with(":FREQ=WEEKLY;UNTIL="));
}

#[rstest]
#[tokio::test]
async fn a_day_is_told_alone_only_once_its_series_has_gone_out(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let day = wednesday(scene);
    let series = published(&post, 6).await;
    let anna = scene.app.person().await;
    post.server.refuse(&["451 later"]);
    join(&anna, &series).await;
    assert!(post.since(0).await.is_empty(), "it is to be tried again");
    let moved = format!("{}T15:00", day + TimeDelta::weeks(2));
    let later = json!({ "startsLocal": moved, "endsLocal": null });
    scene
        .update(&scene.see(&occurrence(&series, 2)).await, later)
        .await;
    let told = post.only(0).await;
    assert_eq!(told.method(), "REQUEST");
    let event = series_entry(&told);
    assert_eq!(event.of("DTSTART"), there(&start(day, 0, "1000")));
    assert_eq!(number(event), 1);
    let alone = told.calendar().all("VEVENT");
    assert_eq!(alone.len(), 2);
    assert_eq!(alone[1].of("RECURRENCE-ID"), there(&start(day, 2, "1000")));
    // What was to be tried again is not.
    scene.app.clock.advance(TimeDelta::hours(2));
    assert_eq!(post.since(0).await.len(), 1);
    // From then on a day is told alone.
    let mine = own(&anna, &occurrence(&series, 4)).await;
    give_up(&anna, &mine).await;
    let told = post.only(1).await;
    assert_eq!(told.method(), "CANCEL");
    let event = told.calendar().event();
    assert_eq!(event.of("RECURRENCE-ID"), there(&start(day, 4, "1000")));
}

#[rstest]
#[tokio::test]
async fn a_series_that_is_parted_extended_and_called_off_is_told_by_few_mails(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let day = wednesday(scene);
    let series = published(&post, 90).await;
    let made = nodes(&series).len();
    let anna = scene.app.person().await;
    join(&anna, &series).await;
    let first = post.only(0).await;
    let (uid, rule) = (
        first.calendar().event().of("UID").to_owned(),
        first.calendar().event().of("RRULE").to_owned(),
    );
    // What is made a year and a half ahead is told with the next message.
    scene.app.clock.advance(TimeDelta::days(8));
    assert_eq!(turn(scene).await, 1);
    assert!(post.since(1).await.is_empty());
    let grown = see_series(&scene.editor, &series).await;
    assert!(nodes(&grown).len() > made);

    let third = column(&grown, "id")[4].clone();
    let later = json!({ "scope": "THIS_AND_FUTURE", "occurrenceId": third,
        "startsLocal": format!("{}T16:00", day + TimeDelta::weeks(4)) });
    let second = act(scene, "updateSeminarSeries", &grown, later).await;
    let told = post.since(1).await;
    assert_eq!(told.len(), 2, "one for each part: {told:#?}");
    assert!(told.iter().all(|mail| mail.method() == "REQUEST"));
    let of = |known: bool| {
        let mut found = told.iter().map(series_entry);
        let found = found.find(|event| (event.of("UID") == uid) == known);
        found.expect("both are told").clone()
    };
    let (before, after) = (of(true), of(false));
    assert_ne!(before.of("RRULE"), rule, "it ends earlier");
    assert_eq!(before.of("DTSTART"), there(&start(day, 0, "1000")));
    assert_eq!(number(&before), 1);
    assert_eq!(after.of("DTSTART"), there(&start(day, 4, "1600")));
    assert_eq!(number(&after), 0);

    let number_of = post.count();
    let all = json!({ "scope": "ALL", "reason": "Nedlagd" });
    act(scene, "cancelSeminarSeries", &second, all).await;
    let told = post.only(number_of).await;
    assert_eq!(told.method(), "CANCEL");
    let event = told.calendar().event();
    assert_eq!(event.of("UID"), after.of("UID"));
    assert_eq!(event.of("STATUS"), ":CANCELLED");
    assert!(told.text.contains("Why: Nedlagd"), "{}", told.text);
}

#[rstest]
#[tokio::test]
async fn a_seat_online_for_all_days_says_so_and_a_day_in_the_room_is_told_by_itself(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let over = json!({ "rule": "FREQ=WEEKLY;COUNT=3", "timeZone": "Europe/Stockholm", "mode": "HYBRID", "joinUrl": "https://meet.example/x",
        "seatPools": [{ "kind": "ONSITE", "capacity": 1 }, { "kind": "ONLINE", "capacity": 5 }] });
    let series = create(scene, over).await;
    let mode = json!({ "registration": "SERIES" });
    let series = act(scene, "publishSeminarSeries", &series, mode).await;
    let anna = scene.app.person().await;
    let input = json!({ "seriesId": series["id"], "seat": "ONLINE" });
    done(change(&anna, "registerForSeminarSeries", input).await);
    let told = post.only(0).await;
    assert_eq!(series_entry(&told).of("LOCATION"), ":Online");
    assert!(told.text.contains("Where: Online"), "{}", told.text);
    assert!(told.text.contains("Your seat is online."), "{}", told.text);
    let second = own(&anna, &occurrence(&series, 1)).await;
    let input = json!({ "id": second["id"], "version": second["version"], "seat": "ONSITE" });
    let selection = "registration { seat }";
    let changed = anna
        .change("changeSeat", "ChangeSeatInput", selection, input)
        .await;
    assert_eq!(changed["registration"]["seat"], "ONSITE", "{changed:#}");
    let told = post.only(1).await;
    let event = told.calendar().event();
    assert!(
        event
            .of("RECURRENCE-ID")
            .contains(&start(wednesday(scene), 1, "1000"))
    );
    assert_eq!(event.of("LOCATION"), ":Folkets hus");
    assert!(told.text.contains("Where: Folkets hus"), "{}", told.text);
}
