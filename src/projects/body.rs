//! Bodies that steer a project: the organisation holds the seat, people succeed each other in it.
//!
//! 1. One seat of a body is the chair's; the database sees to it.
//! 2. Nobody holds a seat beside another: checked under the project's lock, and the database lets one at most hold it still.
//! 3. One person may hold several seats.

use async_graphql::{ID, InputObject};
use entity::{body_seat, governing_body, project, seat_term};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use super::{
    content::named,
    parts::{
        Edited, NAME, NOTE, all, edit, next, optional_part, part_id, put, remove, touch, unknown,
    },
    role::somebody,
    succession::overlap,
};
use crate::platform::{
    access::Work,
    error::{Error, Refusal, Result},
    graphql::{Check, Date, SafeInt},
};

/// The body has a chair already.
pub const CHAIR_TAKEN: &str = "CHAIR_TAKEN";
/// Somebody else holds the seat at that time.
pub const SEAT_HELD: &str = "SEAT_HELD";

/// A body that steers or advises a project.
#[derive(InputObject)]
pub struct WriteGoverningBodyInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The body that is to be written anew; left out: a further one.
    pub body_id: Option<ID>,
    /// What it is called; at most 200 characters.
    pub name: String,
}

/// Which body is to go, with its seats.
#[derive(InputObject)]
pub struct RemoveGoverningBodyInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The body.
    pub body_id: ID,
}

/// A seat of an organisation in a body. What is left out is empty.
#[derive(InputObject)]
pub struct WriteSeatInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The body.
    pub body_id: ID,
    /// The seat that is to be written anew; left out: a further one.
    pub seat_id: Option<ID>,
    /// The organisation that holds it, where Erfa knows it.
    pub organisation_id: Option<ID>,
    /// What the organisation is called, where Erfa does not know it; at most 200 characters.
    pub name: Option<String>,
    /// Whoever holds it chairs the body; one seat of a body at most.
    #[graphql(default)]
    pub is_chair: bool,
    /// The day from which the seat is there. Left out: today for a further one, and as before for one that is written anew.
    pub starts_on: Option<Date>,
}

/// Which seat is to go, with those who held it.
#[derive(InputObject)]
pub struct RemoveSeatInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The seat.
    pub seat_id: ID,
}

/// Somebody holds a seat. What is left out is empty.
#[derive(InputObject)]
pub struct WriteSeatTermInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The seat.
    pub seat_id: ID,
    /// The term that is to be written anew; left out: a further one, after all others.
    pub seat_term_id: Option<ID>,
    /// The person, where Erfa knows them.
    pub person_id: Option<ID>,
    /// The person by name or by role, where Erfa does not know them; at most 200 characters.
    pub name: Option<String>,
    /// The first day, where known.
    pub starts_on: Option<Date>,
    /// The first day on which they no longer hold it, where known.
    pub ends_on: Option<Date>,
    /// True where they no longer hold it and nobody knows since when.
    #[graphql(default)]
    pub is_over: bool,
    /// A remark; at most 2,000 characters.
    pub note: Option<String>,
}

/// Which term is to go.
#[derive(InputObject)]
pub struct RemoveSeatTermInput {
    /// The project; you must be one of its editors.
    pub project_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The term.
    pub seat_term_id: ID,
}

pub async fn write_body(work: &Work, input: WriteGoverningBodyInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let body = optional_part("GoverningBody", &input.body_id, "bodyId");
    let body = check.take(body)?.flatten();
    let name = check.text("name", input.name, NAME);
    check.finish()?;
    let there = all::<governing_body::Entity, _>(work, &project).await?;
    let row = governing_body::ActiveModel {
        name: Set(name),
        position: match body {
            Some(_) => NotSet,
            None => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    put(
        work,
        &project,
        governing_body::Column::Id,
        body,
        row,
        "bodyId",
    )
    .await?;
    touch(work, &project).await
}

pub async fn remove_body(work: &Work, input: RemoveGoverningBodyInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("GoverningBody", &input.body_id, "bodyId")?;
    remove::<governing_body::Entity, _>(work, &project, governing_body::Column::Id, id, "bodyId")
        .await?;
    touch(work, &project).await
}

pub async fn write_seat(work: &Work, input: WriteSeatInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let body = check.take(part_id("GoverningBody", &input.body_id, "bodyId"))?;
    let seat = optional_part("Seat", &input.seat_id, "seatId");
    let seat = check.take(seat)?.flatten();
    let (organisation, name) = named(&mut check, "", &input.organisation_id, input.name)?;
    if let Some(id) = organisation {
        check
            .known::<entity::organisation::Entity>(work, "organisationId", &[id])
            .await?;
    }
    check.finish()?;
    let body = body.unwrap_or_default();
    let bodies = all::<governing_body::Entity, _>(work, &project).await?;
    if bodies.iter().all(|one| one.id != body) {
        return Err(unknown("bodyId").into());
    }
    let there = all::<body_seat::Entity, _>(work, &project).await?;
    let row = body_seat::ActiveModel {
        body_id: Set(body),
        organisation_id: Set(organisation),
        organisation_text: Set(name),
        is_chair: Set(input.is_chair),
        starts_on: match (input.starts_on, seat) {
            (Some(day), _) => Set(Some(day.0)),
            (None, Some(_)) => NotSet,
            (None, None) => Set(Some(work.today())),
        },
        position: match seat {
            Some(_) => NotSet,
            None => Set(next(there.iter().map(|one| one.position))),
        },
        ..Default::default()
    };
    put(work, &project, body_seat::Column::Id, seat, row, "seatId")
        .await
        .map_err(chair_taken)?;
    touch(work, &project).await
}

fn chair_taken(error: Error) -> Error {
    if !error.is_duplicate() {
        return error;
    }
    let message = "Another seat is the chair of that body; take the chair from it first.";
    Refusal::new(CHAIR_TAKEN, message).at("isChair").into()
}

pub async fn remove_seat(work: &Work, input: RemoveSeatInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("Seat", &input.seat_id, "seatId")?;
    remove::<body_seat::Entity, _>(work, &project, body_seat::Column::Id, id, "seatId").await?;
    touch(work, &project).await
}

pub async fn write_term(work: &Work, input: WriteSeatTermInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let mut check = Check::default();
    let seat = check.take(part_id("Seat", &input.seat_id, "seatId"))?;
    let term = optional_part("SeatTerm", &input.seat_term_id, "seatTermId");
    let term = check.take(term)?.flatten();
    let (person, name) = somebody(work, &mut check, &input.person_id, input.name).await?;
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    check.order(starts, ends, ["startsOn", "endsOn"]);
    let note = check.optional("note", input.note, NOTE);
    check.finish()?;
    let seat = seat.unwrap_or_default();
    let seats = all::<body_seat::Entity, _>(work, &project).await?;
    if seats.iter().all(|one| one.id != seat) {
        return Err(unknown("seatId").into());
    }
    let mut held = all::<seat_term::Entity, _>(work, &project).await?;
    held.retain(|one| one.seat_id == seat);
    held.sort_by_key(|one| one.number);
    let number = match term {
        Some(id) => held.iter().find(|one| one.id == id).map(|one| one.number),
        None => Some(next(held.iter().map(|one| one.number))),
    };
    let number = number.ok_or_else(|| unknown("seatTermId"))?;
    let row = seat_term::Model {
        id: term.unwrap_or_default(),
        project_id: project.id,
        seat_id: seat,
        number,
        person_id: person,
        name_text: name,
        starts_on: starts,
        ends_on: ends,
        is_over: input.is_over || ends.is_some(),
        note,
    };
    check_alone(&held, &row)?;
    let change = seat_term::ActiveModel {
        seat_id: Set(row.seat_id),
        number: Set(row.number),
        person_id: Set(row.person_id),
        name_text: Set(row.name_text),
        starts_on: Set(row.starts_on),
        ends_on: Set(row.ends_on),
        is_over: Set(row.is_over),
        note: Set(row.note),
        ..Default::default()
    };
    put(
        work,
        &project,
        seat_term::Column::Id,
        term,
        change,
        "seatTermId",
    )
    .await
    .map_err(|error| match error.is_duplicate() {
        true => seat_held("Somebody holds that seat still").into(),
        false => error,
    })?;
    touch(work, &project).await
}

fn seat_held(what: &str) -> Refusal {
    let message = format!(
        "{what}; a seat is held by one at a time, so end that term no later than the next one begins."
    );
    Refusal::new(SEAT_HELD, message).at("startsOn")
}

/// Nobody else holds the seat within the days of this term.
fn check_alone(held: &[seat_term::Model], row: &seat_term::Model) -> Result<()> {
    let mut terms: Vec<seat_term::Model> = held
        .iter()
        .filter(|one| one.number != row.number)
        .cloned()
        .collect();
    terms.push(row.clone());
    terms.sort_by_key(|one| one.number);
    let Some((first, second)) = overlap(&terms) else {
        return Ok(());
    };
    let other = if terms[first].number == row.number {
        &terms[second]
    } else {
        &terms[first]
    };
    let since = |day: Option<chrono::NaiveDate>, word: &str| {
        day.map(|day| format!(" {word} {day}")).unwrap_or_default()
    };
    let what = format!(
        "Another holds that seat{}{}",
        since(other.starts_on, "from"),
        since(other.ends_on, "until")
    );
    Err(seat_held(&what).into())
}

pub async fn remove_term(work: &Work, input: RemoveSeatTermInput) -> Result<project::Model> {
    let project = edit(work, &input.project_id, input.version).await?;
    let id = part_id("SeatTerm", &input.seat_term_id, "seatTermId")?;
    remove_one(work, &project, id).await?;
    touch(work, &project).await
}

async fn remove_one(work: &Work, project: &Edited, id: Uuid) -> Result<()> {
    remove::<seat_term::Entity, _>(work, project, seat_term::Column::Id, id, "seatTermId").await
}
