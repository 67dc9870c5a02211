//! Records of programmes, their rules and calls, applications, decisions, prizes and initiatives.

use std::{collections::HashMap, io::Write};

use entity::{
    cost_category, cost_line, disbursement, financing_line, funding_rule, network_share,
    nomination, party, prize_edition, prize_news, programme_participation, programme_point,
    programme_target,
};
use uuid::Uuid;

use super::{
    super::records::{
        Application, CostCategory, CostLine, Disbursement, Edition, FinancingLine, FundingCall,
        FundingDecision, FundingRule, FundingRuleSet, Initiative, Nomination, Participation, Prize,
        Programme, ProgrammeParty, ProgrammePoint, ProgrammeTarget,
        moments::{Day, Instant},
    },
    Called, Export, ids, pages,
};
use crate::platform::error::Result;

/// The details of one parent, in their order.
fn sorted<M, K: Ord>(
    all: &mut HashMap<Uuid, Vec<M>>,
    parent: Uuid,
    key: impl Fn(&M) -> K,
) -> Vec<M> {
    let mut rows = all.remove(&parent).unwrap_or_default();
    rows.sort_by_key(key);
    rows
}

/// A draft says so; what is published needs no word.
fn draft(published: bool) -> Option<bool> {
    (!published).then_some(false)
}

/// The details of a page of programmes, by programme.
struct Parts {
    parties: HashMap<Uuid, Vec<party::Model>>,
    points: HashMap<Uuid, Vec<programme_point::Model>>,
    targets: HashMap<Uuid, Vec<programme_target::Model>>,
    participations: HashMap<Uuid, Vec<programme_participation::Model>>,
    networks: HashMap<Uuid, Vec<network_share::Model>>,
    themes: HashMap<Uuid, Vec<String>>,
}

impl Parts {
    /// Everything that the parts point at.
    fn named(&self) -> Vec<Uuid> {
        let parties = self.parties.values().flatten();
        let parties = parties.filter_map(|one| one.organisation_id);
        let participants = self.participations.values().flatten();
        let participants =
            participants.filter_map(|one| one.municipality_id.or(one.organisation_id));
        let networks = self.networks.values().flatten().map(|one| one.network_id);
        parties.chain(participants).chain(networks).collect()
    }
}

impl<W: Write> Export<'_, W> {
    pub(super) async fn programmes(&mut self) -> Result<()> {
        self.programme_records().await?;
        self.rule_sets().await?;
        self.calls().await?;
        self.applications().await?;
        self.prizes().await?;
        self.initiatives().await
    }

    async fn programme_records(&mut self) -> Result<()> {
        pages!(self, programme, |rows| {
            let all = ids(&rows, |row| row.id);
            let mut parts = Parts {
                parties: self
                    .of::<party::Entity>(party::Column::SubjectId, &all)
                    .await?,
                points: self
                    .of::<programme_point::Entity>(programme_point::Column::ProgrammeId, &all)
                    .await?,
                targets: self
                    .of::<programme_target::Entity>(programme_target::Column::ProgrammeId, &all)
                    .await?,
                participations: self
                    .of::<programme_participation::Entity>(
                        programme_participation::Column::ProgrammeId,
                        &all,
                    )
                    .await?,
                networks: self
                    .of::<network_share::Entity>(network_share::Column::SubjectId, &all)
                    .await?,
                themes: self.about(&all).await?,
            };
            let own = rows.iter().flat_map(|row| {
                let others = [row.parent_id, row.content_owner_id];
                others.into_iter().flatten().chain([row.id])
            });
            let called = self.called(own.chain(parts.named()).collect()).await?;
            rows.into_iter()
                .map(|row| of_programme(row, &mut parts, &called).into())
                .collect()
        });
        Ok(())
    }

    async fn rule_sets(&mut self) -> Result<()> {
        pages!(self, funding_rule_set, |rows| {
            let all = ids(&rows, |row| row.id);
            let column = funding_rule::Column::RuleSetId;
            let mut rules = self.of::<funding_rule::Entity>(column, &all).await?;
            let column = cost_category::Column::RuleSetId;
            let mut categories = self.of::<cost_category::Entity>(column, &all).await?;
            let named = rows.iter().flat_map(|row| [row.id, row.programme_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::funding_rule_set::Model| FundingRuleSet {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                programme: called.to(row.programme_id),
                title: row.title,
                number: row.number,
                currency: row.currency,
                purpose: row.purpose,
                exception: row.exception,
                note: row.note,
                adopted_on: row.adopted_on.map(Day),
                source: row.source,
                rules: sorted(&mut rules, row.id, |one| one.position)
                    .into_iter()
                    .map(|one| FundingRule {
                        kind: one.kind,
                        basis_points: one.basis_points,
                        amount_minor: one.amount_minor,
                        level: one.level,
                        recommended_by: one.recommended_by,
                        text: one.text,
                    })
                    .collect(),
                categories: sorted(&mut categories, row.id, |one| one.position)
                    .into_iter()
                    .map(|one| CostCategory {
                        kind: one.kind,
                        name: one.name,
                    })
                    .collect(),
            };
            rows.into_iter().map(record).map(Into::into).collect()
        });
        Ok(())
    }

    async fn calls(&mut self) -> Result<()> {
        pages!(self, funding_call, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.programme_id, row.rule_set_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::funding_call::Model| FundingCall {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                programme: called.to(row.programme_id),
                rule_set: called.to(row.rule_set_id),
                locale: row.locale,
                title: row.title,
                opens_at: Instant(row.opens_at),
                closes_at: Instant(row.closes_at),
                max_grant: row.max_grant,
                quota_min: row.quota_min,
                quota_max: row.quota_max,
                quota_text: row.quota_text,
                criteria: row.criteria,
                is_published: draft(row.published_at.is_some()),
                source: row.source,
            };
            rows.into_iter().map(record).map(Into::into).collect()
        });
        Ok(())
    }

    async fn applications(&mut self) -> Result<()> {
        pages!(self, application, |rows| {
            let all = ids(&rows, |row| row.id);
            let column = financing_line::Column::ApplicationId;
            let mut financing = self.of::<financing_line::Entity>(column, &all).await?;
            let column = cost_line::Column::ApplicationId;
            let mut costs = self.of::<cost_line::Entity>(column, &all).await?;
            let column = disbursement::Column::ApplicationId;
            let mut payments = self.of::<disbursement::Entity>(column, &all).await?;
            let categories = costs.values().flatten().filter_map(|one| one.category_id);
            let categories: Vec<Uuid> = categories.collect();
            let column = cost_category::Column::Id;
            let categories = self
                .of::<cost_category::Entity>(column, &categories)
                .await?;
            let category = |id: Option<Uuid>| {
                let found = categories.get(&id?)?.first()?;
                Some(found.name.clone())
            };
            let financiers = financing.values().flatten();
            let financiers = financiers.filter_map(|one| one.financier_id);
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.call_id, row.applicant_id]);
            let called = self.called(named.chain(financiers).collect()).await?;
            let record = |row: entity::application::Model| Application {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                call: called.to(row.call_id),
                applicant: called.to(row.applicant_id),
                title: row.title,
                status: row.status,
                summary: row.summary,
                message: row.message,
                submitted_at: row.submitted_at.map(Instant),
                financing: sorted(&mut financing, row.id, |one| one.position)
                    .into_iter()
                    .map(|one| FinancingLine {
                        kind: one.kind,
                        planned_minor: one.planned_minor,
                        financier: called.maybe(one.financier_id),
                        financier_text: one.financier_text,
                        confirmed_minor: one.confirmed_minor,
                        actual_minor: one.actual_minor,
                        minutes: one.minutes,
                        rate_minor: one.rate_minor,
                    })
                    .collect(),
                costs: sorted(&mut costs, row.id, |one| one.position)
                    .into_iter()
                    .map(|one| CostLine {
                        text: one.text,
                        amount_minor: one.amount_minor,
                        category: category(one.category_id),
                    })
                    .collect(),
                disbursements: sorted(&mut payments, row.id, |one| one.position)
                    .into_iter()
                    .map(|one| Disbursement {
                        paid_on: Day(one.paid_on),
                        amount_minor: one.amount_minor,
                        note: one.note,
                    })
                    .collect(),
            };
            rows.into_iter().map(record).map(Into::into).collect()
        });
        pages!(self, decision, |rows| {
            let named = rows.iter().flat_map(|row| {
                let own = [row.id, row.application_id];
                own.into_iter().chain(row.body_id)
            });
            let called = self.called(named.collect()).await?;
            let record = |row: entity::decision::Model| FundingDecision {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                application: called.to(row.application_id),
                level: row.level,
                outcome: row.outcome,
                decided_on: Day(row.decided_on),
                body: called.maybe(row.body_id),
                body_text: row.body_text,
                section: row.section,
                reason: row.reason,
                granted_minor: row.granted_minor,
                embargo_until: row.embargo_until.map(Instant),
            };
            rows.into_iter().map(record).map(Into::into).collect()
        });
        Ok(())
    }

    async fn prizes(&mut self) -> Result<()> {
        pages!(self, prize, |rows| {
            let all = ids(&rows, |row| row.id);
            let column = prize_edition::Column::PrizeId;
            let mut editions = self.of::<prize_edition::Entity>(column, &all).await?;
            let of_these: Vec<Uuid> = editions.values().flatten().map(|one| one.id).collect();
            let column = prize_news::Column::EditionId;
            let mut news = self.of::<prize_news::Entity>(column, &of_these).await?;
            let column = nomination::Column::EditionId;
            let mut nominations = self.of::<nomination::Entity>(column, &of_these).await?;
            let pointed = nominations.values().flatten();
            let pointed = pointed.flat_map(|one| [one.municipality_id, one.nominated_by_id]);
            let own = rows
                .iter()
                .flat_map(|row| [Some(row.id), row.awarded_by_id]);
            let called = self.called(own.chain(pointed).flatten().collect()).await?;
            let mut edition = |row: prize_edition::Model| Edition {
                year: row.year,
                status: row.status,
                candidate_count: row.candidate_count,
                finalist_count: row.finalist_count,
                decided_on: row.decided_on.map(Day),
                embargo_until: row.embargo_until.map(Instant),
                award_expected_text: row.award_expected_text,
                award_expected_from: row.award_expected_from.map(Day),
                award_expected_to: row.award_expected_to.map(Day),
                winner_text: row.winner_text,
                news: sorted(&mut news, row.id, |one| one.position)
                    .into_iter()
                    .map(|one| one.text)
                    .collect(),
                nominations: sorted(&mut nominations, row.id, |one| one.id)
                    .into_iter()
                    .map(|one| Nomination {
                        is_winner: row.winner_id == Some(one.id),
                        locality_text: one.locality_text,
                        stage: one.stage,
                        municipality: called.maybe(one.municipality_id),
                        pitch: one.pitch,
                        video_url: one.video_url,
                        nominated_by: called.maybe(one.nominated_by_id),
                    })
                    .collect(),
            };
            let mut records = vec![];
            for row in rows {
                let record = Prize {
                    reference: Some(called.own(row.id)),
                    origin: Some(row.origin),
                    locale: row.locale,
                    title: row.title,
                    country: row.country_code,
                    awarded_by: called.maybe(row.awarded_by_id),
                    since_year: row.since_year,
                    frequency_text: row.frequency_text,
                    description: row.description,
                    visibility: Some(row.visibility),
                    is_published: draft(row.published_at.is_some()),
                    source: row.source,
                    editions: sorted(&mut editions, row.id, |one| one.year)
                        .into_iter()
                        .map(&mut edition)
                        .collect(),
                };
                records.push(record.into());
            }
            records
        });
        Ok(())
    }

    async fn initiatives(&mut self) -> Result<()> {
        pages!(self, initiative, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| row.owner_id.into_iter().chain([row.id]));
            let called = self.called(named.collect()).await?;
            let record = |row: entity::initiative::Model| Initiative {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                locale: row.locale,
                title: row.title,
                owner: called.maybe(row.owner_id),
                status_text: row.status_text,
                summary: row.summary,
                visibility: Some(row.visibility),
                is_published: draft(row.published_at.is_some()),
                source: row.source,
            };
            rows.into_iter().map(record).map(Into::into).collect()
        });
        Ok(())
    }
}

fn of_programme(row: entity::programme::Model, parts: &mut Parts, called: &Called) -> Programme {
    let id = row.id;
    Programme {
        reference: Some(called.own(id)),
        origin: Some(row.origin),
        locale: row.locale,
        title: row.title,
        kind_text: row.kind_text,
        status: row.status,
        status_text: row.status_text,
        country: row.country_code,
        parties: sorted(&mut parts.parties, id, |one| {
            (one.role, one.position, one.id)
        })
        .into_iter()
        .map(|one| ProgrammeParty {
            role: one.role,
            organisation: called.maybe(one.organisation_id),
            organisation_text: one.organisation_text,
        })
        .collect(),
        parent: called.maybe(row.parent_id),
        starts_on: row.starts_on.map(Day),
        starts_text: row.starts_text,
        ends_on: row.ends_on.map(Day),
        ends_text: row.ends_text,
        project_period_years: row.project_period_years,
        summary: row.summary,
        budget: row.budget,
        co_financing: row.co_financing,
        co_financing_from: row.co_financing_from,
        stated_participant_count: row.stated_participant_count,
        points: sorted(&mut parts.points, id, |one| (one.kind, one.position))
            .into_iter()
            .map(|one| ProgrammePoint {
                kind: one.kind,
                text: one.text,
                key: one.key,
            })
            .collect(),
        targets: sorted(&mut parts.targets, id, |one| one.year)
            .into_iter()
            .map(|one| ProgrammeTarget {
                year: one.year,
                projects_min: one.projects_min,
                projects_max: one.projects_max,
            })
            .collect(),
        participations: sorted(&mut parts.participations, id, |one| one.position)
            .into_iter()
            .map(|one| Participation {
                status: one.status,
                municipality: called.maybe(one.municipality_id),
                organisation: called.maybe(one.organisation_id),
                starts_on: one.starts_on.map(Day),
                ends_on: one.ends_on.map(Day),
            })
            .collect(),
        networks: sorted(&mut parts.networks, id, |one| one.network_id)
            .into_iter()
            .map(|one| called.to(one.network_id))
            .collect(),
        themes: parts.themes.remove(&id).unwrap_or_default(),
        note: row.note,
        responsible_unit: row.responsible_unit,
        content_owner: called.maybe(row.content_owner_id),
        last_reviewed_on: row.last_reviewed_on.map(Day),
        review_due_on: row.review_due_on.map(Day),
        visibility: Some(row.visibility),
        is_published: draft(row.published_at.is_some()),
        source: row.source,
        source_updated_on: row.source_updated_on.map(Day),
    }
}
