//! Rows of rules, calls, applications and the decisions on them.

use std::collections::{HashMap, HashSet};

use entity::{
    application::{self, ApplicationStatus},
    cost_category, cost_line,
    decision::{self, DecisionOutcome},
    disbursement, financing_line, funding_call, funding_grant, funding_rule, funding_rule_set,
    programme,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        lookup::under,
        records::{Application, FundingCall, FundingDecision, FundingRuleSet, Kind, origin},
    },
    Writer, made, position, published,
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
pub(super) struct Running {
    pub(super) circle: Circle,
    pub(super) runners: Vec<Standing>,
}

/// What is known of a call.
#[derive(Clone, Copy)]
struct Called {
    programme: Uuid,
    rule_set: Uuid,
}

/// What is known of the programmes, calls and sorts of costs that a file points at.
#[derive(Default)]
pub(super) struct Known {
    pub(super) programmes: HashMap<Uuid, Running>,
    currencies: HashMap<Uuid, String>,
    calls: HashMap<Uuid, Called>,
    /// By set of rules and name.
    categories: HashMap<(Uuid, String), Uuid>,
}

fn lost(what: &str, id: Uuid) -> Error {
    Error::internal(anyhow::anyhow!("nothing is known of the {what} {id}"))
}

impl Writer<'_> {
    /// What the database knows already of what the file points at.
    pub(super) async fn known(&self) -> Result<Known> {
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

    pub(super) async fn rule_sets(&self, known: &mut Known) -> Result<()> {
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

    pub(super) async fn calls(&self, known: &mut Known) -> Result<()> {
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

    pub(super) async fn applications(&self, known: &Known) -> Result<()> {
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
}

/// Those who run a thing with these ties.
pub(super) fn standings(ties: &Ties) -> Vec<Standing> {
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
