//! What a project counts, by gender where that is known.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{
    indicator,
    indicator_value::{self, Confidence, ValueBasis},
    project,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    content::check_period,
    parts::{NAME, NOTE, all, edit, next, optional_part, part_id, put, remove, touch, unknown},
};
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::{Check, Date, SafeInt},
};

/// The indicator has a value of that period already.
pub const PERIOD_TAKEN: &str = "PERIOD_TAKEN";
/// The parts do not add up to the total.
pub const TOTAL_DIFFERS: &str = "TOTAL_DIFFERS";

/// Something that a project counts. What is left out is empty.
#[derive(InputObject)]
pub struct WriteIndicatorInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The indicator that is to be written anew; left out: a further one.
    pub indicator_id: Option<ID>,
    /// The goal it says something about.
    pub goal_id: Option<ID>,
    /// What is counted; at most 200 characters.
    pub name: String,
    /// In what; at most 200 characters.
    pub unit: Option<String>,
    /// A remark; at most 2,000 characters.
    pub note: Option<String>,
}

/// Which indicator is to go, with its values.
#[derive(InputObject)]
pub struct RemoveIndicatorInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The indicator.
    pub indicator_id: ID,
}

/// What was counted in a period, each of which an indicator has one value of; without any days the words are the period, and
/// without either it is all the time of the project. What is left out is empty: not counted, which is not the same as 0.
#[derive(InputObject)]
pub struct RecordIndicatorValueInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The indicator.
    pub indicator_id: ID,
    /// The value that is to be written anew; left out: a further one.
    pub indicator_value_id: Option<ID>,
    /// The first day of the period.
    pub starts_on: Option<Date>,
    /// The last day of the period.
    pub ends_on: Option<Date>,
    /// The period in words; at most 200 characters.
    pub period_text: Option<String>,
    /// Women: 0 to 2,000,000,000, as all counts.
    pub women: Option<i32>,
    /// Men.
    pub men: Option<i32>,
    /// Neither women nor men.
    pub other: Option<i32>,
    /// Of whom it is not known.
    pub unknown: Option<i32>,
    /// All; where all four parts are known it is their sum, and never less than those that are. Left out: the sum.
    pub total: Option<i32>,
    /// Where it comes from.
    #[graphql(default_with = "ValueBasis::Reported")]
    pub basis: ValueBasis,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// A remark; at most 2,000 characters.
    pub note: Option<String>,
}

pub async fn write(work: &Work, input: WriteIndicatorInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let indicator = optional_part("Indicator", &input.indicator_id, "indicatorId");
    let indicator = check.take(indicator)?.flatten();
    let goal = optional_part("Goal", &input.goal_id, "goalId");
    let goal = check.take(goal)?.flatten();
    let there = all::<indicator::Entity, _>(work, &project).await?;
    let row = indicator::ActiveModel {
        goal_id: Set(goal),
        name: Set(check.text("name", input.name, NAME)),
        unit: Set(check.optional("unit", input.unit, NAME)),
        note: Set(check.optional("note", input.note, NOTE)),
        position: match indicator {
            Some(_) => NotSet,
            None => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    check.finish()?;
    if let Some(goal) = goal {
        let goals = all::<entity::goal::Entity, _>(work, &project).await?;
        if goals.iter().all(|one| one.id != goal) {
            return Err(unknown("goalId").into());
        }
    }
    put(
        work,
        &project,
        indicator::Column::Id,
        indicator,
        row,
        "indicatorId",
    )
    .await?;
    touch(work, &project).await
}

pub async fn take_away(work: &Work, input: RemoveIndicatorInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("Indicator", &input.indicator_id, "indicatorId")?;
    remove::<indicator::Entity, _>(work, &project, indicator::Column::Id, id, "indicatorId")
        .await?;
    touch(work, &project).await
}

pub async fn record(work: &Work, input: RecordIndicatorValueInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let indicator = check.take(part_id("Indicator", &input.indicator_id, "indicatorId"))?;
    let value = optional_part(
        "IndicatorValue",
        &input.indicator_value_id,
        "indicatorValueId",
    );
    let value = check.take(value)?.flatten();
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    check_period(&mut check, starts, ends);
    check_total(&mut check, &input);
    let period_text = check.optional("periodText", input.period_text, NAME);
    let taken = period_taken(starts, ends, period_text.as_deref());
    let indicator = indicator.unwrap_or_default();
    let there = all::<indicator_value::Entity, _>(work, &project).await?;
    let of_it = there.iter().filter(|one| one.indicator_id == indicator);
    let row = indicator_value::ActiveModel {
        indicator_id: Set(indicator),
        starts_on: Set(starts),
        ends_on: Set(ends),
        period_text: Set(period_text),
        women: Set(input.women),
        men: Set(input.men),
        other: Set(input.other),
        unknown: Set(input.unknown),
        total: Set(input.total),
        basis: Set(input.basis),
        confidence: Set(input.confidence),
        note: Set(check.optional("note", input.note, NOTE)),
        repetition: Set(0),
        position: match value {
            Some(_) => NotSet,
            None => Set(next(of_it.map(|one| one.position))),
        },
        ..Default::default()
    };
    check.finish()?;
    let known = all::<indicator::Entity, _>(work, &project).await?;
    if known.iter().all(|one| one.id != indicator) {
        return Err(unknown("indicatorId").into());
    }
    put(
        work,
        &project,
        indicator_value::Column::Id,
        value,
        row,
        "indicatorValueId",
    )
    .await
    .map_err(|error| {
        if error.is_duplicate() {
            taken.into()
        } else {
            error
        }
    })?;
    touch(work, &project).await
}

/// Why a second value of a period is refused.
fn period_taken(
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
    words: Option<&str>,
) -> Refusal {
    let (period, field) = match (starts, ends, words) {
        (Some(starts), Some(ends), _) => (format!("{starts} to {ends}"), "startsOn"),
        (Some(starts), None, _) => (format!("the time from {starts} on"), "startsOn"),
        (None, Some(ends), _) => (format!("the time until {ends}"), "endsOn"),
        (None, None, Some(words)) => (format!("`{words}`"), "periodText"),
        (None, None, None) => ("no period".to_owned(), "startsOn"),
    };
    let message = format!(
        "The indicator has a value of {period} already; name that one in indicatorValueId, or give another period."
    );
    Refusal::new(PERIOD_TAKEN, message).at(field)
}

fn check_total(check: &mut Check, input: &RecordIndicatorValueInput) {
    const MOST: i32 = 2_000_000_000;
    let parts = [
        ("women", input.women),
        ("men", input.men),
        ("other", input.other),
        ("unknown", input.unknown),
    ];
    for (field, count) in parts.into_iter().chain([("total", input.total)]) {
        check.within(field, count, 0, MOST);
    }
    let known = parts.iter().filter_map(|(_, count)| *count);
    let sum: i64 = known.clone().map(i64::from).sum();
    let all_known = known.count() == parts.len();
    match input.total.map(i64::from) {
        Some(total) if total < sum || (all_known && total != sum) => {
            let message = format!(
                "total is {total}, but the parts add up to {sum}; it must be as much, or more where a part is not known."
            );
            check.refuse("total", TOTAL_DIFFERS, message);
        }
        None if parts.iter().all(|(_, count)| count.is_none()) => {
            let message = "Neither total nor any of its parts is given; at least one is needed.";
            check.refuse("total", "MISSING", message);
        }
        _ => {}
    }
    if sum > i64::from(MOST) {
        let message = format!("The parts add up to {sum}; at most {MOST} fit.");
        check.refuse("total", "OUT_OF_RANGE", message);
    }
}
