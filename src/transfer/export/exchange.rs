//! Records of what is exchanged.

use std::{collections::HashMap, io::Write};

use entity::{
    comment, comment::CommentSubjectKind, comment_report, exchange_match, exchange_post,
    experience, experience_contact, experience_event, moderation_action, municipality_link,
    network_share, question, reuse_report,
};
use uuid::Uuid;

use super::{
    super::records::{
        Comment, Contact, ExchangeMatch, ExchangePost, Experience, Moderation, Question, Report,
        ReuseReport, Step,
        moments::{Day, Instant},
    },
    Called, Export, ids, pages,
};
use crate::platform::error::Result;

/// The parts of a page of experiences, by experience.
struct Parts {
    themes: HashMap<Uuid, Vec<String>>,
    networks: HashMap<Uuid, Vec<Uuid>>,
    places: HashMap<Uuid, Vec<municipality_link::Model>>,
    contacts: HashMap<Uuid, Vec<experience_contact::Model>>,
    history: HashMap<Uuid, Vec<experience_event::Model>>,
}

impl<W: Write> Export<'_, W> {
    pub(super) async fn exchange(&mut self) -> Result<()> {
        pages!(self, experience, |rows| {
            let own = ids(&rows, |row| row.id);
            let mut parts = self.parts_of_experiences(&own).await?;
            let people = rows.iter().flat_map(|row| {
                let some = [row.owner_id, row.author_id, row.submitter_id];
                some.into_iter().flatten()
            });
            let named = own.iter().copied().chain(people).chain(parts.named());
            let called = self.called(named.collect()).await?;
            let records = rows
                .into_iter()
                .map(|row| of_experience(row, &mut parts, &called).into());
            records.collect()
        });
        self.reuse_reports().await?;
        self.posts().await?;
        self.questions().await?;
        self.comments().await?;
        self.matches().await
    }

    async fn reuse_reports(&mut self) -> Result<()> {
        pages!(self, reuse_report, |rows| {
            let named = rows.iter().flat_map(|row| {
                let own = [row.id, row.experience_id, row.organisation_id];
                own.into_iter().chain(row.reporter_id)
            });
            let called = self.called(named.collect()).await?;
            let record = |row: reuse_report::Model| ReuseReport {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                experience: called.to(row.experience_id),
                organisation: called.to(row.organisation_id),
                locale: row.locale,
                happened: row.happened,
                outcome: row.outcome,
                municipality: called.maybe(row.municipality_id),
                reporter: called.maybe(row.reporter_id),
                reused_on: row.reused_on.map(Day),
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn posts(&mut self) -> Result<()> {
        pages!(self, exchange_post, |rows| {
            let own = ids(&rows, |row| row.id);
            let mut themes = self.about(&own).await?;
            let mut shares = self.shares(&own).await?;
            let named = rows.iter().flat_map(|row| {
                let own = [row.id, row.organisation_id];
                own.into_iter().chain(row.author_id)
            });
            let named = named.chain(shares.values().flatten().copied());
            let called = self.called(named.collect()).await?;
            let mut record = |row: exchange_post::Model| ExchangePost {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                themes: themes.remove(&row.id).unwrap_or_default(),
                networks: all_of(&mut shares, row.id, &called),
                kind: row.kind,
                organisation: called.to(row.organisation_id),
                locale: row.locale,
                title: row.title,
                body: row.body,
                status: row.status,
                visibility: row.visibility,
                author: called.maybe(row.author_id),
                municipality: called.maybe(row.municipality_id),
                deadline: row.deadline.map(Day),
                posted_at: Some(Instant(row.posted_at)),
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn questions(&mut self) -> Result<()> {
        pages!(self, question, |rows| {
            let own = ids(&rows, |row| row.id);
            let mut themes = self.about(&own).await?;
            let mut shares = self.shares(&own).await?;
            let named = rows.iter().flat_map(|row| {
                let some = [row.asker_id, row.organisation_id, row.accepted_answer_id];
                some.into_iter().flatten().chain([row.id])
            });
            let named = named.chain(shares.values().flatten().copied());
            let called = self.called(named.collect()).await?;
            let mut record = |row: question::Model| Question {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                themes: themes.remove(&row.id).unwrap_or_default(),
                networks: all_of(&mut shares, row.id, &called),
                locale: row.locale,
                title: row.title,
                body: row.body,
                status: row.status,
                visibility: row.visibility,
                asker: called.maybe(row.asker_id),
                organisation: called.maybe(row.organisation_id),
                municipality: called.maybe(row.municipality_id),
                accepted_answer: called.maybe(row.accepted_answer_id),
                asked_at: Some(Instant(row.asked_at)),
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn comments(&mut self) -> Result<()> {
        pages!(self, comment, |rows| {
            let own = ids(&rows, |row| row.id);
            let column = comment_report::Column::CommentId;
            let mut reports = self.of::<comment_report::Entity>(column, &own).await?;
            let column = moderation_action::Column::CommentId;
            let mut actions = self.of::<moderation_action::Entity>(column, &own).await?;
            let named = rows.iter().flat_map(|row| {
                let some = [row.parent_id, row.author_id];
                some.into_iter().flatten().chain([row.id, row.subject_id])
            });
            let reporters = reports.values().flatten().map(|one| one.person_id);
            let moderators = actions.values().flatten().filter_map(|one| one.person_id);
            let named = named.chain(reporters).chain(moderators);
            let called = self.called(named.collect()).await?;
            let mut record = |row: comment::Model| {
                let reports = reports.remove(&row.id).unwrap_or_default();
                let actions = actions.remove(&row.id).unwrap_or_default();
                of_comment(row, reports, actions, &called)
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn matches(&mut self) -> Result<()> {
        pages!(self, exchange_match, |rows| {
            let named = rows.iter().flat_map(|row| {
                let own = [row.id, row.request_id, row.offering_organisation_id];
                own.into_iter().chain(row.offer_id).chain(row.proposer_id)
            });
            let called = self.called(named.collect()).await?;
            let record = |row: exchange_match::Model| ExchangeMatch {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                request: called.to(row.request_id),
                offering_organisation: called.to(row.offering_organisation_id),
                status: row.status,
                proposed_by: row.proposed_by,
                offer: called.maybe(row.offer_id),
                proposer: called.maybe(row.proposer_id),
                message: row.message,
                met_on: row.met_on.map(Day),
                outcome: row.outcome,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn parts_of_experiences(&self, ids: &[Uuid]) -> Result<Parts> {
        Ok(Parts {
            themes: self.about(ids).await?,
            networks: self.shares(ids).await?,
            places: self
                .of::<municipality_link::Entity>(municipality_link::Column::SubjectId, ids)
                .await?,
            contacts: self
                .of::<experience_contact::Entity>(experience_contact::Column::ExperienceId, ids)
                .await?,
            history: self
                .of::<experience_event::Entity>(experience_event::Column::ExperienceId, ids)
                .await?,
        })
    }

    /// The networks that these things are shared in.
    async fn shares(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
        let column = network_share::Column::SubjectId;
        let shares = self.of::<network_share::Entity>(column, ids).await?;
        let sorted = shares.into_iter().map(|(subject, shares)| {
            let mut networks: Vec<Uuid> = shares.iter().map(|one| one.network_id).collect();
            networks.sort_unstable();
            (subject, networks)
        });
        Ok(sorted.collect())
    }
}

fn all_of(shares: &mut HashMap<Uuid, Vec<Uuid>>, id: Uuid, called: &Called) -> Vec<String> {
    let networks = shares.remove(&id).unwrap_or_default().into_iter();
    networks.map(|network| called.to(network)).collect()
}

impl Parts {
    /// Everything that the parts point at and that has no code.
    fn named(&self) -> Vec<Uuid> {
        let contacts = self.contacts.values().flatten().map(|one| one.person_id);
        let steps = self.history.values().flatten();
        let networks = self.networks.values().flatten().copied();
        let places = self.places.values().flatten();
        contacts
            .chain(steps.filter_map(|one| one.person_id))
            .chain(networks)
            .chain(places.map(|one| one.municipality_id))
            .collect()
    }
}

fn of_experience(row: experience::Model, parts: &mut Parts, called: &Called) -> Experience {
    let mut places = parts.places.remove(&row.id).unwrap_or_default();
    places.sort_by_key(|one| one.position);
    let mut contacts = parts.contacts.remove(&row.id).unwrap_or_default();
    contacts.sort_by_key(|one| one.position);
    let mut history = parts.history.remove(&row.id).unwrap_or_default();
    history.sort_by_key(|one| (one.at, one.id));
    Experience {
        reference: Some(called.own(row.id)),
        origin: Some(row.origin),
        themes: parts.themes.remove(&row.id).unwrap_or_default(),
        networks: all_of(&mut parts.networks, row.id, called),
        municipalities: places
            .iter()
            .map(|one| called.to(one.municipality_id))
            .collect(),
        contacts: contacts
            .into_iter()
            .map(|one| Contact {
                person: called.to(one.person_id),
                role: one.role,
            })
            .collect(),
        history: history
            .into_iter()
            .map(|one| Step {
                from: one.from_state,
                to: one.to_state,
                at: Instant(one.at),
                person: called.maybe(one.person_id),
                reason: one.reason,
            })
            .collect(),
        locale: row.locale,
        title: row.title,
        state: row.state,
        maturity: row.maturity,
        visibility: row.visibility,
        owner: called.maybe(row.owner_id),
        author: called.maybe(row.author_id),
        submitter: called.maybe(row.submitter_id),
        challenge: row.challenge,
        approach: row.approach,
        outcome: row.outcome,
        failures: row.failures,
        lessons: row.lessons,
        transfer_conditions: row.transfer_conditions,
        cost: row.cost,
        cost_text: row.cost_text,
        starts_on: row.starts_on.map(Day),
        ends_on: row.ends_on.map(Day),
        period_text: row.period_text,
        reuse: Some(row.reuse),
        licence: row.licence,
        published_at: row.published_at.map(Instant),
        reviewed_at: row.reviewed_at.map(Instant),
        review_due_at: row.review_due_at.map(Instant),
        source: row.source,
    }
}

fn of_comment(
    row: comment::Model,
    mut reports: Vec<comment_report::Model>,
    mut actions: Vec<moderation_action::Model>,
    called: &Called,
) -> Comment {
    reports.sort_by_key(|one| (one.at, one.id));
    actions.sort_by_key(|one| (one.at, one.id));
    let subject = called.to(row.subject_id);
    let on = |kind| (row.subject_kind == kind).then(|| subject.clone());
    Comment {
        reference: Some(called.own(row.id)),
        origin: Some(row.origin),
        experience: on(CommentSubjectKind::Experience),
        question: on(CommentSubjectKind::Question),
        exchange_post: on(CommentSubjectKind::ExchangePost),
        parent: called.maybe(row.parent_id),
        author: called.maybe(row.author_id),
        written_at: Some(Instant(row.written_at)),
        edited_at: row.edited_at.map(Instant),
        deleted_at: row.deleted_at.map(Instant),
        hidden_at: row.hidden_at.map(Instant),
        open_reports: (row.open_reports > 0).then_some(row.open_reports),
        body: row.body,
        reports: reports
            .into_iter()
            .map(|one| Report {
                person: called.to(one.person_id),
                reason: one.reason,
                at: Instant(one.at),
            })
            .collect(),
        moderation: actions
            .into_iter()
            .map(|one| Moderation {
                action: one.action,
                reason: one.reason,
                at: Instant(one.at),
                person: called.maybe(one.person_id),
            })
            .collect(),
    }
}
