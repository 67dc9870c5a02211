//! Rows of what is exchanged. Comments and reports of reuse get their audience last, from what they hang on.

use std::collections::{BTreeSet, HashMap};

use entity::{
    Visibility, comment,
    comment::CommentSubjectKind,
    comment_report, exchange_match, exchange_post, experience,
    experience::{ExperienceState, Reuse},
    experience_contact, experience_event, moderation_action, municipality_link, network_share,
    question, reuse_report,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        file::Row,
        records::{
            Comment, ExchangeMatch, ExchangePost, Experience, Kind, Question, ReuseReport, origin,
        },
    },
    Writer, made,
};
use crate::{
    exchange,
    networks::circle::{Circle, Ties},
    places::names::{fold, sort_key},
    platform::{
        access::{Role, Standing, audience_of},
        clock::new_id,
        error::Result,
    },
};

impl Writer<'_> {
    pub(super) async fn exchange(&self) -> Result<()> {
        self.experiences().await?;
        self.posts().await?;
        self.comments().await?;
        self.questions().await?;
        self.matches().await?;
        let reports = self.file.all::<ReuseReport>().map(|row| self.reuse(&row));
        self.put(made(reports)?).await?;
        self.settle().await
    }

    /// Who something of one organisation is for.
    async fn tied(
        &self,
        holder: &Option<String>,
        networks: &[String],
        visibility: Visibility,
        published: bool,
    ) -> Result<Circle> {
        let mut ties = Ties::of(self.file.maybe(Kind::Organisation, holder)?);
        for network in self.file.each(Kind::Network, networks)? {
            ties.networks
                .push((network, self.circle(network)?.visibility));
        }
        ties.circle(self.work, visibility, published).await
    }

    /// What is shared in networks.
    async fn shared<'a>(
        &self,
        things: impl IntoIterator<Item = (Uuid, &'a Vec<String>)>,
    ) -> Result<()> {
        let mut shares = vec![];
        for (subject, networks) in things {
            for network in self.file.each(Kind::Network, networks)? {
                shares.push(network_share::ActiveModel {
                    subject_id: Set(subject),
                    network_id: Set(network),
                });
            }
        }
        self.put(shares).await
    }

    async fn experiences(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Experience>() {
            rows.push(self.experience(&row).await?);
        }
        self.put(rows).await?;
        let all = || self.file.all::<Experience>();
        self.about(all().map(|row| (row.id, &row.record.themes)))
            .await?;
        self.shared(all().map(|row| (row.id, &row.record.networks)))
            .await?;
        let (mut places, mut contacts, mut steps) = (vec![], vec![], vec![]);
        for row in all() {
            let named = self
                .file
                .each(Kind::Municipality, &row.record.municipalities)?;
            for (position, place) in (0..).zip(named) {
                places.push(municipality_link::ActiveModel {
                    subject_id: Set(row.id),
                    municipality_id: Set(place),
                    position: Set(position),
                });
            }
            for (position, one) in (0..).zip(&row.record.contacts) {
                contacts.push(experience_contact::ActiveModel {
                    id: Set(new_id()),
                    experience_id: Set(row.id),
                    person_id: Set(self.file.one(Kind::Person, &one.person)?),
                    role: Set(one.role.clone()),
                    position: Set(position),
                });
            }
            for one in &row.record.history {
                steps.push(experience_event::ActiveModel {
                    id: Set(new_id()),
                    experience_id: Set(row.id),
                    from_state: Set(one.from),
                    to_state: Set(one.to),
                    person_id: Set(self.file.maybe(Kind::Person, &one.person)?),
                    reason: Set(one.reason.clone()),
                    at: Set(one.at.0),
                });
            }
        }
        self.put(places).await?;
        self.put(contacts).await?;
        self.put(steps).await
    }

    async fn experience(&self, row: &Row<'_, Experience>) -> Result<experience::ActiveModel> {
        use ExperienceState::{Draft, InReview, Published, Stale};
        let one = row.record.clone();
        let out = matches!(one.state, Published | Stale);
        let now = self.work.now();
        let published_at = one.published_at.map(|at| at.0).or(out.then_some(now));
        let published = published_at.is_some() && !matches!(one.state, Draft | InReview);
        let circle = self
            .tied(&one.owner, &one.networks, one.visibility, published)
            .await?;
        let due = (one.state == Published)
            .then(|| exchange::due(now))
            .flatten();
        let main = one.title.get(&one.locale).unwrap_or_default();
        Ok(experience::ActiveModel {
            id: Set(row.id),
            owner_id: Set(self.file.maybe(Kind::Organisation, &one.owner)?),
            author_id: Set(self.file.maybe(Kind::Person, &one.author)?),
            submitter_id: Set(self.file.maybe(Kind::Person, &one.submitter)?),
            title_sort: Set(sort_key(main, None)),
            title_fold: Set(fold(one.title.0.values().map(String::as_str))),
            locale: Set(one.locale),
            title: Set(one.title),
            challenge: Set(one.challenge),
            approach: Set(one.approach),
            outcome: Set(one.outcome),
            failures: Set(one.failures),
            lessons: Set(one.lessons),
            transfer_conditions: Set(one.transfer_conditions),
            cost: Set(one.cost),
            cost_text: Set(one.cost_text),
            starts_on: Set(one.starts_on.map(|day| day.0)),
            ends_on: Set(one.ends_on.map(|day| day.0)),
            period_text: Set(one.period_text),
            maturity: Set(one.maturity),
            state: Set(one.state),
            reuse: Set(one.reuse.unwrap_or(Reuse::Open)),
            licence: Set(one.licence),
            published_at: Set(published_at),
            reviewed_at: Set(one.reviewed_at.map(|at| at.0)),
            review_due_at: Set(one.review_due_at.map(|at| at.0).or(due)),
            visibility: Set(one.visibility),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            source: Set(one.source),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    async fn posts(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<ExchangePost>() {
            let one = row.record.clone();
            let holder = Some(one.organisation.clone());
            let circle = self
                .tied(&holder, &one.networks, one.visibility, true)
                .await?;
            rows.push(exchange_post::ActiveModel {
                id: Set(row.id),
                kind: Set(one.kind),
                organisation_id: Set(self.file.one(Kind::Organisation, &one.organisation)?),
                author_id: Set(self.file.maybe(Kind::Person, &one.author)?),
                municipality_id: Set(self.file.maybe(Kind::Municipality, &one.municipality)?),
                locale: Set(one.locale),
                title_sort: Set(sort_key(&one.title, None)),
                title: Set(one.title),
                body: Set(one.body),
                deadline: Set(one.deadline.map(|day| day.0)),
                status: Set(one.status),
                posted_at: Set(one.posted_at.map_or(self.work.now(), |at| at.0)),
                visibility: Set(one.visibility),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            });
        }
        self.put(rows).await?;
        let all = || self.file.all::<ExchangePost>();
        self.about(all().map(|row| (row.id, &row.record.themes)))
            .await?;
        self.shared(all().map(|row| (row.id, &row.record.networks)))
            .await
    }

    async fn questions(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Question>() {
            let one = row.record.clone();
            let circle = self
                .tied(&one.organisation, &one.networks, one.visibility, true)
                .await?;
            rows.push(question::ActiveModel {
                id: Set(row.id),
                asker_id: Set(self.file.maybe(Kind::Person, &one.asker)?),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &one.organisation)?),
                municipality_id: Set(self.file.maybe(Kind::Municipality, &one.municipality)?),
                locale: Set(one.locale),
                title_sort: Set(sort_key(&one.title, None)),
                title: Set(one.title),
                body: Set(one.body),
                status: Set(one.status),
                accepted_answer_id: Set(self.file.maybe(Kind::Comment, &one.accepted_answer)?),
                asked_at: Set(one.asked_at.map_or(self.work.now(), |at| at.0)),
                visibility: Set(one.visibility),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            });
        }
        self.put(rows).await?;
        let all = || self.file.all::<Question>();
        self.about(all().map(|row| (row.id, &row.record.themes)))
            .await?;
        self.shared(all().map(|row| (row.id, &row.record.networks)))
            .await
    }

    async fn matches(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<ExchangeMatch>() {
            let one = row.record.clone();
            let request = self.file.one(Kind::ExchangePost, &one.request)?;
            let asking = self.facts.poster(request)?;
            let helper = self
                .file
                .one(Kind::Organisation, &one.offering_organisation)?;
            let sides = [
                Standing::new(asking, Role::Editor),
                Standing::new(helper, Role::Editor),
            ];
            rows.push(exchange_match::ActiveModel {
                id: Set(row.id),
                request_id: Set(request),
                offer_id: Set(self.file.maybe(Kind::ExchangePost, &one.offer)?),
                requesting_organisation_id: Set(asking),
                offering_organisation_id: Set(helper),
                proposed_by: Set(one.proposed_by),
                proposer_id: Set(self.file.maybe(Kind::Person, &one.proposer)?),
                message: Set(one.message),
                status: Set(one.status),
                met_on: Set(one.met_on.map(|day| day.0)),
                outcome: Set(one.outcome),
                audience_id: Set(audience_of(self.work, &sides).await?),
                origin: Set(origin(one.origin)),
                ..Default::default()
            });
        }
        self.put(rows).await
    }

    fn reuse(&self, row: &Row<ReuseReport>) -> Result<reuse_report::ActiveModel> {
        let one = row.record.clone();
        Ok(reuse_report::ActiveModel {
            id: Set(row.id),
            experience_id: Set(self.file.one(Kind::Experience, &one.experience)?),
            organisation_id: Set(self.file.one(Kind::Organisation, &one.organisation)?),
            municipality_id: Set(self.file.maybe(Kind::Municipality, &one.municipality)?),
            reporter_id: Set(self.file.maybe(Kind::Person, &one.reporter)?),
            locale: Set(one.locale),
            happened: Set(one.happened),
            outcome: Set(one.outcome),
            reused_on: Set(one.reused_on.map(|day| day.0)),
            audience_id: Set(row.id),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    async fn comments(&self) -> Result<()> {
        let mut all: Vec<_> = self.file.all::<Comment>().collect();
        all.sort_by_key(|row| self.depths.get(&row.id));
        let mut depths: HashMap<Uuid, i32> = self.facts.comments.clone();
        let (mut rows, mut reports, mut actions) = (vec![], vec![], vec![]);
        for row in all {
            let one = row.record.clone();
            let parent = self.file.maybe(Kind::Comment, &one.parent)?;
            let above = parent.and_then(|parent| depths.get(&parent).copied());
            let depth = above.unwrap_or(0) + 1;
            depths.insert(row.id, depth);
            for report in &one.reports {
                reports.push(comment_report::ActiveModel {
                    id: Set(new_id()),
                    comment_id: Set(row.id),
                    person_id: Set(self.file.one(Kind::Person, &report.person)?),
                    reason: Set(report.reason.clone()),
                    at: Set(report.at.0),
                });
            }
            for action in &one.moderation {
                actions.push(moderation_action::ActiveModel {
                    id: Set(new_id()),
                    comment_id: Set(row.id),
                    person_id: Set(self.file.maybe(Kind::Person, &action.person)?),
                    action: Set(action.action),
                    reason: Set(action.reason.clone()),
                    at: Set(action.at.0),
                });
            }
            let (kind, subject) = self.subject(row.record)?;
            rows.push(comment::ActiveModel {
                id: Set(row.id),
                subject_kind: Set(kind),
                subject_id: Set(subject),
                parent_id: Set(parent),
                depth: Set(depth),
                author_id: Set(self.file.maybe(Kind::Person, &one.author)?),
                body: Set(one.body),
                written_at: Set(one.written_at.map_or(self.work.now(), |at| at.0)),
                edited_at: Set(one.edited_at.map(|at| at.0)),
                deleted_at: Set(one.deleted_at.map(|at| at.0)),
                hidden_at: Set(one.hidden_at.map(|at| at.0)),
                open_reports: Set(one.open_reports.unwrap_or(0)),
                // Nobody's, until the thing it is on says whose.
                audience_id: Set(row.id),
                moderators_id: Set(row.id),
                origin: Set(origin(one.origin)),
                ..Default::default()
            });
        }
        self.put(rows).await?;
        self.put(reports).await?;
        self.put(actions).await
    }

    fn subject(&self, one: &Comment) -> Result<(CommentSubjectKind, Uuid)> {
        if let Some(text) = &one.question {
            let id = self.file.one(Kind::Question, text)?;
            return Ok((CommentSubjectKind::Question, id));
        }
        if let Some(text) = &one.exchange_post {
            let id = self.file.one(Kind::ExchangePost, text)?;
            return Ok((CommentSubjectKind::ExchangePost, id));
        }
        let text = one.experience.as_deref().unwrap_or_default();
        let id = self.file.one(Kind::Experience, text)?;
        Ok((CommentSubjectKind::Experience, id))
    }

    /// Gives comments and reports of reuse the audience of what they hang on.
    async fn settle(&self) -> Result<()> {
        let mut subjects = BTreeSet::new();
        for row in self.file.all::<Comment>() {
            subjects.insert(self.subject(row.record)?.1);
        }
        for row in self.file.all::<ReuseReport>() {
            subjects.insert(self.file.one(Kind::Experience, &row.record.experience)?);
        }
        let subjects: Vec<Uuid> = subjects.into_iter().collect();
        for some in subjects.chunks(1_000) {
            exchange::settle_hanging(self.work, some).await?;
        }
        Ok(())
    }
}
