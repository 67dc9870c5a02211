//! The one place that makes entries for calendars.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use entity::{
    seat_pool::SeatKind,
    seminar::{self, SeminarMode, SeminarState},
};
use icalendar::{Component, Event, EventLike, EventStatus, Property};
use uuid::Uuid;

use super::calendar::{LOCAL, clean, one_line};
use crate::platform::graphql::{Languages, choose, id};

pub(super) const INSTANT: &str = "%Y%m%dT%H%M%SZ";
/// Characters of a description that go into calendars; its end stands at the address.
const DESCRIPTION: usize = 2_000;

/// Whose calendars these are.
#[derive(Clone, Debug)]
pub struct Maker {
    /// Where links lead, without a slash at the end.
    pub frontend: String,
    /// The address that mails come from.
    pub address: String,
}

impl Maker {
    /// Where people read of a seminar.
    pub fn link(&self, seminar: Uuid) -> String {
        format!(
            "{}/seminars/{}",
            self.frontend,
            *id::global("Seminar", seminar)
        )
    }
}

/// Which occurrence of a series it is.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence {
    pub series: Uuid,
    /// When it was first to start, on the clocks of the series.
    pub original_start: NaiveDateTime,
    pub zone: Tz,
}

/// What an entry is made of.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub seminar: &'a seminar::Model,
    pub occurrence: Option<Occurrence>,
    /// The organisation that leads it.
    pub host: Option<&'a str>,
    /// The municipality it is in.
    pub municipality: Option<&'a str>,
    /// The seat of whoever reads it; none where nobody's is meant.
    pub seat: Option<SeatKind>,
    /// Of whoever reads it.
    pub languages: &'a Languages,
}

/// Whom a message is for.
#[derive(Clone, Copy, Debug)]
pub struct Attendee<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// Who an entry is for, and when it is said.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// For everyone who reads the feed.
    Readers {
        /// How often the seat of the only reader was changed; 0 where there are others.
        seat_changes: i32,
    },
    /// For one person, who is the only one it names.
    Person {
        attendee: Attendee<'a>,
        sequence: i32,
        status: Option<EventStatus>,
        at: DateTime<Utc>,
    },
}

/// How sure it is that a seminar takes place.
pub fn status(seminar: &seminar::Model) -> EventStatus {
    match seminar.state {
        SeminarState::Cancelled => EventStatus::Cancelled,
        SeminarState::Postponed => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    }
}

/// An entry, with the zones and local times that its calendar must know of.
pub struct Made {
    pub(super) event: Event,
    pub(super) local: Vec<(Tz, NaiveDateTime)>,
}

/// What of an entry depends on whether it comes again.
pub(super) struct Placed {
    pub uid: Uuid,
    /// When it is, as properties.
    pub times: Vec<Property>,
    pub local: Vec<(Tz, NaiveDateTime)>,
}

/// Makes the entry of a seminar. Without an exact time there is none to read; what a person is told to take out of their
/// calendar needs no time.
pub fn entry(maker: &Maker, entry: &Entry<'_>, to: To<'_>) -> Option<Made> {
    let seminar = entry.seminar;
    if seminar.starts_at.is_none() && matches!(to, To::Readers { .. }) {
        return None;
    }
    let zone: Tz = seminar.time_zone.parse().unwrap_or(Tz::UTC);
    let uid = entry.occurrence.map_or(seminar.id, |one| one.series);
    let mut placed = Placed::nowhere(uid);
    if let Some(one) = entry.occurrence {
        placed.put("RECURRENCE-ID", one.original_start, one.zone);
    }
    let starts_local = seminar.starts_local.filter(|_| is_local(seminar, zone));
    let ends_local = seminar.ends_local.filter(|_| starts_local.is_some());
    for (name, there, at) in [
        ("DTSTART", starts_local, seminar.starts_at),
        ("DTEND", ends_local, seminar.ends_at),
    ] {
        match (there, at) {
            (Some(there), Some(_)) => placed.put(name, there, zone),
            (None, Some(at)) => placed.times.push(instant(name, at)),
            (_, None) => {}
        }
    }
    Some(written(maker, entry, to, placed))
}

impl Placed {
    /// At no time: it is only taken out.
    pub fn nowhere(uid: Uuid) -> Self {
        Self {
            uid,
            times: vec![],
            local: vec![],
        }
    }

    /// Adds a time on the clocks of a zone; in UTC it is the instant.
    pub fn put(&mut self, name: &str, at: NaiveDateTime, zone: Tz) {
        if zone == Tz::UTC {
            self.times.push(instant(name, at.and_utc()));
            return;
        }
        let mut property = Property::new(name, at.format(LOCAL).to_string());
        property.add_parameter("TZID", zone.name());
        self.times.push(property);
        self.local.push((zone, at));
    }
}

/// Writes an entry around when it is.
pub(super) fn written(maker: &Maker, entry: &Entry<'_>, to: To<'_>, placed: Placed) -> Made {
    let seminar = entry.seminar;
    let mut event = Event::new();
    let mut put = |property: Property| {
        event.append_property(property);
    };
    put(Property::new("UID", format!("{}@erfa", placed.uid)));
    placed.times.into_iter().for_each(&mut put);
    let changed = DateTime::from_timestamp_micros(seminar.calendar_stamp).unwrap_or_default();
    put(instant("LAST-MODIFIED", changed));
    let (sequence, status, at) = match to {
        To::Readers { seat_changes } => {
            let sequence = seminar.calendar_sequence + seat_changes;
            (sequence, Some(status(seminar)), changed)
        }
        To::Person {
            sequence,
            status,
            at,
            ..
        } => (sequence, status, at),
    };
    put(instant("DTSTAMP", at));
    put(Property::new("SEQUENCE", sequence.to_string()));
    if let Some(status) = status {
        put(status.into());
    }
    put(Property::new("SUMMARY", title(seminar, entry.languages)));
    put(Property::new("DESCRIPTION", description(maker, entry)));
    if let Some(place) = place(entry) {
        put(Property::new("LOCATION", place));
    }
    put(Property::new("URL", maker.link(seminar.id)));
    put(address(
        "ORGANIZER",
        entry.host.unwrap_or("Erfa"),
        &maker.address,
    ));
    if let To::Person { attendee, .. } = to {
        let mut property = address("ATTENDEE", attendee.name, attendee.email);
        property.add_parameter("PARTSTAT", "ACCEPTED");
        property.add_parameter("RSVP", "FALSE");
        put(property);
    }
    event.categories(categories(seminar));
    Made {
        event: event.done(),
        local: placed.local,
    }
}

/// Whether calendars take its local times for the instants that are meant: of an hour that passes twice they know only the
/// first passage. Else, and in UTC, the instants are written.
fn is_local(seminar: &seminar::Model, zone: Tz) -> bool {
    let shown = |local: Option<NaiveDateTime>| {
        let at = zone.from_local_datetime(&local?).earliest()?;
        Some(at.to_utc())
    };
    zone != Tz::UTC
        && shown(seminar.starts_local) == seminar.starts_at
        && shown(seminar.ends_local) == seminar.ends_at
}

pub(super) fn instant(name: &str, at: DateTime<Utc>) -> Property {
    Property::new(name, at.format(INSTANT).to_string())
}

/// A person or organisation with an address. What would end the name early is taken out.
fn address(name: &str, called: &str, email: &str) -> Property {
    let mut property = Property::new(name, format!("mailto:{}", one_line(email)));
    let called = one_line(called).replace('"', "'");
    property.add_parameter("CN", &called);
    property
}

/// Its title for a reader, in one line.
pub fn title(seminar: &seminar::Model, languages: &Languages) -> String {
    let title = choose(&seminar.title, &seminar.locale, None, languages);
    one_line(&title.map(|title| title.text).unwrap_or_default())
}

fn description(maker: &Maker, entry: &Entry<'_>) -> String {
    let seminar = entry.seminar;
    let texts = seminar.description.as_ref();
    let text = texts.and_then(|texts| choose(texts, &seminar.locale, None, entry.languages));
    let text = text.map(|text| clean(&text.text)).unwrap_or_default();
    let mut short: String = text.chars().take(DESCRIPTION).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    let off = matches!(
        seminar.state,
        SeminarState::Cancelled | SeminarState::Postponed
    );
    let reason = seminar.reason.as_deref().filter(|_| off).map(clean);
    let parts = [reason, Some(short), Some(maker.link(seminar.id))];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// Whether whoever has such a seat takes part online.
pub fn is_online(seminar: &seminar::Model, seat: Option<SeatKind>) -> bool {
    match seminar.mode {
        SeminarMode::Online => true,
        SeminarMode::Hybrid => seat == Some(SeatKind::Online),
        SeminarMode::Onsite => false,
    }
}

/// Where it is for whoever reads it, in one line.
pub fn place(entry: &Entry<'_>) -> Option<String> {
    let seminar = entry.seminar;
    if is_online(seminar, entry.seat) {
        return Some("Online".to_owned());
    }
    let mut parts: Vec<String> = vec![];
    let given = [
        seminar.venue_name.as_deref(),
        seminar.venue_address.as_deref(),
        entry.municipality,
    ];
    for part in given.into_iter().flatten().map(one_line) {
        if !part.is_empty() && parts.iter().all(|known| !known.contains(&part)) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn categories(seminar: &seminar::Model) -> Vec<String> {
    let kind = sea_orm::ActiveEnum::to_value(&seminar.kind).replace('_', " ");
    let kind = seminar.kind_text.clone().unwrap_or(kind);
    let all = [Some(kind), seminar.theme_text.clone()];
    all.into_iter()
        .flatten()
        .map(|one| one_line(&one))
        .collect()
}
