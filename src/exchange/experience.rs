//! Writing an experience down and changing it.
//!
//! 1. An editor of its owner writes it, as a draft.
//! 2. It comes from the municipality of its owner unless others are named.
//! 3. While somebody reads it for review, and once it is archived, nobody changes it.

use async_graphql::{ID, InputObject};
use entity::{
    LocalizedText, Origin, Visibility,
    experience::{self, ExperienceState, Maturity, Reuse},
    organisation,
};
use sea_orm::{ActiveEnum, ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, first_circle, is_published, store},
    content::{self, Essentials, ExperienceContentInput},
    policy::{DraftExperience, EditExperience},
    review::check_complete,
};
use crate::{
    networks::check_networks,
    platform::{
        access::{Permitted, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, Kept, Locale, LocalizedTextInput, SafeInt, id},
    },
};

/// The thing's state does not allow it.
pub(super) const WRONG_STATE: &str = "WRONG_STATE";

pub(super) type Edited = Permitted<EditExperience, experience::Entity>;

/// A new experience.
#[derive(InputObject)]
pub struct CreateExperienceInput {
    /// The organisation that answers for it; you must be an editor or admin of it.
    pub owner_id: ID,
    /// Main language, in which the texts are written first.
    pub locale: Locale,
    /// Title in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// How far it has come.
    pub maturity: Maturity,
    /// What it says.
    pub content: Option<ExperienceContentInput>,
}

/// A change of an experience. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateExperienceInput {
    /// The experience; you must be an editor or admin of its owner.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Main language.
    pub locale: Kept<Locale>,
    /// All languages of the title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// How far it has come.
    pub maturity: Kept<Maturity>,
    /// What else is to change. What is published keeps what it cannot be published without.
    pub content: Kept<ExperienceContentInput>,
}

/// Writes an experience down: a draft.
pub async fn create(work: &Work, input: CreateExperienceInput) -> Result<experience::Model> {
    let mut check = Check::default();
    let owner = check.take(id::of::<organisation::Entity>(&input.owner_id, "ownerId"))?;
    let mut row = blank(work, input.locale.0.clone(), input.maturity);
    let essentials = Essentials {
        locale: Some(input.locale),
        title: Some(input.title),
        maturity: None,
    };
    let mut parts = content::read(
        &mut check,
        &mut row,
        essentials,
        input.content.unwrap_or_default(),
    )?;
    check.finish()?;
    let owner = work
        .permit::<DraftExperience, organisation::Entity>(owner.ok_or(Error::NotFound)?)
        .await?;
    parts.check(work).await.map_err(Error::within_content)?;
    let networks = parts.networks.as_deref().unwrap_or_default();
    check_networks(work, networks, &[])
        .await
        .map_err(Error::within_content)?;
    if parts.municipalities.is_none() {
        parts.municipalities = Some(owner.municipality_id.into_iter().collect());
    }
    let circle = first_circle(work, Some(owner.id), networks, row.visibility, false)
        .await
        .map_err(Error::within_content)?;
    (row.audience_id, row.editors_id) = (circle.audience, circle.editors);
    row.author_id = work.viewer().person().ok();
    let row = work
        .insert(row.into_active_model().reset_all(), &owner)
        .await?;
    // The viewer was loaded before the audience of these editors was named, so Erfa itself opens the new row.
    let system = work.as_system(CAPACITY);
    let experience = system
        .permit::<EditExperience, experience::Entity>(row.id)
        .await?;
    parts
        .write(&system, &experience)
        .await
        .map_err(Error::within_content)?;
    Ok(row)
}

/// A draft of which nothing is known but what everything has.
fn blank(work: &Work, locale: String, maturity: Maturity) -> experience::Model {
    experience::Model {
        id: new_id(),
        owner_id: None,
        author_id: None,
        submitter_id: None,
        locale,
        title: LocalizedText::default(),
        title_sort: String::new(),
        title_fold: String::new(),
        challenge: None,
        approach: None,
        outcome: None,
        failures: None,
        lessons: None,
        transfer_conditions: None,
        cost: None,
        cost_text: None,
        starts_on: None,
        ends_on: None,
        period_text: None,
        maturity,
        state: ExperienceState::Draft,
        reuse: Reuse::Open,
        licence: None,
        published_at: None,
        reviewed_at: None,
        review_due_at: None,
        visibility: Visibility::Public,
        audience_id: Uuid::nil(),
        editors_id: Uuid::nil(),
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    }
}

pub async fn update(work: &Work, input: UpdateExperienceInput) -> Result<experience::Model> {
    let id = id::of::<experience::Entity>(&input.id, "id")?;
    let experience = work
        .permit_version::<EditExperience, experience::Entity>(id, input.version.0)
        .await?;
    use ExperienceState::{Archived, Draft, InReview, Published, Stale};
    if matches!(experience.state, InReview | Archived) {
        return Err(wrong_state(
            experience.state,
            "changed",
            &[Draft, Published, Stale],
        ));
    }
    let mut check = Check::default();
    let mut row = (*experience).clone();
    let essentials = Essentials {
        locale: check.kept("locale", input.locale),
        title: check.kept("title", input.title),
        maturity: check.kept("maturity", input.maturity),
    };
    let content = check.kept("content", input.content).unwrap_or_default();
    let parts = content::read(&mut check, &mut row, essentials, content)?;
    if is_published(&experience) {
        check_complete(&mut check, &row);
    }
    check.finish()?;
    parts.check(work).await.map_err(Error::within_content)?;
    parts
        .write(work, &experience)
        .await
        .map_err(Error::within_content)?;
    store(work, &experience, row)
        .await
        .map_err(Error::within_content)
}

/// What cannot be done to an experience in this state, and in which it can.
pub(super) fn wrong_state(now: ExperienceState, what: &str, right: &[ExperienceState]) -> Error {
    let right: Vec<_> = right.iter().map(ActiveEnum::to_value).collect();
    let message = format!(
        "An experience that is {} cannot be {what}; one that is {} can.",
        now.to_value(),
        right.join(" or ")
    );
    Refusal::new(WRONG_STATE, message).into()
}
