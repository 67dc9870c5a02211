//! A document, its editor, and what is done with it.

use entity::{
    LocalizedText, Origin,
    affiliation::OrganisationRole,
    organisation,
    theme::{self, ThemeKind},
};
use erfa::platform::{access::Work, clock::new_id};

use crate::support::{app::TestApp, scene::gid, *};

pub const FIELDS: &str = "id version state";

pub struct Scene {
    pub app: TestApp,
    pub owner: organisation::Model,
    /// An editor of the owner.
    pub editor: Client,
}

/// What a client keeps of a document.
#[derive(Clone, Debug)]
pub struct Seen {
    pub id: String,
    pub version: i64,
}

impl Seen {
    #[track_caller]
    pub fn of(document: &Value) -> Self {
        let id = document["id"].as_str();
        Self {
            id: id
                .unwrap_or_else(|| panic!("no document: {document:#}"))
                .to_owned(),
            version: document["version"].as_i64().expect("a version"),
        }
    }
}

/// `over` written over `base`, field by field.
pub fn merged(mut base: Value, over: Value) -> Value {
    for (field, value) in over.as_object().expect("an object") {
        base[field] = value.clone();
    }
    base
}

/// Codes and fields of all refusals, in their order.
#[track_caller]
pub fn refusals(payload: &Value) -> Vec<String> {
    let all = payload["refusals"].as_array();
    let all = all.unwrap_or_else(|| panic!("an error: {payload:#}"));
    let text = |one: &Value| {
        let code = one["code"].as_str().unwrap_or_default();
        match one["field"].as_str() {
            Some(field) => format!("{code} at {field}"),
            None => code.to_owned(),
        }
    };
    all.iter().map(text).collect()
}

impl Scene {
    pub async fn new(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let owner = app.organisation("Ludvika").await;
        let editor = app.person_in(owner.id, OrganisationRole::Editor).await;
        Self { app, owner, editor }
    }

    pub fn form(&self, over: Value) -> Value {
        let base = json!({
            "ownerId": gid("Organisation", self.owner.id),
            "kind": "STATUS_REPORT",
            "locale": "sv",
            "title": [{ "locale": "sv", "text": "Lägesrapport" }],
        });
        merged(base, over)
    }

    pub async fn create_as(&self, by: &Client, over: Value) -> Value {
        let selection = format!("document {{ {FIELDS} }}");
        by.change(
            "createDocument",
            "CreateDocumentInput",
            &selection,
            self.form(over),
        )
        .await
    }

    /// A draft, with what is written over it.
    pub async fn draft(&self, over: Value) -> Seen {
        let payload = self.create_as(&self.editor, over).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        Seen::of(&payload["document"])
    }

    /// A document that is out.
    pub async fn published(&self, over: Value) -> Seen {
        let draft = self.draft(over).await;
        self.act("publish", &draft, json!({})).await
    }

    pub async fn try_act(&self, by: &Client, what: &str, seen: &Seen, over: Value) -> Value {
        let mut kind = format!("{what}DocumentInput");
        kind[..1].make_ascii_uppercase();
        let input = merged(json!({ "id": seen.id, "version": seen.version }), over);
        let selection = format!("document {{ {FIELDS} }}");
        by.change(&format!("{what}Document"), &kind, &selection, input)
            .await
    }

    /// Does something with a document as its editor: `publish`, `update`, `archive` or `review`. It must succeed.
    pub async fn act(&self, what: &str, seen: &Seen, over: Value) -> Seen {
        let payload = self.try_act(&self.editor, what, seen, over).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        Seen::of(&payload["document"])
    }

    pub async fn look(&self, by: &Client, seen: &Seen, selection: &str) -> Value {
        let query = format!("query ($id: ID!) {{ document(id: $id) {{ {selection} }} }}");
        let data = by.data(&query, json!({ "id": seen.id })).await;
        data["document"].clone()
    }

    pub async fn sees(&self, by: &Client, seen: &Seen) -> bool {
        !self.look(by, seen, "id").await.is_null()
    }

    /// The document as its editor sees it now.
    pub async fn see(&self, seen: &Seen) -> Seen {
        Seen::of(&self.look(&self.editor, seen, FIELDS).await)
    }

    pub async fn link_as(
        &self,
        by: &Client,
        source: &Seen,
        target: &Seen,
        kind: &str,
        label: Value,
    ) -> Value {
        let input =
            json!({ "sourceId": source.id, "targetId": target.id, "kind": kind, "label": label });
        by.change(
            "linkDocuments",
            "LinkDocumentsInput",
            "documentLink { id label }",
            input,
        )
        .await
    }

    pub async fn link(&self, source: &Seen, target: &Seen, kind: &str, label: Value) -> String {
        let payload = self
            .link_as(&self.editor, source, target, kind, label)
            .await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        let id = payload["documentLink"]["id"].as_str();
        id.expect("a link").to_owned()
    }

    pub async fn theme(&self, code: &str) -> theme::Model {
        let now = self.app.now();
        self.app
            .put(theme::Model {
                id: new_id(),
                code: code.to_owned(),
                kind: ThemeKind::Topic,
                number: None,
                name: LocalizedText::new("en", code),
                name_fold: erfa::places::names::fold([code]),
                description: None,
                parent_id: None,
                position: 1,
                source: None,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await
    }

    /// What Erfa does every minute.
    pub async fn minute(&self) {
        let app = &self.app.app;
        let work = Work::of_system(&app.store, "minute", app.followers.clone()).await;
        let work = work.expect("a transaction");
        let outcome = erfa::documents::turn(&work).await;
        work.finish(outcome).await.expect("what is due is released");
    }
}

/// Uploads a text file; answers with its upload id.
pub async fn upload(by: &Client, name: &str, text: &str) -> Value {
    let body = format!(
        "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--mark--\r\n"
    );
    let request = by
        .request(reqwest::Method::POST, "/files")
        .header("X-Erfa-Upload", "1")
        .header("Content-Type", "multipart/form-data; boundary=mark")
        .body(body);
    let answer = request.send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    let id = answer["uploadId"].clone();
    assert!(id.is_string(), "{answer:#}");
    id
}
