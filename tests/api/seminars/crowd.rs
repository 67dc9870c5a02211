//! Everyone at once.

use entity::{affiliation::OrganisationRole, registration, seat_pool};
use erfa::platform::graphql::id;
use futures_util::{StreamExt, stream};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::scene::*;
use crate::support::*;

/// How many rounds are played: three, unless ERFA_ROUNDS says otherwise.
fn rounds() -> usize {
    let asked = std::env::var("ERFA_ROUNDS").ok();
    asked.and_then(|rounds| rounds.parse().ok()).unwrap_or(3)
}

/// The registrations of a seminar in the order of arrival.
#[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
async fn arrivals(scene: &Scene, seen: &Seen) -> Vec<registration::Model> {
    registration::Entity::find()
        .filter(registration::Column::SeminarId.eq(row_of(seen)))
        .order_by_asc(registration::Column::JoinedAt)
        .order_by_asc(registration::Column::Id)
        .all(&scene.app.connection)
        .await
        .expect("the rows")
}

#[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
async fn pool_of(scene: &Scene, seen: &Seen) -> seat_pool::Model {
    let pool = seat_pool::Entity::find()
        .filter(seat_pool::Column::SeminarId.eq(row_of(seen)))
        .one(&scene.app.connection)
        .await;
    pool.expect("the pool").expect("a pool")
}

fn row_of(seen: &Seen) -> Uuid {
    let id = async_graphql::ID(seen.id.clone());
    id::parse(&id).expect("an id").1
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_hundred_at_once_exactly_fifty_get_a_seat_and_the_rest_wait_in_order(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let mut people = vec![];
    for _ in 0..500 {
        people.push(
            scene
                .app
                .person_in(scene.host.id, OrganisationRole::Member)
                .await,
        );
    }
    let started = std::time::Instant::now();
    for round in 0..rounds() {
        let fifty = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 50 }] });
        let seen = scene.open(fifty).await;
        everyone_at_once(&scene, &seen, &people).await;
        println!("{db:?} round {}: {:?}", round + 1, started.elapsed());
    }
}

async fn everyone_at_once(scene: &Scene, seen: &Seen, people: &[Client]) {
    let answers: Vec<Value> = stream::iter(people)
        .map(|person| async move { register(person, seen).await })
        .buffer_unordered(500)
        .collect()
        .await;
    let having = |status: &str| answers.iter().filter(|one| one["status"] == status).count();
    assert_eq!((having("CONFIRMED"), having("WAITLISTED")), (50, 450));

    let rows = arrivals(scene, seen).await;
    let (seated, waiting) = rows.split_at(50);
    let confirmed = registration::RegistrationStatus::Confirmed;
    let waitlisted = registration::RegistrationStatus::Waitlisted;
    assert!(seated.iter().all(|row| row.status == confirmed));
    assert!(waiting.iter().all(|row| row.status == waitlisted));
    assert_eq!(waiting.len(), 450);
    // Ids grow in the order of joining too: nobody was put in before somebody else.
    assert!(
        rows.windows(2)
            .all(|two| two[0].joined_at < two[1].joined_at && two[0].id < two[1].id)
    );
    let pool = pool_of(scene, seen).await;
    assert_eq!((pool.confirmed, pool.waiting), (50, 450));
    let counts = scene
        .look(seen, "registrationCount waitingCount version")
        .await;
    let expected = json!({ "registrationCount": 50, "waitingCount": 450, "version": seen.version });
    assert_eq!(counts, expected);

    let list = "registrations(filter: { statuses: WAITLISTED }, first: 100) { nodes { position } }";
    let queue = scene.look(seen, list).await;
    let places = queue["registrations"]["nodes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let places: Vec<_> = places
        .iter()
        .filter_map(|node| node["position"].as_i64())
        .collect();
    assert_eq!(places, (1..=100).collect::<Vec<_>>());
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seats_are_never_overbooked_while_people_come_and_go(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let five = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 5 }] });
    let seen = scene.open(five).await;
    let mut people = vec![];
    for _ in 0..60 {
        people.push(scene.app.person().await);
    }
    let seen = &seen;
    let come_and_go = |(place, person): (usize, Client)| async move {
        let seat = register(&person, seen).await;
        if place % 2 == 0 {
            // It may have been promoted meanwhile: then its version is another.
            let left = give_up(&person, &seat).await;
            if left["error"] == "CONFLICT" {
                let mine = own(&person, seen).await;
                let left = give_up(&person, &mine).await;
                assert_eq!(left["registration"]["status"], "CANCELLED", "{left:#}");
            }
        }
    };
    stream::iter(people.into_iter().enumerate())
        .map(come_and_go)
        .buffer_unordered(60)
        .collect::<Vec<()>>()
        .await;
    let counts = "registrationCount waitingCount seatPools { confirmed waiting }
        seated: registrations(filter: { statuses: CONFIRMED }) { totalCount }
        queue: registrations(filter: { statuses: WAITLISTED }) { totalCount }";
    let expected = json!({
        "registrationCount": 5, "waitingCount": 25, "seatPools": [{ "confirmed": 5, "waiting": 25 }],
        "seated": { "totalCount": 5 }, "queue": { "totalCount": 25 },
    });
    assert_eq!(scene.look(seen, counts).await, expected);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_rounds_of_leaving_moving_up_and_fewer_or_more_seats_no_seat_is_given_twice(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seats = |number: usize| json!({ "seatPools": [{ "kind": "ONSITE", "capacity": number }] });
    let seen = scene.open(seats(6)).await;
    let mut people = vec![];
    for _ in 0..40 {
        people.push(scene.app.person().await);
    }
    let (seen, scene) = (&seen, &scene);
    stream::iter(&people)
        .map(|person| async move { register(person, seen).await })
        .buffer_unordered(40)
        .collect::<Vec<_>>()
        .await;
    for play in 0..rounds().max(5) {
        let round = play % 5;
        let leave = stream::iter(people.iter().skip(round * 3).take(8)).map(|person| async move {
            let mine = own(person, seen).await;
            if !mine.is_null() {
                give_up(person, &mine).await;
            }
        });
        let leave = leave.buffer_unordered(8).collect::<Vec<()>>();
        let move_up = async {
            let list = "registrations(filter: { statuses: WAITLISTED }, first: 5) { nodes { id version } }";
            let queue = scene.look(seen, list).await;
            for one in queue["registrations"]["nodes"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let input = json!({ "id": one["id"], "version": one["version"], "priority": 3, "reason": "Talar." });
                let kind = "PrioritiseRegistrationInput";
                let client = &scene.editor;
                client
                    .change("prioritiseRegistration", kind, "registration { id }", input)
                    .await;
            }
        };
        let resize = async {
            for number in [4 + round, 9 - round] {
                // Others change the seminar meanwhile: a version that is old is read again.
                loop {
                    let now = scene.see(seen).await;
                    let kind = "UpdateSeminarInput";
                    let done = scene
                        .try_act("updateSeminar", kind, &now, seats(number))
                        .await;
                    if done["error"] != "CONFLICT" {
                        assert_eq!(done["refusals"], json!([]), "{done:#}");
                        break;
                    }
                }
            }
        };
        let come = stream::iter(people.iter().skip(round).step_by(7))
            .map(|person| async move { register(person, seen).await });
        let come = come.buffer_unordered(6).collect::<Vec<_>>();
        tokio::join!(leave, move_up, resize, come);
        settled(scene, seen, 9 - round).await;
    }
}

/// The counts are those of the rows, nobody waits while a seat is free, and nobody was given a seat that is not there.
async fn settled(scene: &Scene, seen: &Seen, capacity: usize) {
    let rows = arrivals(scene, seen).await;
    let pool = pool_of(scene, seen).await;
    let having = |status| rows.iter().filter(|row| row.status == status).count();
    let confirmed = having(registration::RegistrationStatus::Confirmed);
    let waiting = having(registration::RegistrationStatus::Waitlisted);
    let counted = (pool.confirmed, pool.waiting);
    let expected = (confirmed.try_into(), waiting.try_into());
    assert_eq!(expected, (Ok(counted.0), Ok(counted.1)));
    // Ten seats were there at most at any time; fewer evict nobody.
    assert!(confirmed <= 10, "{confirmed} have one of {capacity} seats");
    assert!(
        waiting == 0 || confirmed >= capacity,
        "{waiting} wait beside free seats"
    );
}

#[rstest]
#[tokio::test]
async fn a_registration_costs_as_few_statements_as_it_has_things_to_know(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let many = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 50 }] });
    let seen = scene.open(many).await;
    let mut fewest = u64::MAX;
    // The reader of the change log adds some of its own now and then.
    for _ in 0..8 {
        let role = OrganisationRole::Member;
        let person = scene.app.person_in(scene.host.id, role).await;
        let (seat, count) = scene.app.statements(register(&person, &seen)).await;
        assert_eq!(seat["status"], "CONFIRMED");
        fewest = fewest.min(count);
    }
    println!("{db:?}: {fewest} statements for a registration");
    assert!(fewest <= 14, "{fewest} statements");
}
