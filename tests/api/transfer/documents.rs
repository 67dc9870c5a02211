//! Documents in files: what is wrong with them, line by line, and what became of the files they name.

use super::{bring_all, bring_from, but, organisation_record, out_into, sweden};
use crate::support::*;

fn document(name: &str) -> Value {
    json!({ "type": "document", "ref": name, "kind": "PLAN", "locale": "sv", "title": { "sv": name }, "visibility": "PUBLIC" })
}

fn link(from: &str, to: &str) -> Value {
    json!({ "type": "documentLink", "kind": "SUPPLEMENTS", "from": from, "to": to })
}

fn version(document: &str, number: i32, file: &str) -> Value {
    json!({ "type": "documentVersion", "document": document, "number": number, "stage": "ADOPTED", "file": file })
}

fn lines(records: &[Value]) -> String {
    let lines: Vec<_> = records.iter().map(Value::to_string).collect();
    lines.join("\n")
}

/// Lines, members and the beginnings of messages of an import that must fail.
async fn faults(
    app: &TestApp,
    records: &[Value],
    folder: &std::path::Path,
) -> Vec<(usize, String)> {
    match bring_from(app, &lines(records), folder).await {
        Err(erfa::transfer::ImportError::Faults(faults)) => faults
            .faults
            .into_iter()
            .map(|fault| (fault.line, fault.member.unwrap_or_default()))
            .collect(),
        other => panic!("no faults: {other:?}"),
    }
}

/// How many files lie in the storage.
fn stored(app: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let size = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.expect("an entry").path();
            if path.is_dir() { count(&path) } else { 1 }
        };
        entries.map(size).sum()
    }
    count(&app.app.settings.files_folder())
}

#[rstest]
#[tokio::test]
async fn faults_of_documents_are_named_by_line(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "Text").expect("a file");
    std::fs::write(folder.path().join("fake.pdf"), "no PDF").expect("a file");
    let records = [
        document("a"),
        document("b"),
        document("c"),
        link("a", "a"),
        link("a", "b"),
        link("b", "c"),
        link("c", "a"),
        link("a", "b"),
        link("a", "nowhere"),
        but(document("d"), json!({ "title": { "da": "d" } })),
        but(
            document("e"),
            json!({ "isDraft": true, "publishedAt": "2026-01-01T00:00:00Z" }),
        ),
        but(
            document("f"),
            json!({ "validFrom": "2026-01-01", "validTo": "2026-01-01" }),
        ),
        but(link("b", "a"), json!({ "label": "x".repeat(21) })),
    ];
    let found = faults(&app, &records, folder.path()).await;
    let expected = [
        (4, "to"),
        (7, "to"),
        (8, "to"),
        (9, "to"),
        (10, "title"),
        (11, "isDraft"),
        (12, "validTo"),
        (13, "label"),
        (13, "to"),
    ];
    let expected: Vec<_> = expected
        .map(|(line, member)| (line, member.to_owned()))
        .into();
    assert_eq!(found, expected);
    let records = [
        document("a"),
        version("a", 1, "a.txt"),
        version("a", 1, "a.txt"),
        version("a", 0, "a.txt"),
        version("a", 2, "gone.txt"),
        version("a", 3, "../a.txt"),
        version("a", 4, "fake.pdf"),
        but(
            version("a", 5, "a.txt"),
            json!({ "sha256": "0".repeat(64) }),
        ),
        but(version("a", 6, "a.txt"), json!({ "name": "a.pdf" })),
    ];
    let found = faults(&app, &records, folder.path()).await;
    let lines: Vec<_> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 6, 7, 8, 9], "{found:#?}");
    assert_eq!(stored(&app), 0, "what came with it is gone again");
}

#[rstest]
#[tokio::test]
async fn later_imports_add_to_documents_and_close_no_ring(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "Första").expect("a file");
    std::fs::write(folder.path().join("b.txt"), "Andra").expect("a file");
    let restricted = but(
        document("a"),
        json!({ "visibility": "RESTRICTED", "owner": "Ludvika" }),
    );
    let first = [
        sweden(),
        organisation_record("Ludvika"),
        restricted,
        document("b"),
        document("c"),
        link("a", "b"),
        link("b", "c"),
        version("a", 1, "a.txt"),
    ];
    bring_from(&app, &lines(&first), folder.path())
        .await
        .expect("it imports");
    assert_eq!(
        faults(&app, &[link("c", "a")], folder.path()).await,
        [(1, "to".to_owned())]
    );
    assert_eq!(
        faults(&app, &[link("a", "b")], folder.path()).await,
        [(1, "to".to_owned())]
    );
    let taken = faults(&app, &[version("a", 1, "b.txt")], folder.path()).await;
    assert_eq!(taken, [(1, "number".to_owned())]);
    let bare = bring_all(&app.app.store, &[version("a", 2, "b.txt")]).await;
    assert!(bare.is_err(), "the folder is needed");
    bring_from(&app, &lines(&[version("a", 2, "b.txt")]), folder.path())
        .await
        .expect("it imports");
    assert_eq!(stored(&app), 2);
    let query = "{ documents { totalCount } }";
    let seen = app.anyone().data(query, json!({})).await;
    assert_eq!(
        seen["documents"]["totalCount"], 2,
        "its versions are as restricted as the first"
    );
    let admin = app.platform_admin().await;
    let query = "{ documents(filter: { titleBeginsWith: \"a\" }) { nodes { versions { nodes { number text { text } } } } } }";
    let seen = admin.data(query, json!({})).await;
    let versions = json!([{ "number": 2, "text": { "text": "Andra" } }, { "number": 1, "text": { "text": "Första" } }]);
    assert_eq!(seen["documents"]["nodes"][0]["versions"]["nodes"], versions);
    let again = tempfile::tempdir().expect("a folder");
    out_into(&app, again.path()).await;
    assert_eq!(
        std::fs::read_dir(again.path()).expect("a folder").count(),
        2
    );
}
