//! Prizes, their editions, and who is proposed for them.
//!
//! 1. An edition goes from OPEN to AWARDED and never back; it takes nominations while it is OPEN.
//! 2. Who won is for the prize's editors until the edition is AWARDED, or DECIDED and its embargo over.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime as Instant, Utc};
use entity::{
    LocalizedText, Origin, Visibility, municipality,
    nomination::{self, NominationStage},
    organisation, prize,
    prize_edition::{self, EditionStatus},
    prize_news,
};
use sea_orm::{ActiveEnum, ActiveModelTrait, ActiveValue::Set, Condition, IntoActiveModel};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, settle_prizes},
    content::{NAME, NOTE, TEXT, check_country, check_days, given, set_text, titled},
    policy::{Approach, Begin, Edit},
};
use crate::{
    networks::circle::{Shared, Ties, circle_now},
    platform::{
        access::{Role, Viewer, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{
            Check, Date, DateTime, Kept, Locale, LocalizedTextInput, SafeInt, Url, id, localized,
        },
    },
};

/// An edition never goes back.
pub const WRONG_TRANSITION: &str = "WRONG_TRANSITION";
/// The prize has an edition of that year already.
pub const YEAR_TAKEN: &str = "YEAR_TAKEN";
/// The edition takes no nominations now.
pub const NOT_OPEN: &str = "NOT_OPEN";
/// The place is proposed already.
pub const ALREADY_NOMINATED: &str = "ALREADY_NOMINATED";

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

/// What an edition says of itself. What is left out stays; `null` empties.
#[derive(InputObject, Default)]
pub struct PrizeEditionContentInput {
    /// Where it stands; never back.
    pub status: Kept<EditionStatus>,
    /// How many candidates there are: 0 to 100,000.
    pub candidate_count: MaybeUndefined<i32>,
    /// How many finalists; not more than candidates.
    pub finalist_count: MaybeUndefined<i32>,
    /// The day of the decision.
    pub decided_on: MaybeUndefined<Date>,
    /// Until when only the editors know who won, though it is decided.
    pub embargo_until: MaybeUndefined<DateTime>,
    /// When the prize is expected to be handed over, in words; at most 200 characters.
    pub award_expected_text: MaybeUndefined<String>,
    /// The earliest day that the words may mean.
    pub award_expected_from: MaybeUndefined<Date>,
    /// The latest day that the words may mean; not before the earliest.
    pub award_expected_to: MaybeUndefined<Date>,
    /// Who won, in words; at most 200 characters.
    pub winner_text: MaybeUndefined<String>,
    /// Who won, among the nominations of this edition.
    pub winner_id: MaybeUndefined<ID>,
    /// What is new, in order; replaces what was there. At most 100 texts of 2,000 characters.
    pub news: Kept<Vec<String>>,
}

/// A new edition of a prize.
#[derive(InputObject)]
pub struct CreatePrizeEditionInput {
    /// The prize; you must be an editor of it.
    pub prize_id: ID,
    /// The year: 1800 to 2200, each once.
    pub year: i32,
    /// What it says of itself.
    pub content: Option<PrizeEditionContentInput>,
}

/// A change of an edition. What is left out stays.
#[derive(InputObject)]
pub struct UpdatePrizeEditionInput {
    /// The edition; you must be an editor of its prize.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What it says of itself.
    pub content: PrizeEditionContentInput,
}

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
    /// How far it has come.
    pub stage: NominationStage,
}

/// Who may know who won.
pub fn tells_winner(edition: &prize_edition::Model, viewer: &Viewer, now: Instant<Utc>) -> bool {
    let over = edition.embargo_until.is_none_or(|until| until <= now);
    match edition.status {
        EditionStatus::Awarded => true,
        EditionStatus::Decided if edition.embargo_until.is_some() && over => true,
        _ => viewer.within(edition.editors_id),
    }
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
    let circle = circle.circle(work, row.visibility, published).await?;
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
        circle_now::<prize::Entity>(work, &row).await?,
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
        row.country_code = check_country(work, check, country).await?;
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

pub async fn create_edition(
    work: &Work,
    input: CreatePrizeEditionInput,
) -> Result<prize_edition::Model> {
    let prize = id::of::<prize::Entity>(&input.prize_id, "prizeId")?;
    let prize = work.permit::<Edit, prize::Entity>(prize).await?;
    let mut row = prize_edition::Model {
        id: new_id(),
        prize_id: prize.id,
        year: input.year,
        status: EditionStatus::Open,
        candidate_count: None,
        finalist_count: None,
        decided_on: None,
        embargo_until: None,
        award_expected_text: None,
        award_expected_from: None,
        award_expected_to: None,
        winner_text: None,
        winner_id: None,
        audience_id: prize.audience_id,
        editors_id: prize.editors_id,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let mut check = Check::default();
    check.within("year", Some(input.year), 1800, 2200);
    let news = read_edition(
        work,
        &mut check,
        &mut row,
        input.content.unwrap_or_default(),
    )
    .await?;
    check.finish()?;
    let inserted = work
        .insert(row.into_active_model().reset_all(), &prize)
        .await;
    let row = match inserted {
        Err(error) if error.is_duplicate() => {
            let message = format!(
                "The prize has an edition of {} already; change that one.",
                input.year
            );
            return Err(Refusal::new(YEAR_TAKEN, message).at("year").into());
        }
        other => other?,
    };
    let system = work.as_system(CAPACITY);
    let permit = system.permit::<Edit, prize_edition::Entity>(row.id).await?;
    work.insert_all(news.unwrap_or_default(), &permit).await?;
    Ok(row)
}

pub async fn update_edition(
    work: &Work,
    input: UpdatePrizeEditionInput,
) -> Result<prize_edition::Model> {
    let id = id::of::<prize_edition::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, prize_edition::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let mut check = Check::default();
    let news = read_edition(work, &mut check, &mut row, input.content).await?;
    check.finish()?;
    if let Some(news) = news {
        work.clear_under::<prize_news::Entity, _, _>(&permit, Condition::all())
            .await?;
        work.insert_all(news, &permit).await?;
    }
    work.update(&permit, row.into_active_model().reset_all())
        .await
}

async fn read_edition(
    work: &Work,
    check: &mut Check,
    row: &mut prize_edition::Model,
    content: PrizeEditionContentInput,
) -> Result<Option<Vec<prize_news::ActiveModel>>> {
    if let Some(status) = check.kept("content.status", content.status) {
        if status < row.status {
            let (from, to) = (row.status.to_value(), status.to_value());
            let message = format!("An edition that is {from} does not go back to {to}.");
            check.refuse("content.status", WRONG_TRANSITION, message);
        }
        row.status = status;
    }
    if let Some(count) = given(content.candidate_count) {
        row.candidate_count = check.within("content.candidateCount", count, 0, 100_000);
    }
    if let Some(count) = given(content.finalist_count) {
        row.finalist_count = check.within("content.finalistCount", count, 0, 100_000);
    }
    if let (Some(all), Some(last)) = (row.candidate_count, row.finalist_count)
        && last > all
    {
        let message =
            format!("finalistCount is {last}, candidateCount {all}; it must not be more.");
        check.refuse("content.finalistCount", "REVERSED", message);
    }
    if let Some(day) = given(content.decided_on) {
        row.decided_on = day.map(|day| day.0);
    }
    if let Some(at) = given(content.embargo_until) {
        row.embargo_until = at.map(|at| at.0);
    }
    set_text(
        check,
        &mut row.award_expected_text,
        "content.awardExpectedText",
        content.award_expected_text,
        NAME,
    );
    if let Some(day) = given(content.award_expected_from) {
        row.award_expected_from = day.map(|day| day.0);
    }
    if let Some(day) = given(content.award_expected_to) {
        row.award_expected_to = day.map(|day| day.0);
    }
    let names = ["content.awardExpectedFrom", "content.awardExpectedTo"];
    check_days(check, row.award_expected_from, row.award_expected_to, names);
    set_text(
        check,
        &mut row.winner_text,
        "content.winnerText",
        content.winner_text,
        NAME,
    );
    if let Some(winner) = given(content.winner_id) {
        let winner = id::optional::<nomination::Entity>(&winner, "content.winnerId");
        row.winner_id = check.take(winner)?.flatten();
        if let Some(winner) = row.winner_id {
            let found = match work.visible::<nomination::Entity>(winner).await {
                Ok(found) => Some(found),
                Err(Error::NotFound) => None,
                Err(other) => return Err(other),
            };
            if found.is_none_or(|found| found.edition_id != row.id) {
                let message = "winnerId names no nomination of this edition.";
                check.refuse("content.winnerId", "UNKNOWN", message);
            }
        }
    }
    let Some(news) = check.kept("content.news", content.news) else {
        return Ok(None);
    };
    if news.len() > 100 {
        let message = format!("news has {} members; at most 100 fit.", news.len());
        check.refuse("content.news", "TOO_MANY", message);
    }
    let one = |(place, text): (usize, String)| prize_news::ActiveModel {
        id: Set(new_id()),
        position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
        text: Set(check.text(&format!("content.news.{place}"), text, NOTE)),
        ..Default::default()
    };
    Ok(Some(
        news.into_iter().take(100).enumerate().map(one).collect(),
    ))
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

pub async fn update_nomination(
    work: &Work,
    input: UpdateNominationInput,
) -> Result<nomination::Model> {
    let id = id::of::<nomination::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, nomination::Entity>(id, input.version.0)
        .await?;
    let change = nomination::ActiveModel {
        stage: Set(input.stage),
        ..Default::default()
    };
    work.update(&permit, change).await
}
