//! A seminar as far as it can collide: one that stands, or one that somebody only thinks of.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::{
    agenda_item, municipality, network, organisation, person, region,
    seat_pool::{self, SeatKind},
    seminar::{self, SeminarMode},
    seminar_network,
};
use uuid::Uuid;

use super::Source;
use crate::{
    places::names::fold,
    platform::{
        access::{Reader, Resource},
        error::{Error, Result},
        graphql::{Check, LocalDateTime, TimeZone, id},
        list::details_of_rows,
        store::one_of,
    },
    seminars::{
        graphql::VenueInput,
        time::{Fold, instant},
    },
};

/// How long a seminar without an end is taken to last.
const USUAL: TimeDelta = TimeDelta::hours(1);

/// A time that somebody speaks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speech {
    pub person: Uuid,
    pub starts: DateTime<Utc>,
    pub ends: DateTime<Utc>,
}

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub id: Option<Uuid>,
    /// From when to when; none: it has no exact time, and collides with nothing.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The same on the clocks of its zone, as days.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The municipality where people meet; none: online, or not known.
    pub place: Option<Uuid>,
    /// The name of the room, folded.
    pub room: Option<String>,
    pub room_holds: Option<i32>,
    /// Seats in the room; without a number: as many as come.
    pub seats: Option<Option<i32>>,
    pub speeches: Vec<Speech>,
    pub networks: Vec<Uuid>,
    /// Its theme in words, folded.
    pub theme: Option<String>,
    /// Whose holidays count.
    pub country: Option<String>,
}

impl Plan {
    fn set_time(&mut self, starts: DateTime<Utc>, ends: Option<DateTime<Utc>>, zone: Tz) {
        let ends = ends.unwrap_or(starts + USUAL);
        self.span = Some((starts, ends));
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        // Whoever ends at midnight does not meet on the next day.
        self.days = Some((day(starts), day(ends - TimeDelta::seconds(1))));
    }

    /// Takes down who speaks at a point of the agenda, and when.
    pub(super) fn hears(&mut self, item: &agenda_item::Model) {
        if let Some(speaker) = item.speaker_id {
            self.speaks(speaker, item.starts_after_minutes, item.duration_minutes);
        }
    }

    fn speaks(&mut self, person: Uuid, after: Option<i32>, lasts: Option<i32>) {
        let Some((starts, ends)) = self.span else {
            return;
        };
        let begins = after.map_or(starts, |after| starts + TimeDelta::minutes(after.into()));
        let over = lasts.map_or(ends, |lasts| begins + TimeDelta::minutes(lasts.into()));
        self.speeches.push(Speech {
            person,
            starts: begins,
            ends: over.max(begins),
        });
    }
}

/// The plans of seminars that stand, in as many statements however many they are.
pub(super) async fn plans_of(source: &Source<'_>, rows: &[seminar::Model]) -> Result<Vec<Plan>> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let borrowed: Vec<&seminar::Model> = rows.iter().collect();
    let backend = source.backend();
    let pools = details_of_rows::<seminar::Entity, seat_pool::Entity>(&borrowed, backend);
    let pools = source.all(pools).await?;
    let agenda = details_of_rows::<seminar::Entity, agenda_item::Entity>(&borrowed, backend);
    let agenda = source.all(agenda).await?;
    let links = details_of_rows::<seminar::Entity, seminar_network::Entity>(&borrowed, backend);
    let links = source.all(links).await?;
    let places: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.venue_municipality_id)
        .collect();
    let leads: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.lead_organisation_id)
        .collect();
    let countries = Countries::load(source, &places, &leads).await?;
    let plan = |row: &seminar::Model| {
        let mut plan = plain(row);
        plan.seats = pools
            .iter()
            .find(|pool| pool.seminar_id == row.id && pool.kind == SeatKind::Onsite)
            .map(|pool| pool.capacity);
        plan.networks = links
            .iter()
            .filter(|link| link.seminar_id == row.id)
            .map(|link| link.network_id)
            .collect();
        for item in agenda.iter().filter(|item| item.seminar_id == row.id) {
            plan.hears(item);
        }
        plan.country = countries.of(plan.place, row.lead_organisation_id);
        plan
    };
    Ok(rows.iter().map(plan).collect())
}

/// What a row says by itself.
pub(super) fn plain(row: &seminar::Model) -> Plan {
    let mut plan = Plan {
        id: Some(row.id),
        room_holds: row.venue_capacity,
        theme: row.theme_text.as_deref().map(|theme| fold([theme])),
        ..Plan::default()
    };
    if row.mode != SeminarMode::Online {
        plan.place = row.venue_municipality_id;
        plan.room = row.venue_name.as_deref().map(|name| fold([name]));
    }
    if let Some(starts) = row.starts_at {
        let zone = row.time_zone.parse().unwrap_or(Tz::UTC);
        plan.set_time(starts, row.ends_at, zone);
    }
    plan
}

/// Which country's holidays hold where, and for whom.
struct Countries {
    places: HashMap<Uuid, municipality::Model>,
    regions: HashMap<Uuid, region::Model>,
    leads: HashMap<Uuid, organisation::Model>,
}

impl Countries {
    async fn load(source: &Source<'_>, places: &[Uuid], leads: &[Uuid]) -> Result<Self> {
        let leads = source.by_ids::<organisation::Entity>(leads).await?;
        let seats = leads.values().filter_map(|lead| lead.municipality_id);
        let places: Vec<Uuid> = places.iter().copied().chain(seats).collect();
        let places = source.by_ids::<municipality::Entity>(&places).await?;
        let regions: Vec<Uuid> = places
            .values()
            .filter_map(|place| place.region_id)
            .collect();
        Ok(Self {
            regions: source.by_ids::<region::Entity>(&regions).await?,
            places,
            leads,
        })
    }

    /// The country of the place, else that of the host; Åland has holidays of its own.
    fn of(&self, place: Option<Uuid>, lead: Option<Uuid>) -> Option<String> {
        let lead = lead.and_then(|lead| self.leads.get(&lead));
        let place = place.or(lead.and_then(|lead| lead.municipality_id));
        let Some(place) = place.and_then(|place| self.places.get(&place)) else {
            return lead.and_then(|lead| lead.country_code.clone());
        };
        let region = place.region_id.and_then(|region| self.regions.get(&region));
        let aland = region.is_some_and(|region| region.iso_code.as_deref() == Some("FI-01"));
        Some(match aland {
            true => "AX".to_owned(),
            false => place.country_code.clone(),
        })
    }
}

/// A seminar that somebody thinks of, to see what would collide with it.
#[derive(InputObject)]
pub struct SeminarConflictsInput {
    /// The seminar that is to have this time; it does not collide with itself, and what is left out below is as it has it.
    pub seminar_id: Option<ID>,
    /// The organisation that leads it: its country has the holidays, unless there is a venue.
    pub host_id: Option<ID>,
    /// The networks it belongs to; at most 50.
    pub network_ids: Option<Vec<ID>>,
    /// IANA zone of the times.
    pub time_zone: TimeZone,
    /// Start on the clocks of the zone.
    pub starts_local: LocalDateTime,
    /// End on the clocks of the zone; an hour after the start when left out.
    pub ends_local: Option<LocalDateTime>,
    /// Which passage of the clock is meant where a local time happens twice.
    pub fold: Option<Fold>,
    /// Where people meet.
    pub venue: Option<VenueInput>,
    /// How many seats there are in the room.
    pub onsite_seats: Option<i32>,
    /// Who speaks, all the time; at most 50.
    pub speaker_ids: Option<Vec<ID>>,
    /// Its theme; at most 200 characters.
    pub theme_text: Option<String>,
}

/// Reads what somebody thinks of. What it names must be visible to them.
pub async fn planned(reader: &Reader, input: SeminarConflictsInput) -> Result<Plan> {
    let source = Source::Reader(reader);
    let mut plan = Plan::default();
    let mut lead = None;
    if let Some(id) = &input.seminar_id {
        let row = seen::<seminar::Entity>(reader, id, "input.seminarId").await?;
        lead = row.lead_organisation_id;
        let stands = plans_of(&source, std::slice::from_ref(&row)).await?;
        plan = stands.into_iter().next().unwrap_or_default();
    }
    if let Some(id) = &input.host_id {
        let row = seen::<organisation::Entity>(reader, id, "input.hostId").await?;
        lead = Some(row.id);
    }
    if input.network_ids.is_some() {
        plan.networks =
            all_seen::<network::Entity>(reader, &input.network_ids, "input.networkIds").await?;
    }
    let mut check = Check::default();
    let zone = input.time_zone.0;
    let starts = instant(
        &mut check,
        "startsLocal",
        input.starts_local.0,
        zone,
        input.fold,
    );
    let ends = input
        .ends_local
        .and_then(|at| instant(&mut check, "endsLocal", at.0, zone, input.fold));
    check.order(starts, ends, ["startsLocal", "endsLocal"]);
    check.finish()?;
    let before: Vec<Uuid> = plan.speeches.iter().map(|speech| speech.person).collect();
    plan.speeches.clear();
    if let Some(starts) = starts {
        plan.set_time(starts, ends, zone);
    }
    let speakers = match input.speaker_ids {
        None => before,
        given => all_seen::<person::Entity>(reader, &given, "input.speakerIds").await?,
    };
    for person in speakers {
        plan.speaks(person, None, None);
    }
    if let Some(venue) = input.venue {
        plan.place = match &venue.municipality_id {
            Some(id) => Some(
                seen::<municipality::Entity>(reader, id, "input.venue.municipalityId")
                    .await?
                    .id,
            ),
            None => None,
        };
        plan.room = venue.name.as_deref().map(|name| fold([name]));
        plan.room_holds = venue.capacity;
    }
    if let Some(seats) = input.onsite_seats {
        plan.seats = Some(Some(seats));
    }
    if let Some(theme) = input.theme_text {
        plan.theme = Some(fold([theme.as_str()]));
    }
    let (places, leads): (Vec<_>, Vec<_>) =
        (plan.place.into_iter().collect(), lead.into_iter().collect());
    let countries = Countries::load(&source, &places, &leads).await?;
    plan.country = countries.of(plan.place, lead);
    Ok(plan)
}

async fn seen<E: Resource>(reader: &Reader, id: &ID, name: &str) -> Result<E::Model> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let id = id::argument::<E>(id, name)?;
    let row = reader.select::<E>().filter(E::ID.eq(id));
    reader.one(row).await?.ok_or(Error::NotFound)
}

/// These rows, all of which the viewer must see.
async fn all_seen<E: Resource>(
    reader: &Reader,
    ids: &Option<Vec<ID>>,
    name: &str,
) -> Result<Vec<Uuid>> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let mut ids = id::arguments::<E>(ids, name)?.unwrap_or_default();
    ids.sort_unstable();
    ids.dedup();
    let these = one_of(reader.store().backend(), E::ID.into_expr(), &ids);
    let rows = reader.all(reader.select::<E>().filter(these)).await?;
    match rows.len() == ids.len() {
        true => Ok(ids),
        false => Err(Error::NotFound),
    }
}
