//! Who sees what: every field of the schema, held against `access.toml`, which was written apart from the code.
//!
//! `[rows]` names, for each type with an id, who of the scene sees a row that is not for everyone. `[fields]` names a rule for
//! every field: `row` (whoever sees the row), `open` (not on a row), `self` (only ever about the viewer), `signed-in` (a
//! mutation that nobody in particular may call), or the list of those who get a value where others get null.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    LocalizedText, Origin, Visibility,
    affiliation::OrganisationRole,
    agreement, audience_link,
    document_version::DocumentStage,
    project,
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar::{self, SeminarKind, SeminarMode, SeminarState},
};
use erfa::platform::clock::new_id;
use serde::Deserialize;
use uuid::Uuid;

use crate::support::{scene::gid, *};

#[derive(Deserialize)]
struct Table {
    rows: BTreeMap<String, Vec<String>>,
    fields: BTreeMap<String, Rule>,
}

#[derive(Deserialize, Clone, PartialEq)]
#[serde(untagged)]
enum Rule {
    Named(String),
    Only(Vec<String>),
}

fn table() -> Table {
    toml::from_str(include_str!("access.toml")).expect("access.toml")
}

/// A field as the schema has it.
struct Field {
    owner: String,
    name: String,
    /// What to select beneath it to get a value.
    beneath: &'static str,
    needs_arguments: bool,
}

async fn fields(client: &Client) -> Vec<Field> {
    let query = r"{ __schema { types { kind name fields(includeDeprecated: true) { name
        args { defaultValue type { kind } } type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
    let data = client.data(query, json!({})).await;
    let mut found = vec![];
    for kind in data["__schema"]["types"].as_array().expect("types") {
        let owner = kind["name"].as_str().expect("a name").to_owned();
        if kind["kind"] != "OBJECT" || owner.starts_with("__") {
            continue;
        }
        for field in kind["fields"].as_array().expect("fields") {
            let arguments = field["args"].as_array().expect("arguments");
            let needed = |argument: &Value| {
                argument["type"]["kind"] == "NON_NULL" && argument["defaultValue"].is_null()
            };
            found.push(Field {
                owner: owner.clone(),
                name: field["name"].as_str().expect("a name").to_owned(),
                beneath: beneath(&field["type"]),
                needs_arguments: arguments.iter().any(needed),
            });
        }
    }
    found
}

fn beneath(kind: &Value) -> &'static str {
    match kind["kind"].as_str() {
        Some("NON_NULL" | "LIST") => beneath(&kind["ofType"]),
        Some("OBJECT" | "INTERFACE") => match kind["name"].as_str() {
            Some(name) if name.ends_with("Connection") => "{ totalCount }",
            _ => "{ __typename }",
        },
        _ => "",
    }
}

#[tokio::test]
async fn every_field_has_a_rule_and_every_rule_a_field() {
    let app = TestApp::start(Db::Sqlite).await;
    let there: BTreeSet<String> = fields(&app.anyone())
        .await
        .into_iter()
        .map(|field| format!("{}.{}", field.owner, field.name))
        .collect();
    let ruled: BTreeSet<String> = table().fields.into_keys().collect();
    let without: Vec<_> = there.difference(&ruled).collect();
    let stale: Vec<_> = ruled.difference(&there).collect();
    assert!(
        without.is_empty() && stale.is_empty(),
        "without a rule: {without:#?}\nstale: {stale:#?}"
    );
}

/// A network for its members alone, with a draft and a published seminar, and everyone who may come near it.
struct Scene {
    app: TestApp,
    people: Vec<(&'static str, Client)>,
    rows: Vec<(&'static str, Uuid)>,
}

impl Scene {
    async fn set(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let member_organisation = app.organisation("Member municipality").await;
        let other_organisation = app.organisation("Other municipality").await;
        let network = app.network("For members", Visibility::Network).await;
        let membership = app.join(&network, member_organisation.id).await;
        let coordinator = app.coordinator(&network, member_organisation.id).await;
        let member = app
            .person_in(member_organisation.id, OrganisationRole::Member)
            .await;
        let participant = app
            .person_in(member_organisation.id, OrganisationRole::Member)
            .await;
        let outsider = app
            .person_in(other_organisation.id, OrganisationRole::Admin)
            .await;
        let admin = app.platform_admin().await;
        let organisers = app.audience(network.id, 3).await;
        let published = app.seminar(&network, organisers, SeminarState::Open).await;
        let draft = app
            .seminar(&network, organisers, SeminarState::Planned)
            .await;
        let out = app.document(network.id, organisers).await;
        let unseen = app.document(organisers, organisers).await;
        let version = app.document_version(&out, DocumentStage::Adopted).await;
        let draft_version = app.document_version(&out, DocumentStage::Draft).await;
        let other = app.document(network.id, organisers).await;
        let link = app.document_link(&other, &out).await;
        let unseen_link = app.document_link(&unseen, &out).await;
        let registration = app.registration(&published, participant.person_id).await;
        app.held(&published, coordinator.person_id).await;
        let series = app.series(&published).await;
        let hidden = app.hidden_person().await;
        let exchanged = app
            .exchanged(
                &network,
                organisers,
                member_organisation.id,
                other_organisation.id,
                &participant,
            )
            .await;
        let projects = app
            .projects(&network, organisers, member_organisation.id)
            .await;
        let mut scene = Self {
            rows: vec![
                ("Network", network.id),
                ("NetworkMembership", membership.id),
                ("Seminar", published.id),
                ("Seminar draft", draft.id),
                ("Document", out.id),
                ("Document draft", unseen.id),
                ("DocumentVersion", version.id),
                ("DocumentVersion draft", draft_version.id),
                ("DocumentLink", link.id),
                ("DocumentLink from draft", unseen_link.id),
                ("Registration", registration),
                ("SeminarSeries", series),
                ("Person", hidden.0),
                ("Affiliation", hidden.1),
                ("Organisation", member_organisation.id),
            ],
            people: vec![
                ("anyone", app.anyone()),
                ("outsider", outsider),
                ("member", member),
                ("participant", participant),
                ("coordinator", coordinator),
                ("admin", admin),
            ],
            app,
        };
        scene.rows.extend(exchanged);
        scene.rows.extend(projects);
        scene
    }
}

impl TestApp {
    /// An audience of those with a rank in a scope.
    async fn audience(&self, scope: Uuid, rank: i32) -> Uuid {
        let link = audience_link::Model {
            audience_id: new_id(),
            scope_id: scope,
            min_rank: rank,
        };
        self.put(link).await.audience_id
    }

    async fn hidden_person(&self) -> (Uuid, Uuid) {
        let nobody = self.audience(new_id(), 4).await;
        let organisation = self.organisation("Employer").await;
        let mut person = entity::person::Model {
            id: new_id(),
            ..self.person_named("Seen person").await
        };
        person.visibility = Visibility::Restricted;
        person.audience_id = nobody;
        let person = self.put(person).await;
        let seen = self
            .affiliate(person.id, organisation.id, OrganisationRole::Member)
            .await;
        let affiliation = entity::affiliation::Model {
            id: new_id(),
            audience_id: nobody,
            ..seen
        };
        (person.id, self.put(affiliation).await.id)
    }

    async fn seminar(
        &self,
        network: &entity::network::Model,
        organisers: Uuid,
        state: SeminarState,
    ) -> seminar::Model {
        let now = self.now();
        let draft = state == SeminarState::Planned;
        let seminar = self
            .put(seminar::Model {
                id: new_id(),
                kind: SeminarKind::ThemeSeminar,
                kind_text: None,
                locale: "sv".to_owned(),
                title: LocalizedText::new("sv", "Vintercykling"),
                description: None,
                theme_text: None,
                state,
                lead_organisation_id: None,
                programme_id: None,
                project_id: None,
                prize_id: None,
                series_id: None,
                original_start_local: None,
                own_parts: entity::Names::default(),
                has_own_circle: false,
                mode: SeminarMode::Onsite,
                venue_name: None,
                venue_address: None,
                venue_municipality_id: None,
                venue_capacity: None,
                join_url: Some("https://meet.example/secret".to_owned()),
                time_zone: "Europe/Stockholm".to_owned(),
                starts_local: None,
                ends_local: None,
                starts_at: Some(now + chrono::TimeDelta::hours(3)),
                ends_at: None,
                sort_at: now + chrono::TimeDelta::hours(3),
                when_text: None,
                when_earliest: None,
                when_latest: None,
                original_start_text: None,
                original_starts_at: None,
                reason: None,
                registration_opens_at: None,
                registration_closes_at: None,
                seats_per_organisation: None,
                seat_mode: seminar::SeatMode::AutoConfirm,
                needs_approval: false,
                confirmed_count: 0,
                waiting_count: 0,
                stated_participants: None,
                stated_participants_text: None,
                stated_sessions: None,
                frequency_text: None,
                note: None,
                visibility: Visibility::Network,
                audience_id: if draft { organisers } else { network.id },
                organisers_id: organisers,
                published_at: (!draft).then_some(now),
                calendar_sequence: 0,
                calendar_stamp: now.timestamp_micros(),
                source: None,
                origin: Origin::Local,
                version: 1,
                edition: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        self.put(entity::seminar_network::Model {
            network_id: network.id,
            seminar_id: seminar.id,
        })
        .await;
        seminar
    }

    /// A series for the same people as a seminar.
    async fn series(&self, seminar: &seminar::Model) -> Uuid {
        let now = self.now();
        let row = entity::seminar_series::Model {
            id: new_id(),
            lead_organisation_id: None,
            previous_id: None,
            rule: "FREQ=WEEKLY;COUNT=3".to_owned(),
            time_zone: "Europe/Stockholm".to_owned(),
            starts_local: now.naive_utc(),
            duration_minutes: 60,
            takes_later: false,
            exceptions: entity::Names::default(),
            registration: entity::seminar_series::SeriesRegistrationMode::Occurrence,
            next_on: None,
            published_at: Some(now),
            cancelled_at: None,
            reason: None,
            audience_id: seminar.audience_id,
            organisers_id: seminar.organisers_id,
            origin: Origin::Local,
            version: 1,
            edition: 1,
            created_at: now,
            updated_at: now,
        };
        self.put(row).await.id
    }

    /// What only organisers know of a seminar, and who needs what, which one of them may read.
    async fn held(&self, seminar: &seminar::Model, reader: Uuid) {
        let poll = entity::date_poll::Model {
            seminar_id: seminar.id,
            opened_at: self.now(),
            closes_at: None,
            quorum: None,
            suggestions: entity::date_poll::DateSuggestions::Off,
            votes_shown: entity::date_poll::VotesShown::Organisers,
            chosen_option_id: None,
            chosen_at: None,
        };
        self.put(poll).await;
        let report = entity::seminar_report::Model {
            seminar_id: seminar.id,
            summary: "Det gick bra.".to_owned(),
            written_at: self.now(),
            sent_to_participants_at: None,
        };
        self.put(report).await;
        let reader = entity::needs_reader::Model {
            seminar_id: seminar.id,
            person_id: reader,
        };
        self.put(reader).await;
    }

    /// One of each thing that is exchanged, shared in a network: written by its members, moderated by those who run it.
    async fn exchanged(
        &self,
        network: &entity::network::Model,
        organisers: Uuid,
        owner: Uuid,
        other: Uuid,
        author: &Client,
    ) -> Vec<(&'static str, Uuid)> {
        use entity::{comment, exchange_match, exchange_post, experience, question, reuse_report};
        let now = self.now();
        let experience = self
            .put(experience::Model {
                id: new_id(),
                owner_id: Some(owner),
                author_id: None,
                submitter_id: None,
                locale: "sv".to_owned(),
                title: LocalizedText::new("sv", "Ett hus"),
                title_sort: "ett hus".to_owned(),
                title_fold: "ett hus".to_owned(),
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
                maturity: experience::Maturity::Tried,
                state: experience::ExperienceState::Published,
                reuse: experience::Reuse::Open,
                licence: None,
                published_at: Some(now),
                reviewed_at: None,
                review_due_at: None,
                visibility: Visibility::Network,
                audience_id: network.id,
                editors_id: organisers,
                source: None,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let report = self
            .put(reuse_report::Model {
                id: new_id(),
                experience_id: experience.id,
                organisation_id: other,
                municipality_id: None,
                reporter_id: None,
                locale: "sv".to_owned(),
                happened: "Det gick.".to_owned(),
                outcome: reuse_report::ReuseOutcome::Worked,
                reused_on: None,
                reused_in: None,
                audience_id: network.id,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let comment = self
            .put(comment::Model {
                id: new_id(),
                subject_kind: comment::CommentSubjectKind::Experience,
                subject_id: experience.id,
                parent_id: None,
                depth: 1,
                author_id: Some(author.person_id),
                body: "Bra!".to_owned(),
                written_at: now,
                edited_at: None,
                deleted_at: None,
                hidden_at: None,
                open_reports: 0,
                audience_id: network.id,
                moderators_id: organisers,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let question = self
            .put(question::Model {
                id: new_id(),
                asker_id: None,
                organisation_id: Some(owner),
                municipality_id: None,
                locale: "sv".to_owned(),
                title: "Vem?".to_owned(),
                title_sort: "vem?".to_owned(),
                body: "Var?".to_owned(),
                status: question::QuestionStatus::Open,
                accepted_answer_id: None,
                asked_at: now,
                visibility: Visibility::Network,
                audience_id: network.id,
                editors_id: organisers,
                source: None,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let post = self
            .put(exchange_post::Model {
                id: new_id(),
                kind: exchange_post::ExchangeKind::Request,
                organisation_id: owner,
                author_id: None,
                municipality_id: None,
                locale: "sv".to_owned(),
                title: "Besök".to_owned(),
                title_sort: "besök".to_owned(),
                body: "Vem?".to_owned(),
                deadline: None,
                status: exchange_post::ExchangeStatus::Open,
                posted_at: now,
                visibility: Visibility::Network,
                audience_id: network.id,
                editors_id: organisers,
                source: None,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let found = self
            .put(exchange_match::Model {
                id: new_id(),
                request_id: post.id,
                offer_id: None,
                requesting_organisation_id: owner,
                offering_organisation_id: other,
                proposed_by: exchange_post::ExchangeKind::Offer,
                proposer_id: None,
                message: None,
                status: exchange_match::MatchStatus::Proposed,
                met_on: None,
                outcome: None,
                audience_id: self.audience(other, 2).await,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        vec![
            ("Experience", experience.id),
            ("ReuseReport", report.id),
            ("Comment", comment.id),
            ("Question", question.id),
            ("ExchangePost", post.id),
            ("ExchangeMatch", found.id),
        ]
    }

    /// A project and an agreement that are shared in a network.
    async fn projects(
        &self,
        network: &entity::network::Model,
        organisers: Uuid,
        owner: Uuid,
    ) -> Vec<(&'static str, Uuid)> {
        let now = self.now();
        let project = self
            .put(project::Model {
                id: new_id(),
                locale: "sv".to_owned(),
                title: LocalizedText::new("sv", "Orter"),
                title_sort: "orter".to_owned(),
                title_fold: "\norter\n".to_owned(),
                country_code: None,
                owner_id: Some(owner),
                owner_text: None,
                programme_id: None,
                status: None,
                status_text: None,
                starts_on: None,
                ends_on: None,
                starts_text: None,
                ends_text: None,
                period_text: None,
                duration_years: None,
                inferred_period_text: None,
                sort_on: now.date_naive(),
                background: None,
                summary: None,
                purpose: None,
                overall_goal: None,
                vision: None,
                context: None,
                budget: None,
                responsible_unit: None,
                content_owner: None,
                last_reviewed_on: None,
                review_due_on: None,
                source_updated_on: None,
                source_updated_text: None,
                origin_text: None,
                note: None,
                follows_seminar_id: None,
                approvers_id: organisers,
                visibility: Visibility::Network,
                audience_id: network.id,
                editors_id: organisers,
                published_at: Some(now),
                source: None,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let agreement = self
            .put(agreement::Model {
                id: new_id(),
                locale: "sv".to_owned(),
                title: LocalizedText::new("sv", "Orter"),
                title_sort: "orter".to_owned(),
                title_fold: "\norter\n".to_owned(),
                country_code: None,
                kind: agreement::AgreementKind::Cooperation,
                kind_text: None,
                status: agreement::AgreementStatus::Active,
                subject: None,
                starts_on: None,
                ends_on: None,
                starts_text: None,
                ends_text: None,
                signed_on: None,
                signed_text: None,
                sort_on: now.date_naive(),
                programme_id: None,
                project_id: Some(project.id),
                base_agreement_id: None,
                base_agreement_text: None,
                target_min: None,
                target_max: None,
                due_on: None,
                due_text: None,
                areas_count: None,
                note: None,
                origin_text: None,
                visibility: Visibility::Network,
                audience_id: network.id,
                editors_id: organisers,
                published_at: Some(now),
                source: None,
                origin: Origin::Local,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        vec![
            ("Project", project.id),
            ("CooperationAgreement", agreement.id),
        ]
    }

    async fn registration(&self, seminar: &seminar::Model, person: Uuid) -> Uuid {
        let now = self.now();
        let pool = self
            .put(seat_pool::Model {
                id: new_id(),
                seminar_id: seminar.id,
                kind: SeatKind::Onsite,
                capacity: Some(5),
                confirmed: 1,
                waiting: 0,
                offered: 0,
            })
            .await;
        let row = registration::Model {
            id: new_id(),
            seminar_id: seminar.id,
            pool_id: pool.id,
            person_id: person,
            organisation_id: None,
            organisation_name: None,
            title: None,
            status: RegistrationStatus::Confirmed,
            joined_at: now,
            is_listed: false,
            audience_id: seminar.organisers_id,
            organisers_id: seminar.organisers_id,
            cancelled_at: None,
            priority: 0,
            offer_expires_at: None,
            expiries: 0,
            check_in_code: Some("ABCD2345".to_owned()),
            attended_at: None,
            seat_changes: 0,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        self.put(row).await.id
    }
}

#[rstest]
#[tokio::test]
async fn each_row_is_seen_by_those_it_is_for_and_by_nobody_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    let table = table();
    let mut wrong = vec![];
    for (row, id) in &scene.rows {
        let kind = row.split(' ').next().expect("a type");
        let seers = table
            .rows
            .get(*row)
            .unwrap_or_else(|| panic!("[rows] lacks {row}"));
        for (who, client) in &scene.people {
            let id = json!({ "id": gid(kind, *id) });
            let one = client
                .data("query ($id: ID!) { node(id: $id) { id } }", id.clone())
                .await;
            let many = client
                .data("query ($id: ID!) { nodes(ids: [$id]) { id } }", id)
                .await;
            let sees = seers.iter().any(|seer| seer == who);
            if one["node"].is_null() == sees || many["nodes"][0].is_null() == sees {
                wrong.push(format!(
                    "{who} and {row}: should see {sees}, got {one} and {many}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    drop(scene.app);
}

#[rstest]
#[tokio::test]
async fn each_field_answers_those_it_is_for_and_nobody_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    let table = table();
    let all = fields(&scene.app.anyone()).await;
    let mut wrong = vec![];
    for (row, id) in &scene.rows {
        let kind = row.split(' ').next().expect("a type");
        let id = gid(kind, *id);
        for field in all
            .iter()
            .filter(|field| field.owner == kind && !field.needs_arguments)
        {
            let rule = &table.fields[&format!("{kind}.{}", field.name)];
            let query = format!(
                "query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {} {} }} }} }}",
                field.name, field.beneath
            );
            for (who, client) in &scene.people {
                let answer = client.run(&query, json!({ "id": id })).await;
                let sees = table.rows[*row].iter().any(|seer| seer == who);
                let value = &answer["data"]["node"][&field.name];
                let right = match rule {
                    _ if !sees => {
                        answer["data"]["node"].is_null() && answer.get("errors").is_none()
                    }
                    Rule::Only(few) if *row != "Seminar draft" => {
                        value.is_null() != few.iter().any(|one| one == who)
                    }
                    _ => answer.get("errors").is_none(),
                };
                if !right {
                    wrong.push(format!("{who} and {row}.{}: {answer}", field.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[rstest]
#[tokio::test]
async fn lists_and_counts_hold_only_what_the_viewer_sees(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    let table = table();
    let lists = [
        ("networks", vec!["Network"]),
        ("seminars", vec!["Seminar", "Seminar draft"]),
        ("documents", vec!["Document", "Document", "Document draft"]),
        ("experiences", vec!["Experience"]),
        ("questions", vec!["Question"]),
        ("exchangePosts", vec!["ExchangePost"]),
        ("exchangeMatches", vec!["ExchangeMatch"]),
        ("projects", vec!["Project"]),
        ("agreements", vec!["CooperationAgreement"]),
    ];
    for (list, rows) in lists {
        for (who, client) in &scene.people {
            let query = format!(
                "{{ {list}(first: 100) {{ totalCount nodes {{ id }} edges {{ node {{ id }} }} }} }}"
            );
            let data = client.data(&query, json!({})).await;
            let seen = rows
                .iter()
                .filter(|row| table.rows[**row].iter().any(|seer| seer == who))
                .count();
            let answer = &data[list];
            assert_eq!(answer["totalCount"], seen, "{who} counts {list}");
            assert_eq!(
                answer["nodes"].as_array().map(Vec::len),
                Some(seen),
                "{who} lists {list}"
            );
            assert_eq!(
                answer["edges"].as_array().map(Vec::len),
                Some(seen),
                "{who} pages {list}"
            );
        }
    }
}

/// An input that fits the schema, whatever it says.
pub fn made_up(types: &BTreeMap<String, Value>, kind: &Value, depth: usize) -> Value {
    match (kind["kind"].as_str(), kind["name"].as_str()) {
        (Some("NON_NULL"), _) => made_up(types, &kind["ofType"], depth),
        (Some("LIST"), _) => json!([made_up(types, &kind["ofType"], depth)]),
        (_, Some("Int" | "SafeInt")) => json!(1),
        (_, Some("Float")) => json!(1.5),
        (_, Some("Boolean")) => json!(true),
        (_, Some("Locale")) => json!("sv"),
        (_, Some("Date")) => json!("2026-11-22"),
        (_, Some("DateTime")) => json!("2026-11-22T09:30:00Z"),
        (_, Some("LocalDateTime")) => json!("2026-11-22T09:30"),
        (_, Some("TimeZone")) => json!("Europe/Stockholm"),
        (_, Some("URL")) => json!("https://example.org/"),
        (Some("SCALAR"), _) => json!("made up"),
        (Some("ENUM"), Some(name)) => types[name]["enumValues"][0]["name"].clone(),
        (_, Some(name)) if depth < 4 => {
            let fields = types[name]["inputFields"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let needed = fields
                .iter()
                .filter(|field| field["type"]["kind"] == "NON_NULL");
            needed
                .map(|field| {
                    let name = field["name"].as_str().expect("a name").to_owned();
                    (name, made_up(types, &field["type"], depth + 1))
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        _ => Value::Null,
    }
}

#[rstest]
#[tokio::test]
async fn nobody_in_particular_changes_anything(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let query = r"{ __schema { mutationType { fields { name args { name type { kind name ofType { kind name } } } type { kind name ofType { name } } } }
        types { kind name enumValues { name } inputFields { name type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
    let data = app.anyone().data(query, json!({})).await;
    let types: BTreeMap<String, Value> = data["__schema"]["types"]
        .as_array()
        .expect("types")
        .iter()
        .map(|kind| {
            (
                kind["name"].as_str().expect("a name").to_owned(),
                kind.clone(),
            )
        })
        .collect();
    let mutations = data["__schema"]["mutationType"]["fields"]
        .as_array()
        .expect("mutations");
    assert!(mutations.len() > 20, "only {} mutations", mutations.len());
    let rules = table().fields;
    for mutation in mutations {
        let name = mutation["name"].as_str().expect("a name");
        let input = &mutation["args"][0]["type"]["ofType"]["name"];
        let input_name = input.as_str().expect("an input");
        let value = made_up(
            &types,
            &json!({ "kind": "INPUT_OBJECT", "name": input_name }),
            0,
        );
        let answer = app
            .anyone()
            .change(name, input_name, "__typename", value)
            .await;
        let changed = answer.get("error").is_none() && answer["refusals"] == json!([]);
        assert!(!changed, "{name} was carried out for nobody: {answer}");
        let rule = &rules[&format!("Mutation.{name}")];
        let known = [
            Rule::Named("signed-in".to_owned()),
            Rule::Named("open".to_owned()),
        ];
        assert!(
            known.contains(rule),
            "Mutation.{name} needs `signed-in` or `open`"
        );
    }
    let log = erfa::platform::changes::after(&app.app.store, 0, 10)
        .await
        .expect("the log");
    assert!(log.is_empty(), "the change log tells of {log:?}");
}
