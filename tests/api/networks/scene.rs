//! Networks made as clients make them.

use entity::{affiliation::OrganisationRole, organisation};

use crate::support::{scene::gid, *};

/// A network that somebody has founded.
pub struct Founded {
    pub app: TestApp,
    pub owner: organisation::Model,
    /// An editor of the owner, who founded it and coordinates it.
    pub founder: Client,
    /// The network's id, as clients see it.
    pub id: String,
}

/// An organisation, and one of each kind of person in it.
pub struct Party {
    pub row: organisation::Model,
    /// The organisation's id, as clients see it.
    pub id: String,
    pub admin: Client,
    pub editor: Client,
    pub member: Client,
}

pub const MEMBERSHIP: &str = "membership { id status role version startsOn endsOn message }";

impl Founded {
    /// A network that is active.
    pub async fn active(db: Db, policy: &str, visibility: &str) -> Self {
        Self::with(
            db,
            json!({ "joinPolicy": policy, "visibility": visibility, "status": "ACTIVE" }),
        )
        .await
    }

    pub async fn with(db: Db, more: Value) -> Self {
        let app = TestApp::start(db).await;
        let owner = app.organisation("Owner").await;
        let founder = app.person_in(owner.id, OrganisationRole::Editor).await;
        let mut input = json!({
            "ownerId": gid("Organisation", owner.id), "locale": "sv",
            "name": [{ "locale": "sv", "text": "Landsbygdsnätverket" }],
        });
        for (key, value) in more.as_object().expect("an object") {
            input[key] = value.clone();
        }
        let made = founder
            .change(
                "createNetwork",
                "CreateNetworkInput",
                "network { id }",
                input,
            )
            .await;
        let id = made["network"]["id"].as_str();
        let id = id.unwrap_or_else(|| panic!("{made:#}")).to_owned();
        Self {
            app,
            owner,
            founder,
            id,
        }
    }

    pub async fn party(&self, name: &str) -> Party {
        let row = self.app.organisation(name).await;
        let of = |role| self.app.person_in(row.id, role);
        Party {
            id: gid("Organisation", row.id),
            admin: of(OrganisationRole::Admin).await,
            editor: of(OrganisationRole::Editor).await,
            member: of(OrganisationRole::Member).await,
            row,
        }
    }

    /// A party whose organisation is a member.
    pub async fn member(&self, name: &str) -> (Party, Value) {
        let party = self.party(name).await;
        let invited = self.invite(&party).await;
        let joined = self.answer(&party.admin, &invited, true).await;
        assert_eq!(joined["membership"]["status"], "ACTIVE", "{joined:#}");
        (party, joined["membership"].clone())
    }

    pub async fn join(&self, by: &Client, party: &Party) -> Value {
        let input = json!({ "networkId": self.id, "organisationId": party.id });
        by.change("joinNetwork", "JoinNetworkInput", MEMBERSHIP, input)
            .await
    }

    pub async fn apply(&self, by: &Client, party: &Party) -> Value {
        let input =
            json!({ "networkId": self.id, "organisationId": party.id, "message": "Please" });
        by.change("applyToNetwork", "ApplyToNetworkInput", MEMBERSHIP, input)
            .await
    }

    /// The founder invites; answers with the membership.
    pub async fn invite(&self, party: &Party) -> Value {
        let payload = self.invite_by(&self.founder, party).await;
        assert_eq!(payload["membership"]["status"], "INVITED", "{payload:#}");
        payload["membership"].clone()
    }

    pub async fn invite_by(&self, by: &Client, party: &Party) -> Value {
        let input = json!({ "networkId": self.id, "organisationId": party.id, "message": "Come" });
        by.change("inviteToNetwork", "InviteToNetworkInput", MEMBERSHIP, input)
            .await
    }

    pub async fn answer(&self, by: &Client, membership: &Value, accept: bool) -> Value {
        let input = json!({ "membershipId": membership["id"], "version": membership["version"], "accept": accept });
        by.change(
            "respondToInvitation",
            "RespondToInvitationInput",
            MEMBERSHIP,
            input,
        )
        .await
    }

    pub async fn decide(&self, by: &Client, membership: &Value, accept: bool) -> Value {
        let input = json!({ "membershipId": membership["id"], "version": membership["version"], "accept": accept });
        by.change(
            "decideApplication",
            "DecideApplicationInput",
            MEMBERSHIP,
            input,
        )
        .await
    }

    pub async fn update_membership(&self, by: &Client, membership: &Value, more: Value) -> Value {
        let input = merged(
            json!({ "id": membership["id"], "version": membership["version"] }),
            &more,
        );
        by.change(
            "updateMembership",
            "UpdateMembershipInput",
            MEMBERSHIP,
            input,
        )
        .await
    }

    pub async fn end(&self, by: &Client, membership: &Value, more: Value) -> Value {
        let input = merged(
            json!({ "id": membership["id"], "version": membership["version"] }),
            &more,
        );
        by.change("endMembership", "EndMembershipInput", MEMBERSHIP, input)
            .await
    }

    pub async fn appoint(&self, by: &Client, person: &Client) -> Value {
        let who = json!({ "personId": gid("Person", person.person_id) });
        let input = json!({ "networkId": self.id, "coordinator": who });
        let fields = "network { coordinators { totalCount } }";
        by.change(
            "appointCoordinator",
            "AppointCoordinatorInput",
            fields,
            input,
        )
        .await
    }

    pub async fn dismiss(&self, by: &Client, person: &Client) -> Value {
        let input = json!({ "networkId": self.id, "personId": gid("Person", person.person_id) });
        let fields = "network { coordinators { totalCount } }";
        by.change(
            "dismissCoordinator",
            "DismissCoordinatorInput",
            fields,
            input,
        )
        .await
    }

    pub async fn version(&self, by: &Client) -> Value {
        let data = by
            .data(
                "query ($id: ID!) { network(id: $id) { version } }",
                json!({ "id": self.id }),
            )
            .await;
        data["network"]["version"].clone()
    }

    /// The founder changes the network from its present version.
    pub async fn update(&self, more: Value) -> Value {
        let version = self.version(&self.founder).await;
        let input = merged(json!({ "id": self.id, "version": version }), &more);
        let fields = "network { id status visibility version }";
        self.founder
            .change("updateNetwork", "UpdateNetworkInput", fields, input)
            .await
    }

    pub async fn sees(&self, by: &Client) -> bool {
        let data = by
            .data(
                "query ($id: ID!) { network(id: $id) { id } }",
                json!({ "id": self.id }),
            )
            .await;
        !data["network"].is_null()
    }
}

pub fn merged(mut one: Value, other: &Value) -> Value {
    for (key, value) in other.as_object().expect("an object") {
        one[key] = value.clone();
    }
    one
}

/// The code of the first refusal of a payload.
#[track_caller]
pub fn refusal(payload: &Value) -> &str {
    let code = payload["refusals"][0]["code"].as_str();
    code.unwrap_or_else(|| panic!("nothing was refused: {payload:#}"))
}

/// Codes and fields of all refusals, sorted.
#[track_caller]
pub fn refusals(payload: &Value) -> Vec<(String, String)> {
    let why = payload["refusals"].as_array();
    let why = why.unwrap_or_else(|| panic!("no refusals: {payload:#}"));
    let text = |value: &Value| value.as_str().unwrap_or("null").to_owned();
    let mut all: Vec<_> = why
        .iter()
        .map(|one| (text(&one["code"]), text(&one["field"])))
        .collect();
    all.sort();
    all
}

pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(code, field)| ((*code).to_owned(), (*field).to_owned()))
        .collect()
}
