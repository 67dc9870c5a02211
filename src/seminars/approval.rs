//! What organisers decide about those who want to come: whether they may, and who is next.

use std::collections::BTreeMap;

use async_graphql::{ID, InputObject};
use entity::{
    registration::{self, RegistrationStatus},
    registration_event::RegistrationEventKind,
    seat_pool, seminar,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    admission, calendars,
    cancellation::seminar_of,
    content::MESSAGE,
    events, needs,
    policy::ManageRegistration,
    registration::is_ahead,
    seats::{self, Moved, Seats},
    stage::{WRONG_STATE, name},
};
use crate::{
    networks::circle::Shared,
    platform::{
        access::Work,
        error::{Error, Refusal, Result},
        graphql::{Check, SafeInt, id},
    },
};

/// The highest and, below zero, the lowest priority.
const MOST: i32 = 1_000;

/// Lets somebody in who asked to come, or not.
#[derive(InputObject)]
pub struct DecideRegistrationInput {
    /// Which registration; you must be an organiser of its seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Whether the person may come: with a seat where one is free and nobody waits, else among those who wait.
    pub accept: bool,
    /// Why; at most 2,000 characters. The person can read it.
    pub reason: Option<String>,
}

/// Moves somebody among those who wait.
#[derive(InputObject)]
pub struct PrioritiseRegistrationInput {
    /// Which registration; you must be an organiser of its seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// From -1,000 to 1,000; the highest is next, and those with the same in the order in which they joined. 0 is usual.
    pub priority: i32,
    /// Why; at most 2,000 characters. It is kept, and the person can read it.
    pub reason: String,
}

fn wrong(row: &registration::Model, done: &str, from: &str) -> Error {
    let message = format!(
        "A registration that is {} cannot be {done}; possible from {from}.",
        name(&row.status)
    );
    Refusal::new(WRONG_STATE, message).at("id").into()
}

pub async fn decide(work: &Work, input: DecideRegistrationInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let mut check = Check::default();
    let reason = check.optional("reason", input.reason, MESSAGE);
    check.finish()?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit_version::<ManageRegistration, registration::Entity>(id, input.version.0)
        .await?;
    if row.status != RegistrationStatus::Requested {
        return Err(wrong(&row, "decided on", "REQUESTED"));
    }
    if !input.accept {
        let change = registration::ActiveModel {
            status: Set(RegistrationStatus::Declined),
            ..Default::default()
        };
        let kind = RegistrationEventKind::Declined;
        events::note(work, &seminar, &row, kind, reason).await?;
        let declined = work.update(&row, change).await?;
        needs::forget(work, &seminar, &[row.id]).await?;
        calendars::decided(work, seminar.id, vec![row.id]).await?;
        seats::fill_seats(work, &seminar, Moved::TOLD).await?;
        return Ok(declined);
    }
    if !is_ahead(&seminar, work.now()) {
        let message = format!(
            "The seminar is {} or has begun; nobody can be let in any more.",
            name(&seminar.state)
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    let pool = work
        .select_under::<seat_pool::Entity, _, _>(&seminar)
        .filter(seat_pool::Column::Id.eq(row.pool_id));
    let pool = work.one(pool).await?.ok_or(Error::NotFound)?;
    let admitted = admission::admit(work, &seminar, &pool, row.organisation_id).await?;
    let circle = seminar::Entity::circle(&seminar);
    let change = registration::ActiveModel {
        status: Set(match admitted.seated {
            true => RegistrationStatus::Confirmed,
            false => RegistrationStatus::Waitlisted,
        }),
        audience_id: Set(match admitted.seated && row.is_listed {
            true => circle.signed_in(),
            false => circle.editors,
        }),
        ..Default::default()
    };
    let kind = RegistrationEventKind::Approved;
    events::note(work, &seminar, &row, kind, reason).await?;
    let row = work.update(&row, change).await?;
    admission::let_in(work, &seminar, admitted).await?;
    if !admitted.seated {
        calendars::decided(work, seminar.id, vec![row.id]).await?;
    }
    work.visible::<registration::Entity>(row.id).await
}

pub async fn prioritise(
    work: &Work,
    input: PrioritiseRegistrationInput,
) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let mut check = Check::default();
    let reason = check.text("reason", input.reason, MESSAGE);
    check.within("priority", Some(input.priority), -MOST, MOST);
    check.finish()?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit_version::<ManageRegistration, registration::Entity>(id, input.version.0)
        .await?;
    if row.status != RegistrationStatus::Waitlisted {
        return Err(wrong(&row, "moved among those who wait", "WAITLISTED"));
    }
    events::note_moved(work, &seminar, &row, input.priority, reason).await?;
    let change = registration::ActiveModel {
        priority: Set(input.priority),
        ..Default::default()
    };
    let row = work.update(&row, change).await?;
    seats::fill_seats(work, &seminar, Moved::TOLD).await?;
    work.visible::<registration::Entity>(row.id).await
}

/// Lets everybody in whom organisers had to let in: they wait, in the order in which they asked, until seats are filled.
/// Answers with who they are.
pub(super) async fn admit_all(work: &Work, seminar: &Seats) -> Result<(Moved, Vec<Uuid>)> {
    use registration::Column::{PoolId, SeminarId, Status};
    use seat_pool::Column::{Id, Waiting};
    let asked = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(Status.eq(RegistrationStatus::Requested));
    let asked = work.all(asked).await?;
    let mut pools: BTreeMap<Uuid, i32> = BTreeMap::new();
    for row in &asked {
        *pools.entry(row.pool_id).or_default() += 1;
    }
    let mut moved = Moved::default();
    for (pool, number) in pools {
        let more = [(Waiting, Expr::col(Waiting).add(number))];
        let this = Condition::all().add(Id.eq(pool));
        work.change_under::<seat_pool::Entity, _, _>(seminar, more, this)
            .await?;
        let theirs = Condition::all()
            .add(SeminarId.eq(seminar.id))
            .add(PoolId.eq(pool))
            .add(Status.eq(RegistrationStatus::Requested));
        let waits = vec![(Status, Expr::value(RegistrationStatus::Waitlisted))];
        work.as_system("seats")
            .rewrite::<registration::Entity>(waits, theirs)
            .await?;
        moved.waiting += number;
    }
    let ids: Vec<Uuid> = asked.iter().map(|row| row.id).collect();
    let approved = RegistrationEventKind::Approved;
    events::note_all(work, seminar, &ids, approved, work.moment()).await?;
    Ok((moved, ids))
}
