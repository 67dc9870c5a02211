//! The life of an experience: handed in, read by somebody else, published, confirmed year by year, archived.
//!
//! 1. An editor hands it in once it says what was the matter, what was done and, unless it is an idea, what came of it.
//! 2. Neither its author nor who handed it in approves it: another editor does, or a coordinator of one of its networks.
//! 3. It is given back only with a reason.
//! 4. Once a year an editor confirms that it still holds; until then it is stale.

use async_graphql::{Enum, ID, InputObject};
use chrono::{DateTime, Months, Utc};
use entity::{
    experience::{self, ExperienceState, Maturity},
    experience_event,
};
use sea_orm::ActiveValue::Set;

use super::{
    circle::store,
    content::NOTE,
    experience::wrong_state,
    policy::{EditExperience, ReviewExperience},
};
use crate::platform::{
    access::{Permitted, Under, Viewer, Work},
    clock::new_id,
    error::{Refusal, Result},
    graphql::{Check, SafeInt, id},
};

/// It lacks what others need to understand it.
const INCOMPLETE: &str = "INCOMPLETE";
/// Somebody approves or gives back what they wrote or handed in themselves.
const OWN_EXPERIENCE: &str = "OWN_EXPERIENCE";

/// How long an experience holds before somebody must confirm it.
const HOLDS: Months = Months::new(12);

/// Which experience, as it was read.
#[derive(InputObject)]
pub struct ExperienceStepInput {
    /// The experience.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Why, for its history; at most 2,000 characters.
    pub reason: Option<String>,
}

/// What the reader of an experience decides.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewDecision {
    /// It is published.
    Approve,
    /// It becomes a draft again, with a reason.
    Return,
}

/// The decision on an experience that was handed in.
#[derive(InputObject)]
pub struct ReviewExperienceInput {
    /// The experience.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Whether it is published or given back.
    pub decision: ReviewDecision,
    /// Why, for its editors; at most 2,000 characters. Needed to give it back.
    pub reason: Option<String>,
}

/// Until when an experience holds that somebody confirms now.
pub fn due(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    now.checked_add_months(HOLDS)
}

async fn opened(
    work: &Work,
    input: ExperienceStepInput,
) -> Result<(
    Permitted<EditExperience, experience::Entity>,
    Option<String>,
)> {
    let id = id::of::<experience::Entity>(&input.id, "id")?;
    let experience = work
        .permit_version::<EditExperience, experience::Entity>(id, input.version.0)
        .await?;
    let mut check = Check::default();
    let reason = check.optional("reason", input.reason, NOTE);
    check.finish()?;
    Ok((experience, reason))
}

/// Hands a draft in.
pub async fn submit(work: &Work, input: ExperienceStepInput) -> Result<experience::Model> {
    let (experience, reason) = opened(work, input).await?;
    if experience.state != ExperienceState::Draft {
        let right = [ExperienceState::Draft];
        return Err(wrong_state(experience.state, "handed in", &right));
    }
    let mut check = Check::default();
    check_complete(&mut check, &experience);
    check.finish()?;
    let mut row = (*experience).clone();
    row.submitter_id = work.viewer().person().ok();
    step(work, &experience, row, ExperienceState::InReview, reason).await
}

/// Others must be able to understand it.
pub(super) fn check_complete(check: &mut Check, row: &experience::Model) {
    let idea = row.maturity == Maturity::Idea;
    for (field, there) in [
        ("content.challenge", row.challenge.is_some()),
        ("content.approach", row.approach.is_some()),
        ("content.outcome", row.outcome.is_some() || idea),
    ] {
        if !there {
            let message = format!(
                "{field} is empty; write it before the experience is handed in, and keep it while it is published."
            );
            check.refuse(field, INCOMPLETE, message);
        }
    }
}

/// Takes back what was handed in.
pub async fn withdraw(work: &Work, input: ExperienceStepInput) -> Result<experience::Model> {
    let (experience, reason) = opened(work, input).await?;
    if experience.state != ExperienceState::InReview {
        let right = [ExperienceState::InReview];
        return Err(wrong_state(experience.state, "taken back", &right));
    }
    let row = (*experience).clone();
    step(work, &experience, row, ExperienceState::Draft, reason).await
}

/// The viewer neither wrote it nor handed it in.
pub(super) fn is_foreign(row: &experience::Model, viewer: &Viewer) -> bool {
    let people = [row.author_id, row.submitter_id];
    !people.into_iter().flatten().any(|one| viewer.is(one))
}

/// Publishes what was handed in, or gives it back.
pub async fn review(work: &Work, input: ReviewExperienceInput) -> Result<experience::Model> {
    let id = id::of::<experience::Entity>(&input.id, "id")?;
    let experience = work
        .permit_version::<ReviewExperience, experience::Entity>(id, input.version.0)
        .await?;
    if experience.state != ExperienceState::InReview {
        let right = [ExperienceState::InReview];
        return Err(wrong_state(experience.state, "reviewed", &right));
    }
    if !is_foreign(&experience, work.viewer()) {
        let message = "You wrote this experience or handed it in; another editor or a coordinator of its networks must read it.";
        return Err(Refusal::new(OWN_EXPERIENCE, message).into());
    }
    let mut check = Check::default();
    let reason = check.optional("reason", input.reason, NOTE);
    if input.decision == ReviewDecision::Return && reason.is_none() {
        let message = "reason is empty; say what must change before it can be published.";
        check.refuse("reason", "MISSING", message);
    }
    check.finish()?;
    let mut row = (*experience).clone();
    let to = match input.decision {
        ReviewDecision::Return => ExperienceState::Draft,
        ReviewDecision::Approve => {
            row.published_at = Some(row.published_at.unwrap_or(work.now()));
            row.reviewed_at = Some(work.now());
            row.review_due_at = due(work.now());
            ExperienceState::Published
        }
    };
    step(work, &experience, row, to, reason).await
}

/// Says that a published one still holds.
pub async fn confirm(work: &Work, input: ExperienceStepInput) -> Result<experience::Model> {
    let (experience, reason) = opened(work, input).await?;
    use ExperienceState::{Published, Stale};
    if !matches!(experience.state, Published | Stale) {
        let right = [Published, Stale];
        return Err(wrong_state(experience.state, "confirmed", &right));
    }
    let mut row = (*experience).clone();
    row.reviewed_at = Some(work.now());
    row.review_due_at = due(work.now());
    step(work, &experience, row, Published, reason).await
}

/// Ends its life; whoever could see it still can.
pub async fn archive(work: &Work, input: ExperienceStepInput) -> Result<experience::Model> {
    let (experience, reason) = opened(work, input).await?;
    use ExperienceState::{Archived, Draft, InReview, Published, Stale};
    if experience.state == Archived {
        let right = [Draft, InReview, Published, Stale];
        return Err(wrong_state(Archived, "archived", &right));
    }
    let mut row = (*experience).clone();
    row.review_due_at = None;
    step(work, &experience, row, Archived, reason).await
}

/// Takes one step and keeps it.
async fn step<A>(
    work: &Work,
    experience: &Permitted<A, experience::Entity>,
    mut row: experience::Model,
    to: ExperienceState,
    reason: Option<String>,
) -> Result<experience::Model>
where
    experience_event::Entity: Under<A, experience::Entity>,
{
    let event = experience_event::ActiveModel {
        id: Set(new_id()),
        from_state: Set(experience.state),
        to_state: Set(to),
        person_id: Set(work.viewer().person().ok()),
        reason: Set(reason),
        at: Set(work.now()),
        ..Default::default()
    };
    work.insert(event, experience).await?;
    row.state = to;
    store(work, experience, row).await
}
