//! What people are asked when they register, and what they answered.
//!
//! 1. Organisers ask; a question that somebody has answered stays, and is the same kind of question.
//! 2. Whoever registers answers what is asked AT_JOIN; what is asked AT_PROMOTION is answered once there is a seat.
//! 3. A person can change their answers until the seminar begins.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use entity::{
    Names,
    registration::{self, RegistrationStatus},
    registration_answer,
    registration_question::{self, QuestionAsked, RegistrationQuestionKind},
    seminar,
};
use sea_orm::{ActiveEnum, ActiveValue::Set, ColumnTrait, Condition, sea_query::Expr};
use uuid::Uuid;

use super::{
    arranging::Arranged,
    cancellation::seminar_of,
    content::{MESSAGE, TITLE},
    policy::ConsentToList,
    registration::is_ahead,
    seats::{self, Moved, Seats},
    stage::{WRONG_STATE, name},
};
use crate::platform::{
    access::{Permitted, Under, Work},
    clock::new_id,
    error::{Refusal, Result},
    graphql::{Check, UNKNOWN, id},
};

pub const QUESTION_IN_USE: &str = "QUESTION_IN_USE";
pub const NOT_A_CHOICE: &str = "NOT_A_CHOICE";

/// Questions that one seminar asks at most, and choices of one of them.
const QUESTIONS: usize = 30;
const CHOICES: usize = 30;

/// Something that people are asked when they register.
#[derive(InputObject, Clone)]
pub struct RegistrationQuestionInput {
    /// The question that is written anew; none: a further one. One with answers keeps its kind and its choices.
    pub id: Option<ID>,
    /// What kind of answer is wanted.
    pub kind: RegistrationQuestionKind,
    /// When it is asked.
    pub asked: QuestionAsked,
    /// The question; at most 200 characters.
    pub prompt: String,
    /// What can be chosen, of a CHOICE: 2 to 30 texts of at most 200 characters.
    pub choices: Option<Vec<String>>,
    /// Whether there must be an answer.
    #[graphql(default)]
    pub is_required: bool,
}

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

/// A question as an organiser wrote it.
pub struct Question {
    id: Option<Uuid>,
    row: registration_question::ActiveModel,
}

/// An answer as it was given.
pub struct Answer {
    question: Uuid,
    text: Option<String>,
}

pub(super) fn read_questions(
    check: &mut Check,
    given: &[RegistrationQuestionInput],
) -> Result<Vec<Question>> {
    if given.len() > QUESTIONS {
        let message = format!(
            "registrationQuestions has {} members; at most {QUESTIONS} fit.",
            given.len()
        );
        check.refuse("registrationQuestions", "TOO_MANY", message);
        return Ok(vec![]);
    }
    let mut questions: Vec<Question> = vec![];
    for (place, one) in given.iter().enumerate() {
        let field = |name: &str| format!("registrationQuestions.{place}.{name}");
        let kept = match &one.id {
            Some(id) => check.take(id::part("RegistrationQuestion", id, &field("id")))?,
            None => None,
        };
        if kept.is_some() && questions.iter().any(|before| before.id == kept) {
            let message = format!("{} names a question twice.", field("id"));
            check.refuse(&field("id"), "DUPLICATE", message);
        }
        let choices = read_choices(check, &field("choices"), one);
        questions.push(Question {
            id: kept,
            row: registration_question::ActiveModel {
                position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
                kind: Set(one.kind),
                asked: Set(one.asked),
                prompt: Set(check.text(&field("prompt"), one.prompt.clone(), TITLE)),
                choices: Set(choices),
                is_required: Set(one.is_required),
                ..Default::default()
            },
        });
    }
    Ok(questions)
}

fn read_choices(check: &mut Check, field: &str, one: &RegistrationQuestionInput) -> Names {
    let given = one.choices.clone().unwrap_or_default();
    if one.kind != RegistrationQuestionKind::Choice {
        if !given.is_empty() {
            let message = format!("{field} belongs to a CHOICE; leave it out for other kinds.");
            check.refuse(field, "OUT_OF_PLACE", message);
        }
        return Names::default();
    }
    let number = given.len();
    if !(2..=CHOICES).contains(&number) {
        let message = format!("{field} has {number} members; a CHOICE has 2 to {CHOICES}.");
        check.refuse(field, "OUT_OF_RANGE", message);
        return Names::default();
    }
    let mut choices: Vec<String> = vec![];
    for choice in given {
        let choice = check.text(field, choice, TITLE);
        if choices.contains(&choice) {
            check.refuse(field, "DUPLICATE", format!("{field} names a choice twice."));
        }
        choices.push(choice);
    }
    Names(choices)
}

/// Brings the questions of a seminar to those wanted.
pub(super) async fn write(
    work: &Work,
    seminar: &Arranged,
    wanted: Option<Vec<Question>>,
) -> Result<()> {
    use registration_question::Column as C;
    let Some(wanted) = wanted else { return Ok(()) };
    let kept = work.select_under::<registration_question::Entity, _, _>(seminar);
    let kept = work.all(kept).await?;
    let answers = work.select_under::<registration_answer::Entity, _, _>(seminar);
    let answers = work.all(answers).await?;
    let answered = |id: Uuid| answers.iter().any(|answer| answer.question_id == id);
    let mut check = Check::default();
    for (place, one) in wanted.iter().enumerate() {
        let Some(id) = one.id else { continue };
        let field = format!("registrationQuestions.{place}");
        let Some(before) = kept.iter().find(|before| before.id == id) else {
            let message = format!("{field}.id names a question that the seminar does not have.");
            check.refuse(&format!("{field}.id"), UNKNOWN, message);
            continue;
        };
        let same =
            one.row.kind == Set(before.kind) && one.row.choices == Set(before.choices.clone());
        if answered(id) && !same {
            let message = format!("{field} has answers: its kind and choices stay as they are.");
            check.refuse(&field, QUESTION_IN_USE, message);
        }
    }
    let gone = kept
        .iter()
        .map(|before| before.id)
        .filter(|id| wanted.iter().all(|one| one.id != Some(*id)));
    let gone: Vec<Uuid> = gone.collect();
    if gone.iter().any(|id| answered(*id)) {
        let message =
            "registrationQuestions leaves out a question that people have answered; keep it.";
        check.refuse("registrationQuestions", QUESTION_IN_USE, message);
    }
    check.finish()?;
    work.clear_under::<registration_question::Entity, _, _>(
        seminar,
        Condition::all().add(C::Id.is_in(gone)),
    )
    .await?;
    for one in wanted {
        let mut row = one.row;
        let Some(id) = one.id else {
            row.id = Set(new_id());
            work.insert_all(vec![row], seminar).await?;
            continue;
        };
        let set = [
            (C::Position, Expr::value(row.position.unwrap())),
            (C::Kind, Expr::value(row.kind.unwrap())),
            (C::Asked, Expr::value(row.asked.unwrap())),
            (C::Prompt, Expr::value(row.prompt.unwrap())),
            (C::Choices, Expr::value(row.choices.unwrap())),
            (C::IsRequired, Expr::value(row.is_required.unwrap())),
        ];
        work.change_under::<registration_question::Entity, _, _>(
            seminar,
            set,
            Condition::all().add(C::Id.eq(id)),
        )
        .await?;
    }
    Ok(())
}

pub(super) fn read(
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
pub(super) async fn write_joining(
    work: &Work,
    seminar: &Seats,
    row: &registration::Model,
    answers: Vec<Answer>,
    own: bool,
) -> Result<()> {
    let questions = work.select_under::<registration_question::Entity, _, _>(seminar);
    let questions = work.all(questions).await?;
    if questions.is_empty() && answers.is_empty() {
        return Ok(());
    }
    let mut check = Check::default();
    judge(&mut check, &questions, &answers, row.status);
    let given: Vec<Uuid> = answers
        .iter()
        .filter(|answer| answer.text.is_some())
        .map(|answer| answer.question)
        .collect();
    let missing = questions.iter().filter(|one| {
        own && one.is_required && one.asked == QuestionAsked::AtJoin && !given.contains(&one.id)
    });
    for one in missing {
        let message = format!("There must be an answer to \u{201c}{}\u{201d}.", one.prompt);
        check.refuse("answers", "MISSING", message);
    }
    check.finish()?;
    put(work, seminar, row, answers).await
}

/// Each answer must be to a question that is asked, and of its kind.
fn judge(
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

async fn put<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    row: &registration::Model,
    answers: Vec<Answer>,
) -> Result<()>
where
    registration_answer::Entity: Under<A, seminar::Entity>,
{
    use registration_answer::Column::{QuestionId, RegistrationId};
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
