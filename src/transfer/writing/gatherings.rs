//! Rows of what hangs on seminars and registrations.

use std::collections::HashMap;

use entity::{
    Names, attendance, date_option, date_poll, date_poll_organisation, date_vote,
    registration_answer, registration_event, registration_question, seminar_feedback,
    seminar_notice, seminar_outcome, seminar_report,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::records::{Kind, Poll, Registration, Seminar},
    Writer,
};
use crate::platform::{
    clock::new_id,
    error::{Error, Result},
};

/// The questions of a seminar by their places.
pub(super) type Questions = HashMap<(Uuid, i32), Uuid>;

impl Writer<'_> {
    /// What hangs on seminars; answers with the questions, to which registrations have answers.
    pub(super) async fn gatherings(&self) -> Result<Questions> {
        let mut known = Questions::new();
        let (mut questions, mut there, mut notices) = (vec![], vec![], vec![]);
        let (mut reports, mut outcomes) = (vec![], vec![]);
        for row in self.file.all::<Seminar>() {
            for (position, one) in (0..).zip(&row.record.questions) {
                let id = new_id();
                known.insert((row.id, position), id);
                questions.push(registration_question::ActiveModel {
                    id: Set(id),
                    seminar_id: Set(row.id),
                    position: Set(position),
                    kind: Set(one.kind),
                    asked: Set(one.asked),
                    prompt: Set(one.prompt.clone()),
                    choices: Set(Names(one.choices.clone())),
                    is_required: Set(one.is_required),
                });
            }
            for (position, one) in (0..).zip(&row.record.attendance) {
                there.push(attendance::ActiveModel {
                    id: Set(new_id()),
                    seminar_id: Set(row.id),
                    position: Set(position),
                    organisation_id: Set(self.file.maybe(Kind::Organisation, &one.organisation)?),
                    organisation_text: Set(one.organisation_text.clone()),
                    women: Set(one.women),
                    men: Set(one.men),
                    other: Set(one.other),
                    unknown: Set(one.unknown),
                    basis: Set(one.basis),
                });
            }
            for one in &row.record.notices {
                notices.push(seminar_notice::ActiveModel {
                    id: Set(new_id()),
                    seminar_id: Set(row.id),
                    kind: Set(one.kind),
                    person_id: Set(self.file.one(Kind::Person, &one.person)?),
                    organisation_id: Set(self.file.maybe(Kind::Organisation, &one.organisation)?),
                    noted_at: Set(one.noted_at.0),
                    // Whoever is to be told is told where it happened.
                    told_at: Set(Some(one.noted_at.0)),
                });
            }
            let Some(report) = &row.record.report else {
                continue;
            };
            reports.push(seminar_report::ActiveModel {
                seminar_id: Set(row.id),
                summary: Set(report.summary.clone()),
                written_at: Set(report.written_at.0),
                sent_to_participants_at: Set(report.sent_to_participants_at.map(|at| at.0)),
            });
            for (position, one) in (0..).zip(&report.outcomes) {
                outcomes.push(seminar_outcome::ActiveModel {
                    id: Set(new_id()),
                    seminar_id: Set(row.id),
                    position: Set(position),
                    kind: Set(one.kind),
                    text: Set(one.text.clone()),
                    responsible: Set(one.responsible.clone()),
                    due_on: Set(one.due_on.map(|day| day.0)),
                });
            }
        }
        self.put(questions).await?;
        self.put(there).await?;
        self.put(notices).await?;
        self.put(reports).await?;
        self.put(outcomes).await?;
        self.polls().await?;
        Ok(known)
    }

    async fn polls(&self) -> Result<()> {
        let (mut polls, mut asked, mut options, mut votes) = (vec![], vec![], vec![], vec![]);
        for row in self.file.all::<Seminar>() {
            let Some(poll) = &row.record.date_poll else {
                continue;
            };
            let ids: Vec<Uuid> = poll.options.iter().map(|_| new_id()).collect();
            polls.push(of_poll(row.id, poll, &ids));
            for organisation in self.file.each(Kind::Organisation, &poll.asked)? {
                asked.push(date_poll_organisation::ActiveModel {
                    seminar_id: Set(row.id),
                    organisation_id: Set(organisation),
                });
            }
            for (id, one) in ids.iter().zip(&poll.options) {
                options.push(date_option::ActiveModel {
                    id: Set(*id),
                    seminar_id: Set(row.id),
                    starts_local: Set(one.starts_local.0),
                    ends_local: Set(one.ends_local.0),
                    time_zone: Set(one.time_zone.clone()),
                    starts_at: Set(one.starts_at.0),
                    ends_at: Set(one.ends_at.0),
                    note: Set(one.note.clone()),
                    status: Set(one.status),
                    revision: Set(one.revision),
                    suggested_by_id: Set(self.file.maybe(Kind::Organisation, &one.suggested_by)?),
                });
                for vote in &one.votes {
                    votes.push(date_vote::ActiveModel {
                        id: Set(new_id()),
                        seminar_id: Set(row.id),
                        option_id: Set(*id),
                        organisation_id: Set(self
                            .file
                            .one(Kind::Organisation, &vote.organisation)?),
                        person_id: Set(self.file.maybe(Kind::Person, &vote.person)?),
                        answer: Set(vote.answer),
                        comment: Set(vote.comment.clone()),
                        revision: Set(vote.revision),
                        voted_at: Set(vote.voted_at.0),
                    });
                }
            }
        }
        self.put(polls).await?;
        self.put(asked).await?;
        self.put(options).await?;
        self.put(votes).await
    }

    /// What hangs on registrations.
    pub(super) async fn answers(&self, questions: &Questions) -> Result<()> {
        let (mut answers, mut events, mut thoughts) = (vec![], vec![], vec![]);
        for row in self.file.all::<Registration>() {
            let seminar = self.file.one(Kind::Seminar, &row.record.seminar)?;
            for one in &row.record.answers {
                let question = questions.get(&(seminar, one.question)).copied();
                let unasked = || Error::internal(anyhow::anyhow!("an answer to no question"));
                answers.push(registration_answer::ActiveModel {
                    id: Set(new_id()),
                    seminar_id: Set(seminar),
                    registration_id: Set(row.id),
                    question_id: Set(question.ok_or_else(unasked)?),
                    text: Set(one.text.clone()),
                });
            }
            for one in &row.record.events {
                events.push(registration_event::ActiveModel {
                    id: Set(new_id()),
                    registration_id: Set(row.id),
                    seminar_id: Set(seminar),
                    kind: Set(one.kind),
                    person_id: Set(self.file.maybe(Kind::Person, &one.person)?),
                    priority_before: Set(one.priority_before),
                    priority_after: Set(one.priority_after),
                    reason: Set(one.reason.clone()),
                    at: Set(one.at.0),
                });
            }
            if let Some(one) = &row.record.feedback {
                thoughts.push(seminar_feedback::ActiveModel {
                    id: Set(new_id()),
                    seminar_id: Set(seminar),
                    registration_id: Set(row.id),
                    rating: Set(one.rating),
                    comment: Set(one.comment.clone()),
                    given_on: Set(one.given_on.0),
                });
            }
        }
        self.put(answers).await?;
        self.put(events).await?;
        self.put(thoughts).await
    }
}

fn of_poll(seminar: Uuid, poll: &Poll, options: &[Uuid]) -> date_poll::ActiveModel {
    let chosen = poll.chosen.and_then(|place| usize::try_from(place).ok());
    date_poll::ActiveModel {
        seminar_id: Set(seminar),
        opened_at: Set(poll.opened_at.0),
        closes_at: Set(poll.closes_at.map(|at| at.0)),
        quorum: Set(poll.quorum),
        suggestions: Set(poll.suggestions),
        votes_shown: Set(poll.votes_shown),
        chosen_option_id: Set(chosen.and_then(|place| options.get(place).copied())),
        chosen_at: Set(poll.chosen_at.map(|at| at.0)),
    }
}
