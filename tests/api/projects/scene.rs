//! A project, those who write it, and those who pay.

use entity::{
    LocalizedText, Origin, Visibility,
    affiliation::OrganisationRole,
    experience::{self, ExperienceState, Maturity, Reuse},
    organisation,
};
use erfa::platform::{access::PUBLIC, clock::new_id};
use uuid::Uuid;

use crate::support::{app::TestApp, scene::gid, *};

pub struct Scene {
    pub app: TestApp,
    pub owner: organisation::Model,
    pub funder: organisation::Model,
    /// An editor of the owner.
    pub editor: Client,
    /// An editor of the funder.
    pub payer: Client,
}

/// A project as its editor last saw it.
pub struct Seen {
    pub id: String,
    pub version: i64,
}

impl Seen {
    #[track_caller]
    pub fn of(row: &Value) -> Self {
        let id = row["id"].as_str();
        Self {
            id: id.unwrap_or_else(|| panic!("nothing: {row:#}")).to_owned(),
            version: row["version"].as_i64().expect("a version"),
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

/// The refusals of a payload: `CODE at field`.
#[track_caller]
pub fn refusals(payload: &Value) -> Vec<String> {
    let all = payload["refusals"].as_array();
    let all = all.unwrap_or_else(|| panic!("an error: {payload:#}"));
    let text = |one: &Value| match one["field"].as_str() {
        Some(field) => format!("{} at {field}", one["code"].as_str().unwrap_or_default()),
        None => one["code"].as_str().unwrap_or_default().to_owned(),
    };
    all.iter().map(text).collect()
}

pub fn input_of(mutation: &str) -> String {
    let (first, rest) = mutation.split_at(1);
    format!("{}{rest}Input", first.to_uppercase())
}

impl Scene {
    pub async fn new(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let owner = app.organisation("Ludvika").await;
        let funder = app.organisation("Region Dalarna").await;
        let editor = app.person_in(owner.id, OrganisationRole::Editor).await;
        let payer = app.person_in(funder.id, OrganisationRole::Editor).await;
        Self {
            app,
            owner,
            funder,
            editor,
            payer,
        }
    }

    pub async fn try_create(&self, over: Value) -> Value {
        let base = json!({
            "ownerId": gid("Organisation", self.owner.id),
            "locale": "sv",
            "title": [{ "locale": "sv", "text": "Levande orter" }],
            "funders": [{ "organisationId": gid("Organisation", self.funder.id) }],
        });
        self.editor
            .change(
                "createProject",
                "CreateProjectInput",
                "project { id version }",
                merged(base, over),
            )
            .await
    }

    pub async fn create(&self, over: Value) -> Seen {
        let payload = self.try_create(over).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        Seen::of(&payload["project"])
    }

    /// A project that everyone sees.
    pub async fn open(&self, over: Value) -> Seen {
        let seen = self.create(over).await;
        self.act("publishProject", &seen, json!({})).await
    }

    pub async fn try_act(&self, mutation: &str, seen: &Seen, over: Value) -> Value {
        act_as(&self.editor, mutation, seen, over).await
    }

    /// Changes a project as its editor; the change must succeed.
    pub async fn act(&self, mutation: &str, seen: &Seen, over: Value) -> Seen {
        let payload = self.try_act(mutation, seen, over).await;
        assert_eq!(payload["refusals"], json!([]), "{mutation}: {payload:#}");
        Seen::of(&payload["project"])
    }

    /// A published experience of the owner.
    pub async fn experience(&self) -> Uuid {
        self.experience_of(self.owner.id).await
    }

    /// A published experience of an organisation.
    pub async fn experience_of(&self, owner: Uuid) -> Uuid {
        let (now, id) = (self.app.now(), new_id());
        let row = experience::Model {
            id,
            owner_id: Some(owner),
            author_id: None,
            submitter_id: None,
            locale: "sv".to_owned(),
            title: LocalizedText::new("sv", "Ortsråd"),
            title_sort: "ortsråd".to_owned(),
            title_fold: "\nortsråd\n".to_owned(),
            challenge: None,
            approach: None,
            outcome: None,
            failures: None,
            lessons: None,
            transfer_conditions: None,
            cost: None,
            cost_text: None,
            starts_on: None,
            ends_on: None,
            period_text: None,
            maturity: Maturity::Tried,
            state: ExperienceState::Published,
            reuse: Reuse::Open,
            licence: None,
            published_at: Some(now),
            reviewed_at: Some(now),
            review_due_at: None,
            visibility: Visibility::Public,
            audience_id: PUBLIC,
            editors_id: new_id(),
            source: None,
            origin: Origin::Local,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        self.app.put(row).await;
        id
    }

    pub async fn look(&self, seen: &Seen, selection: &str) -> Value {
        look(&self.editor, seen, selection).await
    }
}

pub async fn act_as(client: &Client, mutation: &str, seen: &Seen, over: Value) -> Value {
    let input = merged(
        json!({ "projectId": seen.id, "version": seen.version }),
        over,
    );
    client
        .change(
            mutation,
            &input_of(mutation),
            "project { id version }",
            input,
        )
        .await
}

pub async fn look(client: &Client, seen: &Seen, selection: &str) -> Value {
    let query = format!("query ($id: ID!) {{ project(id: $id) {{ {selection} }} }}");
    let mut data = client.data(&query, json!({ "id": seen.id })).await;
    data["project"].take()
}

/// The id of the nth member of a list of a project.
pub async fn id_of(scene: &Scene, seen: &Seen, list: &str, place: usize) -> String {
    let found = scene.look(seen, &format!("{list} {{ id }}")).await;
    let id = found[list][place]["id"].as_str();
    id.unwrap_or_else(|| panic!("no {list}[{place}]: {found:#}"))
        .to_owned()
}
