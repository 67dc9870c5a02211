//! A person's own calendar, at an address that nobody else knows.

use entity::{Visibility, affiliation, affiliation::OrganisationRole, calendar_address};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{super::scene::*, feeds::page, reading::*};
use crate::support::{scene::gid, *};

async fn address(client: &Client, replace: bool) -> Value {
    client
        .change(
            "createCalendarAddress",
            "CreateCalendarAddressInput",
            "calendarUrl",
            json!({ "replace": replace }),
        )
        .await
}

async fn made(client: &Client, replace: bool) -> String {
    let payload = address(client, replace).await;
    payload["calendarUrl"]
        .as_str()
        .unwrap_or_else(|| panic!("{payload:#}"))
        .to_owned()
}

#[rstest]
#[tokio::test]
async fn it_holds_what_the_person_has_a_seat_at_and_what_they_arrange(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let one_seat = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(one_seat).await;
    let other = json!({ "title": [{ "locale": "sv", "text": "Annat" }] });
    let other = scene.open(other).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&anna, &seen).await;
    register(&bo, &seen).await;
    register(&bo, &other).await;
    let (annas, bos) = (made(&anna, false).await, made(&bo, false).await);
    let hosts = made(&scene.editor, false).await;
    let anyone = scene.app.anyone();
    let shown = async |path: &str| calendar(&anyone, path).await.summaries();
    assert_eq!(shown(&annas).await, ["Bygd i balans"]);
    assert_eq!(
        shown(&bos).await,
        ["Annat"],
        "who waits has nothing there yet"
    );
    assert_eq!(shown(&hosts).await, ["Annat", "Bygd i balans"]);
    give_up(&anna, &seat).await;
    assert!(shown(&annas).await.is_empty());
    assert_eq!(
        shown(&bos).await,
        ["Annat", "Bygd i balans"],
        "and has it at once"
    );
}

#[rstest]
#[tokio::test]
async fn it_follows_what_the_person_may_see(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Inre kretsen", Visibility::Network).await;
    scene.app.join(&network, scene.host.id).await;
    let over = json!({ "networkIds": [gid("Network", network.id)], "visibility": "NETWORK" });
    let seen = scene.open(over).await;
    let anna = scene.app.person().await;
    let affiliation = scene
        .app
        .affiliate(anna.person_id, scene.host.id, OrganisationRole::Member)
        .await;
    register(&anna, &seen).await;
    let path = made(&anna, false).await;
    let anyone = scene.app.anyone();
    assert_eq!(calendar(&anyone, &path).await.summaries().len(), 1);
    #[expect(clippy::disallowed_methods, reason = "sets the scene")]
    let ended = affiliation::Entity::delete_by_id(affiliation.id)
        .exec(&scene.app.connection)
        .await;
    ended.expect("gone");
    assert!(calendar(&anyone, &path).await.summaries().is_empty());
    // Running the platform opens no calendars.
    let admin = scene.app.platform_admin().await;
    let path = made(&admin, false).await;
    assert!(calendar(&anyone, &path).await.summaries().is_empty());
}

#[rstest]
#[tokio::test]
async fn it_is_shown_once_replaced_and_revoked(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let anna = scene.app.person().await;
    let anyone = scene.app.anyone();
    let missing = page(&anyone, "/no/such/page").await;
    let since = async || {
        let data = anna
            .data("{ viewer { calendarAddressCreatedAt } }", json!({}))
            .await;
        data["viewer"]["calendarAddressCreatedAt"].clone()
    };
    assert_eq!(since().await, Value::Null);
    assert_eq!(address(&anyone, false).await["error"], "UNAUTHENTICATED");
    let first = made(&anna, false).await;
    let secret = first
        .strip_prefix("/calendars/person/")
        .and_then(|rest| rest.strip_suffix(".ics"));
    assert_eq!(secret.map(str::len), Some(43), "256 bits");
    assert!(since().await.is_string());
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let kept = calendar_address::Entity::find()
        .all(&scene.app.connection)
        .await;
    let kept = kept.expect("rows");
    assert_eq!(kept.len(), 1);
    assert_ne!(Some(kept[0].hash.as_str()), secret);
    assert_eq!(page(&anyone, &first).await.0, 200);

    assert_eq!(
        refusals(&address(&anna, false).await),
        ["CALENDAR_ADDRESS_EXISTS at replace"]
    );
    assert_eq!(page(&anyone, &first).await.0, 200, "a refusal ends nothing");
    let second = made(&anna, true).await;
    assert_eq!(page(&anyone, &first).await, missing);
    assert_eq!(page(&anyone, &second).await.0, 200);
    let revoke = async |input: Value| {
        let kind = "RevokeCalendarAddressInput";
        anna.change("revokeCalendarAddress", kind, "revoked", input)
            .await["revoked"]
            .clone()
    };
    assert_eq!(
        revoke(json!({ "createdAt": "2020-01-01T00:00:00Z" })).await,
        false
    );
    assert_eq!(revoke(json!({ "createdAt": since().await })).await, true);
    assert_eq!(revoke(json!({})).await, false);
    assert_eq!(page(&anyone, &second).await, missing);

    let third = made(&anna, false).await;
    assert_eq!(page(&anyone, &third).await.0, 200);
    let suspend = "UPDATE account SET suspended_at = created_at";
    scene
        .app
        .connection
        .execute_unprepared(suspend)
        .await
        .expect("barred");
    assert_eq!(page(&anyone, &third).await, missing);
}

#[rstest]
#[tokio::test]
async fn of_two_that_are_made_at_once_one_is_good(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let anna = scene.app.person().await;
    let (one, two) = tokio::join!(made(&anna, true), made(&anna, true));
    let anyone = scene.app.anyone();
    let mut answers = [page(&anyone, &one).await.0, page(&anyone, &two).await.0];
    answers.sort_unstable();
    assert_eq!(answers, [200, 404]);
    let (one, two) = tokio::join!(address(&anna, false), address(&anna, false));
    assert!(
        one["calendarUrl"].is_null() && two["calendarUrl"].is_null(),
        "{one} {two}"
    );
}
