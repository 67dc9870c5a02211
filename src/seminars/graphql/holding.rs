//! What came of a seminar, and what people are asked and need, as those see it whom it concerns.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    attendance::{self, AttendanceBasis},
    registration_question::{self, QuestionAsked, RegistrationQuestionKind},
    seminar, seminar_feedback,
    seminar_outcome::{self, OutcomeKind},
    seminar_report,
};

use crate::{
    nodes::Organisation,
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, Date, DateTime, Nullable, id},
    },
    projects::suppression::Counts,
    seminars::{
        holding::{is_open, summary},
        policy::ArrangeSeminar,
    },
};

#[derive(Clone)]
pub struct RegistrationQuestion(pub(super) registration_question::Model);

/// Something that people are asked when they register.
#[Object]
impl RegistrationQuestion {
    /// Opaque id of this question.
    async fn id(&self) -> ID {
        id::global("RegistrationQuestion", self.0.id)
    }

    /// What kind of answer is wanted.
    async fn kind(&self) -> RegistrationQuestionKind {
        self.0.kind
    }

    /// When it is asked.
    async fn asked(&self) -> QuestionAsked {
        self.0.asked
    }

    /// The question.
    async fn prompt(&self) -> &str {
        &self.0.prompt
    }

    /// What can be chosen; empty for other kinds.
    async fn choices(&self) -> &[String] {
        &self.0.choices.0
    }

    /// Whether there must be an answer.
    async fn is_required(&self) -> bool {
        self.0.is_required
    }
}

pub struct Attendance {
    row: attendance::Model,
    counts: Counts,
}

/// How many people of one organisation were there. Counts by gender of one to four, and what would give them away, are for the
/// seminar's organisers only.
#[Object]
impl Attendance {
    /// The organisation; null where it is only named in words.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.row.organisation_id)
            .await
    }

    /// Its name, where it is not recorded.
    async fn organisation_text(&self) -> Option<&str> {
        self.row.organisation_text.as_deref()
    }

    #[graphql(flatten)]
    async fn counts(&self) -> Counts {
        self.counts
    }

    /// All of them.
    async fn total(&self) -> i32 {
        let row = &self.row;
        let parts = [row.women, row.men, row.other, row.unknown];
        parts.into_iter().fold(0, i32::saturating_add)
    }

    /// Where these numbers come from.
    async fn basis(&self) -> AttendanceBasis {
        self.row.basis
    }
}

/// What was decided at a seminar, or is to be done after it.
#[derive(SimpleObject)]
pub struct SeminarOutcome {
    /// Whether it was decided or is to be done.
    pub kind: OutcomeKind,
    /// What.
    pub text: String,
    /// Who sees to it.
    pub responsible: Option<String>,
    /// Until when.
    pub due_on: Option<Date>,
}

/// The summary of a seminar.
#[derive(SimpleObject)]
pub struct SeminarReport {
    /// What happened.
    pub summary: String,
    /// Decisions and follow-ups, in order.
    pub outcomes: Vec<SeminarOutcome>,
    /// When it was last written.
    pub written_at: DateTime,
    /// When its participants were put on the list of those who are to be told; null: they were not.
    pub sent_to_participants_at: Option<DateTime>,
}

/// What participants thought, all together.
#[derive(SimpleObject)]
pub struct SeminarFeedback {
    /// How many answered.
    pub count: i32,
    /// The mean of their ratings, from 1 to 5.
    pub mean: f64,
    /// How many gave 1, 2, 3, 4 and 5.
    pub ratings: Vec<i32>,
    /// What they said in words, in the order of the alphabet.
    pub comments: Vec<String>,
}

pub struct HoldingOfSeminar(pub Arc<seminar::Model>);

impl HoldingOfSeminar {
    fn arranges(&self, viewer: &Viewer) -> bool {
        Allows::<ArrangeSeminar>::allows(&*self.0, viewer)
    }
}

#[Object]
impl HoldingOfSeminar {
    /// What people are asked when they register, in order.
    async fn registration_questions(&self, ctx: &Context<'_>) -> Result<Vec<RegistrationQuestion>> {
        let rows = ctx
            .details::<seminar::Entity, registration_question::Entity>(&self.0)
            .await?;
        Ok(rows.iter().cloned().map(RegistrationQuestion).collect())
    }

    /// How many people were there, by organisation; by gender only where nobody can be told apart.
    async fn attendance(&self, ctx: &Context<'_>) -> Result<Vec<Attendance>> {
        let rows = ctx
            .details::<seminar::Entity, attendance::Entity>(&self.0)
            .await?;
        let arranges = self.arranges(ctx.viewer());
        let attendance = |row: &attendance::Model| Attendance {
            counts: Counts::from(row).shown(arranges),
            row: row.clone(),
        };
        Ok(rows.iter().map(attendance).collect())
    }

    /// Its summary. For organisers as soon as it is written, for everyone who sees the seminar once it is REPORTED.
    async fn report(&self, ctx: &Context<'_>) -> Nullable<SeminarReport> {
        Nullable::of(async {
            let rows = ctx
                .details::<seminar::Entity, seminar_report::Entity>(&self.0)
                .await?;
            let Some(report) = rows.first() else {
                return Ok(None);
            };
            if report.sent_to_participants_at.is_none() && !self.arranges(ctx.viewer()) {
                return Ok(None);
            }
            let outcomes = ctx
                .details::<seminar::Entity, seminar_outcome::Entity>(&self.0)
                .await?;
            let outcome = |row: &seminar_outcome::Model| SeminarOutcome {
                kind: row.kind,
                text: row.text.clone(),
                responsible: row.responsible.clone(),
                due_on: row.due_on.map(Date),
            };
            Ok(Some(SeminarReport {
                summary: report.summary.clone(),
                outcomes: outcomes.iter().map(outcome).collect(),
                written_at: report.written_at.into(),
                sent_to_participants_at: report.sent_to_participants_at.map(DateTime),
            }))
        })
        .await
    }

    /// Whether participants can say what they thought at this moment: from its end until 14 days later.
    async fn is_feedback_open(&self, ctx: &Context<'_>) -> bool {
        is_open(&self.0, ctx.reader().store().clock.now())
    }

    /// What participants thought, for organisers; null below five answers.
    async fn feedback(&self, ctx: &Context<'_>) -> Nullable<SeminarFeedback> {
        Nullable::of(async {
            if !self.arranges(ctx.viewer()) {
                return Ok(None);
            }
            let rows = ctx
                .details::<seminar::Entity, seminar_feedback::Entity>(&self.0)
                .await?;
            Ok(summary(&rows).map(|all| SeminarFeedback {
                count: all.count,
                mean: all.mean,
                ratings: all.ratings.to_vec(),
                comments: all.comments,
            }))
        })
        .await
    }
}
