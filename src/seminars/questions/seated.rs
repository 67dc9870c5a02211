//! What is asked of those who have a seat.

use std::collections::HashSet;

use entity::{
    registration, registration_answer,
    registration_question::{self, QuestionAsked},
};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::answering::{Answer, judge, missing, put};
use crate::{
    platform::{access::Work, error::Result, graphql::Check},
    seminars::seats::Seats,
};

/// Writes what somebody answers in taking an offered seat: with what they answered before, all that must be answered once
/// there is a seat.
pub(in crate::seminars) async fn write_accepting(
    work: &Work,
    seminar: &Seats,
    row: &registration::Model,
    answers: Vec<Answer>,
) -> Result<()> {
    let questions = work.select_under::<registration_question::Entity, _, _>(seminar);
    let questions = work.all(questions).await?;
    let mut check = Check::default();
    judge(&mut check, &questions, &answers, row.status);
    let kept = work
        .select_under::<registration_answer::Entity, _, _>(seminar)
        .filter(registration_answer::Column::RegistrationId.eq(row.id));
    let mut kept = work.all(kept).await?;
    kept.retain(|one| {
        answers
            .iter()
            .all(|answer| answer.question != one.question_id)
    });
    let given = answers.iter().filter(|answer| answer.text.is_some());
    let given = given.map(|answer| answer.question);
    let there: HashSet<Uuid> = given
        .chain(kept.iter().map(|one| one.question_id))
        .collect();
    let open = questions.iter().filter(|one| asks_the_seated(one));
    for one in open.filter(|one| !there.contains(&one.id)) {
        missing(&mut check, one);
    }
    check.finish()?;
    put(work, seminar, row, answers).await
}

/// Whether it must be answered once there is a seat.
pub fn asks_the_seated(question: &registration_question::Model) -> bool {
    question.is_required && question.asked == QuestionAsked::AtPromotion
}

/// What somebody with a seat must still answer.
pub fn still_open<'a>(
    questions: &'a [registration_question::Model],
    answers: &[registration_answer::Model],
    registration: Uuid,
) -> Vec<&'a str> {
    let answered = |question: &registration_question::Model| {
        answers
            .iter()
            .any(|one| one.registration_id == registration && one.question_id == question.id)
    };
    questions
        .iter()
        .filter(|one| asks_the_seated(one) && !answered(one))
        .map(|one| one.prompt.as_str())
        .collect()
}
