//! An organisation that has something to tell, and others who listen.

use entity::{affiliation::OrganisationRole, network, organisation};

pub use crate::networks::scene::{merged, pairs, refusal, refusals};
use crate::support::{scene::gid, *};

pub const EXPERIENCE: &str = "experience { id state version reviewDueAt publishedAt viewerCan { edit submit review confirm archive comment reportReuse } }";

/// An organisation and one of each kind of person in it.
pub struct House {
    pub row: organisation::Model,
    pub id: String,
    pub admin: Client,
    pub editor: Client,
    pub other_editor: Client,
    pub member: Client,
}

pub struct Stage {
    pub app: TestApp,
    /// Tells of what it tried.
    pub owner: House,
    /// Listens.
    pub other: House,
}

impl Stage {
    pub async fn set(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let owner = house(&app, "Ludvika").await;
        let other = house(&app, "Skive").await;
        Self { app, owner, other }
    }

    /// A network that both organisations are members of, and its coordinator.
    pub async fn network(&self, visibility: entity::Visibility) -> (network::Model, Client) {
        let network = self.app.network("Landsbygdsnätverket", visibility).await;
        self.app.join(&network, self.owner.row.id).await;
        self.app.join(&network, self.other.row.id).await;
        let third = self.app.organisation("Third").await;
        self.app.join(&network, third.id).await;
        let coordinator = self.app.coordinator(&network, third.id).await;
        (network, coordinator)
    }

    pub async fn create(&self, by: &Client, more: Value) -> Value {
        let content = json!({
            "challenge": sv("Skolan i byn stängde."), "approach": sv("Vi öppnade ett hus för alla."),
            "outcome": sv("Huset används varje dag."), "failures": sv("Ingen ville stå för nycklarna."),
        });
        let input = json!({
            "ownerId": self.owner.id, "locale": "sv", "title": sv("Ett hus för alla"), "maturity": "TRIED",
            "content": content,
        });
        let mut input = input;
        for (key, value) in more.as_object().expect("an object") {
            match key.as_str() {
                "content" => input["content"] = merged(input["content"].clone(), value),
                _ => input[key] = value.clone(),
            }
        }
        by.change(
            "createExperience",
            "CreateExperienceInput",
            EXPERIENCE,
            input,
        )
        .await
    }

    /// A draft of the owner's editor.
    pub async fn draft(&self, more: Value) -> Value {
        let made = self.create(&self.owner.editor, more).await;
        assert_eq!(made["experience"]["state"], "DRAFT", "{made:#}");
        made["experience"].clone()
    }

    /// Handed in by the editor, approved by the other one.
    pub async fn published(&self, more: Value) -> Value {
        let draft = self.draft(more).await;
        let handed_in = step(&self.owner.editor, "submitExperience", &draft).await;
        let approved = review(
            &self.owner.other_editor,
            &handed_in["experience"],
            "APPROVE",
            None,
        )
        .await;
        assert_eq!(approved["experience"]["state"], "PUBLISHED", "{approved:#}");
        approved["experience"].clone()
    }

    /// A question of the owner's editor, for the owner.
    pub async fn question(&self, more: Value) -> Value {
        let input = merged(
            json!({ "organisationId": self.owner.id, "locale": "sv", "title": "Vem har löst nycklarna?", "body": "Vi har ett hus, men ingen nyckel." }),
            &more,
        );
        let made = self.ask(&self.owner.editor, input).await;
        assert_eq!(made["question"]["status"], "OPEN", "{made:#}");
        made["question"].clone()
    }

    pub async fn ask(&self, by: &Client, input: Value) -> Value {
        let fields = "question { id status version asker { id } organisation { id } }";
        by.change("askQuestion", "AskQuestionInput", fields, input)
            .await
    }

    pub async fn post(&self, by: &Client, kind: &str, house: &House, more: Value) -> Value {
        let input = merged(
            json!({ "kind": kind, "organisationId": house.id, "locale": "sv", "title": "Studiebesök", "body": "Vi söker någon att besöka." }),
            &more,
        );
        let fields = "exchangePost { id status version deadline }";
        by.change(
            "createExchangePost",
            "CreateExchangePostInput",
            fields,
            input,
        )
        .await
    }
}

async fn house(app: &TestApp, name: &str) -> House {
    let row = app.organisation(name).await;
    let of = |role| app.person_in(row.id, role);
    House {
        id: gid("Organisation", row.id),
        admin: of(OrganisationRole::Admin).await,
        editor: of(OrganisationRole::Editor).await,
        other_editor: of(OrganisationRole::Editor).await,
        member: of(OrganisationRole::Member).await,
        row,
    }
}

pub fn sv(text: &str) -> Value {
    json!([{ "locale": "sv", "text": text }])
}

/// A step in the life of an experience, from the version that was read.
pub async fn step(by: &Client, mutation: &str, experience: &Value) -> Value {
    let input = json!({ "id": experience["id"], "version": experience["version"] });
    by.change(mutation, "ExperienceStepInput", EXPERIENCE, input)
        .await
}

/// Changes an experience from the version given.
pub async fn update_experience(
    by: &Client,
    selection: &str,
    experience: &Value,
    more: &Value,
) -> Value {
    let base = json!({ "id": experience["id"], "version": experience["version"] });
    let input = merged(base, more);
    by.change(
        "updateExperience",
        "UpdateExperienceInput",
        selection,
        input,
    )
    .await
}

pub async fn review(
    by: &Client,
    experience: &Value,
    decision: &str,
    reason: Option<&str>,
) -> Value {
    let input = json!({ "id": experience["id"], "version": experience["version"], "decision": decision, "reason": reason });
    by.change(
        "reviewExperience",
        "ReviewExperienceInput",
        EXPERIENCE,
        input,
    )
    .await
}

pub async fn sees(by: &Client, id: &Value) -> bool {
    let data = by
        .data(
            "query ($id: ID!) { node(id: $id) { id } }",
            json!({ "id": id }),
        )
        .await;
    !data["node"].is_null()
}

pub const COMMENT: &str = "comment { id depth body isHidden isDeleted version openReportCount viewerCan { edit delete report moderate } }";

/// Comments on something; `subject` names it, such as `{ "questionId": … }`.
pub async fn comment(by: &Client, subject: Value, parent: &Value, body: &str) -> Value {
    let input = json!({ "subject": subject, "parentId": parent, "body": body });
    by.change("addComment", "AddCommentInput", COMMENT, input)
        .await
}
