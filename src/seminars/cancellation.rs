//! Giving up a registration, and agreeing to be listed or not.

use chrono::{DateTime, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    registration_event::RegistrationEventKind,
    seminar::{self, SeminarState},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::{
    events,
    graphql::{CancelRegistrationInput, UpdateRegistrationInput},
    needs,
    policy::{CancelRegistration, ConsentToList, TakeSeat},
    registration::LIVE,
    seats::{self, Seats},
    stage::{WRONG_STATE, name},
};
use crate::networks::circle::Shared;
use crate::platform::{
    access::Work,
    error::{Refusal, Result},
    graphql::id,
    store::one_of,
};

/// Gives up a registration; whoever is next gets the seat at once. Doing it again changes nothing.
pub async fn cancel(work: &Work, input: CancelRegistrationInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit_version::<CancelRegistration, registration::Entity>(id, input.version.0)
        .await?;
    if row.status == RegistrationStatus::Cancelled {
        return Ok((*row).clone());
    }
    if !may_cancel(&row) || over(&seminar) {
        let message = format!(
            "A registration can be given up until the seminar has been held; this one is {} for a seminar that is {}.",
            name(&row.status),
            name(&seminar.state)
        );
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    if row.status == RegistrationStatus::Confirmed && begun(&seminar, work.now()) {
        let message = "The seminar has begun, so the seat cannot be given to others; organisers say with markAttendance that somebody did not come.";
        return Err(Refusal::new(WRONG_STATE, message).at("id").into());
    }
    withdraw(work, &seminar, &row).await
}

fn begun(seminar: &seminar::Model, now: DateTime<Utc>) -> bool {
    let put_off = seminar.state == SeminarState::Postponed;
    !put_off && seminar.starts_at.is_some_and(|at| at <= now)
}

/// Gives up what a registration holds; whoever is next gets the seat.
pub(super) async fn withdraw(
    work: &Work,
    seminar: &Seats,
    row: &registration::Model,
) -> Result<registration::Model> {
    let moved = seats::give_back(work, seminar, row).await?;
    let change = registration::ActiveModel {
        status: Set(RegistrationStatus::Cancelled),
        cancelled_at: Set(Some(work.now())),
        offer_expires_at: Set(None),
        audience_id: Set(row.organisers_id),
        ..Default::default()
    };
    let cancelled = work
        .update_under::<registration::Entity, _, _>(seminar, row, change)
        .await?;
    needs::forget(work, seminar, &[row.id]).await?;
    seats::fill_seats(work, seminar, moved).await?;
    Ok(cancelled)
}

/// Takes from these what they hold, all at once, and keeps why; whoever is next gets the seats.
pub(super) async fn withdraw_all(
    work: &Work,
    seminar: &Seats,
    rows: &[registration::Model],
    why: RegistrationEventKind,
) -> Result<()> {
    use registration::Column::{AudienceId, CancelledAt, Id, OfferExpiresAt, OrganisersId, Status};
    if rows.is_empty() {
        return Ok(());
    }
    let moved = seats::give_all_back(work, seminar, rows).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let system = work.as_system("seats");
    let these = one_of(system.viewer().backend(), Expr::col(Id), &ids);
    let set = vec![
        (Status, Expr::value(RegistrationStatus::Cancelled)),
        (CancelledAt, Expr::value(work.now())),
        (OfferExpiresAt, Expr::value(None::<DateTime<Utc>>)),
        (AudienceId, Expr::col(OrganisersId)),
    ];
    system
        .rewrite::<registration::Entity>(set, Condition::all().add(these))
        .await?;
    needs::forget(work, seminar, &ids).await?;
    events::note_all(work, seminar, &ids, why, work.moment()).await?;
    seats::fill_seats(work, seminar, moved).await?;
    Ok(())
}

/// Gives up every seat of a person who is erased, and takes them off the lists of participants.
pub async fn leave_all(system: &Work, person: Uuid) -> Result<()> {
    use registration::Column::{IsListed, PersonId, SeminarId, Title};
    let theirs = system
        .select::<registration::Entity>()
        .filter(PersonId.eq(person))
        .order_by_asc(SeminarId);
    for one in system.all(theirs).await? {
        let seminar = seminar_of(system, one.id).await?;
        let row = system
            .permit::<CancelRegistration, registration::Entity>(one.id)
            .await?;
        if may_cancel(&row) && !over(&seminar) {
            withdraw(system, &seminar, &row).await?;
        }
    }
    let named = Condition::all().add(PersonId.eq(person));
    let nameless = vec![
        (IsListed, false.into()),
        (Title, Expr::value(None::<String>)),
        (
            registration::Column::AudienceId,
            Expr::col(registration::Column::OrganisersId),
        ),
    ];
    system
        .rewrite::<registration::Entity>(nameless, named)
        .await
}

/// Whether a registration still stands and can be given up.
pub fn may_cancel(row: &registration::Model) -> bool {
    let was_there = matches!(
        row.status,
        RegistrationStatus::Attended | RegistrationStatus::NoShow
    );
    LIVE.contains(&row.status) && !was_there
}

/// Whether it has taken place.
pub(super) fn over(seminar: &seminar::Model) -> bool {
    use SeminarState::{Archived, Held, Reported};
    matches!(seminar.state, Held | Reported | Archived)
}

/// Changes whether the person stands on the list of participants.
pub async fn consent(work: &Work, input: UpdateRegistrationInput) -> Result<registration::Model> {
    let id = id::of::<registration::Entity>(&input.id, "id")?;
    let seminar = seminar_of(work, id).await?;
    let row = work
        .permit_version::<ConsentToList, registration::Entity>(id, input.version.0)
        .await?;
    let seated = matches!(
        row.status,
        RegistrationStatus::Confirmed | RegistrationStatus::Attended
    );
    let circle = seminar::Entity::circle(&seminar);
    let change = registration::ActiveModel {
        is_listed: Set(input.is_listed),
        audience_id: Set(match seated && input.is_listed {
            true => circle.signed_in(),
            false => circle.editors,
        }),
        ..Default::default()
    };
    work.update(&row, change).await
}

/// Locks the seminar of a registration that the viewer sees: always before the registration. It may have been narrowed
/// to others since; its people still see and give up their own.
pub(super) async fn seminar_of(work: &Work, id: Uuid) -> Result<Seats> {
    let row = work.visible::<registration::Entity>(id).await?;
    work.as_system("seats")
        .permit::<TakeSeat, seminar::Entity>(row.seminar_id)
        .await
}
