//! Making a programme, changing it and publishing it.

use async_graphql::{ID, InputObject};
use entity::{
    LocalizedText, Origin, Visibility, organisation,
    programme::{self, ProgrammeStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, settle_programmes},
    content::{self, ProgrammeContentInput, write_title},
    party::leave_parties,
    policy::{Approach, Begin, Edit},
};
use crate::{
    networks::circle::{Circle, Shared, Ties, circle_now},
    platform::{
        access::{Permitted, Work},
        clock::new_id,
        error::{Error, Result},
        graphql::{Check, Kept, Locale, LocalizedTextInput, SafeInt, id},
    },
};

/// A new programme.
#[derive(InputObject)]
pub struct CreateProgrammeInput {
    /// The organisation that answers for it, its first owner; you must be an editor or admin of it.
    pub owner_id: ID,
    /// Main language, in which the texts are written first.
    pub locale: Locale,
    /// Title in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// What it says of itself.
    pub content: Option<ProgrammeContentInput>,
}

/// A change of a programme. What is left out stays.
#[derive(InputObject)]
pub struct UpdateProgrammeInput {
    /// The programme; you must be an editor of one of its owners, or a coordinator of a network it is shared in.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Main language.
    pub locale: Kept<Locale>,
    /// All languages of the title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// True to publish it; false makes it a draft of its editors again.
    pub is_published: Kept<bool>,
    /// What it says of itself.
    pub content: Kept<ProgrammeContentInput>,
}

/// An organisation that no longer has a part in a programme.
#[derive(InputObject)]
pub struct LeaveProgrammeInput {
    /// The programme.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The organisation, which owns it with others, runs it, pays for it or works with its owners; you must be an editor or
    /// admin of it. The first owner answers for the programme and stays.
    pub organisation_id: ID,
}

pub async fn create(work: &Work, input: CreateProgrammeInput) -> Result<programme::Model> {
    let owner = id::of::<organisation::Entity>(&input.owner_id, "ownerId")?;
    let owner = work.permit::<Begin, organisation::Entity>(owner).await?;
    let mut row = blank(work, owner.id, input.locale.0);
    let mut check = Check::default();
    let parts = content::read(
        work,
        &mut check,
        &mut row,
        input.content.unwrap_or_default(),
    )
    .await?;
    write_title(&mut check, &mut row, Some(input.title));
    check.finish()?;
    let mut ties = Ties::of(Some(owner.id));
    ties.add_networks(work, parts.networks.as_deref().unwrap_or_default())
        .await?;
    let circle = ties
        .circle(work, row.visibility, false)
        .await
        .map_err(Error::within_content)?;
    (row.audience_id, row.editors_id) = (circle.audience, circle.editors);
    let row = work
        .insert(row.into_active_model().reset_all(), &owner)
        .await?;
    // The viewer was loaded before the audience of these editors was named, so Erfa itself opens the new row.
    let system = work.as_system(CAPACITY);
    let programme = system.permit::<Edit, programme::Entity>(row.id).await?;
    content::write(work, &programme, parts.with_owner())
        .await
        .map_err(Error::within_content)?;
    settle(work, &programme).await
}

pub async fn update(work: &Work, input: UpdateProgrammeInput) -> Result<programme::Model> {
    let id = id::of::<programme::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, programme::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let mut check = Check::default();
    if let Some(locale) = check.kept("locale", input.locale) {
        row.locale = locale.0;
    }
    let content = check.kept("content", input.content).unwrap_or_default();
    let parts = content::read(work, &mut check, &mut row, content).await?;
    let title = check.kept("title", input.title);
    write_title(&mut check, &mut row, title);
    let is_published = check.kept("isPublished", input.is_published);
    check.finish()?;
    row.published_at = match is_published {
        Some(true) => row.published_at.or(Some(work.now())),
        Some(false) => None,
        None => row.published_at,
    };
    content::write(work, &permit, parts)
        .await
        .map_err(Error::within_content)?;
    let now = circle_now::<programme::Entity>(work, &row)
        .await
        .map_err(Error::within_content)?;
    let before = programme::Entity::circle(&permit);
    (row.audience_id, row.editors_id) = (now.audience, now.editors);
    let after = work
        .update(&permit, row.into_active_model().reset_all())
        .await?;
    settle_programmes(work, &[after.id], before, now).await?;
    Ok(after)
}

/// Takes an organisation out of a programme, whoever named it there.
pub async fn leave(work: &Work, input: LeaveProgrammeInput) -> Result<programme::Model> {
    let id = id::of::<programme::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Approach, programme::Entity>(id, input.version.0)
        .await?;
    leave_parties(work, &permit, &input.organisation_id, permit.owner_id).await?;
    let system = work.as_system(CAPACITY);
    let now = circle_now::<programme::Entity>(&system, &permit).await?;
    let change = programme::ActiveModel {
        audience_id: Set(now.audience),
        editors_id: Set(now.editors),
        ..Default::default()
    };
    let after = system.update(&permit, change).await?;
    let before = programme::Entity::circle(&permit);
    settle_programmes(work, &[after.id], before, now).await?;
    Ok(after)
}

/// Gives a new programme the circle that its networks and further owners make.
async fn settle(
    work: &Work,
    programme: &Permitted<Edit, programme::Entity>,
) -> Result<programme::Model> {
    let now: Circle = circle_now::<programme::Entity>(work, programme).await?;
    if now == programme::Entity::circle(programme) {
        return Ok((**programme).clone());
    }
    let change = programme::ActiveModel {
        audience_id: Set(now.audience),
        editors_id: Set(now.editors),
        ..Default::default()
    };
    work.update(programme, change).await
}

/// A programme of which only what needs no checking is filled in.
fn blank(work: &Work, owner: Uuid, locale: String) -> programme::Model {
    programme::Model {
        id: new_id(),
        locale,
        title: LocalizedText::default(),
        title_sort: String::new(),
        title_fold: String::new(),
        kind_text: None,
        status: Some(ProgrammeStatus::Planned),
        status_text: None,
        country_code: None,
        owner_id: Some(owner),
        parent_id: None,
        starts_on: None,
        starts_text: None,
        ends_on: None,
        ends_text: None,
        project_period_years: None,
        summary: None,
        budget: None,
        co_financing: None,
        co_financing_from: None,
        stated_participant_count: None,
        note: None,
        responsible_unit: None,
        content_owner_id: None,
        last_reviewed_on: None,
        review_due_on: None,
        visibility: Visibility::Public,
        published_at: None,
        audience_id: Uuid::nil(),
        editors_id: Uuid::nil(),
        source: None,
        source_updated_on: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    }
}
