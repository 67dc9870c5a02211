//! Ideas for platforms and joint efforts that an organisation is looking into.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{LocalizedText, Origin, Visibility, initiative, organisation};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    fields::{NAME, NOTE, TEXT, given, set_text, titled},
    policy::{Begin, Edit},
};
use crate::{
    networks::circle::{Ties, circle_now},
    platform::{
        access::Work,
        clock::new_id,
        error::{Error, Result},
        graphql::{Check, Kept, Locale, LocalizedTextInput, SafeInt, id, localized},
    },
};

/// What an initiative says of itself. What is left out stays; `null` empties.
#[derive(InputObject, Default)]
pub struct InitiativeContentInput {
    /// Where it stands, in words; at most 2,000 characters.
    pub status_text: MaybeUndefined<String>,
    /// All languages of what it is about; at most 10,000 characters each.
    pub summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Who may see it once it is published.
    pub visibility: Kept<Visibility>,
    /// True to publish it; false makes it a draft of its editors.
    pub is_published: Kept<bool>,
}

/// A new initiative.
#[derive(InputObject)]
pub struct CreateInitiativeInput {
    /// The organisation that looks into it; you must be an editor or admin of it.
    pub owner_id: ID,
    /// Main language, in which the texts are written first.
    pub locale: Locale,
    /// Title in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// What it says of itself.
    pub content: Option<InitiativeContentInput>,
}

/// A change of an initiative. What is left out stays.
#[derive(InputObject)]
pub struct UpdateInitiativeInput {
    /// The initiative; you must be an editor of its owner.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// All languages of the title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// What it says of itself.
    pub content: Kept<InitiativeContentInput>,
}

pub async fn create(work: &Work, input: CreateInitiativeInput) -> Result<initiative::Model> {
    let owner = id::of::<organisation::Entity>(&input.owner_id, "ownerId")?;
    let owner = work.permit::<Begin, organisation::Entity>(owner).await?;
    let mut row = initiative::Model {
        id: new_id(),
        locale: input.locale.0,
        title: LocalizedText::default(),
        title_sort: String::new(),
        title_fold: String::new(),
        owner_id: Some(owner.id),
        status_text: None,
        summary: None,
        visibility: Visibility::Public,
        published_at: None,
        audience_id: Uuid::nil(),
        editors_id: Uuid::nil(),
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    read(
        work,
        Check::default(),
        &mut row,
        Some(input.title),
        input.content.unwrap_or_default(),
    )?;
    let published = row.published_at.is_some();
    let circle = Ties::of(Some(owner.id));
    let circle = circle
        .circle(work, row.visibility, published)
        .await
        .map_err(Error::within_content)?;
    (row.audience_id, row.editors_id) = (circle.audience, circle.editors);
    work.insert(row.into_active_model().reset_all(), &owner)
        .await
}

pub async fn update(work: &Work, input: UpdateInitiativeInput) -> Result<initiative::Model> {
    let id = id::of::<initiative::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, initiative::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let mut check = Check::default();
    let title = check.kept("title", input.title);
    let content = check.kept("content", input.content).unwrap_or_default();
    read(work, check, &mut row, title, content)?;
    let now = circle_now::<initiative::Entity>(work, &row)
        .await
        .map_err(Error::within_content)?;
    (row.audience_id, row.editors_id) = (now.audience, now.editors);
    work.update(&permit, row.into_active_model().reset_all())
        .await
}

fn read(
    work: &Work,
    mut check: Check,
    row: &mut initiative::Model,
    title: Option<Vec<LocalizedTextInput>>,
    content: InitiativeContentInput,
) -> Result<()> {
    let title = match title {
        Some(title) => localized(&mut check, "title", title, NAME),
        None => row.title.clone(),
    };
    let titled = titled(&mut check, title, &row.locale, None);
    (row.title, row.title_sort, row.title_fold) = (titled.title, titled.sort, titled.fold);
    set_text(
        &mut check,
        &mut row.status_text,
        "content.statusText",
        content.status_text,
        NOTE,
    );
    if let Some(summary) = given(content.summary) {
        let summary = summary.filter(|texts| !texts.is_empty());
        row.summary = summary.map(|texts| localized(&mut check, "content.summary", texts, TEXT));
    }
    row.visibility = check
        .kept("content.visibility", content.visibility)
        .unwrap_or(row.visibility);
    row.published_at = match check.kept("content.isPublished", content.is_published) {
        Some(true) => row.published_at.or(Some(work.now())),
        Some(false) => None,
        None => row.published_at,
    };
    check.finish()
}
