//! What goes out comes in again.

use super::{bring, out, sql};
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
    let lines = out(&first.app.store).await;
    assert!(!lines.contains("erfa-demo-2026"), "a password went out");
    let second = TestApp::start(to).await;
    let report = bring(&second.app.store, &lines).await.expect("it imports");
    assert_eq!(report.total(), lines.lines().count());
    same(&lines, &out(&second.app.store).await);
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
    let lines = out(&first.app.store).await;
    assert!(lines.contains(r#""isPublished":false"#));
    assert!(lines.contains(r#""isAccepted":false"#));
    let second = TestApp::start(Db::Sqlite).await;
    bring(&second.app.store, &lines).await.expect("it imports");
    same(&lines, &out(&second.app.store).await);
}

#[rstest]
#[tokio::test]
async fn the_lines_of_a_file_may_stand_in_any_order(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let first = TestApp::with_sample(Db::Sqlite).await;
    let lines = out(&first.app.store).await;
    let mut backwards: Vec<&str> = lines.lines().collect();
    backwards.reverse();
    let second = TestApp::start(db).await;
    let imported = bring(&second.app.store, &backwards.join("\n")).await;
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
