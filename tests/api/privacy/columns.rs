//! Every column of the database says what it holds of people.

use std::collections::{BTreeMap, BTreeSet};

use erfa::platform::personal;

use super::{everything::columns, *};

#[rstest]
#[tokio::test]
async fn every_column_is_declared_and_none_that_is_gone(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let there = columns(&app).await;
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, table) in personal::tables() {
        let all = [&table.personal, &table.secret, &table.other];
        let all: Vec<_> = all.into_iter().flatten().cloned().collect();
        let once: BTreeSet<_> = all.iter().cloned().collect();
        assert_eq!(all.len(), once.len(), "{name} declares a column twice");
        declared.insert(name.clone(), once);
    }
    let missing = |these: &BTreeMap<String, BTreeSet<String>>,
                   those: &BTreeMap<String, BTreeSet<String>>| {
        let mut missing = vec![];
        for (table, columns) in these {
            let known = those.get(table).cloned().unwrap_or_default();
            missing.extend(
                columns
                    .difference(&known)
                    .map(|one| format!("{table}.{one}")),
            );
        }
        missing
    };
    assert_eq!(
        missing(&there, &declared),
        Vec::<String>::new(),
        "say in src/platform/personal/columns.toml what these hold of people"
    );
    // What only the search of one database has may be declared without being there.
    let mut gone = missing(&declared, &there);
    if db == Db::Sqlite {
        gone.retain(|one| one != "search_entry.words");
    }
    assert_eq!(gone, Vec::<String>::new(), "these are declared and gone");
}

#[rstest]
#[tokio::test]
async fn a_column_that_names_a_person_leads_to_them(#[values(Db::Sqlite)] db: Db) {
    let app = TestApp::start(db).await;
    let people = [
        "person_id",
        "author_id",
        "creator_id",
        "uploader_id",
        "asker_id",
        "reporter_id",
    ];
    for (table, columns) in columns(&app).await {
        let named = people.iter().any(|one| columns.contains(*one));
        let declared = personal::tables().get(&table);
        let leads = declared.is_some_and(|one| one.of.is_some());
        assert!(!named || leads, "{table} names a person: declare `of`");
    }
}
