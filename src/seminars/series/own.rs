//! What an occurrence has that the others of its series do not: changed for it alone, it stays when all are changed.

use std::collections::BTreeSet;

use entity::{
    Names,
    seminar::{self, Column as C},
    seminar_series::SeminarPart as Part,
};
use sea_orm::{ActiveEnum, ActiveModelTrait, ActiveValue, ActiveValue::Set, ModelTrait};

use crate::seminars::content::Parts;

/// The columns of each part. Hosts, networks, municipalities, seats, questions and agenda stand in tables of their own.
pub(super) const COLUMNS: &[(Part, &[C])] = &[
    (
        Part::Time,
        &[
            C::TimeZone,
            C::StartsLocal,
            C::EndsLocal,
            C::StartsAt,
            C::EndsAt,
            C::SortAt,
            C::WhenText,
            C::WhenEarliest,
            C::WhenLatest,
        ],
    ),
    (Part::Kind, &[C::Kind, C::KindText, C::ThemeText]),
    (Part::Title, &[C::Title, C::Locale]),
    (Part::Description, &[C::Description]),
    (Part::Mode, &[C::Mode, C::JoinUrl]),
    (
        Part::Venue,
        &[
            C::VenueName,
            C::VenueAddress,
            C::VenueMunicipalityId,
            C::VenueCapacity,
        ],
    ),
    (Part::Belonging, &[C::ProgrammeId, C::ProjectId, C::PrizeId]),
    (
        Part::Registration,
        &[
            C::RegistrationOpensAt,
            C::RegistrationClosesAt,
            C::SeatsPerOrganisation,
            C::SeatMode,
            C::NeedsApproval,
        ],
    ),
    (Part::Note, &[C::Note, C::FrequencyText]),
    (Part::Visibility, &[C::Visibility]),
];

/// Parts that decide who an occurrence is for.
const CIRCLE: [Part; 3] = [Part::Hosts, Part::Networks, Part::Visibility];

/// What is an occurrence's own.
pub(super) fn own(row: &seminar::Model) -> BTreeSet<Part> {
    let names = row.own_parts.0.iter();
    names
        .filter_map(|name| Part::try_from_value(name).ok())
        .collect()
}

/// Notes in a change of one occurrence what of it becomes its own; of a seminar without a series nothing.
pub fn note_own(row: &seminar::Model, change: &mut seminar::ActiveModel, parts: &Parts) {
    if row.series_id.is_none() {
        return;
    }
    let mut all = own(row);
    for (part, columns) in COLUMNS {
        let differs = |column: &C| match change.get(*column) {
            ActiveValue::Set(value) => value != row.get(*column),
            _ => false,
        };
        if columns.iter().any(differs) {
            all.insert(*part);
        }
    }
    all.extend(given(parts));
    let names = all.iter().map(Part::to_value).collect();
    change.own_parts = Set(Names(names));
    change.has_own_circle = Set(CIRCLE.iter().any(|part| all.contains(part)));
}

fn given(parts: &Parts) -> impl Iterator<Item = Part> {
    [
        (
            Part::Hosts,
            parts.co_hosts.is_some() || parts.partners.is_some(),
        ),
        (Part::Networks, parts.networks.is_some()),
        (Part::Municipalities, parts.municipalities.is_some()),
        (Part::Seats, parts.pools.is_some()),
        (Part::Questions, parts.questions.is_some()),
        (Part::Agenda, parts.agenda.is_some()),
    ]
    .into_iter()
    .filter_map(|(part, given)| given.then_some(part))
}

/// A change of all occurrences as it concerns one: without what is its own.
pub(super) fn without_own(
    row: &seminar::Model,
    mut change: seminar::ActiveModel,
    mut parts: Parts,
) -> (seminar::ActiveModel, Parts) {
    let own = own(row);
    for (part, columns) in COLUMNS {
        if own.contains(part) {
            columns.iter().for_each(|column| change.not_set(*column));
        }
    }
    let has = |part| own.contains(&part);
    if has(Part::Hosts) {
        parts.co_hosts = None;
        parts.partners = None;
    }
    parts.networks.take_if(|_| has(Part::Networks));
    parts.municipalities.take_if(|_| has(Part::Municipalities));
    parts.pools.take_if(|_| has(Part::Seats));
    parts.agenda.take_if(|_| has(Part::Agenda));
    for item in parts.agenda.iter_mut().flatten() {
        item.id = Set(crate::platform::clock::new_id());
    }
    (change, parts)
}
