//! What mails say of how somebody stands: the seat they have, and what they must still answer.

use std::collections::HashMap;

use entity::{
    registration, registration_answer, registration_question,
    seat_pool::{self, SeatKind},
    seminar,
};
use sea_orm::{QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    platform::{
        access::{Permitted, Work},
        error::Result,
        store::one_of,
    },
    seminars::{
        policy::TellPeople,
        questions::{asks_the_seated, still_open},
    },
};

pub type Seminar = Permitted<TellPeople, seminar::Entity>;

/// What kind of seat each pool has.
pub async fn seats_of(work: &Work, seminar: &Seminar) -> Result<HashMap<Uuid, SeatKind>> {
    let pools = work.select_under::<seat_pool::Entity, _, _>(seminar);
    let pools = work.all(pools).await?.into_iter();
    Ok(pools.map(|pool| (pool.id, pool.kind)).collect())
}

/// What these people must still answer once they have a seat, in one line each.
pub async fn open_questions(
    work: &Work,
    seminar: &Seminar,
    rows: &[&registration::Model],
) -> Result<HashMap<Uuid, String>> {
    let questions = work.select_under::<registration_question::Entity, _, _>(seminar);
    let questions = work.all(questions).await?;
    if !questions.iter().any(asks_the_seated) {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let of = Expr::col(registration_answer::Column::RegistrationId);
    let answers = work
        .select_under::<registration_answer::Entity, _, _>(seminar)
        .filter(one_of(work.viewer().backend(), of, &ids));
    let answers = work.all(answers).await?;
    let open = ids.iter();
    let open = open.map(|id| (*id, still_open(&questions, &answers, *id).join(" · ")));
    Ok(open.filter(|(_, prompts)| !prompts.is_empty()).collect())
}
