//! Registering for a whole series: a seat in every occurrence that is ahead, by the way in which every seat is given.

use chrono::{DateTime, Utc};
use entity::{
    organisation, person, seminar,
    seminar_series::{self, SeriesRegistrationMode},
    series_registration,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::CAPACITY;
use crate::{
    people::present,
    platform::{
        access::{Allows, Permitted, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, id},
    },
    seminars::{
        cancellation::{may_cancel, withdraw},
        entrance::Entrance,
        graphql::{CancelSeriesRegistrationInput, RegisterForSeminarSeriesInput},
        policy::{ArrangeSeries, JoinSeries, MakeOccurrences, TakeSeat},
        registration::{
            CONSENT_NEEDED, Entrant, Known, SEMINAR_NOT_OPEN, Stands, enter, is_ahead, is_open,
            let_in, standing,
        },
        seats::Seats,
    },
};

pub const SERIES_REGISTRATION: &str = "SERIES_REGISTRATION";
pub const OCCURRENCE_REGISTRATION: &str = "OCCURRENCE_REGISTRATION";
pub const NOT_REGISTERED: &str = "NOT_REGISTERED";

type Joined = Permitted<JoinSeries, seminar_series::Entity>;

/// Registers a person in every occurrence that is ahead. Doing it again changes nothing.
pub async fn register(
    work: &Work,
    input: RegisterForSeminarSeriesInput,
) -> Result<seminar_series::Model> {
    let own = work.viewer().person()?;
    let mut check = Check::default();
    let series = check.take(id::of::<seminar_series::Entity>(
        &input.series_id,
        "seriesId",
    ))?;
    let person = check.take(id::optional::<person::Entity>(&input.person_id, "personId"))?;
    let person = person.flatten().unwrap_or(own);
    let organisation =
        id::optional::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?.flatten();
    if input.is_listed && person != own {
        let message =
            "Only the person can agree to stand on the list of participants; leave isListed out.";
        check.refuse("isListed", CONSENT_NEEDED, message);
    }
    check.finish()?;
    if person != own {
        present(&work.visible::<person::Entity>(person).await?, "personId")?;
    }
    let known = Known::of(work, person).await?;
    let series = work
        .permit::<JoinSeries, seminar_series::Entity>(series.ok_or(Error::NotFound)?)
        .await?;
    let organiser = Allows::<ArrangeSeries>::allows(&*series, work.viewer());
    let known = known.acting(work, person, organiser)?;
    if live(work, &series, person).await?.is_some() {
        return Ok((*series).clone());
    }
    may_join(&series)?;
    let entrant = Entrant {
        person,
        stands: known.stands_for(organisation)?,
        seat: input.seat,
        is_listed: input.is_listed,
        is_approved: organiser,
    };
    let ahead = ahead(work, &series, |row, now| {
        is_open(row, now) || organiser && is_ahead(row, now)
    });
    let ahead = ahead.await?;
    if ahead.is_empty() {
        let message = "No occurrence of the series is open for registration at this moment.";
        return Err(Refusal::new(SEMINAR_NOT_OPEN, message)
            .at("seriesId")
            .into());
    }
    for seminar in &ahead {
        seat(work, seminar, entrant.clone()).await?;
    }
    let row = series_registration::ActiveModel {
        id: Set(new_id()),
        person_id: Set(person),
        organisation_id: Set(entrant.stands.organisation),
        organisation_name: Set(entrant.stands.organisation_name),
        title: Set(entrant.stands.title),
        seat: Set(entrant.seat),
        is_listed: Set(entrant.is_listed),
        is_approved: Set(entrant.is_approved),
        joined_at: Set(work.moment()),
        cancelled_at: Set(None),
        ..Default::default()
    };
    work.insert_all(vec![row], &series).await?;
    work.update(&series, joined(&series)).await
}

/// A change that tells of those who joined or left; organisers who write the series meanwhile are not disturbed.
fn joined(series: &seminar_series::Model) -> seminar_series::ActiveModel {
    seminar_series::ActiveModel {
        edition: Set(series.edition),
        ..Default::default()
    }
}

fn may_join(series: &seminar_series::Model) -> Result<()> {
    let refuse = |code, message| Err(Refusal::new(code, message).at("seriesId").into());
    if series.cancelled_at.is_some() {
        return refuse(SEMINAR_NOT_OPEN, "The series is cancelled.");
    }
    if series.published_at.is_none() {
        return refuse(SEMINAR_NOT_OPEN, "The series is not published yet.");
    }
    match series.registration {
        SeriesRegistrationMode::Series => Ok(()),
        SeriesRegistrationMode::Occurrence => refuse(
            OCCURRENCE_REGISTRATION,
            "People register for each occurrence of this series by itself, with registerForSeminar.",
        ),
    }
}

/// Refuses to register for one occurrence of a series for which people register as a whole, but to those who have: they may come after all.
pub async fn may_register(work: &Work, row: &seminar::Model, person: Uuid) -> Result<()> {
    let Some(series) = row.series_id else {
        return Ok(());
    };
    let system = work.as_system(CAPACITY);
    // Not locked: seminars are locked after their series, and what is asked here is fixed, or the person's own.
    let series = system.visible::<seminar_series::Entity>(series).await?;
    if series.registration == SeriesRegistrationMode::Occurrence {
        return Ok(());
    }
    let all = system.permit_platform::<MakeOccurrences>()?;
    let own = system
        .select_under::<series_registration::Entity, _, _>(&all)
        .filter(series_registration::Column::SeriesId.eq(series.id))
        .filter(series_registration::Column::PersonId.eq(person))
        .filter(series_registration::Column::CancelledAt.is_null());
    match system.one(own).await? {
        Some(_) => Ok(()),
        None => {
            let message =
                "People register for this series as a whole, with registerForSeminarSeries.";
            Err(Refusal::new(SERIES_REGISTRATION, message)
                .at("seminarId")
                .into())
        }
    }
}

/// The seat of one person in one occurrence, unless they stand there already.
async fn seat(work: &Work, seminar: &Seats, entrant: Entrant) -> Result<()> {
    let entrance = Entrance::of(work, seminar, entrant.person).await?;
    if entrance.standing.is_some() {
        return Ok(());
    }
    let (_, admitted) = enter(work, seminar, entrant, &entrance).await?;
    let_in(work, seminar, admitted).await?;
    Ok(())
}

/// The occurrences of a series that fit, in the order of their ids, each locked.
async fn ahead(
    work: &Work,
    series: &Joined,
    fits: impl Fn(&seminar::Model, DateTime<Utc>) -> bool,
) -> Result<Vec<Seats>> {
    let rows = work
        .select_under::<seminar::Entity, _, _>(series)
        .order_by_asc(seminar::Column::Id);
    let system = work.as_system(CAPACITY);
    let mut found = vec![];
    for row in work.all(rows).await? {
        if fits(&row, work.now()) {
            found.push(system.permit::<TakeSeat, seminar::Entity>(row.id).await?);
        }
    }
    Ok(found)
}

async fn live(
    work: &Work,
    series: &Joined,
    person: Uuid,
) -> Result<Option<series_registration::Model>> {
    let own = work
        .select_under::<series_registration::Entity, _, _>(series)
        .filter(series_registration::Column::PersonId.eq(person))
        .filter(series_registration::Column::CancelledAt.is_null());
    work.one(own).await
}

/// Gives new occurrences to those who registered for the whole series, in the order in which they did.
pub(super) async fn enrol(
    work: &Work,
    series: &Permitted<ArrangeSeries, seminar_series::Entity>,
    rows: &[seminar::Model],
) -> Result<()> {
    if series.registration == SeriesRegistrationMode::Occurrence || rows.is_empty() {
        return Ok(());
    }
    let joined = work
        .select_under::<series_registration::Entity, _, _>(series)
        .filter(series_registration::Column::CancelledAt.is_null())
        .order_by_asc(series_registration::Column::JoinedAt)
        .order_by_asc(series_registration::Column::Id);
    let joined = work.all(joined).await?;
    let system = work.as_system(CAPACITY);
    for row in rows {
        for one in &joined {
            // Each one changes the seminar, and is admitted to it as it is then.
            let seminar = system.permit::<TakeSeat, seminar::Entity>(row.id).await?;
            let entrant = Entrant {
                person: one.person_id,
                stands: Stands {
                    organisation: one.organisation_id,
                    organisation_name: one.organisation_name.clone(),
                    title: one.title.clone(),
                },
                seat: one.seat,
                is_listed: one.is_listed,
                is_approved: one.is_approved,
            };
            seat(&system, &seminar, entrant).await?;
        }
    }
    Ok(())
}

/// Gives up a registration for a series, in every occurrence that has not begun.
pub async fn cancel(
    work: &Work,
    input: CancelSeriesRegistrationInput,
) -> Result<seminar_series::Model> {
    let own = work.viewer().person()?;
    let mut check = Check::default();
    let series = check.take(id::of::<seminar_series::Entity>(
        &input.series_id,
        "seriesId",
    ))?;
    let person = check.take(id::optional::<person::Entity>(&input.person_id, "personId"))?;
    check.finish()?;
    let person = person.flatten().unwrap_or(own);
    let series = work
        .permit::<JoinSeries, seminar_series::Entity>(series.ok_or(Error::NotFound)?)
        .await?;
    if person != own && !Allows::<ArrangeSeries>::allows(&*series, work.viewer()) {
        return Err(Error::Forbidden);
    }
    let Some(row) = live(work, &series, person).await? else {
        let message = "The person is not registered for this series.";
        return Err(Refusal::new(NOT_REGISTERED, message).at("seriesId").into());
    };
    for seminar in ahead(work, &series, |row, now| {
        row.starts_at.is_none_or(|at| at > now)
    })
    .await?
    {
        let standing = standing(work, &seminar, person).await?;
        if let Some(registration) = standing.filter(may_cancel) {
            withdraw(work, &seminar, &registration).await?;
        }
    }
    let this = Condition::all().add(series_registration::Column::Id.eq(row.id));
    let now = [(
        series_registration::Column::CancelledAt,
        Expr::value(work.now()),
    )];
    work.change_under::<series_registration::Entity, _, _>(&series, now, this)
        .await?;
    work.update(&series, joined(&series)).await
}
