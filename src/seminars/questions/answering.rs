//! What people answer.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use entity::{
    registration::{self, RegistrationStatus},
    registration_answer,
    registration_question::{self, QuestionAsked, RegistrationQuestionKind},
    seminar,
};
use sea_orm::{ActiveEnum, ActiveValue::Set, ColumnTrait, Condition};
use uuid::Uuid;

use super::QUESTIONS;
use crate::{
    platform::{
        access::{Permitted, Under, Work},
        clock::new_id,
        error::{Refusal, Result},
        graphql::{Check, UNKNOWN, id},
    },
    seminars::{
        cancellation::seminar_of,
        content::MESSAGE,
        policy::ConsentToList,
        registration::is_ahead,
        seats::{self, Moved, Seats},
        stage::{WRONG_STATE, name},
    },
};

pub const NOT_A_CHOICE: &str = "NOT_A_CHOICE";

/// An answer to a question.
#[derive(InputObject, Clone)]
pub struct RegistrationAnswerInput {
    /// Which question.
    pub question_id: ID,
    /// The answer; at most 2,000 characters. Of a CHOICE one of the choices, of a YES_NO `YES` or `NO`. Empty takes it back.
    pub text: String,
}

/// Answers questions of a registration; those left out stay as they are.
#[derive(InputObject)]
pub struct AnswerRegistrationQuestionsInput {
    /// Which registration; only your own.
    pub id: ID,
    /// The answers; at most 30.
    pub answers: Vec<RegistrationAnswerInput>,
}

/// An answer as it was given.
pub struct Answer {
    pub(super) question: Uuid,
    pub(super) text: Option<String>,
}

pub(in crate::seminars) fn read(
    check: &mut Check,
    given: Option<Vec<RegistrationAnswerInput>>,
) -> Result<Vec<Answer>> {
    let given = given.unwrap_or_default();
    if given.len() > QUESTIONS {
        let message = format!(
            "answers has {} members; at most {QUESTIONS} fit.",
            given.len()
        );
        check.refuse("answers", "TOO_MANY", message);
        return Ok(vec![]);
    }
    let mut answers: Vec<Answer> = vec![];
    for (place, one) in given.into_iter().enumerate() {
        let field = format!("answers.{place}.questionId");
        let text = check.optional(&format!("answers.{place}.text"), Some(one.text), MESSAGE);
        let question = id::part("RegistrationQuestion", &one.question_id, &field);
        let Some(question) = check.take(question)? else {
            continue;
        };
        if answers.iter().any(|before| before.question == question) {
            check.refuse(
                &field,
                "DUPLICATE",
                format!("{field} names a question twice."),
            );
        }
        answers.push(Answer { question, text });
    }
    Ok(answers)
}

/// Whether a question is asked of somebody who stands so.
pub fn is_asked(question: &registration_question::Model, status: RegistrationStatus) -> bool {
    use RegistrationStatus::{Attended, Confirmed, Offered, Requested, Waitlisted};
    match question.asked {
        QuestionAsked::AtJoin => {
            matches!(
                status,
                Requested | Waitlisted | Offered | Confirmed | Attended
            )
        }
        QuestionAsked::AtPromotion => matches!(status, Offered | Confirmed | Attended),
    }
}

/// Writes what somebody answered when registering. Only who registers themselves must answer all that is required.
pub(in crate::seminars) async fn write_joining(
    work: &Work,
    seminar: &Seats,
    row: &registration::Model,
    questions: &[registration_question::Model],
    answers: Vec<Answer>,
    own: bool,
) -> Result<()> {
    let mut check = Check::default();
    judge(&mut check, questions, &answers, row.status);
    let given: Vec<Uuid> = answers
        .iter()
        .filter(|answer| answer.text.is_some())
        .map(|answer| answer.question)
        .collect();
    let open = questions.iter().filter(|one| {
        own && one.is_required && one.asked == QuestionAsked::AtJoin && !given.contains(&one.id)
    });
    open.for_each(|one| missing(&mut check, one));
    check.finish()?;
    put(work, seminar, row, answers).await
}

pub(super) fn missing(check: &mut Check, question: &registration_question::Model) {
    let message = format!(
        "There must be an answer to \u{201c}{}\u{201d}.",
        question.prompt
    );
    check.refuse("answers", "MISSING", message);
}

/// Each answer must be to a question that is asked, and of its kind.
pub(super) fn judge(
    check: &mut Check,
    questions: &[registration_question::Model],
    answers: &[Answer],
    status: RegistrationStatus,
) {
    let questions: HashMap<Uuid, _> = questions.iter().map(|one| (one.id, one)).collect();
    for (place, answer) in answers.iter().enumerate() {
        let field = format!("answers.{place}");
        let asked = questions.get(&answer.question);
        let Some(question) = asked.filter(|one| is_asked(one, status)) else {
            let message = format!(
                "{field} answers nothing that is asked of somebody who is {}.",
                name(&status)
            );
            check.refuse(&format!("{field}.questionId"), UNKNOWN, message);
            continue;
        };
        let choices = match question.kind {
            RegistrationQuestionKind::Text => continue,
            RegistrationQuestionKind::Choice => question.choices.0.clone(),
            RegistrationQuestionKind::YesNo => vec!["YES".to_owned(), "NO".to_owned()],
        };
        if answer
            .text
            .as_ref()
            .is_some_and(|text| !choices.contains(text))
        {
            let message = format!("{field}.text must be one of: {}.", choices.join(", "));
            check.refuse(&format!("{field}.text"), NOT_A_CHOICE, message);
        }
    }
}

pub(super) async fn put<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    row: &registration::Model,
    answers: Vec<Answer>,
) -> Result<()>
where
    registration_answer::Entity: Under<A, seminar::Entity>,
{
    use registration_answer::Column::{QuestionId, RegistrationId};
    if answers.is_empty() {
        return Ok(());
    }
    let named: Vec<Uuid> = answers.iter().map(|answer| answer.question).collect();
    let before = Condition::all()
        .add(RegistrationId.eq(row.id))
        .add(QuestionId.is_in(named));
    work.clear_under::<registration_answer::Entity, _, _>(seminar, before)
        .await?;
    let answer = |one: Answer| {
        Some(registration_answer::ActiveModel {
            id: Set(new_id()),
            registration_id: Set(row.id),
            question_id: Set(one.question),
            text: Set(one.text?),
            ..Default::default()
        })
    };
    let rows = answers.into_iter().filter_map(answer).collect();
    work.insert_all(rows, seminar).await
}

pub async fn answer(
    work: &Work,
    input: AnswerRegistrationQuestionsInput,
) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let mut check = Check::default();
    let answers = read(&mut check, Some(input.answers))?;
    check.finish()?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit::<ConsentToList, registration::Entity>(id)
        .await?;
    if !is_ahead(&seminar, work.now()) {
        let message = format!(
            "The seminar is {} or has begun; answers can be changed until it begins.",
            seminar.state.to_value()
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    let questions = work.select_under::<registration_question::Entity, _, _>(&seminar);
    let questions = work.all(questions).await?;
    let mut check = Check::default();
    judge(&mut check, &questions, &answers, row.status);
    for (place, answer) in answers.iter().enumerate() {
        let question = questions.iter().find(|one| one.id == answer.question);
        if answer.text.is_none() && question.is_some_and(|one| one.is_required) {
            let field = format!("answers.{place}.text");
            check.refuse(
                &field,
                "MISSING",
                format!("{field} is empty; there must be an answer."),
            );
        }
    }
    check.finish()?;
    put(work, &seminar, &row, answers).await?;
    let row = work
        .update(&row, registration::ActiveModel::default())
        .await?;
    seats::count(work, &seminar, Moved::TOLD).await?;
    Ok(row)
}
