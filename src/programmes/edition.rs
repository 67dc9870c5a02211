//! Editions of prizes: one a year. `edition_stage` says how they go on.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    nomination::{self, NominationStage},
    prize,
    prize_edition::{self, EditionStatus},
    prize_news,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, Condition, IntoActiveModel};

use super::{
    circle::CAPACITY,
    edition_stage::{check_first, check_standing, check_step, told},
    fields::{NAME, NOTE, check_days, given, set_text},
    policy::Edit,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, Date, DateTime, Kept, SafeInt, id},
};

/// The prize has an edition of that year already.
pub const YEAR_TAKEN: &str = "YEAR_TAKEN";
/// Only a finalist wins.
pub const NOT_A_FINALIST: &str = "NOT_A_FINALIST";
/// What an edition says of itself. What is left out stays; `null` empties.
#[derive(InputObject, Default)]
pub struct PrizeEditionContentInput {
    /// Where it stands: one step further at a time. A new edition is OPEN, or AWARDED where its year is over.
    pub status: Kept<EditionStatus>,
    /// How many candidates there are: 0 to 100,000.
    pub candidate_count: MaybeUndefined<i32>,
    /// How many finalists; not more than candidates.
    pub finalist_count: MaybeUndefined<i32>,
    /// The day of the decision: in the year of the edition or later; not in the future once it is DECIDED.
    pub decided_on: MaybeUndefined<Date>,
    /// Until when only the editors know who won, though it is decided; it is not AWARDED before.
    pub embargo_until: MaybeUndefined<DateTime>,
    /// When the prize is expected to be handed over, in words; at most 200 characters.
    pub award_expected_text: MaybeUndefined<String>,
    /// The earliest day that the words may mean.
    pub award_expected_from: MaybeUndefined<Date>,
    /// The latest day that the words may mean; not before the earliest.
    pub award_expected_to: MaybeUndefined<Date>,
    /// Who won, in words; at most 200 characters. It stands once it was told.
    pub winner_text: MaybeUndefined<String>,
    /// Who won, among the finalists of this edition. It stands once it was told.
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

pub async fn create(work: &Work, input: CreatePrizeEditionInput) -> Result<prize_edition::Model> {
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
        told_at: None,
        audience_id: prize.audience_id,
        editors_id: prize.editors_id,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let mut check = Check::default();
    check.within("year", Some(input.year), 1800, 2200);
    let content = input.content.unwrap_or_default();
    let status = check.kept("content.status", content.status.clone());
    check_first(work, &mut check, &row, status);
    row.status = status.unwrap_or(row.status);
    let news = read(work, &mut check, &mut row, content).await?;
    check_standing(work, &mut check, None, &row);
    check.finish()?;
    row.told_at = told(&row, work.now());
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

pub async fn update(work: &Work, input: UpdatePrizeEditionInput) -> Result<prize_edition::Model> {
    let id = id::of::<prize_edition::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, prize_edition::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let mut check = Check::default();
    if let Some(status) = check.kept("content.status", input.content.status.clone()) {
        check_step(&mut check, row.status, status);
        row.status = status;
    }
    let news = read(work, &mut check, &mut row, input.content).await?;
    check_standing(work, &mut check, Some(&permit), &row);
    check.finish()?;
    row.told_at = told(&row, work.now());
    if let Some(news) = news {
        work.clear_under::<prize_news::Entity, _, _>(&permit, Condition::all())
            .await?;
        work.insert_all(news, &permit).await?;
    }
    work.update(&permit, row.into_active_model().reset_all())
        .await
}

async fn read(
    work: &Work,
    check: &mut Check,
    row: &mut prize_edition::Model,
    content: PrizeEditionContentInput,
) -> Result<Option<Vec<prize_news::ActiveModel>>> {
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
            let found = found.filter(|found| found.edition_id == row.id);
            match found.map(|found| found.stage) {
                Some(NominationStage::Finalist) => {}
                Some(NominationStage::Candidate) => {
                    let message = "winnerId names a candidate; only a FINALIST wins, so choose it for the final first with updateNomination.";
                    check.refuse("content.winnerId", NOT_A_FINALIST, message);
                }
                None => {
                    let message = "winnerId names no nomination of this edition.";
                    check.refuse("content.winnerId", "UNKNOWN", message);
                }
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
