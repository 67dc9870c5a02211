//! Rows of programmes, rules, calls, applications, decisions, prizes and initiatives.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{
    Visibility,
    application::{self, ApplicationStatus},
    cost_category, cost_line,
    decision::{self, DecisionOutcome},
    disbursement, financing_line, funding_call, funding_grant, funding_rule, funding_rule_set,
    initiative, network_share, nomination, party, prize, prize_edition, prize_news, programme,
    programme_participation, programme_point, programme_target,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        file::Row,
        lookup::under,
        records::{
            Application, Edition, FundingCall, FundingDecision, FundingRuleSet, Initiative, Kind,
            Prize, Programme, origin,
        },
    },
    Writer, made,
};
use crate::{
    networks::circle::{Circle, Shared, Ties},
    places::names::{fold, sort_key},
    platform::{
        access::{Role, Standing, audience_of},
        clock::new_id,
        error::{Error, Result},
    },
};

/// Who runs a programme and who sees it.
#[derive(Clone)]
struct Running {
    circle: Circle,
    runners: Vec<Standing>,
}

/// What is known of a call.
#[derive(Clone, Copy)]
struct Called {
    programme: Uuid,
    rule_set: Uuid,
}

/// What is known of the programmes, calls and sorts of costs that a file points at.
#[derive(Default)]
struct Known {
    programmes: HashMap<Uuid, Running>,
    currencies: HashMap<Uuid, String>,
    calls: HashMap<Uuid, Called>,
    /// By set of rules and name.
    categories: HashMap<(Uuid, String), Uuid>,
}

fn position(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

fn lost(what: &str, id: Uuid) -> Error {
    Error::internal(anyhow::anyhow!("nothing is known of the {what} {id}"))
}

/// What is published, when that was: now, unless the record says it is a draft.
fn published(is_published: Option<bool>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    is_published.unwrap_or(true).then_some(now)
}

impl Writer<'_> {
    pub(super) async fn programmes(&self) -> Result<()> {
        let mut known = self.known().await?;
        self.programme_rows(&mut known).await?;
        let all = self.file.all::<Programme>();
        self.about(all.map(|row| (row.id, &row.record.themes)))
            .await?;
        self.rule_sets(&mut known).await?;
        self.calls(&mut known).await?;
        self.applications(&known).await?;
        self.prizes().await?;
        self.initiatives().await
    }

    /// What the database knows already of what the file points at.
    async fn known(&self) -> Result<Known> {
        let mut known = Known::default();
        let work = self.work;
        let calls = self.file.outside(Kind::FundingCall);
        let applications = self.file.outside(Kind::Application);
        let applications = work.by_ids::<application::Entity>(&applications).await?;
        let mut programmes: HashSet<Uuid> =
            self.file.outside(Kind::Programme).into_iter().collect();
        programmes.extend(applications.iter().map(|row| row.programme_id));
        let calls = work.by_ids::<funding_call::Entity>(&calls).await?;
        let mut sets: HashSet<Uuid> = self
            .file
            .outside(Kind::FundingRuleSet)
            .into_iter()
            .collect();
        for row in calls {
            programmes.insert(row.programme_id);
            sets.insert(row.rule_set_id);
            let called = Called {
                programme: row.programme_id,
                rule_set: row.rule_set_id,
            };
            known.calls.insert(row.id, called);
        }
        let sets: Vec<Uuid> = sets.into_iter().collect();
        for row in work.by_ids::<funding_rule_set::Entity>(&sets).await? {
            known.currencies.insert(row.id, row.currency);
        }
        let column = cost_category::Column::RuleSetId;
        for row in under::<cost_category::Entity>(work, self.permit, column, &sets).await? {
            known.categories.insert((row.rule_set_id, row.name), row.id);
        }
        let programmes: Vec<Uuid> = programmes.into_iter().collect();
        let rows = work.by_ids::<programme::Entity>(&programmes).await?;
        let ties = programme::Entity::ties(work, &rows).await?;
        for row in rows {
            let circle = programme::Entity::circle(&row);
            let runners = ties.get(&row.id).map(standings).unwrap_or_default();
            known.programmes.insert(row.id, Running { circle, runners });
        }
        Ok(known)
    }

    async fn programme_rows(&self, known: &mut Known) -> Result<()> {
        let mut rows: Vec<_> = self.file.all::<Programme>().collect();
        rows.sort_by_key(|row| self.depths.get(&row.id));
        let mut programmes = vec![];
        for row in &rows {
            let one = row.record;
            let owner = match one.owner() {
                Some(owner) => Some(self.file.one(Kind::Organisation, owner)?),
                None => None,
            };
            let mut ties = Ties::of(owner);
            for network in self.file.each(Kind::Network, &one.networks)? {
                ties.networks
                    .push((network, self.circle(network)?.visibility));
            }
            let visibility = one.visibility.unwrap_or(Visibility::Public);
            let out = one.is_published.unwrap_or(true);
            let circle = ties.circle(self.work, visibility, out).await?;
            let runners = standings(&ties);
            known.programmes.insert(row.id, Running { circle, runners });
            programmes.push(self.programme(row, owner, circle));
        }
        self.put(made(programmes)?).await?;
        for row in &rows {
            self.programme_parts(row).await?;
        }
        Ok(())
    }

    fn programme(
        &self,
        row: &Row<Programme>,
        owner: Option<Uuid>,
        circle: Circle,
    ) -> Result<programme::ActiveModel> {
        let one = row.record.clone();
        let main = one.title.get(&one.locale).unwrap_or_default();
        Ok(programme::ActiveModel {
            id: Set(row.id),
            title_sort: Set(sort_key(main, one.country.as_deref())),
            title_fold: Set(fold(one.title.0.values().map(String::as_str))),
            locale: Set(one.locale),
            title: Set(one.title),
            kind_text: Set(one.kind_text),
            status: Set(one.status),
            status_text: Set(one.status_text),
            country_code: Set(one.country),
            owner_id: Set(owner),
            parent_id: Set(self.file.maybe(Kind::Programme, &one.parent)?),
            starts_on: Set(one.starts_on.map(|day| day.0)),
            starts_text: Set(one.starts_text),
            ends_on: Set(one.ends_on.map(|day| day.0)),
            ends_text: Set(one.ends_text),
            project_period_years: Set(one.project_period_years),
            summary: Set(one.summary),
            budget: Set(one.budget),
            co_financing: Set(one.co_financing),
            co_financing_from: Set(one.co_financing_from),
            stated_participant_count: Set(one.stated_participant_count),
            note: Set(one.note),
            responsible_unit: Set(one.responsible_unit),
            content_owner_id: Set(self.file.maybe(Kind::Person, &one.content_owner)?),
            last_reviewed_on: Set(one.last_reviewed_on.map(|day| day.0)),
            review_due_on: Set(one.review_due_on.map(|day| day.0)),
            visibility: Set(one.visibility.unwrap_or(Visibility::Public)),
            published_at: Set(published(one.is_published, self.work.now())),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            source: Set(one.source),
            source_updated_on: Set(one.source_updated_on.map(|day| day.0)),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    async fn programme_parts(&self, row: &Row<'_, Programme>) -> Result<()> {
        let (id, one) = (row.id, row.record);
        let parties = one.parties.iter().enumerate().map(|(place, party)| {
            Ok(party::ActiveModel {
                id: Set(new_id()),
                subject_id: Set(id),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &party.organisation)?),
                organisation_text: Set(party.organisation_text.clone()),
                role: Set(party.role),
                position: Set(position(place)),
            })
        });
        self.put(made(parties)?).await?;
        let points = one.points.iter().enumerate().map(|(place, point)| {
            Ok(programme_point::ActiveModel {
                id: Set(new_id()),
                programme_id: Set(id),
                kind: Set(point.kind),
                position: Set(position(place)),
                key: Set(point.key.clone()),
                text: Set(point.text.clone()),
            })
        });
        self.put(made(points)?).await?;
        let targets = one.targets.iter().map(|target| {
            Ok(programme_target::ActiveModel {
                id: Set(new_id()),
                programme_id: Set(id),
                year: Set(target.year),
                projects_min: Set(target.projects_min),
                projects_max: Set(target.projects_max),
            })
        });
        self.put(made(targets)?).await?;
        let participations = one.participations.iter().enumerate();
        let participations = participations.map(|(place, one)| {
            Ok(programme_participation::ActiveModel {
                id: Set(new_id()),
                programme_id: Set(id),
                municipality_id: Set(self.file.maybe(Kind::Municipality, &one.municipality)?),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &one.organisation)?),
                position: Set(position(place)),
                status: Set(one.status),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
            })
        });
        self.put(made(participations)?).await?;
        let networks = self.file.each(Kind::Network, &one.networks)?;
        let shares = networks.into_iter().map(|network| {
            Ok(network_share::ActiveModel {
                subject_id: Set(id),
                network_id: Set(network),
            })
        });
        self.put(made(shares)?).await
    }

    async fn rule_sets(&self, known: &mut Known) -> Result<()> {
        let (mut sets, mut rules, mut categories) = (vec![], vec![], vec![]);
        for row in self.file.all::<FundingRuleSet>() {
            let one = row.record;
            let programme = self.file.one(Kind::Programme, &one.programme)?;
            let circle = known.running(programme)?.circle;
            known.currencies.insert(row.id, one.currency.clone());
            sets.push(Ok(funding_rule_set::ActiveModel {
                id: Set(row.id),
                programme_id: Set(programme),
                title: Set(one.title.clone()),
                number: Set(one.number),
                currency: Set(one.currency.clone()),
                purpose: Set(one.purpose.clone()),
                exception: Set(one.exception.clone()),
                note: Set(one.note.clone()),
                adopted_on: Set(one.adopted_on.map(|day| day.0)),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source.clone()),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
            for (place, rule) in one.rules.iter().enumerate() {
                rules.push(Ok(funding_rule::ActiveModel {
                    id: Set(new_id()),
                    rule_set_id: Set(row.id),
                    position: Set(position(place)),
                    kind: Set(rule.kind),
                    basis_points: Set(rule.basis_points),
                    amount_minor: Set(rule.amount_minor),
                    level: Set(rule.level),
                    recommended_by: Set(rule.recommended_by),
                    text: Set(rule.text.clone()),
                }));
            }
            for (place, category) in one.categories.iter().enumerate() {
                let id = new_id();
                let key = (row.id, category.name.clone());
                known.categories.insert(key, id);
                categories.push(Ok(cost_category::ActiveModel {
                    id: Set(id),
                    rule_set_id: Set(row.id),
                    position: Set(position(place)),
                    kind: Set(category.kind),
                    name: Set(category.name.clone()),
                }));
            }
        }
        self.put(made(sets)?).await?;
        self.put(made(rules)?).await?;
        self.put(made(categories)?).await
    }

    async fn calls(&self, known: &mut Known) -> Result<()> {
        let mut calls = vec![];
        for row in self.file.all::<FundingCall>() {
            let one = row.record.clone();
            let called = Called {
                programme: self.file.one(Kind::Programme, &one.programme)?,
                rule_set: self.file.one(Kind::FundingRuleSet, &one.rule_set)?,
            };
            known.calls.insert(row.id, called);
            let circle = known.running(called.programme)?.circle;
            let published = published(one.is_published, self.work.now());
            let main = one.title.get(&one.locale).unwrap_or_default();
            calls.push(Ok(funding_call::ActiveModel {
                id: Set(row.id),
                programme_id: Set(called.programme),
                rule_set_id: Set(called.rule_set),
                title_sort: Set(sort_key(main, None)),
                title_fold: Set(fold(one.title.0.values().map(String::as_str))),
                locale: Set(one.locale),
                title: Set(one.title),
                currency: Set(known.currency(called.rule_set)?),
                max_grant: Set(one.max_grant),
                opens_at: Set(one.opens_at.0),
                closes_at: Set(one.closes_at.0),
                quota_min: Set(one.quota_min),
                quota_max: Set(one.quota_max),
                quota_text: Set(one.quota_text),
                criteria: Set(one.criteria),
                published_at: Set(published),
                audience_id: Set(match published {
                    Some(_) => circle.audience,
                    None => circle.editors,
                }),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
        }
        self.put(made(calls)?).await
    }

    async fn applications(&self, known: &Known) -> Result<()> {
        let mut rows = vec![];
        let (mut financing, mut costs, mut payments) = (vec![], vec![], vec![]);
        // Who sees each, and where each stands, for the decisions.
        let mut seen: HashMap<Uuid, (Uuid, Uuid, ApplicationStatus)> = HashMap::new();
        for row in self.file.all::<Application>() {
            let one = row.record;
            let call = self.file.one(Kind::FundingCall, &one.call)?;
            let called = known.called(call)?;
            let running = known.running(called.programme)?;
            let applicant = self.file.one(Kind::Organisation, &one.applicant)?;
            let own = Standing::new(applicant, Role::Editor);
            let handed_in = one.submitted_at.is_some();
            let others = running.runners.iter().copied().filter(|_| handed_in);
            let all: Vec<_> = [own].into_iter().chain(others).collect();
            let audience = audience_of(self.work, &all).await?;
            seen.insert(row.id, (audience, running.circle.editors, one.status));
            rows.push(Ok(application::ActiveModel {
                id: Set(row.id),
                call_id: Set(call),
                programme_id: Set(called.programme),
                applicant_id: Set(applicant),
                title: Set(one.title.clone()),
                summary: Set(one.summary.clone()),
                status: Set(one.status),
                message: Set(one.message.clone()),
                currency: Set(known.currency(called.rule_set)?),
                submitted_at: Set(one.submitted_at.map(|at| at.0)),
                audience_id: Set(audience),
                editors_id: Set(running.circle.editors),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
            for (place, line) in one.financing.iter().enumerate() {
                financing.push(Ok(financing_line::ActiveModel {
                    id: Set(new_id()),
                    application_id: Set(row.id),
                    position: Set(position(place)),
                    kind: Set(line.kind),
                    financier_id: Set(self.file.maybe(Kind::Organisation, &line.financier)?),
                    financier_text: Set(line.financier_text.clone()),
                    planned_minor: Set(line.planned_minor),
                    confirmed_minor: Set(line.confirmed_minor),
                    actual_minor: Set(line.actual_minor),
                    minutes: Set(line.minutes),
                    rate_minor: Set(line.rate_minor),
                }));
            }
            for (place, line) in one.costs.iter().enumerate() {
                let category = line.category.clone();
                let category = category.map(|name| known.category(called.rule_set, name));
                costs.push(Ok(cost_line::ActiveModel {
                    id: Set(new_id()),
                    application_id: Set(row.id),
                    position: Set(position(place)),
                    category_id: Set(category.transpose()?),
                    text: Set(line.text.clone()),
                    amount_minor: Set(line.amount_minor),
                }));
            }
            for (place, payment) in one.disbursements.iter().enumerate() {
                payments.push(Ok(disbursement::ActiveModel {
                    id: Set(new_id()),
                    application_id: Set(row.id),
                    position: Set(position(place)),
                    paid_on: Set(payment.paid_on.0),
                    amount_minor: Set(payment.amount_minor),
                    note: Set(payment.note.clone()),
                }));
            }
        }
        self.put(made(rows)?).await?;
        self.put(made(financing)?).await?;
        self.put(made(costs)?).await?;
        self.put(made(payments)?).await?;
        self.decisions(seen).await
    }

    /// A decision is known as soon as its application says so, or when it has no embargo.
    async fn decisions(
        &self,
        mut seen: HashMap<Uuid, (Uuid, Uuid, ApplicationStatus)>,
    ) -> Result<()> {
        use ApplicationStatus::{Approved, Recommended, Rejected};
        let outside = self.file.outside(Kind::Application);
        for row in self.work.by_ids::<application::Entity>(&outside).await? {
            seen.insert(row.id, (row.audience_id, row.editors_id, row.status));
        }
        let (mut decisions, mut grants) = (vec![], vec![]);
        for row in self.file.all::<FundingDecision>() {
            let one = row.record;
            let application = self.file.one(Kind::Application, &one.application)?;
            let (audience, editors, status) = *seen
                .get(&application)
                .ok_or_else(|| lost("application", application))?;
            let told = match one.outcome {
                DecisionOutcome::Recommended => matches!(status, Recommended | Approved | Rejected),
                DecisionOutcome::Approved => status == Approved,
                DecisionOutcome::Rejected => status == Rejected,
            };
            let released = told || one.embargo_until.is_none();
            decisions.push(Ok(decision::ActiveModel {
                id: Set(row.id),
                application_id: Set(application),
                body_id: Set(self.file.maybe(Kind::Organisation, &one.body)?),
                body_text: Set(one.body_text.clone()),
                level: Set(one.level),
                outcome: Set(one.outcome),
                decided_on: Set(one.decided_on.0),
                section: Set(one.section.clone()),
                reason: Set(one.reason.clone()),
                granted_minor: Set(one.granted_minor),
                embargo_until: Set(one.embargo_until.map(|at| at.0)),
                released_at: Set(released.then(|| self.work.now())),
                audience_id: Set(if released { audience } else { editors }),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
            if let Some(amount) = one.granted_minor.filter(|_| released) {
                grants.push(Ok(funding_grant::ActiveModel {
                    id: Set(new_id()),
                    application_id: Set(application),
                    decision_id: Set(row.id),
                    granted_on: Set(one.decided_on.0),
                    amount_minor: Set(amount),
                }));
            }
        }
        self.put(made(decisions)?).await?;
        self.put(made(grants)?).await
    }

    async fn prizes(&self) -> Result<()> {
        let mut prizes = vec![];
        let mut circles = vec![];
        for row in self.file.all::<Prize>() {
            let one = row.record.clone();
            let by = self.file.maybe(Kind::Organisation, &one.awarded_by)?;
            let visibility = one.visibility.unwrap_or(Visibility::Public);
            let out = one.is_published.unwrap_or(true);
            let circle = Ties::of(by).circle(self.work, visibility, out).await?;
            let id = row.id;
            circles.push((row, circle));
            let main = one.title.get(&one.locale).unwrap_or_default();
            prizes.push(Ok(prize::ActiveModel {
                id: Set(id),
                title_sort: Set(sort_key(main, one.country.as_deref())),
                title_fold: Set(fold(one.title.0.values().map(String::as_str))),
                locale: Set(one.locale),
                title: Set(one.title),
                country_code: Set(one.country),
                awarded_by_id: Set(by),
                since_year: Set(one.since_year),
                frequency_text: Set(one.frequency_text),
                description: Set(one.description),
                visibility: Set(visibility),
                published_at: Set(published(one.is_published, self.work.now())),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
        }
        self.put(made(prizes)?).await?;
        for (row, circle) in circles {
            for edition in &row.record.editions {
                self.edition(row.id, circle, edition).await?;
            }
        }
        Ok(())
    }

    async fn edition(&self, prize: Uuid, circle: Circle, one: &Edition) -> Result<()> {
        let id = new_id();
        let mut winner = None;
        let mut nominations = vec![];
        for nomination in &one.nominations {
            let nomination_id = new_id();
            if nomination.is_winner {
                winner = Some(nomination_id);
            }
            nominations.push(Ok(nomination::ActiveModel {
                id: Set(nomination_id),
                edition_id: Set(id),
                locality_text: Set(nomination.locality_text.clone()),
                municipality_id: Set(self
                    .file
                    .maybe(Kind::Municipality, &nomination.municipality)?),
                stage: Set(nomination.stage),
                pitch: Set(nomination.pitch.clone()),
                video_url: Set(nomination.video_url.clone()),
                nominated_by_id: Set(self
                    .file
                    .maybe(Kind::Organisation, &nomination.nominated_by)?),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                ..Default::default()
            }));
        }
        let edition = prize_edition::ActiveModel {
            id: Set(id),
            prize_id: Set(prize),
            year: Set(one.year),
            status: Set(one.status),
            candidate_count: Set(one.candidate_count),
            finalist_count: Set(one.finalist_count),
            decided_on: Set(one.decided_on.map(|day| day.0)),
            embargo_until: Set(one.embargo_until.map(|at| at.0)),
            award_expected_text: Set(one.award_expected_text.clone()),
            award_expected_from: Set(one.award_expected_from.map(|day| day.0)),
            award_expected_to: Set(one.award_expected_to.map(|day| day.0)),
            winner_text: Set(one.winner_text.clone()),
            winner_id: Set(winner),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            ..Default::default()
        };
        self.put(vec![edition]).await?;
        self.put(made(nominations)?).await?;
        let news = one.news.iter().enumerate().map(|(place, text)| {
            Ok(prize_news::ActiveModel {
                id: Set(new_id()),
                edition_id: Set(id),
                position: Set(position(place)),
                text: Set(text.clone()),
            })
        });
        self.put(made(news)?).await
    }

    async fn initiatives(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Initiative>() {
            let one = row.record.clone();
            let owner = self.file.maybe(Kind::Organisation, &one.owner)?;
            let visibility = one.visibility.unwrap_or(Visibility::Public);
            let out = one.is_published.unwrap_or(true);
            let circle = Ties::of(owner).circle(self.work, visibility, out).await?;
            let main = one.title.get(&one.locale).unwrap_or_default();
            rows.push(Ok(initiative::ActiveModel {
                id: Set(row.id),
                title_sort: Set(sort_key(main, None)),
                title_fold: Set(fold(one.title.0.values().map(String::as_str))),
                locale: Set(one.locale),
                title: Set(one.title),
                owner_id: Set(owner),
                status_text: Set(one.status_text),
                summary: Set(one.summary),
                visibility: Set(visibility),
                published_at: Set(published(one.is_published, self.work.now())),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
        }
        self.put(made(rows)?).await
    }
}

/// Those who run a thing with these ties.
fn standings(ties: &Ties) -> Vec<Standing> {
    let holders = ties.holders.iter();
    let holders = holders.map(|id| Standing::new(*id, Role::Editor));
    let networks = ties.networks.iter();
    holders
        .chain(networks.map(|(id, _)| Standing::new(*id, Role::Coordinator)))
        .collect()
}

impl Known {
    fn running(&self, programme: Uuid) -> Result<Running> {
        let known = self.programmes.get(&programme).cloned();
        known.ok_or_else(|| lost("programme", programme))
    }

    fn called(&self, call: Uuid) -> Result<Called> {
        let known = self.calls.get(&call).copied();
        known.ok_or_else(|| lost("call", call))
    }

    fn currency(&self, set: Uuid) -> Result<String> {
        let known = self.currencies.get(&set).cloned();
        known.ok_or_else(|| lost("set of rules", set))
    }

    fn category(&self, set: Uuid, name: String) -> Result<Uuid> {
        let known = self.categories.get(&(set, name)).copied();
        known.ok_or_else(|| lost("sort of costs in the rules", set))
    }
}
