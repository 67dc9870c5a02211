//! The address of an online seminar.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn the_address_is_for_the_confirmed_from_a_day_before(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let online = json!({
        "mode": "ONLINE", "venue": null, "joinUrl": "https://meet.example/secret",
        "seatPools": [{ "kind": "ONLINE", "capacity": 1 }],
    });
    let seen = scene.open(online).await;
    let (seated, waiting) = (scene.app.person().await, scene.app.person().await);
    register(&seated, &seen).await;
    register(&waiting, &seen).await;
    let link = async |client: &Client| look(client, &seen, "joinUrl").await["joinUrl"].take();
    assert_eq!(link(&scene.editor).await, "https://meet.example/secret");
    assert_eq!(link(&seated).await, json!(null));

    let start = scene.local(20).and_utc();
    let to = |at: chrono::DateTime<chrono::Utc>| scene.app.clock.advance(at - scene.app.now());
    to(start - TimeDelta::hours(24) - TimeDelta::minutes(5));
    assert_eq!(link(&seated).await, json!(null));
    to(start - TimeDelta::hours(24) + TimeDelta::seconds(1));
    assert_eq!(link(&seated).await, "https://meet.example/secret");
    for other in [waiting, scene.app.person().await, scene.app.anyone()] {
        assert_eq!(link(&other).await, json!(null));
    }
}
