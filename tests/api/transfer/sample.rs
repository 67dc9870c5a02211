//! What is shipped.

use entity::*;
use erfa::{app, transfer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::rows;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn the_sample_and_the_demo_load_whole(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let rows = rows(&app).await;
    let text = [
        include_str!("../../../data/sample/places.ndjson"),
        include_str!("../../../data/sample/content.ndjson"),
        include_str!("../../../data/demo/demo.ndjson"),
        include_str!("../../../data/demo/documents.ndjson"),
    ]
    .concat();
    let of = |name: &str| {
        let word = format!("{{\"type\":\"{name}\"");
        text.lines().filter(|line| line.starts_with(&word)).count() as u64
    };
    for (table, name) in [
        ("country", "country"),
        ("region", "region"),
        ("municipality", "municipality"),
        ("territory_change", "territoryChange"),
        ("locality", "locality"),
        ("action_group_area", "actionGroupArea"),
        ("organisation", "organisation"),
        ("organisation_relation", "organisationRelation"),
        ("person", "person"),
        ("affiliation", "affiliation"),
        ("account", "account"),
        ("network", "network"),
        ("network_membership", "networkMembership"),
        ("network_coordinator", "networkCoordinator"),
        ("document", "document"),
        ("document_version", "documentVersion"),
        ("stored_file", "documentVersion"),
        ("file_text", "documentVersion"),
        ("document_link", "documentLink"),
        ("seminar", "seminar"),
        ("registration", "registration"),
    ] {
        assert!(of(name) > 0);
        assert_eq!(rows[table], of(name), "{table}");
    }
    assert_eq!(rows["municipality"], 1_149 + 13);
    assert_eq!(rows["region"], 85);
}

#[rstest]
#[tokio::test]
async fn seats_are_counted_from_the_registrations(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let all = registration::Entity::find().all(&app.connection).await;
    let all = all.expect("registrations");
    let count = |pool, status| {
        let here = all.iter().filter(|one| one.pool_id == pool);
        here.filter(|one| one.status == status).count() as i32
    };
    let pools = seat_pool::Entity::find().all(&app.connection).await;
    for pool in pools.expect("pools") {
        use registration::RegistrationStatus::{Confirmed, Waitlisted};
        assert_eq!(pool.confirmed, count(pool.id, Confirmed));
        assert_eq!(pool.waiting, count(pool.id, Waitlisted));
        assert!(
            pool.capacity
                .is_none_or(|capacity| pool.confirmed <= capacity)
        );
    }
}

#[rstest]
#[tokio::test]
async fn the_demo_lies_around_the_day_it_was_loaded_on(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let soon = app.today() + chrono::TimeDelta::days(1);
    let open = seminar::Entity::find()
        .filter(seminar::Column::State.eq(seminar::SeminarState::Open))
        .all(&app.connection)
        .await
        .expect("seminars");
    assert!(!open.is_empty());
    for one in open {
        assert!(one.starts_local.is_some_and(|at| at.date() >= soon));
        assert!(one.registration_opens_at.is_some_and(|at| at < app.now()));
        assert!(one.starts_at.is_some_and(|at| at == one.sort_at));
    }
}

#[rstest]
#[tokio::test]
async fn the_sample_loads_without_the_demo(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let (store, files) = (&app.app.store, &app.app.files);
    assert!(transfer::is_empty(store).await.expect("an answer"));
    let hash = |_: &str| Ok(String::new());
    let report = transfer::load_sample(store, files, app::followers(), false, &hash).await;
    let report = report.expect("it loads");
    assert_eq!(report.counts["municipality"], 1_162);
    assert_eq!(report.counts.get("person"), None);
    assert!(!transfer::is_empty(store).await.expect("an answer"));
    let again = transfer::load_sample(store, files, app::followers(), false, &hash).await;
    let Err(transfer::ImportError::Faults(faults)) = again else {
        panic!("imports add, they do not change")
    };
    assert_eq!(faults.faults.len(), 100);
    assert!(faults.total > 2_000, "{}", faults.total);
}

#[tokio::test]
async fn people_who_share_a_password_share_one_hashing() {
    let app = TestApp::start(Db::Sqlite).await;
    let hashings = std::sync::atomic::AtomicU32::new(0);
    let hash = |password: &str| {
        hashings.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(format!("not {password}"))
    };
    let loaded = transfer::load_sample(
        &app.app.store,
        &app.app.files,
        app::followers(),
        true,
        &hash,
    )
    .await;
    loaded.expect("it loads");
    assert_eq!(hashings.into_inner(), 1);
    let accounts = account::Entity::find().all(&app.connection).await;
    for one in accounts.expect("accounts") {
        assert_eq!(one.password_hash.as_deref(), Some("not erfa-demo-2026"));
    }
}
