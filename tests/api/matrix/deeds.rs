//! Who may do what: every mutation, as every subject, on one thing of the world, and on things the subject does not see.
//! What is carried out is taken back, so that each attempt finds the same world.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::{
    rules::Deed,
    schema::{Beneath, Schema},
    world::{self, World, id_of},
};
use crate::{
    access::made_up,
    support::{scene::gid, *},
};

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It is not for this subject, or not to be seen.
    Barred(String),
    /// The subject may; whether it was carried out or found wanting is told elsewhere.
    Allowed,
}

/// One mutation as it is attempted.
pub struct Attempt {
    /// What the table calls it: the mutation, and which case of it.
    pub deed: String,
    pub name: String,
    pub query: String,
    pub input: Value,
    /// The member with the thing that it is done to, and the type of that.
    pub target: Option<(String, String)>,
    /// Codes of refusals that say no to whoever asks, and not to what is asked.
    refusals: BTreeSet<String>,
}

impl Attempt {
    /// Every mutation of the schema, as the table says.
    pub fn all(schema: &Schema, world: &World) -> Vec<Self> {
        let deeds = &world.rules.deeds;
        let names: BTreeSet<&str> = schema
            .fields("Mutation")
            .iter()
            .filter_map(|one| one["name"].as_str())
            .collect();
        let told: BTreeSet<&str> = deeds.keys().map(|deed| mutation_of(deed)).collect();
        let missing: Vec<_> = names.difference(&told).collect();
        let stale: Vec<_> = told.difference(&names).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "[deeds] lacks {missing:#?} and has {stale:#?}"
        );
        let attempts = deeds.iter().map(|(called, deed)| {
            let mut mutations = schema.fields("Mutation").iter();
            let mutation = mutations.find(|one| one["name"] == mutation_of(called));
            Self::of(
                world,
                schema,
                mutation.expect("known"),
                (called.as_str(), deed),
            )
        });
        attempts.collect()
    }

    fn of(world: &World, schema: &Schema, mutation: &Value, (called, deed): (&str, &Deed)) -> Self {
        let name = mutation_of(called).to_owned();
        let input_kind = schema.named(&mutation["args"][0]).1.to_owned();
        let payload = schema.named(mutation).1;
        let mut input = made_up(
            schema.types(),
            &json!({ "kind": "INPUT_OBJECT", "name": input_kind }),
            0,
        );
        let on = deed
            .on
            .as_ref()
            .map(|on| on.split_once(' ').expect("a type and a name"));
        let mut target = None;
        let ids: Vec<(String, bool)> = schema
            .input_fields(&input_kind)
            .iter()
            .filter(|member| schema.named(member).1 == "ID")
            .filter(|member| {
                input
                    .get(member["name"].as_str().expect("a name"))
                    .is_some()
            })
            .map(|member| {
                (
                    member["name"].as_str().expect("a name").to_owned(),
                    super::schema::is_list(&member["type"]),
                )
            })
            .collect();
        for (member, many) in ids {
            let (kind, row) = match (&on, member.as_str()) {
                (Some((kind, row)), "id") => (kind.to_string(), world.id(row)),
                (Some((kind, row)), member) if target.is_none() && kind_named(member) == *kind => {
                    (kind.to_string(), world.id(row))
                }
                (_, member) => usual(world, &kind_named(member)),
            };
            let id = gid(&kind, row);
            if target.is_none()
                && on
                    .as_ref()
                    .is_some_and(|(of, named)| *of == kind && world.id(named) == row)
            {
                target = Some((member.clone(), kind));
            }
            input[&member] = if many { json!([id]) } else { json!(id) };
        }
        if input.get("version").is_some() {
            // Not the version of anything: whoever may is told of a conflict.
            input["version"] = json!(999);
        }
        for (member, value) in &deed.with {
            input[member] = with_ids(world, value);
        }
        let all = schema.all_of(payload, Beneath::Texts);
        Self {
            query: format!("mutation ($input: {input_kind}!) {{ {name}(input: $input) {all} }}"),
            deed: called.to_owned(),
            name,
            input,
            target,
            refusals: (world.rules.refusals.keys().chain(&deed.refusals))
                .cloned()
                .collect(),
        }
    }

    /// What this comes to for a client: how it ended, and all that was answered.
    pub async fn by(&self, client: &Client, input: &Value) -> (End, String) {
        let (_, body) = client.send(&self.query, json!({ "input": input })).await;
        let code = body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default();
        let refusals = body["data"][&self.name]["refusals"].as_array();
        let mut codes = refusals.into_iter().flatten();
        let refused = codes.find_map(|one| {
            let code = one["code"].as_str()?;
            self.refusals.contains(code).then_some(code)
        });
        let end = match (code, refused) {
            ("UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND", _) => End::Barred(code.to_owned()),
            (_, Some(code)) => End::Barred(code.to_owned()),
            _ => End::Allowed,
        };
        (end, body.to_string())
    }
}

/// The mutation of a deed: what stands before the colon.
fn mutation_of(deed: &str) -> &str {
    deed.split(':').next().unwrap_or(deed)
}

/// Whether somebody is told in the wrong way that they may not: whoever is nobody is asked to sign in, others are told so,
/// and only of what they do not see that it is not there.
fn wrongly_told(world: &World, attempt: &Attempt, subject: &str, code: &str) -> bool {
    let rules = &world.rules;
    let is_over = |name: &str| {
        let one = &rules.subjects[name];
        one.is_nobody || one.is_expired || one.is_revoked || one.is_suspended
    };
    let owner = rules.subjects[subject].token_of.as_deref();
    let owner = owner.filter(|owner| rules.subjects.contains_key(*owner));
    let is_nobody = is_over(subject) || owner.is_some_and(is_over);
    let deed = &rules.deeds[&attempt.deed];
    let on = deed.on.as_ref().and_then(|on| on.split_once(' '));
    let sees =
        on.is_none_or(|(_, name)| !rules.knows(name) || rules.seers_of(name).contains(subject));
    let untold = !sees || rules.set(&deed.untold).contains(subject);
    match code {
        "NOT_FOUND" => !untold,
        code => is_nobody != (code == "UNAUTHENTICATED"),
    }
}

/// The type of the thing that a member names.
fn kind_named(member: &str) -> String {
    let stem = member.trim_end_matches("Ids").trim_end_matches("Id");
    match stem {
        "owner" | "host" | "applicant" | "awardedBy" | "nominatedBy" | "from" | "to" => {
            "Organisation".to_owned()
        }
        "agreement" => "CooperationAgreement".to_owned(),
        "call" => "FundingCall".to_owned(),
        "ruleSet" => "FundingRuleSet".to_owned(),
        "edition" => "PrizeEdition".to_owned(),
        "membership" => "NetworkMembership".to_owned(),
        "source" | "target" => "Document".to_owned(),
        "related" => "Project".to_owned(),
        "request" => "ExchangePost".to_owned(),
        "report" => "ProjectReport".to_owned(),
        "body" => "GoverningBody".to_owned(),
        "option" => "DateOption".to_owned(),
        "party" => "AgreementParty".to_owned(),
        "upload" => "Upload".to_owned(),
        "series" => "SeminarSeries".to_owned(),
        other => other[..1].to_uppercase() + &other[1..],
    }
}

/// A thing of a type that the network's members see, or one that is nobody's.
fn usual(world: &World, kind: &str) -> (String, Uuid) {
    let name = match kind {
        "Organisation" => "home",
        "Person" => "person-public",
        "Network" => "private",
        "Seminar" => "seminar-network",
        "SeminarSeries" => "series-network",
        "Project" => "project-network",
        "Experience" => "experience-network",
        "Programme" => "programme-network",
        "FundingRuleSet" => "rules-network",
        "FundingCall" => "call-public",
        "Prize" => "prize-public",
        "Document" => "document-network",
        "Comment" => "comment-network",
        "ExchangePost" => "request-network",
        "Registration" => "seat-network",
        "Application" => "application-submitted",
        "PrizeEdition" => "edition-public",
        _ => "nothing",
    };
    (kind.to_owned(), world.id(name))
}

/// Texts such as `#Network private` become the id of that.
fn with_ids(world: &World, value: &Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('#').and_then(|text| text.split_once(' ')) {
            Some((kind, row)) => json!(gid(kind, world.id(row))),
            None => value.clone(),
        },
        Value::Array(all) => all.iter().map(|one| with_ids(world, one)).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, one)| (name.clone(), with_ids(world, one)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// The things of a type that a subject does not see, by their ids.
fn unseen(world: &World, kind: &str, subject: &str) -> Vec<String> {
    let record = match kind {
        "CooperationAgreement" => "agreement".to_owned(),
        kind => kind[..1].to_lowercase() + &kind[1..],
    };
    let all = world.canaries.0.iter().filter(|one| one.kind == record);
    let all: BTreeSet<&str> = all.map(|one| one.instance.as_str()).collect();
    let unseen = all
        .into_iter()
        .filter(|one| !world.rules.seers_of(one).contains(subject));
    unseen.map(|one| gid(kind, id_of(one))).collect()
}

#[rstest]
#[tokio::test]
async fn everybody_does_what_is_theirs_and_nothing_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::set(db).await;
    world.app.drill.rehearse(true);
    let schema = Schema::of(world.subject("platform-admin")).await;
    let attempts = Attempt::all(&schema, &world);
    let (mut wrong, mut cells) = (vec![], 0);
    for (subject, client) in &world.subjects {
        let ends: Vec<_> = stream::iter(attempts.iter().map(|one| one.by(client, &one.input)))
            .buffered(4)
            .collect()
            .await;
        for (attempt, (end, told)) in attempts.iter().zip(ends) {
            let deed = &world.rules.deeds[&attempt.deed];
            let may = world.rules.set(&deed.who).contains(subject.as_str());
            let opened = deed.opens && end == End::Allowed;
            if may != (end == End::Allowed) {
                let told: String = told.chars().take(300).collect();
                wrong.push(format!(
                    "{subject}: {} should be allowed {may}: {told}",
                    attempt.deed
                ));
            }
            if let End::Barred(code) = &end
                && !may
                && wrongly_told(&world, attempt, subject, code)
            {
                wrong.push(format!("{subject}: {} tells {code}", attempt.deed));
            }
            for number in world::numbers(&told) {
                let canary = &world.canaries.0[number];
                let sees = opened || world.rules.seers(canary).contains(subject.as_str());
                if !sees {
                    wrong.push(format!("{subject}: {canary} by {}", attempt.deed));
                }
            }
            cells += 1;
        }
        for attempt in &attempts {
            let Some((member, kind)) = &attempt.target else {
                continue;
            };
            let none = gid(kind, id_of("nothing that there is"));
            let with = |id: &str| {
                let mut input = attempt.input.clone();
                input[member] = json!(id);
                input
            };
            let (_, absent) = attempt.by(client, &with(&none)).await;
            for id in unseen(&world, kind, subject).into_iter().take(3) {
                let (_, hidden) = attempt.by(client, &with(&id)).await;
                let told = world::numbers(&hidden);
                let tells = |number: &usize| {
                    !world
                        .rules
                        .seers(&world.canaries.0[*number])
                        .contains(subject.as_str())
                };
                let beyond = world.rules.set(&world.rules.deeds[&attempt.deed].beyond);
                let differs = hidden.replace(&id, &none) != absent;
                if told.iter().any(tells) || (differs && !beyond.contains(subject.as_str())) {
                    wrong.push(format!("{subject}: {} tells {hidden} of what is hidden, {absent} of what is not there", attempt.deed));
                }
                cells += 1;
            }
        }
    }
    println!("{db:?}: {cells} attempts, {} wrong", wrong.len());
    if let Ok(folder) = std::env::var("ERFA_MATRIX") {
        std::fs::write(format!("{folder}/deeds-{db:?}.txt"), wrong.join("\n")).expect("a file");
    }
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(40)]);
}
