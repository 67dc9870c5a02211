//! What a project aims at, and how others judged it: assessments stand side by side, one an assessor, and what was said
//! before is kept.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{
    goal::{self, GoalKind},
    goal_assessment::{self, Assessor, Verdict},
    project,
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    deciding::judges,
    parts::{
        Edited, IN_THE_FUTURE, NAME, NOTE, all, answering, edit, next, optional_part, part_id, put,
        remove, touch, unknown,
    },
};
use crate::platform::{
    access::Work,
    error::{Error, Refusal, Result},
    graphql::{Check, Date, SafeInt},
};

/// Another goal or activity of the project has that code.
pub const CODE_TAKEN: &str = "CODE_TAKEN";

/// Others have judged the goal as it stands.
pub const GOAL_JUDGED: &str = "GOAL_JUDGED";

/// Somebody would judge in the name of others.
pub const NOT_YOUR_PART: &str = "NOT_YOUR_PART";

/// Something that a project aims at. What is left out is empty.
#[derive(InputObject)]
pub struct WriteGoalInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The goal that is to be written anew, as long as no funder or evaluator has judged it; left out: a further one.
    pub goal_id: Option<ID>,
    /// A short name within the project, such as `g1`; at most 20 characters, each once.
    pub code: Option<String>,
    /// What kind of goal it is.
    pub kind: Option<GoalKind>,
    /// The field it belongs to; at most 200 characters.
    pub area: Option<String>,
    /// What is to be reached; at most 2,000 characters.
    pub text: String,
    /// Where things stood before.
    pub baseline: Option<f64>,
    /// The least that is to be reached.
    pub target_min: Option<f64>,
    /// The most that is expected; not below the least.
    pub target_max: Option<f64>,
    /// What is counted; at most 200 characters.
    pub unit: Option<String>,
    /// The day by which, the latest that the words allow.
    pub due_on: Option<Date>,
    /// The same in words; at most 200 characters.
    pub due_text: Option<String>,
    /// The target is meant for each village or place, not for all together.
    #[graphql(default)]
    pub per_locality: bool,
}

/// Which goal is to go, with what was said of it.
#[derive(InputObject)]
pub struct RemoveGoalInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The goal: one that no funder or evaluator has judged.
    pub goal_id: ID,
}

/// How somebody judges a goal. It takes the place of what the same assessor said before, which is kept.
#[derive(InputObject)]
pub struct AssessGoalInput {
    /// The project; you must be one of its editors, an editor of one of its funders, or named as its evaluator.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The goal.
    pub goal_id: ID,
    /// In whose eyes: PROJECT for its editors, FUNDER for editors of those who pay, EVALUATOR for a person whom a role of the
    /// project names as EVALUATOR, and for editors of an organisation that it names so. Who belongs to the owner or may
    /// change the project judges for the PROJECT alone.
    pub assessor: Assessor,
    /// How far it was reached.
    pub verdict: Verdict,
    /// Why; at most 2,000 characters.
    pub reason: String,
    /// What shows it; at most 2,000 characters.
    pub evidence: Option<String>,
    /// The day of the judgement; today when left out, never in the future.
    pub assessed_on: Option<Date>,
}

pub async fn write(work: &Work, input: WriteGoalInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let goal = check
        .take(optional_part("Goal", &input.goal_id, "goalId"))?
        .flatten();
    if let (Some(least), Some(most)) = (input.target_min, input.target_max)
        && least > most
    {
        let message = format!(
            "targetMin is {least}, more than targetMax, {most}; it must be as much or less."
        );
        check.refuse("targetMin", "REVERSED", message);
    }
    let there = all::<goal::Entity, _>(work, &project).await?;
    let row = goal::ActiveModel {
        code: Set(check.optional("code", input.code, 20)),
        kind: Set(input.kind),
        area: Set(check.optional("area", input.area, NAME)),
        text: Set(check.text("text", input.text, NOTE)),
        baseline: Set(input.baseline),
        target_min: Set(input.target_min),
        target_max: Set(input.target_max),
        unit: Set(check.optional("unit", input.unit, NAME)),
        due_on: Set(input.due_on.map(|day| day.0)),
        due_text: Set(check.optional("dueText", input.due_text, NAME)),
        per_locality: Set(input.per_locality),
        position: match goal {
            Some(_) => NotSet,
            None => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    check.finish()?;
    if let Some(goal) = goal {
        check_unjudged(work, &project, goal).await?;
    }
    put(work, &project, goal::Column::Id, goal, row, "goalId")
        .await
        .map_err(code_taken)?;
    touch(work, &project).await
}

pub(super) fn code_taken(error: Error) -> Error {
    if !error.is_duplicate() {
        return error;
    }
    let message = "Another one of the project has that code; choose a code of its own.";
    Refusal::new(CODE_TAKEN, message).at("code").into()
}

pub async fn take_away(work: &Work, input: RemoveGoalInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("Goal", &input.goal_id, "goalId")?;
    check_unjudged(work, &project, id).await?;
    remove::<goal::Entity, _>(work, &project, goal::Column::Id, id, "goalId").await?;
    touch(work, &project).await
}

/// A goal that a funder or an evaluator has judged stays as they read it.
async fn check_unjudged(work: &Work, project: &Edited, goal: Uuid) -> Result<()> {
    let said = all::<goal_assessment::Entity, _>(work, project).await?;
    let mut by_others = said.iter().filter(|one| one.assessor != Assessor::Project);
    if !by_others.any(|one| one.goal_id == goal) {
        return Ok(());
    }
    let message = "A funder or an evaluator has judged the goal, so it stays as they read it; write a further one that says what is aimed at now.";
    Err(Refusal::new(GOAL_JUDGED, message).at("goalId").into())
}

pub async fn assess(work: &Work, input: AssessGoalInput) -> Result<project::Model> {
    let project = answering(work, &input.project_id, input.version).await?;
    let judges = judges(work, &project).await?;
    if judges.is_empty() {
        return Err(Error::Forbidden);
    }
    if !judges.contains(&input.assessor) {
        let judges: Vec<_> = judges.iter().map(Assessor::to_value).collect();
        let message = format!(
            "assessor is {}; you judge this project as {}.",
            input.assessor.to_value(),
            judges.join(" or ")
        );
        return Err(Refusal::new(NOT_YOUR_PART, message).at("assessor").into());
    }
    let mut check = Check::default();
    let goal = check.take(part_id("Goal", &input.goal_id, "goalId"))?;
    let day = input.assessed_on.map_or(work.today(), |day| day.0);
    check_past(&mut check, "assessedOn", day, work.today());
    let reason = check.text("reason", input.reason, NOTE);
    let evidence = check.optional("evidence", input.evidence, NOTE);
    check.finish()?;
    let goal = goal.unwrap_or_default();
    let goals = all::<goal::Entity, _>(work, &project).await?;
    if goals.iter().all(|one| one.id != goal) {
        return Err(unknown("goalId").into());
    }
    let said = all::<goal_assessment::Entity, _>(work, &project).await?;
    let said = said
        .iter()
        .filter(|one| one.goal_id == goal && one.assessor == input.assessor);
    let number = said.map(|one| one.number).max().unwrap_or(0) + 1;
    use goal_assessment::Column;
    let before = Condition::all()
        .add(Column::GoalId.eq(goal))
        .add(Column::Assessor.eq(input.assessor))
        .add(Column::IsCurrent.eq(true));
    let over = [(Column::IsCurrent, Expr::val(false))];
    work.change_under::<goal_assessment::Entity, _, _>(&project, over, before)
        .await?;
    let row = goal_assessment::ActiveModel {
        goal_id: Set(goal),
        assessor: Set(input.assessor),
        number: Set(number),
        is_current: Set(true),
        verdict: Set(Some(input.verdict)),
        reason: Set(reason),
        evidence: Set(evidence),
        assessed_on: Set(Some(day)),
        recorded_at: Set(work.now()),
        ..Default::default()
    };
    put(work, &project, Column::Id, None, row, "goalId").await?;
    touch(work, &project).await
}

pub(super) fn check_past(check: &mut Check, field: &str, day: NaiveDate, today: NaiveDate) {
    if day > today {
        let message = format!("{field} is {day}, after today; it must be today or earlier.");
        check.refuse(field, IN_THE_FUTURE, message);
    }
}
