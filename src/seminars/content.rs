//! What a seminar is made of, as its organisers write it: read, checked, and turned into a change of its row.

use async_graphql::MaybeUndefined;
use chrono::{DateTime, Utc};
use entity::{
    agenda_item, document, municipality, network, organisation, person, prize, programme, project,
    seat_pool::SeatKind, seminar,
};
use sea_orm::ActiveValue::{self, NotSet, Set};
use uuid::Uuid;

use super::{
    graphql::{AgendaItemInput, SeatPoolInput, SeminarContentInput},
    questions::{Question, read_questions},
    time::{Vague, Wanted},
};
use crate::{
    places::MOST_MUNICIPALITIES,
    platform::{
        error::Result,
        graphql::{Check, LocalizedTextInput, id, localized, localized_or_empty},
    },
};

/// Characters that fit into a title, a message and a description.
pub const TITLE: usize = 200;
pub const MESSAGE: usize = 2_000;
pub const DESCRIPTION: usize = 10_000;
/// Minutes in a fortnight: no agenda is longer.
const FORTNIGHT: i32 = 14 * 24 * 60;

/// What every seminar must have; none: as before.
pub struct Essentials {
    pub kind: Option<seminar::SeminarKind>,
    pub locale: Option<String>,
    pub title: Option<Vec<LocalizedTextInput>>,
    pub mode: Option<seminar::SeminarMode>,
    pub time_zone: Option<chrono_tz::Tz>,
}

/// What stands in tables of its own; none: as before.
#[derive(Clone, Default)]
pub struct Parts {
    pub co_hosts: Option<Vec<Uuid>>,
    pub partners: Option<Vec<Uuid>>,
    pub networks: Option<Vec<Uuid>>,
    pub municipalities: Option<Vec<Uuid>>,
    pub documents: Option<Vec<Uuid>>,
    pub minutes: Option<Vec<Uuid>>,
    pub pools: Option<Vec<(SeatKind, Option<i32>)>>,
    pub agenda: Option<Vec<agenda_item::ActiveModel>>,
    pub questions: Option<Vec<Question>>,
}

/// A form read and found good in itself.
pub struct Content {
    pub change: seminar::ActiveModel,
    pub parts: Parts,
}

impl Content {
    pub fn read(
        check: &mut Check,
        current: Option<&seminar::Model>,
        essentials: Essentials,
        given: SeminarContentInput,
    ) -> Result<Self> {
        let parts = Parts::read(check, &given)?;
        let mut change = seminar::ActiveModel::default();
        Wanted {
            zone: essentials.time_zone,
            starts: given.starts_local.map_value(|at| at.0),
            ends: given.ends_local.map_value(|at| at.0),
            fold: check.kept("fold", given.fold),
            when: given.when.map_value(|when| Vague {
                text: check.optional("when.text", when.text, TITLE),
                earliest: when.earliest.map(|day| day.0),
                latest: when.latest.map(|day| day.0),
            }),
        }
        .write(check, current, &mut change);
        change.kind = given_or_kept(essentials.kind);
        change.locale = given_or_kept(essentials.locale);
        change.title = given_or_kept(
            essentials
                .title
                .map(|title| localized(check, "title", title, TITLE)),
        );
        change.mode = given_or_kept(essentials.mode);
        change.kind_text = text(check, "kindText", given.kind_text, TITLE);
        let description = given.description;
        let description = localized_or_empty(check, "description", description, DESCRIPTION);
        change.description = cleared(description);
        change.theme_text = text(check, "themeText", given.theme_text, TITLE);
        change.frequency_text = text(check, "frequencyText", given.frequency_text, TITLE);
        change.note = text(check, "note", given.note, DESCRIPTION);
        change.join_url = cleared(given.join_url.map_value(|url| url.0));
        change.visibility = given_or_kept(check.kept("visibility", given.visibility));
        change.seats_per_organisation = cleared(given.seats_per_organisation);
        if let Set(Some(most)) = change.seats_per_organisation {
            check.within("seatsPerOrganisation", Some(most), 1, 100_000);
        }
        change.seat_mode = given_or_kept(check.kept("seatMode", given.seat_mode));
        change.needs_approval = given_or_kept(check.kept("needsApproval", given.needs_approval));
        change.programme_id =
            check.change_id::<programme::Entity>("programmeId", given.programme_id)?;
        change.project_id = check.change_id::<project::Entity>("projectId", given.project_id)?;
        change.prize_id = check.change_id::<prize::Entity>("prizeId", given.prize_id)?;
        venue(check, given.venue, &mut change)?;
        window(
            check,
            current,
            given.registration_opens_at.map_value(|at| at.0),
            given.registration_closes_at.map_value(|at| at.0),
            &mut change,
        );
        Ok(Self { change, parts })
    }
}

fn given_or_kept<T: Into<sea_orm::Value>>(given: Option<T>) -> ActiveValue<T> {
    given.map_or(NotSet, Set)
}

fn cleared<T>(given: MaybeUndefined<T>) -> ActiveValue<Option<T>>
where
    Option<T>: Into<sea_orm::Value>,
{
    match given {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(value) => Set(Some(value)),
    }
}

fn text(
    check: &mut Check,
    field: &str,
    given: MaybeUndefined<String>,
    longest: usize,
) -> ActiveValue<Option<String>> {
    match given {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(given) => Set(check.optional(field, Some(given), longest)),
    }
}

fn venue(
    check: &mut Check,
    given: MaybeUndefined<super::graphql::VenueInput>,
    change: &mut seminar::ActiveModel,
) -> Result<()> {
    let given = match given {
        MaybeUndefined::Undefined => return Ok(()),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(venue) => Some(venue),
    };
    let given = given.unwrap_or_default();
    let place =
        id::optional::<municipality::Entity>(&given.municipality_id, "venue.municipalityId");
    change.venue_name = Set(check.optional("venue.name", given.name, TITLE));
    change.venue_address = Set(check.optional("venue.address", given.address, TITLE));
    change.venue_municipality_id = Set(check.take(place)?.flatten());
    change.venue_capacity = Set(check.within("venue.capacity", given.capacity, 1, 100_000));
    Ok(())
}

/// The window of registration must open before it closes.
fn window(
    check: &mut Check,
    current: Option<&seminar::Model>,
    opens: MaybeUndefined<DateTime<Utc>>,
    closes: MaybeUndefined<DateTime<Utc>>,
    change: &mut seminar::ActiveModel,
) {
    let kept = |given: &MaybeUndefined<_>, was: fn(&seminar::Model) -> Option<DateTime<Utc>>| {
        match given {
            MaybeUndefined::Undefined => current.and_then(was),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(at) => Some(*at),
        }
    };
    check.order(
        kept(&opens, |row| row.registration_opens_at),
        kept(&closes, |row| row.registration_closes_at),
        ["registrationOpensAt", "registrationClosesAt"],
    );
    change.registration_opens_at = cleared(opens);
    change.registration_closes_at = cleared(closes);
}

impl Parts {
    fn read(check: &mut Check, given: &SeminarContentInput) -> Result<Self> {
        Ok(Self {
            co_hosts: check.ids::<organisation::Entity>("coHostIds", &given.co_host_ids, 50)?,
            partners: check.ids::<organisation::Entity>("partnerIds", &given.partner_ids, 50)?,
            networks: check.ids::<network::Entity>("networkIds", &given.network_ids, 50)?,
            municipalities: check.ids::<municipality::Entity>(
                "municipalityIds",
                &given.municipality_ids,
                MOST_MUNICIPALITIES,
            )?,
            documents: check.listed::<document::Entity>("documentIds", &given.document_ids, 100)?,
            minutes: check.listed::<document::Entity>("minutesIds", &given.minutes_ids, 20)?,
            pools: check
                .kept("seatPools", given.seat_pools.as_ref())
                .map(|given| pools(check, given)),
            agenda: match check.kept("agenda", given.agenda.as_ref()) {
                Some(given) => Some(agenda(check, given)?),
                None => None,
            },
            questions: match check.kept(
                "registrationQuestions",
                given.registration_questions.as_ref(),
            ) {
                Some(given) => Some(read_questions(check, given)?),
                None => None,
            },
        })
    }
}

fn pools(check: &mut Check, given: &[SeatPoolInput]) -> Vec<(SeatKind, Option<i32>)> {
    let mut pools: Vec<(SeatKind, Option<i32>)> = vec![];
    for (place, one) in given.iter().enumerate() {
        let field = format!("seatPools.{place}");
        if pools.iter().any(|(kind, _)| *kind == one.kind) {
            let message = format!("{field} is of the same kind as one before it.");
            check.refuse(&field, "DUPLICATE", message);
        }
        check.within(&format!("{field}.capacity"), one.capacity, 0, 100_000);
        pools.push((one.kind, one.capacity));
    }
    pools
}

fn agenda(check: &mut Check, given: &[AgendaItemInput]) -> Result<Vec<agenda_item::ActiveModel>> {
    if given.len() > 100 {
        let message = format!("agenda has {} items; at most 100 fit.", given.len());
        check.refuse("agenda", "TOO_MANY", message);
        return Ok(vec![]);
    }
    let item = |(place, one): (usize, &AgendaItemInput)| {
        let field = |name: &str| format!("agenda.{place}.{name}");
        let starts = field("startsAfterMinutes");
        let lasts = field("durationMinutes");
        let speaker = id::optional::<person::Entity>(&one.speaker_id, &field("speakerId"));
        Ok(agenda_item::ActiveModel {
            id: Set(crate::platform::clock::new_id()),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            title: Set(check.text(&field("title"), one.title.clone(), TITLE)),
            description: Set(check.optional(
                &field("description"),
                one.description.clone(),
                DESCRIPTION,
            )),
            speaker: Set(check.optional(&field("speaker"), one.speaker.clone(), TITLE)),
            speaker_id: Set(check.take(speaker)?.flatten()),
            starts_after_minutes: Set(check.within(
                &starts,
                one.starts_after_minutes,
                0,
                FORTNIGHT,
            )),
            duration_minutes: Set(check.within(&lasts, one.duration_minutes, 1, FORTNIGHT)),
            ..Default::default()
        })
    };
    given.iter().enumerate().map(item).collect()
}
