//! How often a network meets, against what it set out to do.

use std::collections::HashMap;

use async_graphql::{Enum, dataloader::Loader};
use chrono::TimeDelta;
use entity::{
    seminar::{self, Column, SeminarState},
    seminar_network,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, JoinType},
};
use uuid::Uuid;

use crate::platform::{
    access::Reader,
    error::{Error, Result},
    store::one_of,
};

const YEAR: TimeDelta = TimeDelta::days(365);

/// Whether a network meets as often as it set out to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CadenceHealth {
    /// It held at least as many seminars in the last 365 days as its target for a year.
    OnTrack,
    /// It held fewer.
    Behind,
    /// It has no target.
    NoTarget,
}

impl CadenceHealth {
    pub fn of(target: Option<i32>, held: i32) -> Self {
        match target {
            None => Self::NoTarget,
            Some(target) if held >= target => Self::OnTrack,
            Some(_) => Self::Behind,
        }
    }
}

/// The seminars of a network that the viewer may see, in the year behind and the year ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meetings {
    pub held: i32,
    pub planned: i32,
}

/// The meetings of one network, for the loader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MeetingsOf(pub Uuid);

impl Loader<MeetingsOf> for Reader {
    type Value = Meetings;
    type Error = Error;

    async fn load(&self, keys: &[MeetingsOf]) -> Result<HashMap<MeetingsOf, Meetings>> {
        use SeminarState::{Archived, Held, Open, Reported, Scheduled};
        let now = self.store().clock.now();
        let networks: Vec<_> = keys.iter().map(|key| key.0).collect();
        let link = |column| Expr::col((seminar_network::Entity, column));
        let network = || link(seminar_network::Column::NetworkId);
        let at = || Expr::col((seminar::Entity, Column::SortAt));
        let held = Condition::all()
            .add(Column::State.is_in([Held, Reported, Archived]))
            .add(at().lte(now));
        let planned = Condition::all()
            .add(Column::State.is_in([Scheduled, Open]))
            .add(at().gt(now));
        let mut select = self
            .select::<seminar::Entity>()
            .filter(at().gt(now - YEAR))
            .filter(at().lte(now + YEAR))
            .filter(one_of(self.store().backend(), network(), &networks))
            .select_only()
            .expr_as(network(), "network")
            .expr_as(how_many(held), "held")
            .expr_as(how_many(planned), "planned");
        let row = Expr::col((seminar::Entity, Column::Id));
        QuerySelect::query(&mut select)
            .join(
                JoinType::InnerJoin,
                seminar_network::Entity,
                link(seminar_network::Column::SeminarId).eq(row),
            )
            .add_group_by([network()]);
        let rows: Vec<(Uuid, i64, i64)> = self.tuples(select.into_tuple()).await?;
        let keyed = |(id, held, planned)| {
            let held = i32::try_from(held).ok()?;
            let planned = i32::try_from(planned).ok()?;
            Some((MeetingsOf(id), Meetings { held, planned }))
        };
        Ok(rows.into_iter().filter_map(keyed).collect())
    }
}

fn how_many(which: Condition) -> Expr {
    let one: Expr = CaseStatement::new().case(which, Expr::val(1)).into();
    Func::count(one).into()
}
