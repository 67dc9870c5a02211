//! A day of jobs for many registrations: a few statements for many people. `ERFA_REGISTRATIONS=100000` makes it a
//! measurement.

use std::time::Instant;

use chrono::TimeDelta;
use erfa::{
    app::App,
    platform::{jobs::Worker, store::Store},
    seminars::calendars,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{super::scene::*, mails::literal};
use crate::support::*;

/// Registrations of one seminar.
const EACH: i64 = 500;

/// People with accounts and seats, written in a few statements.
async fn fill(scene: &Scene, db: Db, seminars: i64) {
    let app = &scene.app;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": null }] }))
        .await;
    let (id, uuid) = match db {
        Db::Sqlite => ("randomblob(16)", "BLOB"),
        Db::Postgres => ("gen_random_uuid()", "UUID"),
    };
    let n = |most: i64| {
        format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})")
    };
    let people = seminars * EACH;
    let hex = match db {
        Db::Sqlite => "lower(hex(id))",
        Db::Postgres => "replace(id::text, '-', '')",
    };
    let seminar = erfa::platform::graphql::id::parse(&async_graphql::ID(seen.id.clone()))
        .expect("an id")
        .1;
    let seminar = literal(db, seminar);
    let columns = "kind, locale, title, state, mode, time_zone, starts_local, starts_at, sort_at, confirmed_count, waiting_count, visibility, audience_id, organisers_id, published_at, origin, version, created_at, updated_at, seat_mode, needs_approval, calendar_sequence, calendar_stamp";
    let of_registration = "version, created_at, updated_at";
    let sql = [
        format!("CREATE TABLE crowd (i BIGINT PRIMARY KEY, person {uuid} NOT NULL)"),
        format!("{} INSERT INTO crowd SELECT i, {id} FROM n", n(people)).replace("WITH RECURSIVE", "WITH RECURSIVE"),
        "INSERT INTO person (id, name, name_sort, visibility, audience_id, origin, version, created_at, updated_at) \
         SELECT crowd.person, 'Crowd', 'crowd', template.visibility, template.audience_id, template.origin, 1, template.created_at, template.updated_at \
         FROM crowd, (SELECT * FROM person LIMIT 1) template".to_owned(),
        format!("INSERT INTO account (id, person_id, email, platform_role, version, created_at, updated_at) \
         SELECT {id}, person.id, {} || '@crowd.example', 'NONE', 1, person.created_at, person.updated_at FROM person WHERE name = 'Crowd'",
            hex.replace("id", "person.id")),
        format!("CREATE TABLE meetings (i BIGINT PRIMARY KEY, seminar {uuid} NOT NULL, pool {uuid} NOT NULL)"),
        format!("{} INSERT INTO meetings SELECT i, {id}, {id} FROM n", n(seminars)),
        format!("INSERT INTO seminar (id, {columns}) SELECT meetings.seminar, {columns} FROM meetings, seminar WHERE seminar.id = {seminar}"),
        format!("INSERT INTO seat_pool (id, seminar_id, kind, confirmed, waiting) SELECT pool, seminar, 'ONSITE', {EACH}, 0 FROM meetings"),
        format!("INSERT INTO registration (id, seminar_id, pool_id, person_id, status, joined_at, is_listed, audience_id, organisers_id, {of_registration}) \
         SELECT {id}, meetings.seminar, meetings.pool, crowd.person, 'CONFIRMED', seminar.created_at, {}, seminar.organisers_id, seminar.organisers_id, 1, seminar.created_at, seminar.updated_at \
         FROM crowd JOIN meetings ON meetings.i = 1 + (crowd.i - 1) / {EACH} JOIN seminar ON seminar.id = meetings.seminar",
            "FALSE"),
    ];
    for one in sql {
        app.connection
            .execute_unprepared(&one)
            .await
            .unwrap_or_else(|error| panic!("{one}\n{error}"));
    }
}

#[derive(FromQueryResult)]
struct Count {
    number: i64,
}

async fn number(app: &TestApp, of: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS number FROM {of}");
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let statement = sea_orm::Statement::from_string(app.connection.get_database_backend(), sql);
    let row = app
        .connection
        .query_one_raw(statement)
        .await
        .expect("a row")
        .expect("one");
    Count::from_query_result(&row, "").expect("a number").number
}

fn registrations() -> i64 {
    std::env::var("ERFA_REGISTRATIONS").map_or(2_000, |text| text.parse().expect("a number"))
}

/// A store with connections of its own: those of a server that has stopped end with its threads.
async fn own(app: &TestApp) -> Store {
    let store = App::store(&app.app.settings, app.clock.clone()).await;
    store.expect("the store opens")
}

/// What time does to seats, until there is nothing left to do.
async fn turn(app: &TestApp, store: &Store) {
    for _ in 0..10 {
        let followers = app.app.followers.clone();
        let work = erfa::platform::access::Work::of_system(store, "seats", followers).await;
        let work = work.expect("a transaction");
        let outcome = erfa::seminars::turn(&work).await;
        work.finish(outcome).await.expect("it turns");
    }
}

#[rstest]
#[tokio::test]
async fn a_day_of_offers_lapses_by_few_statements(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seminars = registrations() / EACH;
    fill(&scene, db, seminars).await;
    let app = &scene.app;
    app.app.stop();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let until = app.now() + TimeDelta::hours(20);
    let until = match db {
        Db::Sqlite => format!("'{}'", until.format("%Y-%m-%dT%H:%M:%S%.6f+00:00")),
        Db::Postgres => format!("'{}'", until.to_rfc3339()),
    };
    for sql in [
        format!("UPDATE registration SET status = 'OFFERED', offer_expires_at = {until}"),
        format!("UPDATE seat_pool SET confirmed = 0, offered = {EACH} WHERE confirmed = {EACH}"),
        "UPDATE seminar SET seat_mode = 'OFFER', confirmed_count = 0".to_owned(),
    ] {
        let done = app.connection.execute_unprepared(&sql).await;
        done.unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }
    let store = own(app).await;
    let (begin, before) = (Instant::now(), store.statements());
    let (mut took, mut statements) = (std::time::Duration::ZERO, 0);
    // Everybody is offered the seat again, as the first in a new line; the second time they are out.
    for status in ["OFFERED", "EXPIRED"] {
        app.clock.advance(TimeDelta::hours(25));
        turn(app, &store).await;
        let there = number(app, &format!("registration WHERE status = '{status}'")).await;
        assert_eq!(there, seminars * EACH, "{status}");
        (took, statements) = (begin.elapsed(), store.statements() - before);
    }
    println!(
        "{db:?}: {} offers lapsed twice in {took:?}, {statements} statements",
        seminars * EACH
    );
    let bound = u64::try_from(seminars * 60 + 400).expect("a number");
    assert!(
        statements <= bound,
        "{statements} statements for {seminars} seminars"
    );
}

#[rstest]
#[tokio::test]
async fn a_day_of_reminders_is_put_in_line_by_few_statements(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seminars = registrations() / EACH;
    fill(&scene, db, seminars).await;
    let app = &scene.app;
    // The server's own worker does it; here it is done step by step, by another with the same settings.
    app.app.stop();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let starts = scene.local(20).and_utc();
    app.clock.advance(starts - TimeDelta::hours(23) - app.now());
    let store = own(app).await;
    let worker: Worker = App::teller(&app.app.settings, &store).expect("a worker");
    let (begin, before) = (Instant::now(), store.statements());
    loop {
        let work =
            erfa::platform::access::Work::of_system(&store, "seats", app.app.followers.clone())
                .await
                .expect("a transaction");
        let outcome = calendars::put_in_line(&work).await;
        work.finish(outcome).await.expect("it turns");
        let mut ran = 0;
        loop {
            match worker.turn().await.expect("it works") {
                0 => break,
                some => ran += some,
            }
        }
        if ran == 0 {
            break;
        }
    }
    let (took, statements) = (begin.elapsed(), store.statements() - before);
    let mails = number(app, "job WHERE kind = 'mail'").await;
    assert_eq!(mails, seminars * EACH);
    println!("{db:?}: {mails} reminders in {took:?}, {statements} statements");
    let bound = u64::try_from(seminars * 30 + 100).expect("a number");
    assert!(
        statements <= bound,
        "{statements} statements for {seminars} seminars"
    );
}
