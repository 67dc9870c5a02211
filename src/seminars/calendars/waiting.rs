//! Telling those who have no seat what becomes of their waiting: that the seminar moves, that an offer has ended, that
//! organisers let them in or not. Words alone: nothing of it stands in a calendar.

use std::collections::HashMap;

use entity::{
    registration::{self, RegistrationStatus},
    registration_event::{self, RegistrationEventKind},
    seminar::SeminarState,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    letters::{self, Letter},
    standing::{Seminar, seats_of},
    telling::{self, TellParticipants, Telling},
};
use crate::{
    platform::{access::Work, error::Result, mail, store::one_of},
    seminars::{policy::TellPeople, seats::fills},
};

/// People who are told by one transaction; the rest by the next.
const AT_ONCE: usize = 500;

/// Offers to these people have ended.
pub async fn lapsed(work: &Work, seminar: Uuid, registrations: Vec<Uuid>) -> Result<()> {
    let telling = Telling::Lapsed {
        seminar,
        registrations,
    };
    telling::enqueue(work, telling, None).await
}

/// Organisers decided on these people, or let everybody in.
pub async fn decided(work: &Work, seminar: Uuid, registrations: Vec<Uuid>) -> Result<()> {
    if registrations.is_empty() {
        return Ok(());
    }
    let telling = Telling::Decided {
        seminar,
        registrations,
    };
    telling::enqueue(work, telling, None).await
}

/// A mail that is to be written, and the key by which it is written once.
struct Due<'a> {
    row: &'a registration::Model,
    name: &'static str,
    key: String,
    /// Where the person stands among those who wait.
    place: Option<usize>,
    reason: Option<String>,
}

impl TellParticipants {
    pub(super) async fn tell_waiting(
        &self,
        work: &Work,
        seminar: Uuid,
        after: Option<Uuid>,
    ) -> Result<()> {
        use RegistrationStatus::{Requested, Waitlisted};
        use registration::Column::{Id, Status};
        let seminar = work
            .permit::<TellPeople, entity::seminar::Entity>(seminar)
            .await?;
        if !fills(&seminar, work.moment()) {
            return Ok(());
        }
        let rows = work
            .select_under::<registration::Entity, _, _>(&seminar)
            .filter(Status.is_in([Requested, Waitlisted]))
            .filter(Condition::all().add_option(after.map(|after| Id.gt(after))))
            .order_by_asc(Id)
            .limit(u64::try_from(AT_ONCE).unwrap_or(u64::MAX));
        let rows = work.all(rows).await?;
        let unknown = seminar.state == SeminarState::Postponed && seminar.starts_at.is_none();
        let name = match unknown {
            true => "postponed-waits",
            false => "moved-waits",
        };
        let key = |row: &registration::Model, sequence: i32| format!("waits {} {sequence}", row.id);
        // One that has not gone out makes way for a newer one.
        let older = rows
            .iter()
            .map(|row| key(row, seminar.calendar_sequence - 1));
        mail::cancel_all(work, older.collect()).await?;
        let due = rows.iter().map(|row| Due {
            row,
            name,
            key: key(row, seminar.calendar_sequence),
            place: None,
            reason: seminar.reason.clone().filter(|_| unknown),
        });
        self.tell_all(work, &seminar, due.collect()).await?;
        let Some(last) = rows.last().filter(|_| rows.len() == AT_ONCE) else {
            return Ok(());
        };
        let telling = Telling::Waiting {
            seminar: seminar.id,
            after: Some(last.id),
        };
        telling::enqueue(work, telling, None).await
    }

    pub(super) async fn tell_lapsed(
        &self,
        work: &Work,
        seminar: Uuid,
        registrations: Vec<Uuid>,
    ) -> Result<()> {
        let (seminar, rows, places) = line(work, seminar, &registrations).await?;
        let due = rows.iter().filter_map(|row| {
            let name = match row.status {
                RegistrationStatus::Waitlisted => "offer-lapsed",
                RegistrationStatus::Expired => "offer-over",
                // Somebody alone in the line is offered the seat again, and told of that.
                _ => return None,
            };
            Some(Due {
                row,
                name,
                key: format!("lapsed {} {}", row.id, row.expiries),
                place: places.get(&row.id).copied(),
                reason: None,
            })
        });
        match seminar.state {
            SeminarState::Cancelled => Ok(()),
            _ => self.tell_all(work, &seminar, due.collect()).await,
        }
    }

    pub(super) async fn tell_decided(
        &self,
        work: &Work,
        seminar: Uuid,
        registrations: Vec<Uuid>,
    ) -> Result<()> {
        let (seminar, rows, places) = line(work, seminar, &registrations).await?;
        let reasons = reasons(work, &seminar, &registrations).await?;
        let due = rows.iter().filter_map(|row| {
            let name = match row.status {
                RegistrationStatus::Waitlisted => "let-in",
                RegistrationStatus::Declined => "declined",
                // Who has a seat, or is offered one, is told of that.
                _ => return None,
            };
            Some(Due {
                row,
                name,
                key: format!("decided {}", row.id),
                place: places.get(&row.id).copied(),
                reason: reasons.get(&row.id).cloned(),
            })
        });
        self.tell_all(work, &seminar, due.collect()).await
    }

    async fn tell_all(&self, work: &Work, seminar: &Seminar, due: Vec<Due<'_>>) -> Result<()> {
        if due.is_empty() {
            return Ok(());
        }
        let people: Vec<Uuid> = due.iter().map(|one| one.row.person_id).collect();
        let people = self.readers(work, seminar, &people).await?;
        let names = letters::names(work, seminar).await?;
        let seats = seats_of(work, seminar).await?;
        let mails = due.into_iter().filter_map(|one| {
            let person = people.get(&one.row.person_id)?;
            let mut letter = Letter::new(one.name, &self.maker, seminar, &names)
                .seated(seats.get(&one.row.pool_id).copied())
                .with(
                    "position",
                    one.place.map_or_else(String::new, |at| at.to_string()),
                )
                .and("because", one.reason);
            Some((Some(one.key), letter.to(person, None)))
        });
        mail::enqueue_all(work, mails.collect()).await
    }
}

/// A seminar, these of its registrations, and where everybody who waits stands.
async fn line(
    work: &Work,
    seminar: Uuid,
    ids: &[Uuid],
) -> Result<(Seminar, Vec<registration::Model>, HashMap<Uuid, usize>)> {
    let seminar = work
        .permit::<TellPeople, entity::seminar::Entity>(seminar)
        .await?;
    let id = Expr::col(registration::Column::Id);
    let rows = work
        .select_under::<registration::Entity, _, _>(&seminar)
        .filter(one_of(work.viewer().backend(), id, ids))
        .order_by_asc(registration::Column::Id);
    let rows = work.all(rows).await?;
    let places = places(work, &seminar).await?;
    Ok((seminar, rows, places))
}

/// Where everybody who waits stands, the next in a pool being 1.
async fn places(work: &Work, seminar: &Seminar) -> Result<HashMap<Uuid, usize>> {
    use registration::Column::{Id, JoinedAt, PoolId, Priority, Status};
    let queue = work
        .select_under::<registration::Entity, _, _>(seminar)
        .filter(Status.eq(RegistrationStatus::Waitlisted))
        .order_by_desc(Priority)
        .order_by_asc(JoinedAt)
        .order_by_asc(Id)
        .select_only()
        .columns([Id, PoolId]);
    let queue: Vec<(Uuid, Uuid)> = work.tuples(queue.into_tuple()).await?;
    let mut lengths: HashMap<Uuid, usize> = HashMap::new();
    let place = |(row, pool)| {
        let length = lengths.entry(pool).or_default();
        *length += 1;
        (row, *length)
    };
    Ok(queue.into_iter().map(place).collect())
}

/// Why organisers decided as they did, where they said.
async fn reasons(work: &Work, seminar: &Seminar, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    use RegistrationEventKind::{Approved, Declined};
    use registration_event::Column::{At, Kind, RegistrationId};
    let of = Expr::col(RegistrationId);
    let events = work
        .select_under::<registration_event::Entity, _, _>(seminar)
        .filter(one_of(work.viewer().backend(), of, ids))
        .filter(Kind.is_in([Approved, Declined]))
        .order_by_asc(At);
    let events = work.all(events).await?.into_iter();
    let said = events.filter_map(|one| Some((one.registration_id, one.reason?)));
    Ok(said.collect())
}
