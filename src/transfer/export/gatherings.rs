//! What hangs on seminars and registrations.

use std::{collections::HashMap, io::Write};

use entity::{
    attendance, date_option, date_poll, date_poll_organisation, date_vote, registration_answer,
    registration_event, registration_question, seminar_feedback, seminar_notice, seminar_outcome,
    seminar_report,
};
use uuid::Uuid;

use super::{
    super::records::{
        Answered, Asked, Happened, MeetingReport, Notice, Outcome, Poll, PollOption, PollVote,
        Presence, Thought,
        moments::{Day, Instant, LocalTime},
    },
    Called, Export,
};
use crate::platform::error::Result;

/// What hangs on a page of seminars, by seminar.
pub(super) struct Gatherings {
    polls: HashMap<Uuid, Vec<date_poll::Model>>,
    asked: HashMap<Uuid, Vec<date_poll_organisation::Model>>,
    options: HashMap<Uuid, Vec<date_option::Model>>,
    votes: HashMap<Uuid, Vec<date_vote::Model>>,
    questions: HashMap<Uuid, Vec<registration_question::Model>>,
    attendance: HashMap<Uuid, Vec<attendance::Model>>,
    reports: HashMap<Uuid, Vec<seminar_report::Model>>,
    outcomes: HashMap<Uuid, Vec<seminar_outcome::Model>>,
    notices: HashMap<Uuid, Vec<seminar_notice::Model>>,
}

/// What hangs on a page of registrations, by registration; questions by seminar.
pub(super) struct Answers {
    questions: HashMap<Uuid, Vec<registration_question::Model>>,
    answers: HashMap<Uuid, Vec<registration_answer::Model>>,
    events: HashMap<Uuid, Vec<registration_event::Model>>,
    feedback: HashMap<Uuid, Vec<seminar_feedback::Model>>,
}

impl<W: Write> Export<'_, W> {
    pub(super) async fn gatherings(&self, ids: &[Uuid]) -> Result<Gatherings> {
        use date_poll_organisation::Column::SeminarId as AskedFor;
        Ok(Gatherings {
            polls: self
                .of::<date_poll::Entity>(date_poll::Column::SeminarId, ids)
                .await?,
            asked: self
                .of::<date_poll_organisation::Entity>(AskedFor, ids)
                .await?,
            options: self
                .of::<date_option::Entity>(date_option::Column::SeminarId, ids)
                .await?,
            votes: self
                .of::<date_vote::Entity>(date_vote::Column::SeminarId, ids)
                .await?,
            questions: self.questions_of(ids).await?,
            attendance: self
                .of::<attendance::Entity>(attendance::Column::SeminarId, ids)
                .await?,
            reports: self
                .of::<seminar_report::Entity>(seminar_report::Column::SeminarId, ids)
                .await?,
            outcomes: self
                .of::<seminar_outcome::Entity>(seminar_outcome::Column::SeminarId, ids)
                .await?,
            notices: self
                .of::<seminar_notice::Entity>(seminar_notice::Column::SeminarId, ids)
                .await?,
        })
    }

    async fn questions_of(
        &self,
        seminars: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<registration_question::Model>>> {
        let column = registration_question::Column::SeminarId;
        self.of::<registration_question::Entity>(column, seminars)
            .await
    }

    pub(super) async fn answers(&self, seminars: &[Uuid], ids: &[Uuid]) -> Result<Answers> {
        Ok(Answers {
            questions: self.questions_of(seminars).await?,
            answers: self
                .of::<registration_answer::Entity>(registration_answer::Column::RegistrationId, ids)
                .await?,
            events: self
                .of::<registration_event::Entity>(registration_event::Column::RegistrationId, ids)
                .await?,
            feedback: self
                .of::<seminar_feedback::Entity>(seminar_feedback::Column::RegistrationId, ids)
                .await?,
        })
    }
}

/// The rows of one parent, in an order of their own.
fn sorted<M, K: Ord>(
    rows: &mut HashMap<Uuid, Vec<M>>,
    parent: Uuid,
    by: impl Fn(&M) -> K,
) -> Vec<M> {
    let mut rows = rows.remove(&parent).unwrap_or_default();
    rows.sort_by_key(by);
    rows
}

impl Gatherings {
    /// Everything that they point at.
    pub(super) fn named(&self) -> Vec<Uuid> {
        let asked = self.asked.values().flatten().map(|one| one.organisation_id);
        let options = self.options.values().flatten();
        let votes = self.votes.values().flatten();
        let notices = self.notices.values().flatten();
        let there = self.attendance.values().flatten();
        asked
            .chain(options.filter_map(|one| one.suggested_by_id))
            .chain(
                votes
                    .flat_map(|one| [Some(one.organisation_id), one.person_id])
                    .flatten(),
            )
            .chain(
                notices
                    .flat_map(|one| [Some(one.person_id), one.organisation_id])
                    .flatten(),
            )
            .chain(there.filter_map(|one| one.organisation_id))
            .collect()
    }

    pub(super) fn poll(&mut self, seminar: Uuid, called: &Called<'_>) -> Option<Poll> {
        let poll = self.polls.remove(&seminar)?.pop()?;
        let options = sorted(&mut self.options, seminar, |one| (one.starts_at, one.id));
        let votes = sorted(&mut self.votes, seminar, |one| (one.voted_at, one.id));
        let asked = sorted(&mut self.asked, seminar, |one| one.organisation_id);
        let chosen = options
            .iter()
            .position(|one| Some(one.id) == poll.chosen_option_id);
        let vote = |one: &date_vote::Model| PollVote {
            organisation: called.to(one.organisation_id),
            answer: one.answer,
            revision: one.revision,
            voted_at: Instant(one.voted_at),
            person: called.maybe(one.person_id),
            comment: one.comment.clone(),
        };
        let option = |one: date_option::Model| PollOption {
            votes: votes
                .iter()
                .filter(|vote| vote.option_id == one.id)
                .map(vote)
                .collect(),
            starts_local: LocalTime(one.starts_local),
            ends_local: LocalTime(one.ends_local),
            time_zone: one.time_zone,
            starts_at: Instant(one.starts_at),
            ends_at: Instant(one.ends_at),
            status: one.status,
            revision: one.revision,
            note: one.note,
            suggested_by: called.maybe(one.suggested_by_id),
        };
        Some(Poll {
            opened_at: Instant(poll.opened_at),
            suggestions: poll.suggestions,
            votes_shown: poll.votes_shown,
            asked: asked
                .iter()
                .map(|one| called.to(one.organisation_id))
                .collect(),
            options: options.into_iter().map(option).collect(),
            closes_at: poll.closes_at.map(Instant),
            quorum: poll.quorum,
            chosen: chosen.and_then(|place| i32::try_from(place).ok()),
            chosen_at: poll.chosen_at.map(Instant),
        })
    }

    pub(super) fn questions(&mut self, seminar: Uuid) -> Vec<Asked> {
        let rows = sorted(&mut self.questions, seminar, |one| (one.position, one.id));
        let question = |one: registration_question::Model| Asked {
            kind: one.kind,
            asked: one.asked,
            prompt: one.prompt,
            choices: one.choices.0,
            is_required: one.is_required,
        };
        rows.into_iter().map(question).collect()
    }

    pub(super) fn attendance(&mut self, seminar: Uuid, called: &Called<'_>) -> Vec<Presence> {
        let rows = sorted(&mut self.attendance, seminar, |one| (one.position, one.id));
        let presence = |one: attendance::Model| Presence {
            basis: one.basis,
            organisation: called.maybe(one.organisation_id),
            organisation_text: one.organisation_text,
            women: one.women,
            men: one.men,
            other: one.other,
            unknown: one.unknown,
        };
        rows.into_iter().map(presence).collect()
    }

    pub(super) fn report(&mut self, seminar: Uuid) -> Option<MeetingReport> {
        let report = self.reports.remove(&seminar)?.pop()?;
        let outcomes = sorted(&mut self.outcomes, seminar, |one| (one.position, one.id));
        let outcome = |one: seminar_outcome::Model| Outcome {
            kind: one.kind,
            text: one.text,
            responsible: one.responsible,
            due_on: one.due_on.map(Day),
        };
        Some(MeetingReport {
            summary: report.summary,
            written_at: Instant(report.written_at),
            sent_to_participants_at: report.sent_to_participants_at.map(Instant),
            outcomes: outcomes.into_iter().map(outcome).collect(),
        })
    }

    pub(super) fn notices(&mut self, seminar: Uuid, called: &Called<'_>) -> Vec<Notice> {
        let rows = sorted(&mut self.notices, seminar, |one| (one.noted_at, one.id));
        let notice = |one: seminar_notice::Model| Notice {
            kind: one.kind,
            person: called.to(one.person_id),
            noted_at: Instant(one.noted_at),
            organisation: called.maybe(one.organisation_id),
        };
        rows.into_iter().map(notice).collect()
    }
}

impl Answers {
    /// The people who did something to registrations.
    pub(super) fn named(&self) -> Vec<Uuid> {
        let events = self.events.values().flatten();
        events.filter_map(|one| one.person_id).collect()
    }

    pub(super) fn answers(&mut self, seminar: Uuid, registration: Uuid) -> Vec<Answered> {
        let mut questions = self.questions.get(&seminar).cloned().unwrap_or_default();
        questions.sort_by_key(|one| (one.position, one.id));
        let place = |question: Uuid| {
            let place = questions.iter().position(|one| one.id == question);
            place.and_then(|place| i32::try_from(place).ok())
        };
        let rows = self.answers.remove(&registration).unwrap_or_default();
        let mut answers: Vec<Answered> = rows
            .into_iter()
            .filter_map(|one| {
                Some(Answered {
                    question: place(one.question_id)?,
                    text: one.text,
                })
            })
            .collect();
        answers.sort_by_key(|one| one.question);
        answers
    }

    pub(super) fn events(&mut self, registration: Uuid, called: &Called<'_>) -> Vec<Happened> {
        let rows = sorted(&mut self.events, registration, |one| (one.at, one.id));
        let event = |one: registration_event::Model| Happened {
            kind: one.kind,
            at: Instant(one.at),
            person: called.maybe(one.person_id),
            priority_before: one.priority_before,
            priority_after: one.priority_after,
            reason: one.reason,
        };
        rows.into_iter().map(event).collect()
    }

    pub(super) fn feedback(&mut self, registration: Uuid) -> Option<Thought> {
        let one = self.feedback.remove(&registration)?.pop()?;
        Some(Thought {
            rating: one.rating,
            given_on: Day(one.given_on),
            comment: one.comment,
        })
    }
}
