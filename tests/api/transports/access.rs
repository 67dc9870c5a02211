//! Access that ends while something is open.

use std::time::{Duration, Instant};

use entity::affiliation::OrganisationRole;

use super::{Events, closing, code};
use crate::{
    networks::scene::Founded,
    people::{PASSWORD, signed_in, somebody},
    support::{client::Subscription, scene::gid, *},
};

const QUERY: &str = "subscription ($id: ID!) { networkChanged(id: $id) { id } }";
/// A second, and what a busy machine takes.
const SOON: Duration = Duration::from_millis(2_500);

#[rstest]
#[tokio::test]
async fn a_token_that_expires_ends_what_is_open_with_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let app = &founded.app;
    somebody(app, "anna@example.org").await;
    let (holder, _) = signed_in(app, "anna@example.org").await;
    let variables = json!({ "id": founded.id });
    let mut socket = holder.subscribe(QUERY, variables.clone()).await;
    assert_eq!(socket.next().await["type"], "next");
    let mut events = Events::open(&holder, QUERY, variables.clone()).await;
    assert!(
        events
            .next()
            .await
            .is_some_and(|told| code(&told).is_empty())
    );
    let mut anyone = app.anyone().subscribe(QUERY, variables.clone()).await;
    assert_eq!(anyone.next().await["type"], "next");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // To the last second of its quarter of an hour, and the leeway of half a minute.
    app.clock.advance(chrono::TimeDelta::seconds(15 * 60 + 31));
    let (closed, after) = closing(&mut socket).await;
    assert_eq!(closed, 4403);
    assert!(after < SOON, "{after:?}");
    let told = events.next().await.expect("it is told");
    assert_eq!(code(&told), "UNAUTHENTICATED");
    assert_eq!(events.next().await, Some(Value::Null));
    assert_eq!(events.next().await, None);
    founded.update(json!({ "cadenceTargetPerYear": 4 })).await;
    assert_eq!(
        anyone.next().await["type"],
        "next",
        "who needs no token goes on"
    );
    let mut late = holder.subscribe(QUERY, variables).await;
    assert_eq!(late.next().await, json!({ "type": "closed", "code": 4403 }));
}

#[rstest]
#[tokio::test]
async fn a_session_that_is_ended_ends_what_is_open(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (leaver, stayer) = (founded.app.person().await, founded.app.person().await);
    let variables = json!({ "id": founded.id });
    let mut open = vec![];
    for _ in 0..5 {
        open.push(leaver.subscribe(QUERY, variables.clone()).await);
    }
    let mut events = Events::open(&leaver, QUERY, variables.clone()).await;
    let mut other = stayer.subscribe(QUERY, variables).await;
    for socket in open.iter_mut().chain([&mut other]) {
        assert_eq!(socket.next().await["type"], "next");
    }
    assert!(events.next().await.is_some());
    let input = json!({ "everywhere": true });
    leaver
        .change("signOut", "SignOutInput", "signedOut", input)
        .await;
    let begun = Instant::now();
    for socket in &mut open {
        assert_eq!(closing(socket).await.0, 4403);
    }
    assert_eq!(
        code(&events.next().await.expect("it is told")),
        "UNAUTHENTICATED"
    );
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    founded.update(json!({ "cadenceTargetPerYear": 4 })).await;
    assert_eq!(other.next().await["type"], "next");
}

#[rstest]
#[tokio::test]
async fn an_account_that_is_suspended_ends_what_is_open(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let (barred, stayer) = (founded.app.person().await, founded.app.person().await);
    let variables = json!({ "id": founded.id });
    let mut socket = barred.subscribe(QUERY, variables.clone()).await;
    let mut events = Events::open(&barred, QUERY, variables.clone()).await;
    let mut other = stayer.subscribe(QUERY, variables.clone()).await;
    assert_eq!(socket.next().await["type"], "next");
    assert_eq!(other.next().await["type"], "next");
    assert!(events.next().await.is_some());
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let admin = founded.app.platform_admin().await;
    let input = json!({ "personId": gid("Person", barred.person_id) });
    let answer = admin.change(
        "suspendAccount",
        "SuspendAccountInput",
        "person { name }",
        input,
    );
    assert_eq!(answer.await["refusals"], json!([]));
    let begun = Instant::now();
    assert_eq!(closing(&mut socket).await.0, 4403);
    let told = loop {
        let told = events.next().await.expect("it is told");
        if !code(&told).is_empty() {
            break told;
        }
    };
    assert_eq!(code(&told), "UNAUTHENTICATED");
    assert_eq!(events.next().await, Some(Value::Null));
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let mut late = barred.subscribe(QUERY, variables).await;
    assert_eq!(late.next().await, json!({ "type": "closed", "code": 4403 }));
    founded.update(json!({ "cadenceTargetPerYear": 4 })).await;
    assert_eq!(other.next().await["type"], "next");
}

/// Reads what a subscription is told until it ends; tells the code it ended with.
async fn ending(heard: &mut Subscription) -> String {
    loop {
        let told = heard.next().await;
        let failed = match told["type"].as_str() {
            Some("next") => code(&told["payload"]),
            Some("error") => told["payload"][0]["extensions"]["code"]
                .as_str()
                .unwrap_or_default(),
            _ => return told.to_string(),
        };
        if !failed.is_empty() {
            return failed.to_owned();
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_membership_that_is_lost_ends_what_seminars_of_the_network_told(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let (leaver, membership) = founded.member("Leka").await;
    let (stayer, _) = founded.member("Snåsa").await;
    let app = &founded.app;
    let day = (app.today() + chrono::TimeDelta::days(20)).format("%Y-%m-%d");
    let input = json!({
        "hostId": gid("Organisation", founded.owner.id), "kind": "THEME_SEMINAR", "locale": "sv",
        "title": [{ "locale": "sv", "text": "Bygd i balans" }], "mode": "ONSITE", "timeZone": "Europe/Stockholm",
        "startsLocal": format!("{day}T10:00"), "endsLocal": format!("{day}T13:00"), "venue": { "name": "Folkets hus" },
        "seatPools": [{ "kind": "ONSITE", "capacity": 2 }], "networkIds": [founded.id],
    });
    let founder = &founded.founder;
    let fields = "seminar { id version }";
    let made = founder
        .change("createSeminar", "CreateSeminarInput", fields, input)
        .await;
    let input = json!({ "id": made["seminar"]["id"], "version": made["seminar"]["version"] });
    let open = founder
        .change("publishSeminar", "PublishSeminarInput", fields, input)
        .await;
    assert_eq!(open["refusals"], json!([]), "{open:#}");
    let seats = "subscription ($id: ID!) { seminarSeats(id: $id) { registrationCount } }";
    let variables = json!({ "id": open["seminar"]["id"] });
    let mut socket = leaver.member.subscribe(seats, variables.clone()).await;
    let mut events = Events::open(&leaver.member, seats, variables.clone()).await;
    let mut other = stayer.member.subscribe(seats, variables.clone()).await;
    for heard in [&mut socket, &mut other] {
        let told = heard.next().await;
        assert_eq!(
            told["payload"]["data"]["seminarSeats"]["registrationCount"],
            0
        );
    }
    assert!(events.next().await.is_some());
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // The network's circle has changed since, and with it the membership.
    let query = "query ($id: ID!) { node(id: $id) { ... on NetworkMembership { id version } } }";
    let id = json!({ "id": membership["id"] });
    let membership = &leaver.admin.data(query, id).await["node"];
    let left = founded.end(&leaver.admin, membership, json!({})).await;
    assert_eq!(left["refusals"], json!([]), "{left:#}");
    let begun = Instant::now();
    let ended = ending(&mut socket).await;
    assert_eq!(ended, "UNAVAILABLE");
    let told = loop {
        let told = events.next().await.expect("it is told");
        if !code(&told).is_empty() {
            break told;
        }
    };
    assert_eq!(code(&told), "UNAVAILABLE");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    // Whoever subscribes again hears what is left: nothing of this seminar. The others go on.
    let mut late = leaver.member.subscribe(seats, variables.clone()).await;
    assert_eq!(ending(&mut late).await, "NOT_FOUND");
    let input = json!({ "seminarId": variables["id"] });
    let seat = stayer.member.change(
        "registerForSeminar",
        "RegisterForSeminarInput",
        "registration { id }",
        input,
    );
    let seat = seat.await;
    assert_eq!(seat["refusals"], json!([]), "{seat:#}");
    let told = other.next().await;
    assert_eq!(
        told["payload"]["data"]["seminarSeats"]["registrationCount"],
        1
    );
}

#[rstest]
#[tokio::test]
async fn a_membership_that_is_lost_ends_what_it_let_one_hear(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "NETWORK").await;
    let (party, membership) = founded.member("Leka").await;
    let variables = json!({ "id": founded.id });
    let mut socket = party.member.subscribe(QUERY, variables.clone()).await;
    let mut events = Events::open(&party.member, QUERY, variables).await;
    assert_eq!(socket.next().await["type"], "next");
    assert!(events.next().await.is_some());
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    founded.end(&party.admin, &membership, json!({})).await;
    let begun = Instant::now();
    loop {
        let told = socket.next().await;
        if told["type"] == "complete" {
            break;
        }
        assert_eq!(told["type"], "next");
    }
    let told = loop {
        let told = events.next().await.expect("it is told");
        if !code(&told).is_empty() {
            break told;
        }
    };
    assert_eq!(code(&told), "UNAVAILABLE");
    assert_eq!(events.next().await, Some(Value::Null));
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

#[rstest]
#[tokio::test]
async fn what_is_open_costs_the_database_a_few_statements_a_second_however_much_it_is(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "OPEN", "PUBLIC").await;
    let variables = json!({ "id": founded.id });
    let mut open = vec![];
    for _ in 0..5 {
        let person = founded.app.person().await;
        for _ in 0..10 {
            let mut socket = person.subscribe(QUERY, variables.clone()).await;
            assert_eq!(socket.next().await["type"], "next");
            open.push(socket);
        }
    }
    let wait = tokio::time::sleep(Duration::from_secs(3));
    let ((), statements) = founded.app.statements(wait).await;
    // Two a second for the tokens, and the feed's own look at the log.
    assert!(statements <= 15, "{statements} in three seconds");
    // A change that concerns everybody's access: one load a token, not one a socket.
    let party = founded.party("Leka").await;
    let newcomer = founded.app.person_named("Newcomer").await;
    founded
        .app
        .affiliate(newcomer.id, party.row.id, OrganisationRole::Member)
        .await;
    let input = json!({ "personId": gid("Person", newcomer.id), "email": "new@example.org", "initialPassword": PASSWORD });
    let (_, quiet) = founded
        .app
        .statements(tokio::time::sleep(Duration::from_secs(2)))
        .await;
    let (_, statements) = founded
        .app
        .statements(async {
            let made = party.admin.change(
                "createAccount",
                "CreateAccountInput",
                "person { id }",
                input,
            );
            assert_eq!(made.await["refusals"], json!([]));
            tokio::time::sleep(Duration::from_secs(2)).await;
        })
        .await;
    assert!(
        statements < quiet + 45,
        "{statements}, and {quiet} without the change"
    );
    drop(open);
}
