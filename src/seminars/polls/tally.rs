//! How many organisations can make each date, for the dates of many seminars in one statement.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll,
    date_vote::{self, DateAnswer},
    seminar,
};
use sea_orm::{
    Condition, QueryFilter, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, JoinType},
};
use uuid::Uuid;

use crate::platform::{
    access::Reader,
    error::{Error, Result},
    store::one_of,
};

/// What came of one date. Votes for another time than it has now count as stale, and for nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub yes: i32,
    pub if_needed: i32,
    pub no: i32,
    pub stale: i32,
    /// The best is 1; those that are equally good have the same.
    pub rank: i32,
    pub quorum: Option<i32>,
}

impl Tally {
    pub fn of(option: &date_option::Model, votes: &[date_vote::Model]) -> Self {
        let mut tally = Self::default();
        for vote in votes.iter().filter(|vote| vote.option_id == option.id) {
            let number = match (vote.revision == option.revision, vote.answer) {
                (false, _) => &mut tally.stale,
                (_, DateAnswer::Yes) => &mut tally.yes,
                (_, DateAnswer::IfNeeded) => &mut tally.if_needed,
                (_, DateAnswer::No) => &mut tally.no,
            };
            *number += 1;
        }
        tally
    }

    /// How many organisations can come.
    pub fn can(&self) -> i32 {
        self.yes + self.if_needed
    }

    pub fn reaches(&self, quorum: Option<i32>) -> bool {
        quorum.is_none_or(|least| self.can() >= least)
    }

    /// Most can come, then most gladly, then fewest cannot.
    fn merit(&self) -> (i32, i32, i32) {
        (self.can(), self.yes, -self.no)
    }
}

/// The dates of one seminar, for the loader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TallyOf(pub Uuid);

impl Loader<TallyOf> for Reader {
    type Value = Arc<HashMap<Uuid, Tally>>;
    type Error = Error;

    async fn load(&self, keys: &[TallyOf]) -> Result<HashMap<TallyOf, Self::Value>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let option = |column| Expr::col((date_option::Entity, column));
        let vote = |column| Expr::col((date_vote::Entity, column));
        let seminar = || Expr::col((seminar::Entity, seminar::Column::Id));
        let quorum = || Expr::col((date_poll::Entity, date_poll::Column::Quorum));
        let current =
            || vote(date_vote::Column::Revision).eq(option(date_option::Column::Revision));
        let count = |which: Condition| {
            let one: Expr = CaseStatement::new().case(which, Expr::val(1)).into();
            Expr::from(Func::count(one))
        };
        let answers = |answer| {
            let this = Expr::col((date_vote::Entity, date_vote::Column::Answer));
            count(Condition::all().add(current()).add(this.eq(answer)))
        };
        let stale = vote(date_vote::Column::Revision).ne(option(date_option::Column::Revision));
        let mut select = self
            .select::<seminar::Entity>()
            .filter(one_of(self.store().backend(), seminar(), &ids))
            .filter(
                Expr::col((date_option::Entity, date_option::Column::Status))
                    .eq(DateOptionStatus::Asked),
            )
            .select_only()
            .expr_as(seminar(), "seminar")
            .expr_as(option(date_option::Column::Id), "option")
            .expr_as(answers(DateAnswer::Yes), "yes")
            .expr_as(answers(DateAnswer::IfNeeded), "if_needed")
            .expr_as(answers(DateAnswer::No), "no")
            .expr_as(count(Condition::all().add(stale)), "stale")
            .expr_as(quorum(), "quorum");
        QuerySelect::query(&mut select)
            .join(
                JoinType::InnerJoin,
                date_poll::Entity,
                Expr::col((date_poll::Entity, date_poll::Column::SeminarId)).eq(seminar()),
            )
            .join(
                JoinType::InnerJoin,
                date_option::Entity,
                option(date_option::Column::SeminarId).eq(seminar()),
            )
            .join(
                JoinType::LeftJoin,
                date_vote::Entity,
                vote(date_vote::Column::OptionId).eq(option(date_option::Column::Id)),
            )
            .add_group_by([seminar(), option(date_option::Column::Id), quorum()]);
        type Row = (Uuid, Uuid, i64, i64, i64, i64, Option<i32>);
        let rows: Vec<Row> = self.tuples(select.into_tuple()).await?;
        let mut found: HashMap<Uuid, HashMap<Uuid, Tally>> = HashMap::new();
        for (seminar, option, yes, if_needed, no, stale, quorum) in rows {
            let number = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
            let tally = Tally {
                yes: number(yes),
                if_needed: number(if_needed),
                no: number(no),
                stale: number(stale),
                rank: 0,
                quorum,
            };
            found.entry(seminar).or_default().insert(option, tally);
        }
        let ranked = |(seminar, mut tallies): (Uuid, HashMap<Uuid, Tally>)| {
            let merits: Vec<_> = tallies.values().map(Tally::merit).collect();
            for tally in tallies.values_mut() {
                let better = merits
                    .iter()
                    .filter(|merit| **merit > tally.merit())
                    .count();
                tally.rank = i32::try_from(better).map_or(i32::MAX, |better| better + 1);
            }
            (TallyOf(seminar), Arc::new(tallies))
        };
        Ok(found.into_iter().map(ranked).collect())
    }
}
