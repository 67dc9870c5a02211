//! Publishing a series, and calling it or a part of it off.

use entity::{
    seat_pool,
    seminar::{self, SeminarState},
    seminar_series,
};
use sea_orm::ActiveValue::Set;

use super::{NOTHING_AHEAD, Series, ahead, occurrence_of, open, original, rule::Rule};
use crate::{
    platform::{
        access::Work,
        error::{Refusal, Result},
        graphql::Check,
    },
    seminars::{
        arranging, conflicts,
        content::MESSAGE,
        graphql::{CancelSeminarSeriesInput, PublishSeminarSeriesInput, SeriesScope},
        policy::ArrangeSeries,
        seats::has_seats,
        stage::{self, WRONG_STATE},
    },
};

pub const SERIES_NOT_PUBLISHED: &str = "SERIES_NOT_PUBLISHED";

fn nothing_ahead() -> Refusal {
    let message = "No occurrence of the series is ahead; there is nothing to do.";
    Refusal::new(NOTHING_AHEAD, message).at("id")
}

/// Shows a series to those it is for, and fixes what people register for.
pub async fn publish(
    work: &Work,
    input: PublishSeminarSeriesInput,
) -> Result<seminar_series::Model> {
    let series = open(work, &input.id, input.version.0).await?;
    if series.published_at.is_some() {
        let message = "The series is published already; what people register for stays as it is.";
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    let mut rows = vec![];
    for seminar in ahead(work, &series).await? {
        if !matches!(seminar.state, SeminarState::Idea | SeminarState::Planned) {
            continue;
        }
        let pools = work.select_under::<seat_pool::Entity, _, _>(&seminar);
        stage::complete(&seminar, has_seats(&seminar, &work.all(pools).await?))?;
        let change = stage::announced(work, &seminar);
        rows.push(arranging::write(work, &seminar, change).await?);
    }
    if rows.is_empty() {
        return Err(nothing_ahead().into());
    }
    conflicts::check(work, &rows).await?;
    // Its circle followed that of its occurrences meanwhile, which is another version of it.
    let series = reopen(work, &series).await?;
    let change = seminar_series::ActiveModel {
        registration: Set(input.registration),
        published_at: Set(Some(work.now())),
        ..Default::default()
    };
    work.update(&series, change).await
}

/// The series as this transaction has made it.
pub(super) async fn reopen(work: &Work, series: &Series) -> Result<Series> {
    let system = work.as_system(super::CAPACITY);
    system
        .permit::<ArrangeSeries, seminar_series::Entity>(series.id)
        .await
}

/// Refuses to publish an occurrence before its series.
pub async fn may_publish(work: &Work, row: &seminar::Model) -> Result<()> {
    let Some(series) = row.series_id else {
        return Ok(());
    };
    let system = work.as_system(super::CAPACITY);
    let series = system.visible::<seminar_series::Entity>(series).await?;
    match series.published_at {
        Some(_) => Ok(()),
        None => {
            let message = "It is an occurrence of a series that is not published; publish that with publishSeminarSeries.";
            Err(Refusal::new(SERIES_NOT_PUBLISHED, message).at("id").into())
        }
    }
}

/// Calls off one occurrence, one and all that follow, or the series.
pub async fn cancel(work: &Work, input: CancelSeminarSeriesInput) -> Result<seminar_series::Model> {
    let series = open(work, &input.id, input.version.0).await?;
    let mut check = Check::default();
    let reason = check.text("reason", input.reason, MESSAGE);
    check.finish()?;
    let from = match input.scope {
        SeriesScope::All => None,
        SeriesScope::This | SeriesScope::ThisAndFuture => {
            Some(occurrence_of(work, &series, input.occurrence_id.as_ref()).await?)
        }
    };
    let concerned = |row: &seminar::Model| match &from {
        None => true,
        Some(one) if input.scope == SeriesScope::This => row.id == one.id,
        Some(one) => row.original_start_local >= one.original_start_local,
    };
    let mut count = 0;
    for seminar in ahead(work, &series).await? {
        if concerned(&seminar) {
            stage::call_off(work, &seminar, reason.clone()).await?;
            count += 1;
        }
    }
    if count == 0 && (input.scope == SeriesScope::This || series.next_on.is_none()) {
        return Err(nothing_ahead().into());
    }
    let mut change = seminar_series::ActiveModel::default();
    match (input.scope, &from) {
        (SeriesScope::All, _) => {
            change.cancelled_at = Set(Some(work.now()));
            change.reason = Set(Some(reason));
            change.next_on = Set(None);
        }
        (SeriesScope::ThisAndFuture, Some(one)) => {
            let day = original(one)?.date();
            if let Some(rule) = Rule::kept(&series.rule) {
                let first = series.starts_local.date();
                // One that is called off from its first day on keeps its rule.
                if first < day {
                    change.rule = Set(rule.before(day).text());
                }
            }
            change.next_on = Set(None);
        }
        _ => {}
    }
    let series = reopen(work, &series).await?;
    work.update(&series, change).await
}
