//! Where people stand: their own registrations, their kind of seat, their place among those who wait. Each loaded for
//! many rows in one statement.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use chrono::TimeDelta;
use entity::{
    registration::{self, Column, RegistrationStatus},
    registration_question,
    seat_pool::{self, SeatKind},
    seminar::{self, SeminarState},
};
use sea_orm::{
    ColumnTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, WindowStatement},
};
use uuid::Uuid;

use super::registration::LIVE;
use crate::platform::{
    access::Reader,
    error::{Error, Result},
    list::{by_parent, details_of_rows},
    store::one_of,
};

/// How long before the start the confirmed get the address of an online seminar.
pub const LINK_AHEAD: TimeDelta = TimeDelta::hours(24);

/// The viewer's own live registration for a seminar.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnRegistration(pub Uuid);

impl Loader<OwnRegistration> for Reader {
    type Value = Arc<registration::Model>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[OwnRegistration],
    ) -> Result<HashMap<OwnRegistration, Self::Value>> {
        let Ok(person) = self.viewer().person() else {
            return Ok(HashMap::new());
        };
        let seminars: Vec<_> = keys.iter().map(|key| key.0).collect();
        let of_these = one_of(
            self.store().backend(),
            Expr::col((registration::Entity, Column::SeminarId)),
            &seminars,
        );
        let select = self
            .select::<registration::Entity>()
            .filter(Column::PersonId.eq(person))
            .filter(Column::Status.is_in(LIVE))
            .filter(of_these);
        let rows = self.all(select).await?;
        let keyed = |row: registration::Model| (OwnRegistration(row.seminar_id), Arc::new(row));
        Ok(rows.into_iter().map(keyed).collect())
    }
}

/// Whether this registration gives its person the address of the online seminar by now.
pub fn may_join(
    seminar: &seminar::Model,
    own: Option<&registration::Model>,
    now: chrono::DateTime<chrono::Utc>,
) -> bool {
    use SeminarState::{Held, Open, Scheduled};
    let confirmed = own.is_some_and(|own| {
        matches!(
            own.status,
            RegistrationStatus::Confirmed | RegistrationStatus::Attended
        )
    });
    let near = seminar.starts_at.is_some_and(|at| at - LINK_AHEAD <= now);
    confirmed && near && matches!(seminar.state, Scheduled | Open | Held)
}

/// Which kind of seat a registration is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeatOf(pub Uuid);

impl Loader<SeatOf> for Reader {
    type Value = SeatKind;
    type Error = Error;

    async fn load(&self, keys: &[SeatOf]) -> Result<HashMap<SeatOf, SeatKind>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let id = Expr::col((registration::Entity, Column::Id));
        let mut select = self
            .select::<registration::Entity>()
            .filter(one_of(self.store().backend(), id.clone(), &ids))
            .select_only()
            .expr_as(id, "id")
            .expr_as(
                Expr::col((seat_pool::Entity, seat_pool::Column::Kind)),
                "kind",
            );
        let pool = Expr::col((seat_pool::Entity, seat_pool::Column::Id));
        QuerySelect::query(&mut select).join(
            JoinType::InnerJoin,
            seat_pool::Entity,
            pool.eq(Expr::col((registration::Entity, Column::PoolId))),
        );
        let rows: Vec<(Uuid, SeatKind)> = self.tuples(select.into_tuple()).await?;
        Ok(rows
            .into_iter()
            .map(|(id, kind)| (SeatOf(id), kind))
            .collect())
    }
}

/// The place of a waiting registration, the next being 1. Those who wait are seen by themselves and by organisers alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlaceInQueue(pub Uuid);

impl Loader<PlaceInQueue> for Reader {
    type Value = i32;
    type Error = Error;

    async fn load(&self, keys: &[PlaceInQueue]) -> Result<HashMap<PlaceInQueue, i32>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let backend = self.store().backend();
        let id = || Expr::col((registration::Entity, Column::Id));
        let mut select = self
            .select::<registration::Entity>()
            .filter(one_of(backend, id(), &ids))
            .select_only()
            .expr_as(id(), "id")
            .expr_as(Expr::col(("queue", "place")), "place");
        // Everyone who waits counts, whether or not the viewer may know who they are.
        let pools = Query::select()
            .column(Column::PoolId)
            .from(registration::Entity)
            .and_where(one_of(backend, Expr::col(Column::Id), &ids))
            .to_owned();
        let order = WindowStatement::partition_by(Column::PoolId)
            .order_by(Column::Priority, Order::Desc)
            .order_by(Column::JoinedAt, Order::Asc)
            .order_by(Column::Id, Order::Asc)
            .take();
        let queue = Query::select()
            .column(Column::Id)
            .expr_window_as(Func::cust("row_number"), order, "place")
            .from(registration::Entity)
            .and_where(Column::PoolId.in_subquery(pools))
            .and_where(Column::Status.eq(RegistrationStatus::Waitlisted))
            .to_owned();
        QuerySelect::query(&mut select).join_subquery(
            JoinType::InnerJoin,
            queue,
            "queue",
            Expr::col(("queue", "id")).eq(id()),
        );
        let rows: Vec<(Uuid, i64)> = self.tuples(select.into_tuple()).await?;
        let keyed = |(id, place)| Some((PlaceInQueue(id), i32::try_from(place).ok()?));
        Ok(rows.into_iter().filter_map(keyed).collect())
    }
}

/// What people are asked for a seminar, for registrations of it that the viewer sees.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuestionsOf(pub Uuid);

impl Loader<QuestionsOf> for Reader {
    type Value = Arc<Vec<registration_question::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[QuestionsOf]) -> Result<HashMap<QuestionsOf, Self::Value>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let these = one_of(
            self.store().backend(),
            seminar::Column::Id.into_expr(),
            &ids,
        );
        // Whoever was asked sees what, though the seminar may have been narrowed to others since.
        let system = self.as_system("seats");
        let seminars = system
            .all(system.select::<seminar::Entity>().filter(these))
            .await?;
        let seminars: Vec<&seminar::Model> = seminars.iter().collect();
        let questions = details_of_rows::<seminar::Entity, registration_question::Entity>(
            &seminars,
            self.store().backend(),
        );
        let questions = self.all(questions).await?;
        let found = by_parent::<seminar::Entity, registration_question::Entity>(questions);
        let keyed = |(id, questions)| (QuestionsOf(id), Arc::new(questions));
        Ok(found.into_iter().map(keyed).collect())
    }
}
