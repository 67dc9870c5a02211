//! The documents of the demo: real files that can be fetched and read, and the gaps they show.

use crate::support::*;

#[rstest]
#[tokio::test]
async fn the_files_of_the_demo_can_be_fetched_and_their_text_read(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let query = r#"{ documents(first: 50, filter: { origin: DEMO }) { nodes { title { text }
        versions { nodes { file { name mediaType size sha256 downloadUrl } text(length: 50000) { text } } } } } }"#;
    let data = app.anyone().data(query, json!({})).await;
    let documents = data["documents"]["nodes"].as_array().expect("documents");
    let mut found = vec![];
    for version in documents.iter().flat_map(|one| {
        one["versions"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }) {
        let file = &version["file"];
        let name = file["name"].as_str().expect("a name").to_owned();
        let path = file["downloadUrl"].as_str().expect("a path");
        let answer = app.anyone().get(path).await;
        assert_eq!(answer.status().as_u16(), 200, "{name}");
        let tag = answer.headers()["etag"]
            .to_str()
            .expect("an ETag")
            .to_owned();
        assert_eq!(
            tag.trim_matches('"'),
            file["sha256"].as_str().expect("a sha256")
        );
        let bytes = answer.bytes().await.expect("the file");
        assert_eq!(bytes.len() as u64, file["size"].as_u64().expect("a size"));
        let text = version["text"]["text"].as_str().expect("its text");
        assert!(text.contains(|letter| "åäöæø".contains(letter)), "{name}");
        found.push((name, file["mediaType"].as_str().expect("a type").to_owned()));
    }
    found.sort();
    let found: Vec<_> = found
        .iter()
        .map(|(name, kind)| (name.as_str(), kind.as_str()))
        .collect();
    let odt = "application/vnd.oasis.opendocument.text";
    let expected = [
        (
            "bilaga-1a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("bilaga-7a.txt", "text/plain"),
        ("horingsutkast-1.odt", odt),
        ("horingsutkast-2.odt", odt),
        ("lagesrapport.pdf", "application/pdf"),
    ];
    assert_eq!(found, expected, "the others are not for everyone");
}

#[rstest]
#[tokio::test]
async fn the_demo_has_an_ownerless_stale_page_and_appendices_in_order(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let query = r#"{
        gaps: documents(filter: { isStale: true, hasContentOwner: false, origin: DEMO }) { nodes { title { text } kind owner { name } } }
        report: documents(filter: { kinds: [STATUS_REPORT], origin: DEMO }) { nodes { appendices { nodes { label } } } }
        decision: documents(filter: { kinds: [DECISION], origin: DEMO }) { totalCount } }"#;
    let data = app.anyone().data(query, json!({})).await;
    let page = json!([{
        "title": { "text": "Sådan søger I om støtte til landsbyens mødested" }, "kind": "PAGE", "owner": { "name": "Region Midtjylland" },
    }]);
    assert_eq!(data["gaps"]["nodes"], page);
    let labels =
        json!([{ "label": "1a" }, { "label": "1b" }, { "label": "1c" }, { "label": "7a" }]);
    assert_eq!(data["report"]["nodes"][0]["appendices"]["nodes"], labels);
    assert_eq!(data["decision"]["totalCount"], 0, "its embargo holds");
}
