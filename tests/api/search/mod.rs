//! Search as clients ask it.

mod filters;
mod input;
mod keeping;
mod paging;
mod visibility;
mod words;

use erfa::{app, search, transfer};

use crate::support::*;

/// An application whose things came by import, as most do.
pub struct Library {
    pub app: TestApp,
}

impl Library {
    pub async fn with(db: Db, records: &[Value]) -> Self {
        let app = TestApp::start(db).await;
        let library = Self { app };
        let country = |code| json!({ "type": "country", "code": code, "name": { "en": code }, "codeSystem": "x" });
        let countries = ["DK", "NO", "SE"].map(country);
        library.bring(&countries).await;
        library.bring(records).await;
        library
    }

    pub async fn bring(&self, records: &[Value]) {
        let lines: Vec<String> = records.iter().map(Value::to_string).collect();
        let lines = lines.join("\n");
        let hash = |password: &str| Ok(format!("not {password}"));
        let store = &self.app.app.store;
        let done = transfer::import(store, app::followers(), lines.as_bytes(), &hash, |_| ()).await;
        done.expect("the records go in");
    }

    /// Reads everything anew, as after a change behind Erfa's back.
    pub async fn rebuild(&self) {
        search::rebuild(&self.app.app.store)
            .await
            .expect("the index is built");
    }

    /// The titles that anyone finds, best first.
    pub async fn finds(&self, query: &str) -> Vec<String> {
        found(&self.app.anyone(), query, json!({})).await
    }
}

/// A published seminar with a title and a text in one language.
pub fn seminar(locale: &str, title: &str, text: &str) -> Value {
    json!({ "type": "seminar", "ref": format!("{locale} {title}"), "kind": "WORKSHOP", "locale": locale, "title": { locale: title },
        "description": { locale: text }, "state": "OPEN", "mode": "ONSITE", "timeZone": "Europe/Stockholm", "visibility": "PUBLIC",
        "startsLocal": "2027-05-01T10:00" })
}

/// A network everybody sees, with a name and a purpose in one language.
pub fn network(locale: &str, name: &str, purpose: &str, country: &str) -> Value {
    json!({ "type": "network", "ref": name, "locale": locale, "name": { locale: name }, "purpose": { locale: purpose }, "country": country,
        "status": "ACTIVE", "joinPolicy": "OPEN", "visibility": "PUBLIC" })
}

const HITS: &str = "query ($query: String!, $filter: SearchFilter, $first: Int, $after: String) {
    search(query: $query, filter: $filter, first: $first, after: $after) {
        nodes { title { text isHit } snippet { text isHit } kind score node { id __typename } }
    } }";

/// The hits that somebody finds.
pub async fn hits(client: &Client, query: &str, filter: Value) -> Vec<Value> {
    let variables = json!({ "query": query, "filter": filter, "first": 100 });
    let mut data = client.data(HITS, variables).await;
    match data["search"]["nodes"].take() {
        Value::Array(nodes) => nodes,
        other => panic!("no hits: {other}"),
    }
}

/// Pieces put together.
pub fn whole(pieces: &Value) -> String {
    let pieces = pieces.as_array().expect("pieces").iter();
    pieces
        .map(|piece| piece["text"].as_str().expect("a text"))
        .collect()
}

/// Pieces put together, with brackets around the hits.
pub fn marked(pieces: &Value) -> String {
    let pieces = pieces.as_array().expect("pieces").iter();
    let one = |piece: &Value| {
        let text = piece["text"].as_str().expect("a text");
        match piece["isHit"].as_bool().expect("a boolean") {
            true => format!("[{text}]"),
            false => text.to_owned(),
        }
    };
    pieces.map(one).collect()
}

pub async fn found(client: &Client, query: &str, filter: Value) -> Vec<String> {
    let hits = hits(client, query, filter).await;
    hits.iter().map(|hit| whole(&hit["title"])).collect()
}

pub async fn total(client: &Client, query: &str) -> i64 {
    let asked = "query ($query: String!) { search(query: $query) { totalCount } }";
    let data = client.data(asked, json!({ "query": query })).await;
    data["search"]["totalCount"].as_i64().expect("a number")
}
