//! What is measured: each operation as clients send it to Erfa, and as one statement.

use anyhow::{Context, bail};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Days, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    chance::{Chance, id},
    client::Client,
    generate::{Sizes, kind},
    search,
    target::{Database, Viewer},
};

/// One operation with the figure that it is to reach.
pub struct Operation {
    pub name: &'static str,
    /// How often the limit's cost it may be, over PostgreSQL.
    pub goal: f64,
    /// The name of its statement.
    pub statement: &'static str,
    pub document: &'static str,
    /// Whether only somebody who is signed in can do it.
    pub signed_in: bool,
    /// Whether it changes something, so that each request is good for one run.
    pub writes: bool,
}

/// How often the limit's cost any of them may be over SQLite.
pub const GOAL_OF_SQLITE: f64 = 2.0;

pub const OPERATIONS: [Operation; 8] = [
    Operation {
        name: "one thing by id",
        goal: 2.0,
        statement: "seminar",
        document: "query ($id: ID!) { seminar(id: $id) { id title { text } description { text } state startsAt registrationCount } }",
        signed_in: false,
        writes: false,
    },
    Operation {
        name: "50 municipalities",
        goal: 1.4,
        statement: "municipalities",
        document: "query ($country: String!) { municipalities(first: 50, filter: { country: $country }) { nodes { id code name population { inhabitants year } } } }",
        signed_in: false,
        writes: false,
    },
    Operation {
        name: "20 networks × 5 next seminars × 5 newest documents",
        goal: 1.5,
        statement: "networks",
        document: "query ($country: String!, $now: DateTime!) { networks(first: 20, filter: { country: $country }) { nodes { name { text } \
            seminars(first: 5, filter: { startsAfter: $now }) { nodes { title { text } host { name } registrationCount } } \
            documents(first: 5) { nodes { title { text } themes(first: 5) { nodes { code } } } } } } }",
        signed_in: false,
        writes: false,
    },
    Operation {
        name: "seminars by dates and country, page 200",
        goal: 1.5,
        statement: "calendar",
        document: "query ($country: String!, $from: DateTime!, $to: DateTime!, $after: String) { \
            seminars(first: 20, after: $after, filter: { country: $country, startsAfter: $from, startsBefore: $to }) { \
            nodes { id title { text } mode startsAt host { name } } pageInfo { hasNextPage } } }",
        signed_in: false,
        writes: false,
    },
    Operation {
        name: "municipality → networks → 5 seminars → 10 registrations → organisation",
        goal: 1.5,
        statement: "municipality",
        document: "query ($country: String!, $code: String!) { municipality(by: { code: { country: $country, code: $code } }) { name \
            networks { nodes { name { text } seminars(first: 5) { nodes { title { text } \
            registrations(first: 10) { nodes { status organisation { name } } } } } } } } }",
        signed_in: false,
        writes: false,
    },
    Operation {
        name: "full-text search, 20 hits",
        goal: 1.1,
        statement: "search",
        document: "query ($query: String!) { search(query: $query, first: 20, filter: { kinds: [DOCUMENT, EXPERIENCE] }) { nodes { kind score \
            node { ... on Document { documentTitle: title { text } } ... on Experience { experienceTitle: title { text } } } } } }",
        signed_in: false,
        writes: false,
    },
    Operation {
        name: "register a person, seats checked",
        goal: 1.5,
        statement: "register",
        document: "mutation ($seminarId: ID!, $organisationId: ID!) { registerForSeminar(input: { seminarId: $seminarId, organisationId: $organisationId }) { \
            registration { status } refusals { code } } }",
        signed_in: true,
        writes: true,
    },
    Operation {
        name: "totalCount with a filter, first 20",
        goal: 1.2,
        statement: "counted",
        document: "query ($kinds: [DocumentKind!]) { documents(first: 20, filter: { kinds: $kinds }) { totalCount nodes { id title { text } } } }",
        signed_in: false,
        writes: false,
    },
];

/// One request: the variables for Erfa, the parameters of the statement.
#[derive(Clone, Debug)]
pub struct Case {
    pub variables: Value,
    pub parameters: Vec<String>,
}

/// What requests are made from.
pub struct World {
    pub sizes: Sizes,
    pub scale: f64,
    pub today: NaiveDate,
    pub municipalities: Vec<(String, String)>,
    pub database: Database,
}

pub fn global(kind: &str, id: Uuid) -> String {
    format!("{kind}_{}", URL_SAFE_NO_PAD.encode(id))
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

/// Different requests of one operation, so that none is answered from the memory of the last.
const CASES: usize = 64;

impl World {
    fn moment(&self, days: i64) -> String {
        let by = Days::new(days.unsigned_abs());
        let day = match days < 0 {
            true => self.today - by,
            false => self.today + by,
        };
        format!("{day}T00:00:00Z")
    }

    /// An instant as the database keeps it.
    fn kept(&self, moment: &str) -> String {
        match self.database {
            Database::Postgres => moment.to_owned(),
            Database::Sqlite => moment.replace('Z', "+00:00"),
        }
    }

    /// The requests of an operation that somebody can make.
    pub async fn cases(
        &self,
        operation: &Operation,
        viewer: &Viewer,
        client: &mut Client,
    ) -> anyhow::Result<Vec<Case>> {
        let chance = &mut Chance::new(operation.statement.len() as u64);
        let countries = ["SE", "DK", "NO", "FI"];
        let cases = match operation.statement {
            "seminar" => {
                let ids = (0..CASES * 2).map(|_| id(kind::SEMINAR, chance.below(self.sizes.seminars)));
                let cases = ids.map(|id| Case {
                    variables: json!({"id": global("Seminar", id)}),
                    parameters: vec![hex(id)],
                });
                let mut seen = vec![];
                for case in cases {
                    let answer = client.ask(operation.document, &case.variables).await?;
                    if !answer["seminar"].is_null() && seen.len() < CASES {
                        seen.push(case);
                    }
                }
                seen
            }
            "municipalities" => countries.map(|country| Case {
                variables: json!({"country": country}),
                parameters: vec![country.to_owned()],
            }).into(),
            "networks" => countries.map(|country| Case {
                variables: json!({"country": country, "now": self.moment(1)}),
                parameters: vec![country.to_owned(), self.kept(&self.moment(1))],
            }).into(),
            "calendar" => {
                let mut cases = vec![];
                for country in ["SE", "NO", "FI"] {
                    for shift in 0..3 {
                        cases.push(self.deep_page(country, shift, operation, client).await?);
                    }
                }
                cases
            }
            "municipality" => (0..CASES).map(|_| {
                let (country, code) = chance.pick(&self.municipalities);
                Case {
                    variables: json!({"country": country, "code": code}),
                    parameters: vec![country.clone(), code.clone()],
                }
            }).collect(),
            "search" => search::WORDS.iter().map(|word| Case {
                variables: json!({"query": word.typed}),
                parameters: word.tiers(self.database),
            }).collect(),
            "register" => (0..self.sizes.seminars).map(|number| {
                let seminar = id(kind::SEMINAR, number);
                let organisation = id(kind::ORGANISATION, usize::from(viewer.name == "300"));
                Case {
                    variables: json!({"seminarId": global("Seminar", seminar), "organisationId": global("Organisation", organisation)}),
                    parameters: vec![hex(seminar), hex(organisation)],
                }
            }).collect(),
            "counted" => [["PLAN", "STRATEGY"], ["EVALUATION", "METHOD"], ["MINUTES", "DECISION"], ["BROCHURE", "OTHER"]].map(|kinds| Case {
                variables: json!({"kinds": kinds}),
                parameters: kinds.map(str::to_owned).into(),
            }).into(),
            other => bail!("no requests are known for {other}"),
        };
        Ok(cases)
    }

    /// The 200th page of twenty, or as far in proportion in a smaller world.
    async fn deep_page(
        &self,
        country: &str,
        shift: i64,
        operation: &Operation,
        client: &mut Client,
    ) -> anyhow::Result<Case> {
        let (from, to) = (self.moment(-1_250 + shift), self.moment(1_250));
        let before = ((3_980.0 * self.scale.min(1.0)) as usize).max(20);
        let document = "query ($country: String!, $from: DateTime!, $to: DateTime!, $first: Int, $after: String) { \
            seminars(first: $first, after: $after, filter: { country: $country, startsAfter: $from, startsBefore: $to }) { pageInfo { endCursor hasNextPage } } }";
        let (mut after, mut done) = (Value::Null, 0);
        while done < before {
            let first = (before - done).min(100);
            let variables =
                json!({"country": country, "from": from, "to": to, "first": first, "after": after});
            let answer = client.ask(document, &variables).await?;
            let page = &answer["seminars"]["pageInfo"];
            if page["hasNextPage"] != true {
                break;
            }
            after = page["endCursor"].clone();
            done += first;
        }
        let cursor = after
            .as_str()
            .context("there are too few seminars for a second page")?;
        let bytes = URL_SAFE_NO_PAD.decode(cursor)?;
        let (_, micros, last): (String, i64, Uuid) = serde_json::from_slice(&bytes)?;
        let at = DateTime::from_timestamp_micros(micros).context("the cursor names no instant")?;
        let at = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let variables = json!({"country": country, "from": from, "to": to, "after": cursor});
        let kept = |moment: &str| self.kept(moment);
        let parameters = vec![
            country.to_owned(),
            kept(&from),
            kept(&to),
            kept(&at),
            hex(last),
        ];
        // It must not be empty.
        let answer = client.ask(operation.document, &variables).await?;
        match answer["seminars"]["nodes"]
            .as_array()
            .is_some_and(|rows| !rows.is_empty())
        {
            true => Ok(Case {
                variables,
                parameters,
            }),
            false => bail!("the deep page of {country} is empty"),
        }
    }
}
