//! A programme that is out, its rules and an open call, and those on both sides of it.

use chrono::{SecondsFormat, TimeDelta};
use entity::{affiliation::OrganisationRole, organisation};

pub use crate::seminars::scene::{merged, refusals};
use crate::support::{app::TestApp, scene::gid, *};

pub struct Scene {
    pub app: TestApp,
    pub owner: organisation::Model,
    /// An editor of the owner.
    pub editor: Client,
    pub applicant: organisation::Model,
    /// An editor of an organisation that applies.
    pub writer: Client,
    pub programme: String,
    pub rules: String,
    pub call: String,
}

/// An amount in Danish crowns.
pub fn kroner(amount: i64) -> Value {
    json!({ "amountMinor": amount * 100, "currency": "DKK" })
}

pub fn line(kind: &str, amount: i64) -> Value {
    json!({ "kind": kind, "planned": kroner(amount) })
}

pub const APPLICATION: &str = "application { id version status }";

impl Scene {
    /// With a grant of at most half and 500,000, own hours of at most a quarter.
    pub async fn new(db: Db) -> Self {
        let rules = json!([
            { "kind": "MAX_GRANT", "amountMinor": 50_000_000 },
            { "kind": "MAX_GRANT_SHARE", "sharePercent": 50 },
            { "kind": "MAX_OWN_HOURS_SHARE", "sharePercent": 25 },
            { "kind": "ELIGIBLE_ONLY" },
            { "kind": "DECISION_LEVEL", "level": "DELEGATED", "amountMinor": 10_000_000 },
            { "kind": "DECISION_LEVEL", "level": "COUNCIL", "recommendedBy": "COMMITTEE" },
        ]);
        Self::with(db, rules).await
    }

    pub async fn with(db: Db, rules: Value) -> Self {
        let app = TestApp::start(db).await;
        let owner = app.organisation("Region").await;
        let editor = app.person_in(owner.id, OrganisationRole::Editor).await;
        let applicant = app.organisation("Kommune").await;
        let writer = app.person_in(applicant.id, OrganisationRole::Editor).await;
        let mut scene = Self {
            app,
            owner,
            editor,
            applicant,
            writer,
            programme: String::new(),
            rules: String::new(),
            call: String::new(),
        };
        scene.programme = scene.published("Landsbyer").await;
        let set = scene.rule_set(rules).await;
        scene.rules = set["ruleSet"]["id"].as_str().expect("rules").to_owned();
        let call = scene.create_call(json!({})).await;
        scene.call = call["call"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{call:#}"))
            .to_owned();
        scene
    }

    pub async fn create(&self, by: &Client, more: Value) -> Value {
        let base = json!({
            "ownerId": gid("Organisation", self.owner.id), "locale": "da", "title": [{ "locale": "da", "text": "Landsbyer" }],
        });
        let fields = "programme { id version isPublished status }";
        by.change(
            "createProgramme",
            "CreateProgrammeInput",
            fields,
            merged(base, more),
        )
        .await
    }

    pub async fn update(&self, by: &Client, id: &str, version: i64, more: Value) -> Value {
        let base = json!({ "id": id, "version": version });
        let fields = "programme { id version isPublished status }";
        by.change(
            "updateProgramme",
            "UpdateProgrammeInput",
            fields,
            merged(base, more),
        )
        .await
    }

    /// A programme that everyone sees.
    pub async fn published(&self, title: &str) -> String {
        let title = json!({ "title": [{ "locale": "da", "text": title }] });
        let made = self.create(&self.editor, title).await;
        let id = made["programme"]["id"].as_str();
        let id = id.unwrap_or_else(|| panic!("{made:#}")).to_owned();
        let out = json!({ "isPublished": true });
        let done = self.update(&self.editor, &id, 1, out).await;
        assert_eq!(done["programme"]["isPublished"], true, "{done:#}");
        id
    }

    pub async fn rule_set(&self, rules: Value) -> Value {
        let input = json!({ "programmeId": self.programme, "rules": {
            "title": "Regler", "currency": "DKK", "rules": rules,
            "categories": [
                { "kind": "ELIGIBLE", "name": "rådgivning" }, { "kind": "LIMITED", "name": "forplejning" },
                { "kind": "INELIGIBLE", "name": "udstyr" },
            ],
        } });
        self.editor
            .change(
                "createFundingRuleSet",
                "CreateFundingRuleSetInput",
                "ruleSet { id version number }",
                input,
            )
            .await
    }

    pub fn at(&self, days: i64) -> String {
        let at = self.app.now() + TimeDelta::days(days);
        at.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// A call that is announced and open for ten days from yesterday on.
    pub async fn create_call(&self, more: Value) -> Value {
        let base = json!({
            "programmeId": self.programme, "ruleSetId": self.rules, "locale": "da", "title": [{ "locale": "da", "text": "Runde" }],
            "opensAt": self.at(-1), "closesAt": self.at(10), "content": { "isPublished": true },
        });
        self.editor
            .change(
                "createFundingCall",
                "CreateFundingCallInput",
                "call { id version status }",
                merged(base, more),
            )
            .await
    }

    pub async fn apply(&self, by: &Client, more: Value) -> Value {
        let base = json!({
            "callId": self.call, "applicantId": gid("Organisation", self.applicant.id), "title": "Mødested",
            "financing": [line("GRANT", 80_000), line("OWN_FUNDS", 80_000)],
        });
        by.change(
            "createApplication",
            "CreateApplicationInput",
            APPLICATION,
            merged(base, more),
        )
        .await
    }

    /// Does something with an application from a version.
    pub async fn step(
        &self,
        by: &Client,
        mutation: &str,
        kind: &str,
        of: &Value,
        more: Value,
    ) -> Value {
        let base = json!({ "id": of["id"], "version": of["version"] });
        by.change(mutation, kind, APPLICATION, merged(base, more))
            .await
    }

    pub async fn submit(&self, by: &Client, of: &Value) -> Value {
        self.step(
            by,
            "submitApplication",
            "ApplicationVersionInput",
            of,
            json!({}),
        )
        .await
    }

    pub async fn assess(&self, of: &Value, more: Value) -> Value {
        self.step(
            &self.editor,
            "assessApplication",
            "AssessApplicationInput",
            of,
            more,
        )
        .await
    }

    /// An application that was handed in and assessed.
    pub async fn assessed(&self, more: Value) -> Value {
        let made = self.apply(&self.writer, more).await;
        let sent = self.submit(&self.writer, &made["application"]).await;
        assert_eq!(sent["application"]["status"], "SUBMITTED", "{sent:#}");
        let done = self
            .assess(&sent["application"], json!({ "status": "ASSESSED" }))
            .await;
        assert_eq!(done["application"]["status"], "ASSESSED", "{done:#}");
        done["application"].clone()
    }

    pub async fn decide(&self, by: &Client, of: &Value, more: Value) -> Value {
        let today = self.app.today().to_string();
        let base = json!({
            "applicationId": of["id"], "version": of["version"], "bodyText": "Udvalget", "level": "DELEGATED", "outcome": "APPROVED",
            "decidedOn": today,
        });
        let fields = "decision { id outcome isUnderEmbargo grantedMinor }";
        by.change(
            "decideOnApplication",
            "DecideOnApplicationInput",
            fields,
            merged(base, more),
        )
        .await
    }

    /// What somebody sees of an application.
    pub async fn seen(&self, by: &Client, of: &Value) -> Value {
        let query = "query ($id: ID!) { application(id: $id) { id version status grant { amount { amountMinor } }
            decisions { nodes { outcome } } disbursements { amount { amountMinor } } viewerCan { edit withdraw assess decide disburse } } }";
        let data = by.data(query, json!({ "id": of["id"] })).await;
        data["application"].clone()
    }
}
