//! What time does: experiences become stale, requests and offers expire. Run every hour, and when Erfa starts.

use entity::{
    exchange_match,
    exchange_post::{self, ExchangeStatus},
    experience::{self, Column, ExperienceState},
    experience_event,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};

use super::{circle::CAPACITY, matching::decline_where, policy::SettleExchange};
use crate::platform::{access::Work, clock::new_id, error::Result, store::one_of};

/// How many things one turn takes; the rest wait for the next.
const AT_ONCE: u64 = 5_000;

pub async fn turn(work: &Work) -> Result<()> {
    grow_stale(work).await?;
    expire(work).await
}

/// Published ones that nobody confirmed in time.
async fn grow_stale(work: &Work) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let due = system
        .select::<experience::Entity>()
        .filter(Column::State.eq(ExperienceState::Published))
        .filter(Column::ReviewDueAt.lte(system.now()))
        .order_by_asc(Column::Id)
        .limit(AT_ONCE)
        .lock_exclusive();
    let due = system.all(due).await?;
    let ids: Vec<_> = due.iter().map(|row| row.id).collect();
    let these = one_of(system.viewer().backend(), Column::Id.into_expr(), &ids);
    let which = Condition::all()
        .add(these)
        .add(Column::State.eq(ExperienceState::Published));
    let set = vec![(Column::State, Expr::val("STALE"))];
    system.rewrite::<experience::Entity>(set, which).await?;
    let event = |id| experience_event::ActiveModel {
        id: Set(new_id()),
        experience_id: Set(id),
        from_state: Set(ExperienceState::Published),
        to_state: Set(ExperienceState::Stale),
        person_id: Set(None),
        reason: Set(None),
        at: Set(system.now()),
    };
    let permit = system.permit_platform::<SettleExchange>()?;
    let events = ids.into_iter().map(event).collect();
    system.insert_all(events, &permit).await
}

/// Requests and offers whose last day has passed with nobody found, and what was proposed for them.
async fn expire(work: &Work) -> Result<()> {
    use exchange_post::Column;
    let over = Condition::all()
        .add(Column::Status.eq(ExchangeStatus::Open))
        .add(Column::Deadline.lt(work.today()));
    let set = vec![(Column::Status, Expr::val("EXPIRED"))];
    work.as_system(CAPACITY)
        .rewrite::<exchange_post::Entity>(set, over)
        .await?;
    let expired = || {
        Query::select()
            .column(Column::Id)
            .from(exchange_post::Entity)
            .and_where(Column::Status.eq(ExchangeStatus::Expired))
            .to_owned()
    };
    let posts = Condition::any()
        .add(exchange_match::Column::RequestId.in_subquery(expired()))
        .add(exchange_match::Column::OfferId.in_subquery(expired()));
    decline_where(work, posts).await
}
