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
