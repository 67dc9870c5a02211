//! Prizes that are given again and again.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{LocalizedText, Origin, Visibility, organisation, prize};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    circle::settle_prizes,
    fields::{NAME, TEXT, check_country, given, set_text, titled},
    policy::{Begin, Edit},
};
use crate::{
    networks::circle::{Shared, Ties, circle_now},
    platform::{
        access::Work,
        clock::new_id,
        error::{Error, Result},
        graphql::{Check, Kept, Locale, LocalizedTextInput, SafeInt, id, localized},
    },
};

/// What a prize says of itself. What is left out stays; `null` empties.
#[derive(InputObject, Default)]
pub struct PrizeContentInput {
    /// The country it belongs to, ISO 3166-1 alpha-2 such as `DK`.
    pub country: MaybeUndefined<String>,
    /// The year in which it was first given: 1800 to 2200.
    pub since_year: MaybeUndefined<i32>,
    /// How often it is given, in words; at most 200 characters.
    pub frequency_text: MaybeUndefined<String>,
    /// All languages of what it is for; at most 10,000 characters each.
    pub description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Who may see it once it is published.
    pub visibility: Kept<Visibility>,
    /// True to publish it; false makes it a draft of its editors.
    pub is_published: Kept<bool>,
}

/// A new prize.
#[derive(InputObject)]
pub struct CreatePrizeInput {
    /// The organisation that awards it; you must be an editor or admin of it.
    pub awarded_by_id: ID,
    /// Main language, in which the texts are written first.
    pub locale: Locale,
    /// Title in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// What it says of itself.
    pub content: Option<PrizeContentInput>,
}

/// A change of a prize. What is left out stays.
#[derive(InputObject)]
pub struct UpdatePrizeInput {
    /// The prize; you must be an editor of the organisation that awards it.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// All languages of the title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// What it says of itself.
    pub content: Kept<PrizeContentInput>,
}

pub async fn create(work: &Work, input: CreatePrizeInput) -> Result<prize::Model> {
    let owner = id::of::<organisation::Entity>(&input.awarded_by_id, "awardedById")?;
    let owner = work.permit::<Begin, organisation::Entity>(owner).await?;
    let mut row = prize::Model {
        id: new_id(),
        locale: input.locale.0,
        title: LocalizedText::default(),
        title_sort: String::new(),
        title_fold: String::new(),
        country_code: None,
        awarded_by_id: Some(owner.id),
        since_year: None,
        frequency_text: None,
        description: None,
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
    let mut check = Check::default();
    read(
        work,
        &mut check,
        &mut row,
        Some(input.title),
        input.content.unwrap_or_default(),
    )
    .await?;
    check.finish()?;
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

pub async fn update(work: &Work, input: UpdatePrizeInput) -> Result<prize::Model> {
    let id = id::of::<prize::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, prize::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let mut check = Check::default();
    let title = check.kept("title", input.title);
    let content = check.kept("content", input.content).unwrap_or_default();
    read(work, &mut check, &mut row, title, content).await?;
    check.finish()?;
    let (before, now) = (
        prize::Entity::circle(&permit),
        circle_now::<prize::Entity>(work, &row)
            .await
            .map_err(Error::within_content)?,
    );
    (row.audience_id, row.editors_id) = (now.audience, now.editors);
    let after = work
        .update(&permit, row.into_active_model().reset_all())
        .await?;
    settle_prizes(work, &[after.id], before, now).await?;
    Ok(after)
}

async fn read(
    work: &Work,
    check: &mut Check,
    row: &mut prize::Model,
    title: Option<Vec<LocalizedTextInput>>,
    content: PrizeContentInput,
) -> Result<()> {
    if let Some(country) = given(content.country) {
        let mut inner = Check::default();
        row.country_code = check_country(work, &mut inner, country).await?;
        check.take(inner.finish().map_err(Error::within_content))?;
    }
    let title = match title {
        Some(title) => localized(check, "title", title, NAME),
        None => row.title.clone(),
    };
    let titled = titled(check, title, &row.locale, row.country_code.as_deref());
    (row.title, row.title_sort, row.title_fold) = (titled.title, titled.sort, titled.fold);
    if let Some(year) = given(content.since_year) {
        row.since_year = check.within("content.sinceYear", year, 1800, 2200);
    }
    set_text(
        check,
        &mut row.frequency_text,
        "content.frequencyText",
        content.frequency_text,
        NAME,
    );
    if let Some(description) = given(content.description) {
        let description = description.filter(|texts| !texts.is_empty());
        row.description =
            description.map(|texts| localized(check, "content.description", texts, TEXT));
    }
    row.visibility = check
        .kept("content.visibility", content.visibility)
        .unwrap_or(row.visibility);
    row.published_at = match check.kept("content.isPublished", content.is_published) {
        Some(true) => row.published_at.or(Some(work.now())),
        Some(false) => None,
        None => row.published_at,
    };
    Ok(())
}
