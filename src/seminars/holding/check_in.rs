//! Letting people in by a code.

use async_graphql::{ID, InputObject};
use chrono::TimeDelta;
use entity::{
    check_in_attempt,
    registration::{self, Column, RegistrationStatus},
    seminar,
    seminar::SeminarState,
};
use qrcode::{QrCode, render::svg};
use rand::RngExt;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use crate::{
    platform::{
        access::{Permitted, Work},
        error::{Error, Refusal, Result},
        graphql::{SafeInt, id},
    },
    seminars::{
        cancellation::seminar_of,
        certificates,
        policy::{ArrangeSeminar, ManageRegistration},
        seats::{self, Moved},
        stage::{NOT_STARTED, WRONG_STATE, must_be, name},
    },
};

pub const WRONG_CODE: &str = "WRONG_CODE";
pub const TOO_MANY_WRONG_CODES: &str = "TOO_MANY_WRONG_CODES";

/// Letters and digits that cannot be taken for one another.
pub const SIGNS: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTVWXZ";
const LENGTH: usize = 8;
/// So many wrong codes of one person in so long a time are too many.
const WRONG: i32 = 10;
const WHILE: TimeDelta = TimeDelta::minutes(10);
/// How long before the start the doors open.
const DOORS: TimeDelta = TimeDelta::hours(2);

/// Lets somebody in by the code of their registration.
#[derive(InputObject)]
pub struct CheckInInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The code; capital or small letters, with or without spaces and hyphens.
    pub code: String,
}

/// Says whether somebody was there.
#[derive(InputObject)]
pub struct MarkAttendanceInput {
    /// Which registration; you must be an organiser of its seminar.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Whether the person was there.
    pub attended: bool,
}

/// A code for a new registration.
pub fn new_code() -> String {
    let mut dice = rand::rng();
    let sign = |_| char::from(SIGNS[dice.random_range(0..SIGNS.len())]);
    (0..LENGTH).map(sign).collect()
}

/// The code as people may type it, as it is kept.
pub fn tidy(code: &str) -> String {
    let signs = code.chars().filter(|sign| sign.is_ascii_alphanumeric());
    signs
        .map(|sign| sign.to_ascii_uppercase())
        .take(32)
        .collect()
}

/// The code as a picture for a scanner: SVG.
pub fn qr(code: &str) -> Result<String> {
    let picture = QrCode::new(code.as_bytes()).map_err(Error::internal)?;
    Ok(picture
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build())
}

/// Whether the wrong code was counted is told by the refusal: it is kept though nobody was let in.
pub enum Entered {
    In(Box<registration::Model>),
    Refused(Refusal),
}

pub async fn check_in(work: &Work, input: CheckInInput) -> Result<Entered> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = work.permit::<ArrangeSeminar, seminar::Entity>(id).await?;
    must_be(
        &seminar,
        &[
            SeminarState::Scheduled,
            SeminarState::Open,
            SeminarState::Held,
        ],
        "checked in to",
    )?;
    if seminar.sort_at - DOORS > work.now() {
        let message = "The doors open two hours before the start.";
        return Err(Refusal::new(NOT_STARTED, message).at("id").into());
    }
    if let Some(refusal) = bars(work, &seminar).await? {
        return Ok(Entered::Refused(refusal));
    }
    let holder = work
        .select_under::<registration::Entity, _, _>(&seminar)
        .filter(Column::CheckInCode.eq(tidy(&input.code)))
        .filter(Column::Status.is_in([
            RegistrationStatus::Confirmed,
            RegistrationStatus::Attended,
            RegistrationStatus::NoShow,
        ]));
    let Some(row) = work.one(holder).await? else {
        count_wrong(work, &seminar).await?;
        let message = "Nobody who has a seat here has that code; look at it again, or mark the person by name.";
        return Ok(Entered::Refused(
            Refusal::new(WRONG_CODE, message).at("code"),
        ));
    };
    if row.status == RegistrationStatus::Attended {
        return Ok(Entered::In(Box::new(row)));
    }
    let change = registration::ActiveModel {
        status: Set(RegistrationStatus::Attended),
        attended_at: Set(Some(work.now())),
        ..Default::default()
    };
    let row = work
        .update_under::<registration::Entity, _, _>(&seminar, &row, change)
        .await?;
    Ok(Entered::In(Box::new(row)))
}

type Arranged = Permitted<ArrangeSeminar, seminar::Entity>;

async fn attempts(work: &Work, seminar: &Arranged) -> Result<Option<check_in_attempt::Model>> {
    let person = work.viewer().person()?;
    let own = work
        .select_under::<check_in_attempt::Entity, _, _>(seminar)
        .filter(check_in_attempt::Column::PersonId.eq(person));
    work.one(own).await
}

/// Why the viewer may enter no code for now.
async fn bars(work: &Work, seminar: &Arranged) -> Result<Option<Refusal>> {
    let Some(own) = attempts(work, seminar).await? else {
        return Ok(None);
    };
    let until = own.since + WHILE;
    if own.wrong < WRONG || until <= work.now() {
        return Ok(None);
    }
    let message = format!(
        "{} wrong codes were entered here; try again at {}, or mark people by name.",
        own.wrong,
        until.to_rfc3339()
    );
    Ok(Some(Refusal::new(TOO_MANY_WRONG_CODES, message).at("code")))
}

async fn count_wrong(work: &Work, seminar: &Arranged) -> Result<()> {
    use check_in_attempt::Column::PersonId;
    let person = work.viewer().person()?;
    let before = attempts(work, seminar).await?;
    let fresh = before.filter(|own| own.since + WHILE > work.now());
    let row = check_in_attempt::ActiveModel {
        person_id: Set(person),
        wrong: Set(fresh.as_ref().map_or(1, |own| own.wrong + 1)),
        since: Set(fresh.map_or(work.now(), |own| own.since)),
        ..Default::default()
    };
    let own = Condition::all().add(PersonId.eq(person));
    work.clear_under::<check_in_attempt::Entity, _, _>(seminar, own)
        .await?;
    work.insert_all(vec![row], seminar).await
}

pub async fn mark(work: &Work, input: MarkAttendanceInput) -> Result<registration::Model> {
    use RegistrationStatus::{Attended, Confirmed, NoShow};
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit_version::<ManageRegistration, registration::Entity>(id, input.version.0)
        .await?;
    if !matches!(row.status, Attended | Confirmed | NoShow) {
        let message = format!(
            "Only somebody who has a seat can have been there; this registration is {}.",
            name(&row.status)
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    if seminar.sort_at - DOORS > work.now() {
        let message = "The doors open two hours before the start.";
        return Err(Refusal::new(NOT_STARTED, message).at("id").into());
    }
    let change = registration::ActiveModel {
        status: Set(if input.attended { Attended } else { NoShow }),
        attended_at: Set(input
            .attended
            .then(|| row.attended_at.unwrap_or(work.now()))),
        ..Default::default()
    };
    let row = work.update(&row, change).await?;
    if !input.attended {
        certificates::withdraw(work, &seminar, row.id).await?;
    }
    seats::count(work, &seminar, Moved::TOLD).await?;
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_eight_signs_that_cannot_be_taken_for_one_another() {
        for _ in 0..200 {
            let code = new_code();
            assert_eq!(code.len(), 8);
            assert!(
                !code.contains(['0', 'O', '1', 'I', 'L', 'U', 'Y']),
                "{code}"
            );
            assert_eq!(tidy(&code.to_lowercase()), code);
        }
        assert_eq!(tidy(" ab-2 3 "), "AB23");
    }

    #[test]
    fn a_code_is_drawn_as_svg() {
        let picture = qr("ABCD2345").unwrap();
        assert!(picture.contains("<svg"), "{picture}");
    }
}
