//! What goes out comes in again.

use super::{bring_from, out, out_into, sql};
use crate::support::*;

#[track_caller]
fn same(one: &str, other: &str) {
    for (line, (one, other)) in one.lines().zip(other.lines()).enumerate() {
        assert_eq!(one, other, "line {}", line + 1);
    }
    assert_eq!(one.lines().count(), other.lines().count());
}

#[rstest]
#[case(Db::Sqlite, Db::Postgres)]
#[case(Db::Postgres, Db::Sqlite)]
#[tokio::test]
async fn an_export_imported_into_an_empty_database_exports_the_same_bytes(
    #[case] from: Db,
    #[case] to: Db,
) {
    let first = TestApp::with_sample(from).await;
    let folder = tempfile::tempdir().expect("a folder");
    let lines = out_into(&first, folder.path()).await;
    assert!(!lines.contains("erfa-demo-2026"), "a password went out");
    let second = TestApp::start(to).await;
    let report = bring_from(&second, &lines, folder.path()).await;
    let report = report.expect("it imports");
    assert_eq!(report.total(), lines.lines().count());
    let again = tempfile::tempdir().expect("a folder");
    same(&lines, &out_into(&second, again.path()).await);
    let files = |folder: &tempfile::TempDir| {
        let entries = std::fs::read_dir(folder.path()).expect("a folder");
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.expect("an entry").path();
            (
                path.file_name().map(ToOwned::to_owned),
                std::fs::read(path).expect("a file"),
            )
        };
        entries
            .map(read)
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(files(&folder).len(), 7);
    assert!(files(&folder) == files(&again), "the files are the same");
}

#[rstest]
#[tokio::test]
async fn what_was_made_here_keeps_its_id_and_what_it_is(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let first = TestApp::with_sample(db).await;
    // As if all of it had been made here, with everything that only happens here.
    sql(&first, "DELETE FROM external_ref").await;
    sql(
        &first,
        "UPDATE seminar SET published_at = NULL WHERE state = 'POSTPONED'",
    )
    .await;
    sql(
        &first,
        "UPDATE seminar_host SET accepted_at = NULL WHERE role = 'CO_HOST'",
    )
    .await;
    sql(&first, "UPDATE account SET suspended_at = created_at").await;
    sql(
        &first,
        "UPDATE registration SET status = 'ATTENDED' WHERE status = 'CONFIRMED'",
    )
    .await;
    sql(
        &first,
        "UPDATE document SET published_at = NULL, released_at = NULL WHERE kind = 'METHOD'",
    )
    .await;
    sql(
        &first,
        "UPDATE document SET archived_at = published_at WHERE kind = 'PAGE'",
    )
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let lines = out_into(&first, folder.path()).await;
    assert!(lines.contains(r#""isDraft":true"#));
    assert!(lines.contains(r#""archivedAt":"#));
    assert!(lines.contains(r#""isPublished":false"#));
    assert!(lines.contains(r#""isAccepted":false"#));
    let second = TestApp::start(Db::Sqlite).await;
    let imported = bring_from(&second, &lines, folder.path()).await;
    imported.expect("it imports");
    same(&lines, &out(&second.app.store).await);
}

#[rstest]
#[tokio::test]
async fn the_lines_of_a_file_may_stand_in_any_order(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let first = TestApp::with_sample(Db::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let lines = out_into(&first, folder.path()).await;
    let mut backwards: Vec<&str> = lines.lines().collect();
    backwards.reverse();
    let second = TestApp::start(db).await;
    let imported = bring_from(&second, &backwards.join("\n"), folder.path()).await;
    imported.expect("it imports");
    let mut sorted: Vec<_> = lines.lines().map(str::to_owned).collect();
    let again = out(&second.app.store).await;
    let mut again: Vec<_> = again.lines().map(str::to_owned).collect();
    sorted.sort();
    again.sort();
    // Lists that have no order of their own follow the ids, which follow the lines.
    let scalars = |line: &String| {
        !line.contains("\"networks\":[")
            && !line.contains("\"municipalities\":[")
            && !line.starts_with("{\"type\":\"territoryChange\"")
    };
    sorted.retain(scalars);
    again.retain(scalars);
    assert_eq!(sorted, again);
}
