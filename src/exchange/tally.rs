//! How many comments a thing has, and how often an experience was used again: for many things in one statement.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::{
    comment,
    reuse_report::{self, ReuseOutcome},
};
use sea_orm::{
    ColumnTrait, QueryFilter, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait, Func},
};
use uuid::Uuid;

use crate::platform::{
    access::Reader,
    error::{Error, Result},
    store::one_of,
};

/// The comments on one thing, for the loader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommentsOn(pub Uuid);

/// The reports on one experience, for the loader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReusesOf(pub Uuid);

/// What came of using an experience again, as far as the viewer may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reuses {
    pub worked: i32,
    pub partly: i32,
    pub failed: i32,
}

impl Loader<CommentsOn> for Reader {
    type Value = i32;
    type Error = Error;

    async fn load(&self, keys: &[CommentsOn]) -> Result<HashMap<CommentsOn, i32>> {
        use comment::Column;
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let subject = Column::SubjectId.into_expr();
        let counts = self
            .select::<comment::Entity>()
            .filter(one_of(self.store().backend(), subject.clone(), &ids))
            .filter(Column::DeletedAt.is_null())
            .filter(Column::HiddenAt.is_null())
            .select_only()
            .expr_as(subject, "subject")
            .expr_as(Func::count(Column::Id.into_expr()), "count")
            .group_by(Column::SubjectId);
        let rows: Vec<(Uuid, i64)> = self.tuples(counts.into_tuple()).await?;
        let keyed = |(id, count)| Some((CommentsOn(id), i32::try_from(count).ok()?));
        Ok(rows.into_iter().filter_map(keyed).collect())
    }
}

impl Loader<ReusesOf> for Reader {
    type Value = Reuses;
    type Error = Error;

    async fn load(&self, keys: &[ReusesOf]) -> Result<HashMap<ReusesOf, Reuses>> {
        use reuse_report::Column;
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let experience = Column::ExperienceId.into_expr();
        let counts = self
            .select::<reuse_report::Entity>()
            .filter(one_of(self.store().backend(), experience.clone(), &ids))
            .select_only()
            .expr_as(experience, "experience")
            .expr_as(with(ReuseOutcome::Worked), "worked")
            .expr_as(with(ReuseOutcome::Partly), "partly")
            .expr_as(with(ReuseOutcome::Failed), "failed")
            .group_by(Column::ExperienceId);
        let rows: Vec<(Uuid, i64, i64, i64)> = self.tuples(counts.into_tuple()).await?;
        let keyed = |(id, worked, partly, failed)| {
            let count = |number: i64| i32::try_from(number).ok();
            let reuses = Reuses {
                worked: count(worked)?,
                partly: count(partly)?,
                failed: count(failed)?,
            };
            Some((ReusesOf(id), reuses))
        };
        Ok(rows.into_iter().filter_map(keyed).collect())
    }
}

fn with(outcome: ReuseOutcome) -> Expr {
    let these = reuse_report::Column::Outcome.into_expr().eq(outcome);
    let one: Expr = CaseStatement::new().case(these, Expr::val(1)).into();
    Func::count(one).into()
}
