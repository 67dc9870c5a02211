//! Everyone at once.

use entity::{affiliation::OrganisationRole, registration, seat_pool, seminar};
use futures_util::{StreamExt, stream};
use sea_orm::{EntityTrait, QueryOrder};

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_hundred_at_once_exactly_fifty_get_a_seat_and_the_rest_wait_in_order(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let fifty = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 50 }] });
    let seen = scene.open(fifty).await;
    let mut people = vec![];
    for _ in 0..500 {
        people.push(
            scene
                .app
                .person_in(scene.host.id, OrganisationRole::Member)
                .await,
        );
    }
    let seen = &seen;
    let answers: Vec<Value> = stream::iter(&people)
        .map(|person| async move { register(person, seen).await })
        .buffer_unordered(500)
        .collect()
        .await;
    let having = |status: &str| answers.iter().filter(|one| one["status"] == status).count();
    assert_eq!((having("CONFIRMED"), having("WAITLISTED")), (50, 450));

    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let rows = registration::Entity::find()
        .order_by_asc(registration::Column::JoinedAt)
        .order_by_asc(registration::Column::Id)
        .all(&scene.app.connection)
        .await
        .expect("the rows");
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

    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let pools = seat_pool::Entity::find()
        .all(&scene.app.connection)
        .await
        .expect("the pool");
    assert_eq!((pools[0].confirmed, pools[0].waiting), (50, 450));
    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let seminars = seminar::Entity::find()
        .all(&scene.app.connection)
        .await
        .expect("the seminar");
    assert_eq!(
        (seminars[0].confirmed_count, seminars[0].waiting_count),
        (50, 450)
    );
    assert_eq!(seminars[0].version, seen.version + 500);

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
    for round in 0..5_usize {
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
        settled(scene, 9 - round).await;
    }
}

/// The counts are those of the rows, nobody waits while a seat is free, and nobody was given a seat that is not there.
async fn settled(scene: &Scene, capacity: usize) {
    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let rows = registration::Entity::find()
        .all(&scene.app.connection)
        .await
        .expect("the rows");
    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let pools = seat_pool::Entity::find()
        .all(&scene.app.connection)
        .await
        .expect("the pool");
    let having = |status| rows.iter().filter(|row| row.status == status).count();
    let confirmed = having(registration::RegistrationStatus::Confirmed);
    let waiting = having(registration::RegistrationStatus::Waitlisted);
    let counted = (pools[0].confirmed, pools[0].waiting);
    let expected = (confirmed.try_into(), waiting.try_into());
    assert_eq!(expected, (Ok(counted.0), Ok(counted.1)));
    // Ten seats were there at most at any time; fewer evict nobody.
    assert!(confirmed <= 10, "{confirmed} have one of {capacity} seats");
    assert!(
        waiting == 0 || confirmed >= capacity,
        "{waiting} wait beside free seats"
    );
}
