//! Telling those who are registered, each once for every change that concerns them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    LocalizedText, registration,
    seat_pool::SeatKind,
    seminar::{self, SeminarMode},
    seminar_invitation,
};
use sea_orm::{ActiveValue::Set, Condition, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::{
    calendar::{self, Head},
    event::{self, Attendee, Made, Maker, To, is_online},
    feed::Names,
    letters::{self, Addressee, Letter, addressees, moment},
    recurring::whole_series_of,
    rule::{self, About, Message, Told},
    standing::{Seminar, open_questions, seats_of},
    telling::{self, TellParticipants, Telling},
};
use crate::{
    platform::{
        access::Work,
        error::Result,
        mail::{self, CalendarPart},
        store::one_of,
    },
    seminars::{
        access_lost::told_no_more, cancellation::may_cancel, policy::TellPeople, queue::may_join,
    },
};

/// People who are told by one transaction; the rest by the next.
const AT_ONCE: usize = 500;

type Due<'a> = (&'a registration::Model, Message, Told);

impl TellParticipants {
    pub(super) async fn invite(
        &self,
        work: &Work,
        seminar: Uuid,
        only: Option<Vec<Uuid>>,
    ) -> Result<()> {
        let seminar = work.permit::<TellPeople, seminar::Entity>(seminar).await?;
        let backend = work.viewer().backend();
        let named = |column: Expr| Some(one_of(backend, column, only.as_ref()?));
        let rows = work
            .select_under::<registration::Entity, _, _>(&seminar)
            .filter(Condition::all().add_option(named(Expr::col(registration::Column::Id))))
            .order_by_asc(registration::Column::Id);
        let rows = work.all(rows).await?;
        let told = Expr::col(seminar_invitation::Column::RegistrationId);
        let told = work
            .select_under::<seminar_invitation::Entity, _, _>(&seminar)
            .filter(Condition::all().add_option(named(told)));
        let told = work.all(told).await?.into_iter();
        let told: HashMap<Uuid, _> = told.map(|row| (row.registration_id, row)).collect();
        // Who registered for a whole series is told of it by that; an offered seat is of one day.
        let by_series = whole_series_of(work, &seminar).await?.is_some();
        let people: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
        let see = self.who_see(work, seminar.audience_id, &people).await?;
        let unseen = rows.iter().filter(|row| !see.contains(&row.person_id));
        let unseen = unseen.filter(|row| told.contains_key(&row.id) && may_cancel(row));
        told_no_more(work, seminar.id, unseen.map(|row| row.id).collect()).await?;
        let next = |row| {
            let row: &registration::Model = row;
            let told = told.get(&row.id);
            let (message, then) = match see.contains(&row.person_id) {
                true => rule::next(&seminar, row, told, work.moment())?,
                false => rule::hidden(&seminar, row, told)?,
            };
            (!by_series || message.about == About::Offer).then_some((row, message, then))
        };
        let mut due = rows.iter().filter_map(next);
        let now: Vec<_> = due.by_ref().take(AT_ONCE).collect();
        if due.next().is_some() {
            let rest = Telling::Invitations {
                seminar: seminar.id,
                registrations: only,
            };
            telling::enqueue(work, rest, None).await?;
        }
        if now.is_empty() {
            return Ok(());
        }
        note(work, &seminar, &now, &told).await?;
        self.write(work, &seminar, &now, &told).await
    }

    /// Writes the mails. One that has not gone out makes way for a newer one.
    async fn write(
        &self,
        work: &Work,
        seminar: &Seminar,
        due: &[Due<'_>],
        told: &HashMap<Uuid, seminar_invitation::Model>,
    ) -> Result<()> {
        let people: Vec<Uuid> = due.iter().map(|(row, ..)| row.person_id).collect();
        let people = addressees(work, &people).await?;
        let names = letters::names(work, seminar).await?;
        let seats = seats_of(work, seminar).await?;
        let hidden = hidden(seminar);
        let no_names = Names::default();
        let named: Vec<&registration::Model> = due.iter().map(|(row, ..)| *row).collect();
        let mut open = open_questions(work, seminar, &named).await?;
        let mut letters: HashMap<Kind, Letter> = HashMap::new();
        let (mut mails, mut older) = (vec![], vec![]);
        for (row, message, _) in due {
            let Some(person) = people.get(&row.person_id) else {
                continue;
            };
            let number = told.get(&row.id).map_or(0, |row| row.messages);
            let key = |number: i32| format!("seat {} {number}", row.id);
            if number > 0 {
                older.push(key(number));
            }
            let seat = seats.get(&row.pool_id).copied();
            let has_seat = matches!(message.about, About::Seat | About::Moved);
            let kind = Kind {
                name: name(message.about),
                seat,
                until: row
                    .offer_expires_at
                    .filter(|_| message.about == About::Offer),
                open: open.remove(&row.id).filter(|_| has_seat),
            };
            let letter = letters.entry(kind.clone()).or_insert_with(|| {
                let until = kind.until.map(|at| moment(seminar, at));
                let joins = has_seat && may_join(seminar, Some(row), work.now());
                let later = has_seat && !joins && is_online(seminar, seat);
                if message.about == About::Hidden {
                    return Letter::new(kind.name, &self.maker, &hidden, &no_names);
                }
                Letter::new(kind.name, &self.maker, seminar, &names)
                    .seated(seat)
                    .with("until", until.unwrap_or_default())
                    .with("reason", seminar.reason.clone().unwrap_or_default())
                    .and("join", seminar.join_url.clone().filter(|_| joins))
                    .and("online", later.then(String::new))
                    .and("questions", kind.open)
            });
            let calendar = part(&self.maker, work, letter, person, message)?;
            mails.push((Some(key(number + 1)), letter.to(person, calendar)));
        }
        mail::cancel_all(work, older).await?;
        mail::enqueue_all(work, mails).await
    }
}

/// A seminar as somebody may know it who may no longer see it: that it is there.
pub(super) fn hidden(seminar: &seminar::Model) -> seminar::Model {
    seminar::Model {
        title: LocalizedText::new(&seminar.locale, "Erfa"),
        mode: SeminarMode::Onsite,
        kind_text: Some("Erfa".to_owned()),
        description: None,
        theme_text: None,
        lead_organisation_id: None,
        venue_name: None,
        venue_address: None,
        venue_municipality_id: None,
        join_url: None,
        starts_local: None,
        ends_local: None,
        starts_at: None,
        ends_at: None,
        when_text: None,
        when_earliest: None,
        when_latest: None,
        reason: None,
        ..seminar.clone()
    }
}

/// Letters of one kind say the same to everybody who reads the same language.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    name: &'static str,
    seat: Option<SeatKind>,
    until: Option<DateTime<Utc>>,
    open: Option<String>,
}

pub(super) fn name(about: About) -> &'static str {
    match about {
        About::Seat => "seat",
        About::Moved => "moved",
        About::GivenUp => "given-up",
        About::Postponed => "postponed",
        About::CalledOff => "called-off",
        About::Offer => "offer",
        About::Hidden => "hidden",
    }
}

/// The calendar of a message that has a METHOD.
fn part(
    maker: &Maker,
    work: &Work,
    letter: &Letter<'_>,
    person: &Addressee,
    message: &Message,
) -> Result<Option<CalendarPart>> {
    let Some(method) = message.method else {
        return Ok(None);
    };
    let languages = person.languages();
    let to = To::Person {
        attendee: Attendee {
            name: &person.name,
            email: &person.email,
        },
        sequence: message.sequence,
        status: message.status,
        at: work.moment(),
    };
    let made: Vec<Made> = event::entry(maker, &letter.entry(&languages), to)
        .into_iter()
        .collect();
    Ok(Some(CalendarPart {
        method: method.name().to_owned(),
        text: calendar::calendar(&Head::Message(method), &made)?,
    }))
}

/// Keeps what people have been told now: a statement for all that are told the same, and one for all told for the first time.
async fn note(
    work: &Work,
    seminar: &Seminar,
    due: &[Due<'_>],
    told: &HashMap<Uuid, seminar_invitation::Model>,
) -> Result<()> {
    use seminar_invitation::Column::{
        Messages, OfferedUntil, RegistrationId, Sequence, State, ToldAt,
    };
    let backend = work.viewer().backend();
    let mut again: HashMap<Told, Vec<Uuid>> = HashMap::new();
    let mut first = vec![];
    for (row, _, then) in due {
        match told.contains_key(&row.id) {
            true => again.entry(*then).or_default().push(row.id),
            false => first.push(seminar_invitation::ActiveModel {
                registration_id: Set(row.id),
                state: Set(then.state),
                sequence: Set(then.sequence),
                offered_until: Set(then.offered_until),
                messages: Set(1),
                told_at: Set(work.now()),
                ..Default::default()
            }),
        }
    }
    for (then, rows) in again {
        let set = [
            (State, Expr::value(then.state)),
            (Sequence, Expr::value(then.sequence)),
            (OfferedUntil, Expr::value(then.offered_until)),
            (Messages, sea_orm::ExprTrait::add(Expr::col(Messages), 1)),
            (ToldAt, Expr::value(work.now())),
        ];
        let these = one_of(backend, Expr::col(RegistrationId), &rows);
        work.change_under::<seminar_invitation::Entity, _, _>(
            seminar,
            set,
            Condition::all().add(these),
        )
        .await?;
    }
    work.insert_all(first, seminar).await
}
