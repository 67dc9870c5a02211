//! What organisers ask.

use async_graphql::{ID, InputObject};
use entity::{
    Names, registration_answer,
    registration_question::{self, QuestionAsked, RegistrationQuestionKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, sea_query::Expr};
use uuid::Uuid;

use super::QUESTIONS;
use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::Result,
        graphql::{Check, UNKNOWN, id},
    },
    seminars::{arranging::Arranged, content::TITLE},
};

pub const QUESTION_IN_USE: &str = "QUESTION_IN_USE";

/// Choices of one question.
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
    /// Whether there must be an answer: AT_JOIN of whoever registers themselves, AT_PROMOTION of whoever takes an offered seat.
    /// Whoever got a seat at once keeps it, and is asked AT_PROMOTION by mail.
    #[graphql(default)]
    pub is_required: bool,
}

/// A question as an organiser wrote it.
#[derive(Clone)]
pub struct Question {
    id: Option<Uuid>,
    row: registration_question::ActiveModel,
}

pub(in crate::seminars) fn read_questions(
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
pub(in crate::seminars) async fn write(
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
