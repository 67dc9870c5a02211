//! Records of seminars.

use std::{collections::HashMap, io::Write};

use entity::{
    agenda_item, certificate, registration, seat_pool,
    seminar::{self, SeatMode},
    seminar_host,
    seminar_host::HostRole,
    seminar_municipality, seminar_network,
    seminar_series::{self, SeminarPart},
    series_registration,
};
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::{
    super::records::{
        Agenda, Host, Joined, Proof, Registration, Seats, Seminar, SeminarSeries,
        moments::{Day, Instant, LocalTime},
        published_by,
    },
    Called, Export,
    gatherings::Gatherings,
    ids, pages,
};
use crate::platform::error::{Error, Result};

/// The details of a page of seminars, by seminar.
struct Parts {
    hosts: HashMap<Uuid, Vec<seminar_host::Model>>,
    networks: HashMap<Uuid, Vec<seminar_network::Model>>,
    municipalities: HashMap<Uuid, Vec<seminar_municipality::Model>>,
    pools: HashMap<Uuid, Vec<seat_pool::Model>>,
    agenda: HashMap<Uuid, Vec<agenda_item::Model>>,
    gatherings: Gatherings,
}

impl<W: Write> Export<'_, W> {
    pub(super) async fn seminars(&mut self) -> Result<()> {
        pages!(self, seminar_series, |rows| {
            let column = series_registration::Column::SeriesId;
            let all = ids(&rows, |row| row.id);
            let mut joined = self.of::<series_registration::Entity>(column, &all).await?;
            let named = rows.iter().flat_map(|row| {
                let further = [row.lead_organisation_id, row.previous_id];
                [row.id].into_iter().chain(further.into_iter().flatten())
            });
            let people = joined.values().flatten();
            let people =
                people.flat_map(|one| [one.person_id].into_iter().chain(one.organisation_id));
            let called = self.called(named.chain(people).collect()).await?;
            let records = rows.into_iter().map(|row| {
                let joined = joined.remove(&row.id).unwrap_or_default();
                of_series(row, joined, &called).into()
            });
            records.collect()
        });
        pages!(self, seminar, |rows| {
            let mut parts = self.parts(&ids(&rows, |row| row.id)).await?;
            let places = rows.iter().flat_map(|row| {
                [
                    row.venue_municipality_id,
                    row.programme_id,
                    row.project_id,
                    row.prize_id,
                    row.series_id,
                ]
                .into_iter()
                .flatten()
            });
            let named = ids(&rows, |row| row.id).into_iter().chain(places);
            let called = self.called(named.chain(parts.named()).collect()).await?;
            let records = rows
                .into_iter()
                .map(|row| of_seminar(row, &mut parts, &called).into());
            records.collect()
        });
        pages!(self, registration, |rows| {
            let named = rows.iter().flat_map(|row| {
                let own = [row.id, row.seminar_id, row.person_id];
                own.into_iter().chain(row.organisation_id)
            });
            let seminars = ids(&rows, |row| row.seminar_id);
            let mut answers = self.answers(&seminars, &ids(&rows, |row| row.id)).await?;
            let named = named.chain(answers.named());
            let called = self.called(named.collect()).await?;
            let column = seat_pool::Column::Id;
            let pools = ids(&rows, |row| row.pool_id);
            let pools = self.of::<seat_pool::Entity>(column, &pools).await?;
            let column = certificate::Column::RegistrationId;
            let all = ids(&rows, |row| row.id);
            let mut proofs = self.of::<certificate::Entity>(column, &all).await?;
            let mut records = vec![];
            for row in rows {
                let pool = pools.get(&row.pool_id).and_then(|pools| pools.first());
                let lost = || Error::internal(anyhow::anyhow!("a registration without seats"));
                let (seminar, id) = (row.seminar_id, row.id);
                let mut record = of_registration(row, pool.ok_or_else(lost)?, &called);
                record.answers = answers.answers(seminar, id);
                record.events = answers.events(id, &called);
                record.feedback = answers.feedback(id);
                let proofs = proofs.remove(&id).unwrap_or_default().into_iter();
                let live = proofs.filter(|one| one.revoked_at.is_none());
                record.certificate = live.map(of_certificate).next();
                records.push(record.into());
            }
            records
        });
        Ok(())
    }

    async fn parts(&self, ids: &[Uuid]) -> Result<Parts> {
        Ok(Parts {
            hosts: self
                .of::<seminar_host::Entity>(seminar_host::Column::SeminarId, ids)
                .await?,
            networks: self
                .of::<seminar_network::Entity>(seminar_network::Column::SeminarId, ids)
                .await?,
            municipalities: self
                .of::<seminar_municipality::Entity>(seminar_municipality::Column::SeminarId, ids)
                .await?,
            pools: self
                .of::<seat_pool::Entity>(seat_pool::Column::SeminarId, ids)
                .await?,
            agenda: self
                .of::<agenda_item::Entity>(agenda_item::Column::SeminarId, ids)
                .await?,
            gatherings: self.gatherings(ids).await?,
        })
    }
}

impl Parts {
    /// Everything that the parts point at.
    fn named(&self) -> Vec<Uuid> {
        let hosts = self.hosts.values().flatten().map(|one| one.organisation_id);
        let networks = self.networks.values().flatten().map(|one| one.network_id);
        let places = self.municipalities.values().flatten();
        hosts
            .chain(networks)
            .chain(places.map(|one| one.municipality_id))
            .chain(
                self.agenda
                    .values()
                    .flatten()
                    .filter_map(|one| one.speaker_id),
            )
            .chain(self.gatherings.named())
            .collect()
    }

    /// The parts of one seminar, in the order in which people see them.
    fn of(&mut self, id: Uuid, called: &Called) -> OfOne {
        let mut hosts = self.hosts.remove(&id).unwrap_or_default();
        hosts.sort_by_key(|one| (one.position, one.id));
        let mut networks = self.networks.remove(&id).unwrap_or_default();
        networks.sort_by_key(|one| one.network_id);
        let mut municipalities = self.municipalities.remove(&id).unwrap_or_default();
        municipalities.sort_by_key(|one| one.municipality_id);
        let mut pools = self.pools.remove(&id).unwrap_or_default();
        pools.sort_by_key(|one| one.id);
        let mut agenda = self.agenda.remove(&id).unwrap_or_default();
        agenda.sort_by_key(|one| (one.position, one.id));
        OfOne {
            hosts: hosts
                .into_iter()
                .map(|one| Host {
                    organisation: called.to(one.organisation_id),
                    is_accepted: (one.role == HostRole::CoHost && one.accepted_at.is_none())
                        .then_some(false),
                    role: one.role,
                })
                .collect(),
            networks: networks
                .into_iter()
                .map(|one| called.to(one.network_id))
                .collect(),
            municipalities: municipalities
                .into_iter()
                .map(|one| called.to(one.municipality_id))
                .collect(),
            seat_pools: pools
                .into_iter()
                .map(|one| Seats {
                    kind: one.kind,
                    capacity: one.capacity,
                })
                .collect(),
            agenda: agenda
                .into_iter()
                .map(|one| Agenda {
                    title: one.title,
                    description: one.description,
                    speaker: one.speaker,
                    speaker_person: called.maybe(one.speaker_id),
                    starts_after_minutes: one.starts_after_minutes,
                    duration_minutes: one.duration_minutes,
                })
                .collect(),
        }
    }
}

struct OfOne {
    hosts: Vec<Host>,
    networks: Vec<String>,
    municipalities: Vec<String>,
    seat_pools: Vec<Seats>,
    agenda: Vec<Agenda>,
}

fn of_seminar(row: seminar::Model, parts: &mut Parts, called: &Called) -> Seminar {
    let gatherings = &mut parts.gatherings;
    let date_poll = gatherings.poll(row.id, called);
    let questions = gatherings.questions(row.id);
    let attendance = gatherings.attendance(row.id, called);
    let report = gatherings.report(row.id);
    let notices = gatherings.notices(row.id, called);
    let parts = parts.of(row.id, called);
    let published = row.published_at.is_some();
    Seminar {
        reference: Some(called.own(row.id)),
        origin: Some(row.origin),
        kind: row.kind,
        locale: row.locale,
        title: row.title,
        state: row.state,
        mode: row.mode,
        time_zone: row.time_zone,
        visibility: row.visibility,
        kind_text: row.kind_text,
        description: row.description,
        theme_text: row.theme_text,
        is_published: (published != published_by(row.state)).then_some(published),
        starts_local: row.starts_local.map(LocalTime),
        ends_local: row.ends_local.map(LocalTime),
        when_text: row.when_text,
        when_earliest: row.when_earliest.map(Day),
        when_latest: row.when_latest.map(Day),
        original_start_text: row.original_start_text,
        original_starts_at: row.original_starts_at.map(Instant),
        reason: row.reason,
        venue_name: row.venue_name,
        venue_address: row.venue_address,
        venue_municipality: called.maybe(row.venue_municipality_id),
        join_url: row.join_url,
        registration_opens_at: row.registration_opens_at.map(Instant),
        registration_closes_at: row.registration_closes_at.map(Instant),
        seats_per_organisation: row.seats_per_organisation,
        venue_capacity: row.venue_capacity,
        seat_mode: (row.seat_mode != SeatMode::AutoConfirm).then_some(row.seat_mode),
        needs_approval: row.needs_approval.then_some(true),
        stated_participants: row.stated_participants,
        stated_participants_text: row.stated_participants_text,
        stated_sessions: row.stated_sessions,
        frequency_text: row.frequency_text,
        note: row.note,
        source: row.source,
        programme: called.maybe(row.programme_id),
        project: called.maybe(row.project_id),
        prize: called.maybe(row.prize_id),
        hosts: parts.hosts,
        networks: parts.networks,
        municipalities: parts.municipalities,
        seat_pools: parts.seat_pools,
        agenda: parts.agenda,
        date_poll,
        questions,
        attendance,
        report,
        notices,
        series: called.maybe(row.series_id),
        original_start_local: row.original_start_local.map(LocalTime),
        own_parts: row
            .own_parts
            .0
            .iter()
            .filter_map(|name| SeminarPart::try_from_value(name).ok())
            .collect(),
    }
}

fn of_series(
    row: seminar_series::Model,
    mut joined: Vec<series_registration::Model>,
    called: &Called,
) -> SeminarSeries {
    joined.sort_by_key(|one| (one.joined_at, one.id));
    let days = row.exceptions.0.iter().filter_map(|day| day.parse().ok());
    SeminarSeries {
        reference: Some(called.own(row.id)),
        origin: Some(row.origin),
        rule: row.rule,
        time_zone: row.time_zone,
        starts_local: LocalTime(row.starts_local),
        duration_minutes: row.duration_minutes,
        registration: row.registration,
        host: called.maybe(row.lead_organisation_id),
        previous: called.maybe(row.previous_id),
        takes_later: row.takes_later.then_some(true),
        exceptions: days.map(Day).collect(),
        next_on: row.next_on.map(Day),
        is_published: row.published_at.is_none().then_some(false),
        cancelled_at: row.cancelled_at.map(Instant),
        reason: row.reason,
        registrations: joined
            .into_iter()
            .map(|one| Joined {
                person: called.to(one.person_id),
                joined_at: Instant(one.joined_at),
                organisation: called.maybe(one.organisation_id),
                organisation_name: one.organisation_name,
                title: one.title,
                seat: one.seat,
                is_listed: one.is_listed,
                is_approved: one.is_approved,
                cancelled_at: one.cancelled_at.map(Instant),
            })
            .collect(),
    }
}

fn of_certificate(row: certificate::Model) -> Proof {
    Proof {
        code: row.code,
        locale: row.locale,
        holder_name: row.holder_name,
        seminar_title: row.seminar_title,
        organiser_name: row.organiser_name,
        held_on: Day(row.held_on),
        issued_at: Instant(row.issued_at),
        organisation_name: row.organisation_name,
        place: row.place,
        duration_minutes: row.duration_minutes,
    }
}

fn of_registration(
    row: registration::Model,
    pool: &seat_pool::Model,
    called: &Called,
) -> Registration {
    Registration {
        reference: Some(called.own(row.id)),
        origin: None,
        seminar: called.to(row.seminar_id),
        person: called.to(row.person_id),
        pool: pool.kind,
        status: row.status,
        organisation: called.maybe(row.organisation_id),
        organisation_name: row.organisation_name,
        title: row.title,
        joined_at: Some(Instant(row.joined_at)),
        is_listed: Some(row.is_listed),
        cancelled_at: row.cancelled_at.map(Instant),
        priority: (row.priority != 0).then_some(row.priority),
        offer_expires_at: row.offer_expires_at.map(Instant),
        expiries: (row.expiries != 0).then_some(row.expiries),
        check_in_code: row.check_in_code,
        attended_at: row.attended_at.map(Instant),
        answers: vec![],
        events: vec![],
        feedback: None,
        certificate: None,
    }
}
