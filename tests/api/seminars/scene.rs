//! A seminar, its organiser, and people who come.

use chrono::{NaiveDateTime, TimeDelta};
use entity::{affiliation::OrganisationRole, organisation};

use crate::support::{app::TestApp, scene::gid, *};

pub const FIELDS: &str = "id version state confirmed: registrationCount waiting: waitingCount";

pub struct Scene {
    pub app: TestApp,
    pub host: organisation::Model,
    /// An editor of the host.
    pub editor: Client,
}

/// What a client keeps of a seminar.
#[derive(Clone, Debug)]
pub struct Seen {
    pub id: String,
    pub version: i64,
}

impl Seen {
    #[track_caller]
    pub fn of(seminar: &Value) -> Self {
        let id = seminar["id"].as_str();
        Self {
            id: id
                .unwrap_or_else(|| panic!("no seminar: {seminar:#}"))
                .to_owned(),
            version: seminar["version"].as_i64().expect("a version"),
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
        let host = app.organisation("Ludvika").await;
        let editor = app.person_in(host.id, OrganisationRole::Editor).await;
        Self { app, host, editor }
    }

    /// Days from now on the clocks of the seminar, at ten.
    pub fn local(&self, days: i64) -> NaiveDateTime {
        let day = self.app.today() + TimeDelta::days(days);
        day.and_hms_opt(10, 0, 0).expect("a time")
    }

    pub fn form(&self, over: Value) -> Value {
        let starts = self.local(20);
        let base = json!({
            "hostId": gid("Organisation", self.host.id),
            "kind": "THEME_SEMINAR",
            "locale": "sv",
            "title": [{ "locale": "sv", "text": "Bygd i balans" }],
            "mode": "ONSITE",
            "timeZone": "Atlantic/Reykjavik",
            "startsLocal": starts.format("%Y-%m-%dT%H:%M").to_string(),
            "endsLocal": (starts + TimeDelta::hours(3)).format("%Y-%m-%dT%H:%M").to_string(),
            "venue": { "name": "Folkets hus" },
            "seatPools": [{ "kind": "ONSITE", "capacity": 2 }],
        });
        merged(base, over)
    }

    pub async fn try_create(&self, over: Value) -> Value {
        let selection = format!("seminar {{ {FIELDS} }}");
        self.editor
            .change(
                "createSeminar",
                "CreateSeminarInput",
                &selection,
                self.form(over),
            )
            .await
    }

    pub async fn create(&self, over: Value) -> Seen {
        let payload = self.try_create(over).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        Seen::of(&payload["seminar"])
    }

    /// A seminar with two seats in the room, published and open, with what is written over it.
    pub async fn open(&self, over: Value) -> Seen {
        let seen = self.create(over).await;
        self.act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
            .await
    }

    /// Changes a seminar as its editor; the change must succeed.
    pub async fn act(&self, mutation: &str, kind: &str, seen: &Seen, over: Value) -> Seen {
        let payload = self.try_act(mutation, kind, seen, over).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        Seen::of(&payload["seminar"])
    }

    pub async fn try_act(&self, mutation: &str, kind: &str, seen: &Seen, over: Value) -> Value {
        try_act(&self.editor, mutation, kind, seen, over).await
    }

    pub async fn update(&self, seen: &Seen, over: Value) -> Seen {
        self.act("updateSeminar", "UpdateSeminarInput", seen, over)
            .await
    }

    /// The seminar as its editor sees it now.
    pub async fn see(&self, seen: &Seen) -> Seen {
        Seen::of(&self.look(seen, FIELDS).await)
    }

    pub async fn look(&self, seen: &Seen, selection: &str) -> Value {
        look(&self.editor, seen, selection).await
    }
}

pub async fn try_act(
    client: &Client,
    mutation: &str,
    kind: &str,
    seen: &Seen,
    over: Value,
) -> Value {
    let selection = format!("seminar {{ {FIELDS} }}");
    let input = merged(json!({ "id": seen.id, "version": seen.version }), over);
    client.change(mutation, kind, &selection, input).await
}

pub async fn look(client: &Client, seen: &Seen, selection: &str) -> Value {
    let query = format!("query ($id: ID!) {{ seminar(id: $id) {{ {selection} }} }}");
    let mut data = client.data(&query, json!({ "id": seen.id })).await;
    data["seminar"].take()
}

pub const REGISTRATION: &str =
    "registration { id version status position joinedAt seat organisationName isListed }";

pub async fn try_register(client: &Client, seen: &Seen, over: Value) -> Value {
    let input = merged(json!({ "seminarId": seen.id }), over);
    client
        .change(
            "registerForSeminar",
            "RegisterForSeminarInput",
            REGISTRATION,
            input,
        )
        .await
}

/// Registers a person; answers with the registration.
pub async fn register(client: &Client, seen: &Seen) -> Value {
    let mut payload = try_register(client, seen, json!({})).await;
    assert_eq!(payload["refusals"], json!([]), "{payload:#}");
    payload["registration"].take()
}

pub async fn give_up(client: &Client, registration: &Value) -> Value {
    let input = json!({ "id": registration["id"], "version": registration["version"] });
    client
        .change(
            "cancelRegistration",
            "CancelRegistrationInput",
            REGISTRATION,
            input,
        )
        .await
}

/// The viewer's own registration now.
pub async fn own(client: &Client, seen: &Seen) -> Value {
    let selection = "viewerRegistration { id version status position }";
    look(client, seen, selection).await["viewerRegistration"].take()
}

/// So many people who have registered, one after the other, each with what was answered.
pub async fn people(scene: &Scene, seen: &Seen, number: usize) -> Vec<(Client, Value)> {
    let mut people = vec![];
    for _ in 0..number {
        let person = scene.app.person().await;
        let seat = register(&person, seen).await;
        people.push((person, seat));
    }
    people
}
