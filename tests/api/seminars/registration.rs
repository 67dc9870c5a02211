//! Registering: who, whom, and for what.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::{
    plans,
    support::{scene::gid, *},
};

#[rstest]
#[tokio::test]
async fn the_last_seat_is_taken_and_the_next_one_waits(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let mut answers = vec![];
    for _ in 0..4 {
        let answer = register(&scene.app.person().await, &seen).await;
        answers.push(json!([answer["status"], answer["position"]]));
    }
    let expected = json!([
        ["CONFIRMED", null],
        ["CONFIRMED", null],
        ["WAITLISTED", 1],
        ["WAITLISTED", 2]
    ]);
    assert_eq!(json!(answers), expected);
    let counts = "registrationCount waitingCount seatPools { confirmed waiting free }";
    let expected = json!({
        "registrationCount": 2, "waitingCount": 2,
        "seatPools": [{ "confirmed": 2, "waiting": 2, "free": 0 }],
    });
    assert_eq!(scene.look(&seen, counts).await, expected);
}

#[rstest]
#[tokio::test]
async fn registering_twice_answers_with_the_first(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let visitor = scene.app.person().await;
    let at_once = (0..10).map(|_| register(&visitor, &seen));
    let answers = futures_util::future::join_all(at_once).await;
    assert!(answers.iter().all(|one| *one == answers[0]), "{answers:#?}");
    assert_eq!(
        scene.look(&seen, "registrationCount").await["registrationCount"],
        1
    );
    let mine = own(&visitor, &seen).await;
    assert_eq!(mine["id"], answers[0]["id"]);
}

#[rstest]
#[tokio::test]
async fn who_gave_up_can_come_back_at_the_end(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let one = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(one).await;
    let (first, second) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&first, &seen).await;
    register(&second, &seen).await;
    give_up(&first, &seat).await;
    assert_eq!(own(&first, &seen).await, json!(null));
    let back = register(&first, &seen).await;
    assert_eq!(
        json!([back["status"], back["position"]]),
        json!(["WAITLISTED", 1])
    );
    assert_ne!(back["id"], seat["id"]);
}

#[rstest]
#[tokio::test]
async fn nobody_registers_outside_the_window(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let closes = scene.app.now() + TimeDelta::days(5);
    let seen = scene
        .open(json!({ "registrationClosesAt": closes.to_rfc3339() }))
        .await;
    let early = scene.app.person().await;
    register(&early, &seen).await;
    scene.app.clock.advance(TimeDelta::days(6));
    let late = scene.app.person().await;
    let refused = try_register(&late, &seen, json!({})).await;
    assert_eq!(refusals(&refused), ["SEMINAR_NOT_OPEN at seminarId"]);
    assert_eq!(
        look(&late, &seen, "viewerCan { register }").await["viewerCan"]["register"],
        false
    );
    // Who is registered still gets the registration, and an organiser can still let somebody in.
    assert_eq!(register(&early, &seen).await["status"], "CONFIRMED");
    let person = json!({ "personId": gid("Person", late.person_id) });
    let let_in = try_register(&scene.editor, &seen, person).await;
    assert_eq!(let_in["registration"]["status"], "CONFIRMED", "{let_in:#}");
}

#[rstest]
#[tokio::test]
async fn a_draft_has_no_seats_yet(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.create(json!({})).await;
    let refused = try_register(&scene.editor, &seen, json!({})).await;
    assert_eq!(refusals(&refused), ["SEMINAR_NOT_OPEN at seminarId"]);
}

#[rstest]
#[tokio::test]
async fn only_editors_and_organisers_register_others(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let pools = json!({ "seatPools": [{ "kind": "ONSITE" }] });
    let seen = scene.open(pools).await;
    let town = scene.app.organisation("Smedjebacken").await;
    let worker = scene.app.person_in(town.id, OrganisationRole::Member).await;
    let editor = scene.app.person_in(town.id, OrganisationRole::Editor).await;
    let stranger = scene.app.person().await;
    let of = |client: &Client| json!({ "personId": gid("Person", client.person_id) });

    let by_member = try_register(&worker, &seen, of(&editor)).await;
    assert_eq!(by_member["error"], "FORBIDDEN");
    let not_theirs = try_register(&editor, &seen, of(&stranger)).await;
    assert_eq!(not_theirs["error"], "FORBIDDEN");
    let by_editor = try_register(&editor, &seen, of(&worker)).await;
    assert_eq!(
        by_editor["registration"]["organisationName"],
        "Smedjebacken"
    );
    let by_organiser = try_register(&scene.editor, &seen, of(&stranger)).await;
    assert_eq!(by_organiser["registration"]["status"], "CONFIRMED");
    let consenting = merged(of(&stranger), json!({ "isListed": true }));
    let consenting = try_register(&scene.editor, &seen, consenting).await;
    assert_eq!(refusals(&consenting), ["CONSENT_NEEDED at isListed"]);
    let nobody = try_register(&scene.app.anyone(), &seen, json!({})).await;
    assert_eq!(nobody["error"], "UNAUTHENTICATED");
    let cancelled = give_up(&stranger, &by_editor["registration"]).await;
    assert_eq!(cancelled["error"], "NOT_FOUND");
    let cancelled = give_up(&scene.editor, &by_editor["registration"]).await;
    assert_eq!(cancelled["registration"]["status"], "CANCELLED");
}

#[rstest]
#[tokio::test]
async fn who_belongs_to_several_organisations_says_for_which(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let (north, south) = (
        scene.app.organisation("Nord").await,
        scene.app.organisation("Syd").await,
    );
    let visitor = scene
        .app
        .person_in(north.id, OrganisationRole::Member)
        .await;
    scene
        .app
        .affiliate(visitor.person_id, south.id, OrganisationRole::Member)
        .await;
    let unnamed = try_register(&visitor, &seen, json!({})).await;
    assert_eq!(
        refusals(&unnamed),
        ["ORGANISATION_NEEDED at organisationId"]
    );
    let foreign = json!({ "organisationId": gid("Organisation", scene.host.id) });
    let foreign = try_register(&visitor, &seen, foreign).await;
    assert_eq!(refusals(&foreign), ["NOT_AFFILIATED at organisationId"]);
    let named = json!({ "organisationId": gid("Organisation", south.id) });
    let named = try_register(&visitor, &seen, named).await;
    assert_eq!(named["registration"]["organisationName"], "Syd");
}

#[rstest]
#[tokio::test]
async fn the_kind_of_seat_is_named_where_there_are_several(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let hybrid = json!({
        "mode": "HYBRID", "joinUrl": "https://meet.example/x",
        "seatPools": [{ "kind": "ONSITE", "capacity": 1 }, { "kind": "ONLINE" }],
    });
    let seen = scene.open(hybrid).await;
    let visitor = scene.app.person().await;
    let unnamed = try_register(&visitor, &seen, json!({})).await;
    assert_eq!(refusals(&unnamed), ["SEAT_KIND_NEEDED at seat"]);
    let online = try_register(&visitor, &seen, json!({ "seat": "ONLINE" })).await;
    assert_eq!(online["registration"]["seat"], "ONLINE");
    let room = scene.open(json!({})).await;
    let wrong = try_register(&visitor, &room, json!({ "seat": "ONLINE" })).await;
    assert_eq!(refusals(&wrong), ["NO_SUCH_SEATS at seat"]);
}

#[rstest]
#[tokio::test]
async fn participants_are_listed_only_if_they_agree(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let (shy, open) = (scene.app.person().await, scene.app.person().await);
    register(&shy, &seen).await;
    let listed = try_register(&open, &seen, json!({ "isListed": true })).await;
    let listed = &listed["registration"];
    let (people, anyone) = (scene.app.person().await, scene.app.anyone());
    let count = async |client: &Client| {
        let found = look(client, &seen, "registrations { totalCount }").await;
        found["registrations"]["totalCount"].clone()
    };
    assert_eq!(count(&anyone).await, 0);
    assert_eq!(count(&people).await, 1);
    assert_eq!(count(&shy).await, 2);
    assert_eq!(count(&scene.editor).await, 2);

    let withdraw = json!({ "id": listed["id"], "version": listed["version"], "isListed": false });
    let change = ("updateRegistration", "UpdateRegistrationInput");
    let by_other = people
        .change(change.0, change.1, REGISTRATION, withdraw.clone())
        .await;
    assert_eq!(by_other["error"], "FORBIDDEN");
    let withdrawn = open
        .change(change.0, change.1, REGISTRATION, withdraw.clone())
        .await;
    assert_eq!(
        withdrawn["registration"]["isListed"], false,
        "{withdrawn:#}"
    );
    assert_eq!(count(&people).await, 0);
    let stale = open
        .change(change.0, change.1, REGISTRATION, withdraw)
        .await;
    assert_eq!(stale["error"], "CONFLICT");
}

#[rstest]
#[tokio::test]
async fn who_waits_is_not_on_the_list_before_they_have_a_seat(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let one = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(one).await;
    let (first, second) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&first, &seen).await;
    try_register(&second, &seen, json!({ "isListed": true })).await;
    let other = scene.app.person().await;
    let count = async || look(&other, &seen, "registrations { totalCount }").await;
    assert_eq!(count().await["registrations"]["totalCount"], 0);
    give_up(&first, &seat).await;
    assert_eq!(count().await["registrations"]["totalCount"], 1);
    let mine = own(&second, &seen).await;
    give_up(&second, &mine).await;
    assert_eq!(count().await["registrations"]["totalCount"], 0);
}

#[rstest]
#[tokio::test]
async fn registering_costs_few_statements_and_leaves_the_index_of_words_alone(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 50 }] }))
        .await;
    // The first one to come brings the state of the seminar along.
    register(&scene.app.person().await, &seen).await;
    let ask = async || register(&scene.app.person().await, &seen).await;
    let (answer, statements) = plans::statements_of(&scene.app, ask).await;
    assert_eq!(answer["status"], "CONFIRMED");
    plans::read_no_whole_table(&scene.app, &statements).await;
    let touched = |table: &str| statements.iter().any(|one| one.sql.contains(table));
    assert!(touched("seat_pool") && !touched("search_entry"));
    // Who asks, what they belong to, the seminar, its seats, one taken, the registration, the count, whether the person was
    // told, the job that tells them, the log; and the kind of seat, which the answer holds.
    assert!(statements.len() <= 11, "{} statements", statements.len());
}

#[rstest]
#[tokio::test]
async fn free_seats_are_those_of_seminars_that_people_can_register_for(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let free = async || {
        let query = "{ yes: seminars(filter: { hasFreeSeats: true }) { nodes { id } } no: seminars(filter: { hasFreeSeats: false }) { totalCount } }";
        let mut data = scene.app.anyone().data(query, json!({})).await;
        let nodes = data["yes"]["nodes"].as_array().cloned().unwrap_or_default();
        let ids = nodes
            .iter()
            .map(|node| node["id"].as_str().unwrap_or("-").to_owned());
        (ids.collect::<Vec<_>>(), data["no"]["totalCount"].take())
    };
    let roomy = scene.open(json!({})).await;
    let closes = scene.app.now() + TimeDelta::hours(1);
    let soon = scene
        .open(json!({ "registrationClosesAt": closes.to_rfc3339() }))
        .await;
    let opens = scene.app.now() + TimeDelta::days(2);
    scene
        .open(json!({ "registrationOpensAt": opens.to_rfc3339() }))
        .await;
    let (mut found, others) = free().await;
    found.sort();
    let mut expected = [roomy.id.as_str(), soon.id.as_str()];
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(others, 1);
    scene.app.clock.advance(TimeDelta::hours(2));
    assert_eq!(free().await, (vec![roomy.id.clone()], json!(2)));
    // Nobody registers any more for what has begun.
    scene.app.clock.advance(TimeDelta::days(21));
    assert_eq!(free().await, (vec![], json!(3)));
}

#[rstest]
#[tokio::test]
async fn a_seat_is_not_given_up_once_the_seminar_has_begun(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }))
        .await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &seen).await;
    let place = register(&bo, &seen).await;
    let starts = scene.local(20).and_utc();
    scene
        .app
        .clock
        .advance(starts + TimeDelta::minutes(1) - scene.app.now());
    assert_eq!(
        refusals(&give_up(&anna, &seat).await),
        ["WRONG_STATE at id"]
    );
    assert_eq!(
        refusals(&give_up(&scene.editor, &seat).await),
        ["WRONG_STATE at id"]
    );
    assert_eq!(own(&anna, &seen).await["status"], "CONFIRMED");
    // Who waits for nothing any more may go.
    let gone = give_up(&bo, &place).await;
    assert_eq!(gone["registration"]["status"], "CANCELLED", "{gone:#}");
    let input = json!({ "id": seat["id"], "version": seat["version"], "attended": false });
    let marked = scene
        .editor
        .change(
            "markAttendance",
            "MarkAttendanceInput",
            "registration { status }",
            input,
        )
        .await;
    assert_eq!(marked["registration"]["status"], "NO_SHOW", "{marked:#}");
}
