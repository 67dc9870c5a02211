//! What a project does, how far that has come, and what it costs.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use entity::{activity, activity_goal, activity_progress, goal, project};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};
use uuid::Uuid;

use super::{
    content::{check_period, fits},
    goal::{check_past, code_taken},
    parts::{
        Edited, NAME, NOTE, TEXT, all, edit, next, optional_part, part_id, put, remove, touch,
        unknown,
    },
};
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::{Check, Date, MoneyInput, SafeInt, money},
};

/// It has come less far than before, and nothing says why.
pub const REASON_NEEDED: &str = "REASON_NEEDED";
/// Something later was recorded already.
pub const OUT_OF_ORDER: &str = "OUT_OF_ORDER";
/// The activities of a project are counted in one currency.
pub const ANOTHER_CURRENCY: &str = "ANOTHER_CURRENCY";

/// Something that a project does. What is left out is empty.
#[derive(InputObject)]
pub struct WriteActivityInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The activity that is to be written anew; left out: a further one.
    pub activity_id: Option<ID>,
    /// A short name within the project, such as `a1`; at most 20 characters, each once.
    pub code: Option<String>,
    /// What is done; at most 200 characters.
    pub title: String,
    /// More about it; at most 10,000 characters.
    pub description: Option<String>,
    /// The first day.
    pub starts_on: Option<Date>,
    /// The last day.
    pub ends_on: Option<Date>,
    /// What it is expected to cost, in the currency of the other activities.
    pub estimated_cost: Option<MoneyInput>,
    /// What it did cost so far, in the same currency.
    pub actual_cost: Option<MoneyInput>,
    /// The goals it serves; at most 100.
    pub goal_ids: Option<Vec<ID>>,
}

/// Which activity is to go, with its progress.
#[derive(InputObject)]
pub struct RemoveActivityInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The activity.
    pub activity_id: ID,
}

/// How far an activity has come.
#[derive(InputObject)]
pub struct RecordProgressInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The activity.
    pub activity_id: ID,
    /// How much of it is done: 0 to 100.
    pub percent: i32,
    /// On which day; after the last one recorded, and not in the future. Today when left out.
    pub as_of: Option<Date>,
    /// Why; needed where it is less than before. At most 2,000 characters.
    pub reason: Option<String>,
}

pub async fn write(work: &Work, input: WriteActivityInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let activity = optional_part("Activity", &input.activity_id, "activityId");
    let activity = check.take(activity)?.flatten();
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    check_period(&mut check, starts, ends);
    let estimated = input.estimated_cost;
    let estimated = estimated.map(|given| money(&mut check, "estimatedCost", given));
    let actual = input.actual_cost;
    let actual = actual.map(|given| money(&mut check, "actualCost", given));
    let there = all::<activity::Entity, _>(work, &project).await?;
    check_currency(&mut check, &there, activity, [&estimated, &actual]);
    let goals = wanted_goals(work, &project, &mut check, input.goal_ids).await?;
    let row = activity::ActiveModel {
        code: Set(check.optional("code", input.code, 20)),
        title: Set(check.text("title", input.title, NAME)),
        description: Set(check.optional("description", input.description, TEXT)),
        starts_on: Set(starts),
        ends_on: Set(ends),
        estimated_cost: Set(estimated.clone()),
        actual_cost: Set(actual.clone()),
        position: match activity {
            Some(_) => NotSet,
            None => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    check.finish()?;
    let id = put(
        work,
        &project,
        activity::Column::Id,
        activity,
        row,
        "activityId",
    )
    .await
    .map_err(code_taken)?;
    let own = Condition::all().add(activity_goal::Column::ActivityId.eq(id));
    work.clear_under::<activity_goal::Entity, _, _>(&project, own)
        .await?;
    let link = |goal| activity_goal::ActiveModel {
        activity_id: Set(id),
        goal_id: Set(goal),
        ..Default::default()
    };
    work.insert_all(goals.into_iter().map(link).collect(), &project)
        .await?;
    touch(work, &project).await
}

/// The activities of a project are counted in one currency, so that they can be weighed against each other.
fn check_currency(
    check: &mut Check,
    there: &[activity::Model],
    written: Option<Uuid>,
    costs: [&Option<entity::Money>; 2],
) {
    let others = there.iter().filter(|one| Some(one.id) != written);
    let others = others.flat_map(|one| [&one.estimated_cost, &one.actual_cost]);
    let used = others.chain(costs).flatten().next();
    for (field, cost) in ["estimatedCost", "actualCost"].iter().zip(costs) {
        if let (Some(used), Some(cost)) = (used, cost)
            && cost.currency != used.currency
        {
            let message = format!(
                "{field} is in {}, the other costs of the activities in {}; use that.",
                cost.currency, used.currency
            );
            check.refuse(field, ANOTHER_CURRENCY, message);
        }
    }
}

async fn wanted_goals(
    work: &Work,
    project: &Edited,
    check: &mut Check,
    given: Option<Vec<ID>>,
) -> Result<Vec<Uuid>> {
    let given = given.unwrap_or_default();
    if given.is_empty() || !fits(check, "goalIds", given.len(), 100) {
        return Ok(vec![]);
    }
    let there = all::<goal::Entity, _>(work, project).await?;
    let mut goals: Vec<Uuid> = vec![];
    for one in &given {
        let Some(id) = check.take(part_id("Goal", one, "goalIds"))? else {
            continue;
        };
        if there.iter().all(|goal| goal.id != id) {
            return Err(unknown("goalIds").into());
        }
        if !goals.contains(&id) {
            goals.push(id);
        }
    }
    Ok(goals)
}

pub async fn take_away(work: &Work, input: RemoveActivityInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("Activity", &input.activity_id, "activityId")?;
    remove::<activity::Entity, _>(work, &project, activity::Column::Id, id, "activityId").await?;
    touch(work, &project).await
}

pub async fn record(work: &Work, input: RecordProgressInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let activity = check.take(part_id("Activity", &input.activity_id, "activityId"))?;
    check.within("percent", Some(input.percent), 0, 100);
    let day = input.as_of.map_or(work.today(), |day| day.0);
    check_past(&mut check, "asOf", day, work.today());
    let reason = check.optional("reason", input.reason, NOTE);
    check.finish()?;
    let activity = activity.unwrap_or_default();
    let activities = all::<activity::Entity, _>(work, &project).await?;
    if activities.iter().all(|one| one.id != activity) {
        return Err(unknown("activityId").into());
    }
    let there = all::<activity_progress::Entity, _>(work, &project).await?;
    let last = there
        .iter()
        .filter(|one| one.activity_id == activity)
        .max_by_key(|one| one.as_of);
    if let Some(last) = last {
        if day <= last.as_of {
            let message = format!(
                "asOf is {day}, but progress is recorded up to {}; give a later day.",
                last.as_of
            );
            return Err(Refusal::new(OUT_OF_ORDER, message).at("asOf").into());
        }
        if input.percent < last.percent && reason.is_none() {
            let message = format!(
                "percent is {}, less than the {} of {}; say in reason why.",
                input.percent, last.percent, last.as_of
            );
            return Err(Refusal::new(REASON_NEEDED, message).at("reason").into());
        }
    }
    let row = activity_progress::ActiveModel {
        activity_id: Set(activity),
        percent: Set(input.percent),
        as_of: Set(day),
        reason: Set(reason),
        ..Default::default()
    };
    put(
        work,
        &project,
        activity_progress::Column::Id,
        None,
        row,
        "activityId",
    )
    .await?;
    touch(work, &project).await
}

/// How far a project has come: the percent of its activities, weighted by what each is expected to cost. One without an
/// estimate weighs as much as the others on average; where none has one, all weigh the same. All of it is done only when every
/// activity is, and nothing only when none has begun. None where nothing was recorded.
pub fn percent(
    activities: &[activity::Model],
    progress: &[activity_progress::Model],
) -> Option<f64> {
    let mut latest: HashMap<Uuid, &activity_progress::Model> = HashMap::new();
    for one in progress {
        let last = latest.entry(one.activity_id).or_insert(one);
        if one.as_of > last.as_of {
            *last = one;
        }
    }
    if latest.is_empty() || activities.is_empty() {
        return None;
    }
    let cost = |one: &activity::Model| {
        one.estimated_cost
            .as_ref()
            .map(|cost| cost.amount_minor as f64)
    };
    let known: Vec<f64> = activities.iter().filter_map(cost).collect();
    let average = match known.iter().sum::<f64>() {
        sum if sum > 0.0 => sum / known.len() as f64,
        _ => 1.0,
    };
    let all_free = known.iter().all(|cost| *cost == 0.0);
    let (mut done, mut whole) = (0.0, 0.0);
    for one in activities {
        let weight = match cost(one) {
            Some(cost) if !all_free => cost,
            _ => average,
        };
        let percent = latest.get(&one.id).map_or(0, |one| one.percent);
        done += weight * f64::from(percent);
        whole += weight;
    }
    let latest: Vec<i32> = activities
        .iter()
        .map(|one| latest.get(&one.id).map_or(0, |one| one.percent))
        .collect();
    let least = if latest.iter().any(|one| *one > 0) {
        0.1
    } else {
        0.0
    };
    let most = if latest.iter().any(|one| *one < 100) {
        99.9
    } else {
        100.0
    };
    let percent = |whole: f64| (done / whole * 10.0).round() / 10.0;
    (whole > 0.0).then(|| percent(whole).clamp(least, most))
}
