//! What participants thought of a seminar.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    seminar,
    seminar::SeminarState,
    seminar_feedback,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::{Refusal, Result},
        graphql::{Check, id},
    },
    seminars::{
        cancellation::seminar_of,
        content::MESSAGE,
        policy::ConsentToList,
        seats::{self, Moved},
        stage::WRONG_STATE,
    },
};

pub const FEEDBACK_CLOSED: &str = "FEEDBACK_CLOSED";

/// Fewer answers than this are shown to nobody.
pub const FEWEST: usize = 5;
/// How long after the end it is asked for.
const OPEN: TimeDelta = TimeDelta::days(14);

/// Says what a participant thought.
#[derive(InputObject)]
pub struct GiveSeminarFeedbackInput {
    /// Which registration; only your own.
    pub registration_id: ID,
    /// From 1, poor, to 5, very good.
    pub rating: i32,
    /// In words; at most 2,000 characters. Organisers read it without your name.
    pub comment: Option<String>,
}

/// Whether participants can say what they thought.
pub fn is_open(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    use SeminarState::{Held, Open, Reported, Scheduled};
    let ended = seminar.ends_at.or(seminar.starts_at);
    matches!(seminar.state, Scheduled | Open | Held | Reported)
        && ended.is_some_and(|at| at <= now && now < at + OPEN)
}

pub async fn give(work: &Work, input: GiveSeminarFeedbackInput) -> Result<seminar::Model> {
    let id = id::of::<registration::Entity>(&input.registration_id, "registrationId")?;
    let mut check = Check::default();
    check.within("rating", Some(input.rating), 1, 5);
    let comment = check.optional("comment", input.comment, MESSAGE);
    check.finish()?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit::<ConsentToList, registration::Entity>(id)
        .await?;
    if !matches!(
        row.status,
        RegistrationStatus::Confirmed | RegistrationStatus::Attended
    ) {
        let message = "Only participants are asked what they thought.";
        return Err(Refusal::new(WRONG_STATE, message)
            .at("registrationId")
            .into());
    }
    if !is_open(&seminar, work.now()) {
        let message = "What you thought is asked from the end of the seminar until 14 days later.";
        return Err(Refusal::new(FEEDBACK_CLOSED, message)
            .at("registrationId")
            .into());
    }
    let before = Condition::all().add(seminar_feedback::Column::RegistrationId.eq(row.id));
    work.clear_under::<seminar_feedback::Entity, _, _>(&seminar, before)
        .await?;
    let feedback = seminar_feedback::ActiveModel {
        id: Set(new_id()),
        registration_id: Set(row.id),
        rating: Set(input.rating),
        comment: Set(comment),
        given_on: Set(work.today()),
        ..Default::default()
    };
    work.insert_all(vec![feedback], &seminar).await?;
    seats::count(work, &seminar, Moved::TOLD).await
}

/// What all of them thought together.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub count: i32,
    pub mean: f64,
    /// How many gave 1, 2, 3, 4 and 5.
    pub ratings: [i32; 5],
    /// Sorted by their text, so that nobody can tell who wrote first.
    pub comments: Vec<String>,
}

/// None below the number at which nobody can tell who said what.
pub fn summary(rows: &[seminar_feedback::Model]) -> Option<Summary> {
    if rows.len() < FEWEST {
        return None;
    }
    let mut ratings = [0; 5];
    for row in rows {
        if let Some(number) = usize::try_from(row.rating - 1)
            .ok()
            .and_then(|at| ratings.get_mut(at))
        {
            *number += 1;
        }
    }
    let total: i32 = rows.iter().map(|row| row.rating).sum();
    let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let mut comments: Vec<String> = rows.iter().filter_map(|row| row.comment.clone()).collect();
    comments.sort();
    Some(Summary {
        count,
        mean: f64::from(total) / f64::from(count),
        ratings,
        comments,
    })
}
