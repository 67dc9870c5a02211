//! The index is as the things are: in the same moment, and after it was built anew.

use entity::affiliation::OrganisationRole;
use sea_orm::ConnectionTrait;

use super::*;
use crate::support::scene::gid;

#[rstest]
#[tokio::test]
async fn a_change_is_found_at_once_and_the_old_words_no_longer(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let owner = app.organisation("Owner").await;
    let founder = app.person_in(owner.id, OrganisationRole::Editor).await;
    let input = json!({ "ownerId": gid("Organisation", owner.id), "locale": "da", "name": [{ "locale": "da", "text": "Havnene" }],
        "purpose": [{ "locale": "da", "text": "Om fiskeri" }], "visibility": "PUBLIC", "status": "ACTIVE" });
    let made = founder
        .change(
            "createNetwork",
            "CreateNetworkInput",
            "network { id version }",
            input,
        )
        .await;
    let mut network = made["network"].clone();
    let finds = async |query: &str| found(&app.anyone(), query, json!({})).await;
    assert_eq!(finds("havn").await, ["Havnene"]);
    for (name, purpose) in [
        ("Skovene", "Om jagt"),
        ("Markerne", "Om korn"),
        ("Havnene", "Om skibe"),
    ] {
        let input = json!({ "id": network["id"], "version": network["version"], "name": [{ "locale": "da", "text": name }], "purpose": [{ "locale": "da", "text": purpose }] });
        let answer = founder
            .change(
                "updateNetwork",
                "UpdateNetworkInput",
                "network { id version }",
                input,
            )
            .await;
        assert_eq!(answer["refusals"], json!([]), "{answer:#}");
        network = answer["network"].clone();
        assert_eq!(finds(name).await, [name]);
        assert_eq!(finds(purpose).await, [name]);
        assert_eq!(finds("fiskeri").await, Vec::<String>::new());
    }
    assert_eq!(finds("skove").await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_refused_change_leaves_the_index_alone(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let library = Library::with(db, &[network("da", "Havnene", "x", "DK")]).await;
    let hash = |password: &str| Ok(format!("not {password}"));
    let lines = [
        network("da", "Skovene", "x", "DK"),
        network("da", "Havnene", "x", "DK"),
    ];
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let store = &library.app.app.store;
    let lines = lines.join("\n");
    let again = transfer::import(store, app::followers(), lines.as_bytes(), &hash, |_| ()).await;
    assert!(again.is_err());
    assert_eq!(library.finds("skov").await, Vec::<String>::new());
    assert_eq!(library.finds("havn").await, ["Havnene"]);
}

#[rstest]
#[tokio::test]
async fn an_index_that_was_never_built_is_built_from_what_is_there(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let records: Vec<Value> = (0..900)
        .map(|number| network("da", &format!("Havn{number}"), "Om skibe", "DK"))
        .collect();
    let library = Library::with(db, &records).await;
    assert_eq!(total(&library.app.anyone(), "skib").await, 900);
    for table in ["search_entry", "search_state"] {
        library
            .app
            .connection
            .execute_unprepared(&format!("DELETE FROM {table}"))
            .await
            .expect("emptied");
    }
    if db == Db::Sqlite {
        library
            .app
            .connection
            .execute_unprepared("DELETE FROM search_index")
            .await
            .expect("emptied");
    }
    assert_eq!(total(&library.app.anyone(), "skib").await, 0);
    let store = &library.app.app.store;
    assert_eq!(search::ensure(store).await.expect("it is built"), Some(900));
    assert_eq!(total(&library.app.anyone(), "skib").await, 900);
    assert_eq!(library.finds("havn777").await, ["Havn777"]);
    assert_eq!(search::ensure(store).await.expect("nothing to do"), None);
    // As after an upgrade to a version with other rules of words.
    let older = "UPDATE search_state SET built_as = '1 ' || substr(built_as, 3)";
    let connection = &library.app.connection;
    connection.execute_unprepared(older).await.expect("older");
    assert_eq!(search::ensure(store).await.expect("it is built"), Some(900));
    assert_eq!(search::ensure(store).await.expect("nothing to do"), None);
    // Things that are gone behind Erfa's back are gone from the index once it is built anew.
    library
        .app
        .connection
        .execute_unprepared(
            "DELETE FROM network WHERE name_fold LIKE '%havn77_%' OR name_fold LIKE '%havn899%'",
        )
        .await
        .expect("gone");
    library.rebuild().await;
    assert_eq!(total(&library.app.anyone(), "skib").await, 888);
    assert_eq!(library.finds("havn777").await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn things_of_one_moment_have_places_of_their_own(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    use entity::search_entry;
    use erfa::platform::{
        access::Work,
        fulltext::{Indexed, place, put},
    };
    let app = TestApp::start(db).await;
    let now = app.now();
    // Ids that end in the same bits fall on the same place.
    let entry = |number: u128| {
        let id = uuid::Uuid::from_u128(number << 64);
        let entry = search_entry::Model {
            place: place(now, id),
            id,
            kind: "Network".to_owned(),
            audience_id: erfa::platform::access::PUBLIC,
            locale: "da".to_owned(),
            country_code: None,
            themes: String::new(),
            dated_at: now,
            version: 1,
            updated_at: now,
        };
        Indexed {
            entry,
            words: "bshavn".to_owned(),
        }
    };
    for numbers in [0..250, 250..500] {
        let work = Work::of_system(&app.app.store, "test", std::sync::Arc::new([]))
            .await
            .expect("work");
        let done = put(&work, numbers.map(entry).collect()).await;
        work.finish(done).await.expect("all fit");
    }
    assert_eq!(total(&app.anyone(), "havn").await, 500);
}
