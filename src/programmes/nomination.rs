//! Places that are proposed for a prize.
//!
//! An edition takes proposals while it is OPEN, and its finalists may change until a winner is recommended.

use async_graphql::{ID, InputObject};
use entity::{
    municipality,
    nomination::{self, NominationStage},
    organisation,
    prize_edition::{self, EditionStatus},
};
use sea_orm::{ActiveEnum, ActiveValue::Set};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    edition_stage::WRONG_TRANSITION,
    fields::{NAME, TEXT},
    policy::{Approach, Edit},
};
use crate::platform::{
    access::{Role, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, SafeInt, Url, id},
};

/// The edition takes no nominations now.
pub const NOT_OPEN: &str = "NOT_OPEN";
/// The place is proposed already.
pub const ALREADY_NOMINATED: &str = "ALREADY_NOMINATED";

/// A place that is proposed for an edition that is open.
#[derive(InputObject)]
pub struct NominateInput {
    /// The edition.
    pub edition_id: ID,
    /// Who proposes; you must be an editor or admin of it.
    pub nominated_by_id: ID,
    /// The village or other place, at most 200 characters.
    pub locality_text: String,
    /// The municipality it lies in.
    pub municipality_id: Option<ID>,
    /// Why it should win, at most 10,000 characters.
    pub pitch: Option<String>,
    /// A video that presents it.
    pub video_url: Option<Url>,
}

/// How far a nomination has come.
#[derive(InputObject)]
pub struct UpdateNominationInput {
    /// The nomination; you must be an editor of its prize.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// How far it has come; only until a winner is recommended.
    pub stage: NominationStage,
}

pub async fn nominate(work: &Work, input: NominateInput) -> Result<nomination::Model> {
    let edition = id::of::<prize_edition::Entity>(&input.edition_id, "editionId")?;
    let by = id::of::<organisation::Entity>(&input.nominated_by_id, "nominatedById")?;
    let edition = work
        .permit::<Approach, prize_edition::Entity>(edition)
        .await?;
    let by = work.visible::<organisation::Entity>(by).await?;
    if !work.viewer().has(Role::Editor, by.id) {
        return Err(Error::Forbidden);
    }
    if edition.status != EditionStatus::Open {
        let status = edition.status.to_value();
        let message = format!("The edition is {status}; only one that is OPEN takes nominations.");
        return Err(Refusal::new(NOT_OPEN, message).at("editionId").into());
    }
    let mut check = Check::default();
    let place = id::optional::<municipality::Entity>(&input.municipality_id, "municipalityId");
    let place = check.take(place)?.flatten();
    let places: Vec<Uuid> = place.into_iter().collect();
    check
        .known::<municipality::Entity>(work, "municipalityId", &places)
        .await?;
    let row = nomination::ActiveModel {
        locality_text: Set(check.text("localityText", input.locality_text, NAME)),
        municipality_id: Set(place),
        stage: Set(NominationStage::Candidate),
        pitch: Set(check.optional("pitch", input.pitch, TEXT)),
        video_url: Set(input.video_url.map(|url| url.0)),
        nominated_by_id: Set(Some(by.id)),
        audience_id: Set(edition.audience_id),
        editors_id: Set(edition.editors_id),
        ..Default::default()
    };
    check.finish()?;
    match work.insert(row, &edition).await {
        Err(error) if error.is_duplicate() => {
            let message = "That place is proposed for this edition already.";
            let refusal = Refusal::new(ALREADY_NOMINATED, message);
            Err(refusal.at("localityText").into())
        }
        other => other,
    }
}

pub async fn update(work: &Work, input: UpdateNominationInput) -> Result<nomination::Model> {
    let id = id::of::<nomination::Entity>(&input.id, "id")?;
    let row = work.visible::<nomination::Entity>(id).await?;
    // The edition is locked first, so that nobody decides on a finalist who is none any more.
    let edition = work
        .as_system(CAPACITY)
        .permit::<Edit, prize_edition::Entity>(row.edition_id)
        .await?;
    let permit = work
        .permit_version::<Edit, nomination::Entity>(id, input.version.0)
        .await?;
    if edition.status >= EditionStatus::Recommended {
        let status = edition.status.to_value();
        let message =
            format!("The edition is {status}; finalists are chosen until a winner is recommended.");
        return Err(Refusal::new(WRONG_TRANSITION, message).at("stage").into());
    }
    let change = nomination::ActiveModel {
        stage: Set(input.stage),
        ..Default::default()
    };
    work.update(&permit, change).await
}
