//! The summary of a seminar, what was decided and what is to be done. It is reported once participants are to be told.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use entity::{
    registration::{self, RegistrationStatus},
    seminar,
    seminar::SeminarState,
    seminar_notice::{self, NoticeKind},
    seminar_outcome::{self, OutcomeKind},
    seminar_report,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, QueryFilter,
    sea_query::{Condition, Expr},
};

use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::{Refusal, Result},
        graphql::{Check, Date, SafeInt, id},
    },
    seminars::{
        arranging, calendars,
        content::{DESCRIPTION, MESSAGE, TITLE},
        policy::ArrangeSeminar,
        series,
        stage::{WRONG_STATE, must_be},
    },
};

pub const NO_SUMMARY: &str = "NO_SUMMARY";

/// What came of a seminar.
#[derive(InputObject)]
pub struct SeminarOutcomeInput {
    /// Whether it was decided or is to be done.
    pub kind: OutcomeKind,
    /// What; at most 2,000 characters.
    pub text: String,
    /// Who sees to it; at most 200 characters.
    pub responsible: Option<String>,
    /// Until when.
    pub due_on: Option<Date>,
}

/// Writes the summary of a seminar.
#[derive(InputObject)]
pub struct WriteSeminarReportInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// What happened; at most 10,000 characters.
    pub summary: String,
    /// Decisions and follow-ups, in order; at most 100. They take the place of those before.
    pub outcomes: Vec<SeminarOutcomeInput>,
}

/// Lets the participants know that the summary is there: the seminar is reported.
#[derive(InputObject)]
pub struct SendSeminarReportInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
}

pub async fn write(work: &Work, input: WriteSeminarReportInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = work
        .permit_version::<ArrangeSeminar, seminar::Entity>(id, input.version.0)
        .await?;
    let over = [SeminarState::Held, SeminarState::Reported];
    must_be(&seminar, &over, "summarised")?;
    let mut check = Check::default();
    let summary = check.text("summary", input.summary, DESCRIPTION);
    if input.outcomes.len() > 100 {
        let message = format!(
            "outcomes has {} members; at most 100 fit.",
            input.outcomes.len()
        );
        check.refuse("outcomes", "TOO_MANY", message);
    }
    let outcome = |(place, one): (usize, SeminarOutcomeInput)| {
        let field = |name: &str| format!("outcomes.{place}.{name}");
        seminar_outcome::ActiveModel {
            id: Set(new_id()),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            kind: Set(one.kind),
            text: Set(check.text(&field("text"), one.text, MESSAGE)),
            responsible: Set(check.optional(&field("responsible"), one.responsible, TITLE)),
            due_on: Set(one.due_on.map(|day| day.0)),
            ..Default::default()
        }
    };
    let outcomes: Vec<_> = input
        .outcomes
        .into_iter()
        .take(100)
        .enumerate()
        .map(outcome)
        .collect();
    check.finish()?;
    let report = work.select_under::<seminar_report::Entity, _, _>(&seminar);
    let sent = work
        .one(report)
        .await?
        .and_then(|report| report.sent_to_participants_at);
    work.clear_under::<seminar_report::Entity, _, _>(&seminar, Condition::all())
        .await?;
    work.clear_under::<seminar_outcome::Entity, _, _>(&seminar, Condition::all())
        .await?;
    let report = seminar_report::ActiveModel {
        summary: Set(summary),
        written_at: Set(work.now()),
        sent_to_participants_at: Set(sent),
        ..Default::default()
    };
    work.insert_all(vec![report], &seminar).await?;
    work.insert_all(outcomes, &seminar).await?;
    work.update(&seminar, seminar::ActiveModel::default()).await
}

pub async fn send(work: &Work, input: SendSeminarReportInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = series::open_occurrence::<ArrangeSeminar>(work, id, input.version.0).await?;
    must_be(
        &seminar,
        &[SeminarState::Held, SeminarState::Reported],
        "reported",
    )?;
    let report = work.select_under::<seminar_report::Entity, _, _>(&seminar);
    let Some(report) = work.one(report).await? else {
        let message = "There is no summary yet; write it with writeSeminarReport.";
        return Err(Refusal::new(NO_SUMMARY, message).at("id").into());
    };
    if report
        .sent_to_participants_at
        .is_some_and(|sent| report.written_at <= sent)
    {
        let message = "The participants have this summary; it can be sent again once it is written anew with writeSeminarReport.";
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    let there = work
        .select_under::<registration::Entity, _, _>(&seminar)
        .filter(
            registration::Column::Status
                .is_in([RegistrationStatus::Confirmed, RegistrationStatus::Attended]),
        );
    let people: HashMap<_, _> = work
        .all(there)
        .await?
        .into_iter()
        .map(|row| (row.person_id, row.organisation_id))
        .collect();
    let notice = |(person, organisation)| seminar_notice::ActiveModel {
        id: Set(new_id()),
        kind: Set(NoticeKind::Summary),
        person_id: Set(person),
        organisation_id: Set(organisation),
        noted_at: Set(work.now()),
        told_at: Set(None),
        ..Default::default()
    };
    work.insert_all(people.into_iter().map(notice).collect(), &seminar)
        .await?;
    calendars::noted(work, seminar.id).await?;
    let sent = [(
        seminar_report::Column::SentToParticipantsAt,
        Expr::value(work.now()),
    )];
    work.change_under::<seminar_report::Entity, _, _>(&seminar, sent, Condition::all())
        .await?;
    let change = seminar::ActiveModel {
        state: Set(SeminarState::Reported),
        ..Default::default()
    };
    arranging::write(work, &seminar, change).await
}
