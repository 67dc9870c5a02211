//! What the door to the database gives each subject, whatever is asked for above it: of every table that people can read,
//! the rows that are theirs and no other.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use erfa::{
    app,
    platform::access::{Reader, Resource, Viewer},
};
use uuid::Uuid;

use super::world::World;
use crate::support::*;

macro_rules! tables {
    ($($table:ident)+) => {
        /// Every table that people can read.
        pub const TABLES: &[&str] = &[$(stringify!($table)),+];

        /// The ids of the rows of a table that a reader sees.
        async fn ids(reader: &Reader, table: &str) -> BTreeSet<Uuid> {
            match table {
                $(stringify!($table) => {
                    let rows = reader.select::<entity::$table::Entity>();
                    let rows = reader.all(rows).await.expect("rows");
                    rows.iter().map(<entity::$table::Entity as Resource>::id_of).collect()
                })+
                other => panic!("no table {other}"),
            }
        }
    };
}
tables! {
    account action_group_area affiliation agreement api_token application audit_entry certificate comment conflict_level
    country decision document document_link document_version exchange_match exchange_post experience funding_call
    funding_rule_set initiative invitation locality municipality network network_membership nomination organisation
    organisation_relation person prize prize_edition programme project question region registration reuse_report
    search_entry seminar seminar_series territory_change theme
}

/// The tables that the code declares as such that people can read.
fn declared() -> BTreeSet<String> {
    let (mut folders, mut found) = (
        vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")],
        BTreeSet::new(),
    );
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let all = text.split("resource!(").skip(1);
            let named = all.filter_map(|rest| rest.split(" as ").next());
            found.extend(named.map(str::to_owned));
        }
    }
    // These say themselves what the macro says for others.
    found.extend(["audit_entry", "search_entry"].map(str::to_owned));
    found
}

pub fn reader(app: &TestApp, viewer: Viewer) -> Reader {
    Reader::new(app.app.store.clone(), Arc::new(viewer), app::followers())
}

/// Who the subjects are; none where a token is no longer good.
pub async fn reader_of(world: &World, subject: &str) -> Option<Reader> {
    let viewer = world.app.viewer(world.subject(subject)).await.ok()?;
    Some(reader(&world.app, viewer))
}

/// The things of the world that stand in a table.
pub async fn things(world: &World, table: &str) -> BTreeSet<Uuid> {
    let viewer = Viewer::system(world.app.app.store.backend(), "test");
    let mut rows = ids(&reader(&world.app, viewer), table).await;
    rows.retain(|id| world.ids.contains_key(id));
    rows
}

/// What a subject wrongly gets of the things in a table, and what it wrongly does not.
pub async fn wrong(
    world: &World,
    subject: &str,
    (table, things): (&str, &BTreeSet<Uuid>),
    reader: &Reader,
) -> Vec<String> {
    let seen = ids(reader, table).await;
    let wrong = things.iter().filter_map(|id| {
        let thing = &world.canaries.0[world.ids[id]];
        let due = world.rules.seers_of(&thing.instance).contains(subject);
        (due != seen.contains(id))
            .then(|| format!("{subject}: {thing} should be given {due} by {table}"))
    });
    wrong.collect()
}

#[rstest]
#[tokio::test]
async fn the_door_gives_everybody_what_is_theirs_and_nothing_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let known: BTreeSet<String> = TABLES.iter().map(|one| (*one).to_owned()).collect();
    assert_eq!(known, declared(), "a table that nobody looks at here");
    let world = World::set(db).await;
    let (mut wrong, mut cells) = (vec![], 0);
    for table in TABLES {
        let things = things(&world, table).await;
        for (subject, _) in &world.subjects {
            if let Some(reader) = reader_of(&world, subject).await {
                wrong.extend(self::wrong(&world, subject, (table, &things), &reader).await);
                cells += things.len();
            }
        }
    }
    println!("{db:?}: {cells} rows at the door, {} wrong", wrong.len());
    if let Ok(folder) = std::env::var("ERFA_MATRIX") {
        std::fs::write(format!("{folder}/door-{db:?}.txt"), wrong.join("\n")).expect("a file");
    }
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(60)]);
}
