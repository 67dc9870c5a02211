//! What organisers and time did to registrations, kept for those whom it concerns.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    registration,
    registration_event::{self, RegistrationEventKind},
    seminar,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::policy::TakeSeat;
use crate::platform::{
    access::{Permitted, Under, Work},
    clock::new_id,
    error::Result,
};

fn event(
    work: &Work,
    registration: Uuid,
    kind: RegistrationEventKind,
) -> registration_event::ActiveModel {
    registration_event::ActiveModel {
        id: Set(new_id()),
        registration_id: Set(registration),
        kind: Set(kind),
        person_id: Set(work.viewer().person().ok()),
        at: Set(work.moment()),
        priority_before: Set(None),
        priority_after: Set(None),
        reason: Set(None),
        ..Default::default()
    }
}

/// The same happened to all of these at that moment, by Erfa itself.
pub(super) async fn note_all<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    registrations: &[Uuid],
    kind: RegistrationEventKind,
    at: DateTime<Utc>,
) -> Result<()>
where
    registration_event::Entity: Under<A, seminar::Entity>,
{
    let rows = registrations
        .iter()
        .map(|id| registration_event::ActiveModel {
            person_id: Set(None),
            at: Set(at),
            ..event(work, *id, kind)
        });
    work.insert_all(rows.collect(), seminar).await
}

/// When the seats that are offered were offered, by registration: the latest time of each.
pub(super) async fn offered_at(
    work: &Work,
    seminar: &Permitted<TakeSeat, seminar::Entity>,
) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    use registration_event::Column::{At, Kind};
    let offers = work
        .select_under::<registration_event::Entity, _, _>(seminar)
        .filter(Kind.eq(RegistrationEventKind::Offered))
        .order_by_asc(At);
    let offers = work.all(offers).await?.into_iter();
    Ok(offers.map(|one| (one.registration_id, one.at)).collect())
}

/// The viewer did this to a registration, for a reason.
pub(super) async fn note<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    row: &registration::Model,
    kind: RegistrationEventKind,
    reason: Option<String>,
) -> Result<()>
where
    registration_event::Entity: Under<A, seminar::Entity>,
{
    let row = registration_event::ActiveModel {
        reason: Set(reason),
        ..event(work, row.id, kind)
    };
    work.insert_all(vec![row], seminar).await
}

/// The viewer moved somebody among those who wait.
pub(super) async fn note_moved<A>(
    work: &Work,
    seminar: &Permitted<A, seminar::Entity>,
    row: &registration::Model,
    priority: i32,
    reason: String,
) -> Result<()>
where
    registration_event::Entity: Under<A, seminar::Entity>,
{
    let row = registration_event::ActiveModel {
        priority_before: Set(Some(row.priority)),
        priority_after: Set(Some(priority)),
        reason: Set(Some(reason)),
        ..event(work, row.id, RegistrationEventKind::Reordered)
    };
    work.insert_all(vec![row], seminar).await
}
