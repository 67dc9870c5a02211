//! How often a network meets, against what it set out to do.

use std::collections::HashMap;

use async_graphql::{Enum, dataloader::Loader};
use chrono::{DateTime, TimeDelta, Utc};
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

/// What those who run a network should look at.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CadenceWarning {
    /// It held fewer seminars in the last 365 days than its target for a year.
    BehindTarget,
    /// The last one it held is longer ago than twice the time that its target puts between two; none at all in 365 days counts as 365 days.
    LongPause,
    /// None is announced for the time in which the next is due: what its target puts between two.
    NothingAhead,
    /// Of those announced for the next 365 days and held in the last there are together fewer than its target for a year.
    NotEnoughAhead,
}

/// The seminars of a network that the viewer may see, in the year behind and the year ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meetings {
    pub held: i32,
    pub planned: i32,
    pub last: Option<DateTime<Utc>>,
    pub next: Option<DateTime<Utc>>,
}

impl Meetings {
    /// None for a network without a target.
    pub fn warnings(&self, target: Option<i32>, now: DateTime<Utc>) -> Vec<CadenceWarning> {
        let Some(target) = target.filter(|target| *target > 0) else {
            return vec![];
        };
        let between = YEAR / target;
        let pause = self.last.map_or(YEAR, |last| now - last);
        let ahead = self.next.is_some_and(|next| next <= now + between);
        let warnings = [
            (self.held < target, CadenceWarning::BehindTarget),
            (pause > between * 2, CadenceWarning::LongPause),
            (!ahead, CadenceWarning::NothingAhead),
            (
                self.held + self.planned < target,
                CadenceWarning::NotEnoughAhead,
            ),
        ];
        let holds = warnings.into_iter().filter(|(holds, _)| *holds);
        holds.map(|(_, warning)| warning).collect()
    }
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
            .expr_as(how_many(held.clone()), "held")
            .expr_as(how_many(planned.clone()), "planned")
            .expr_as(Func::max(when(held)), "last")
            .expr_as(Func::min(when(planned)), "next");
        let row = Expr::col((seminar::Entity, Column::Id));
        QuerySelect::query(&mut select)
            .join(
                JoinType::InnerJoin,
                seminar_network::Entity,
                link(seminar_network::Column::SeminarId).eq(row),
            )
            .add_group_by([network()]);
        type Row = (Uuid, i64, i64, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
        let rows: Vec<Row> = self.tuples(select.into_tuple()).await?;
        let keyed = |(id, held, planned, last, next)| {
            let held = i32::try_from(held).ok()?;
            let planned = i32::try_from(planned).ok()?;
            let meetings = Meetings {
                held,
                planned,
                last,
                next,
            };
            Some((MeetingsOf(id), meetings))
        };
        Ok(rows.into_iter().filter_map(keyed).collect())
    }
}

/// The start of those that are meant.
fn when(which: Condition) -> Expr {
    let at = Expr::col((seminar::Entity, Column::SortAt));
    CaseStatement::new().case(which, at).into()
}

fn how_many(which: Condition) -> Expr {
    let one: Expr = CaseStatement::new().case(which, Expr::val(1)).into();
    Func::count(one).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use CadenceWarning::{BehindTarget, LongPause, NotEnoughAhead, NothingAhead};

    fn warnings(
        target: i32,
        held: i32,
        planned: i32,
        last: Option<i64>,
        next: Option<i64>,
    ) -> Vec<CadenceWarning> {
        let now = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap();
        let meetings = Meetings {
            held,
            planned,
            last: last.map(|days| now - TimeDelta::days(days)),
            next: next.map(|days| now + TimeDelta::days(days)),
        };
        meetings.warnings(Some(target), now)
    }

    #[test]
    fn a_network_is_warned_of_what_falls_short_of_its_target() {
        assert!(warnings(3, 3, 1, Some(100), Some(60)).is_empty());
        assert_eq!(warnings(3, 2, 1, Some(100), Some(60)), [BehindTarget]);
        assert_eq!(warnings(3, 3, 1, Some(250), Some(60)), [LongPause]);
        assert_eq!(warnings(3, 3, 1, Some(100), Some(200)), [NothingAhead]);
        let silent = [BehindTarget, LongPause, NothingAhead, NotEnoughAhead];
        assert_eq!(warnings(3, 0, 0, None, None), silent);
        // Once a year: nothing in a year is not yet twice as long as meant.
        assert_eq!(warnings(1, 0, 1, None, Some(30)), [BehindTarget]);
        assert!(
            Meetings::default()
                .warnings(None, DateTime::<Utc>::MIN_UTC)
                .is_empty()
        );
    }
}
