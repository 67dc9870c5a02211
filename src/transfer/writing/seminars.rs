//! Rows of seminars.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    Names, Visibility, agenda_item, certificate,
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar::{self, SeatMode, SeminarState},
    seminar_host::{self, HostRole},
    seminar_municipality, seminar_network,
    seminar_series::{self, SeminarPart},
    series_registration,
};
use sea_orm::{ActiveEnum, ActiveValue::Set};
use uuid::Uuid;

use super::{
    super::{
        audiences,
        file::Row,
        records::{Kind, Registration, Seminar, SeminarSeries, origin},
    },
    Writer, made,
};
use crate::networks::circle::Ties;
use crate::platform::{
    clock::new_id,
    error::{Error, Result},
};

/// Where seminars sort that may be any day.
const FAR: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// How many have a seat, and how many wait.
#[derive(Clone, Copy, Default)]
struct Count {
    confirmed: i32,
    waiting: i32,
    offered: i32,
}

/// What is worked out of a seminar before its rows are written.
struct Plan {
    organisers: Uuid,
    audience: Uuid,
    pools: HashMap<SeatKind, (Uuid, Count)>,
}

impl Writer<'_> {
    pub(super) async fn seminars(&self) -> Result<()> {
        let plans = self.plans().await?;
        self.series(&plans).await?;
        let seminars = self.file.all::<Seminar>();
        self.put(made(
            seminars.map(|row| self.seminar(&row, plan(&plans, row.id)?)),
        )?)
        .await?;
        self.hosts().await?;
        self.ties().await?;
        let pools = self.file.all::<Seminar>().flat_map(|row| {
            let pools = row.record.seat_pools.iter();
            pools.map(move |pool| (row.id, pool))
        });
        let pools = pools.map(|(seminar, pool)| {
            let (id, count) = pool_of(plan(&plans, seminar)?, pool.kind)?;
            Ok(seat_pool::ActiveModel {
                id: Set(id),
                seminar_id: Set(seminar),
                kind: Set(pool.kind),
                capacity: Set(pool.capacity),
                confirmed: Set(count.confirmed),
                waiting: Set(count.waiting),
                offered: Set(count.offered),
            })
        });
        self.put(made(pools)?).await?;
        self.agenda().await?;
        let questions = self.gatherings().await?;
        let registrations = self.file.all::<Registration>();
        self.put(made(
            registrations.map(|row| self.registration(&row, &plans)),
        )?)
        .await?;
        self.answers(&questions).await?;
        self.certificates(&plans).await
    }

    /// Series, those that others were split from first, and who registered for them.
    async fn series(&self, plans: &HashMap<Uuid, Plan>) -> Result<()> {
        let mut rows: Vec<Row<'_, SeminarSeries>> = self.file.all().collect();
        let mut written: HashSet<Uuid> = HashSet::new();
        let (mut all, mut joined) = (vec![], vec![]);
        while !rows.is_empty() {
            let own: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
            let waits = |row: &Row<'_, SeminarSeries>| {
                let previous = self.file.maybe(Kind::SeminarSeries, &row.record.previous);
                previous.map(|id| id.is_some_and(|id| own.contains(&id) && !written.contains(&id)))
            };
            let mut later = vec![];
            let mut now = vec![];
            for row in rows {
                match waits(&row)? {
                    true => later.push(row),
                    false => now.push(row),
                }
            }
            for row in now {
                written.insert(row.id);
                all.push(self.one_series(&row, plans).await?);
                for one in &row.record.registrations {
                    joined.push(series_registration::ActiveModel {
                        id: Set(new_id()),
                        series_id: Set(row.id),
                        person_id: Set(self.file.one(Kind::Person, &one.person)?),
                        organisation_id: Set(self
                            .file
                            .maybe(Kind::Organisation, &one.organisation)?),
                        organisation_name: Set(one.organisation_name.clone()),
                        title: Set(one.title.clone()),
                        seat: Set(one.seat),
                        is_listed: Set(one.is_listed),
                        is_approved: Set(one.is_approved),
                        joined_at: Set(one.joined_at.0),
                        cancelled_at: Set(one.cancelled_at.map(|at| at.0)),
                    });
                }
            }
            rows = later;
        }
        self.put(all).await?;
        self.put(joined).await
    }

    async fn one_series(
        &self,
        row: &Row<'_, SeminarSeries>,
        plans: &HashMap<Uuid, Plan>,
    ) -> Result<seminar_series::ActiveModel> {
        let one = row.record.clone();
        let host = self.file.maybe(Kind::Organisation, &one.host)?;
        // It is for those whom its occurrences are for, but for those with a circle of their own.
        let common = self.file.all::<Seminar>().find(|seminar| {
            let of_it = seminar.record.series.as_ref();
            let of_it = of_it.and_then(|series| self.file.find(Kind::SeminarSeries, series));
            of_it == Some(row.id)
                && !has_own_circle(seminar.record)
                && seminar.record.published() == one.published()
        });
        let (organisers, audience) = match common {
            Some(seminar) => {
                let plan = plan(plans, seminar.id)?;
                (plan.organisers, plan.audience)
            }
            None => {
                let circle = Ties::of(host);
                let circle = circle
                    .circle(self.work, Visibility::Restricted, false)
                    .await?;
                (circle.editors, circle.audience)
            }
        };
        let days = one.exceptions.iter().map(|day| day.0.to_string());
        Ok(seminar_series::ActiveModel {
            id: Set(row.id),
            lead_organisation_id: Set(host),
            previous_id: Set(self.file.maybe(Kind::SeminarSeries, &one.previous)?),
            starts_local: Set(one.starts_local.0),
            duration_minutes: Set(one.duration_minutes),
            takes_later: Set(one.takes_later.unwrap_or_default()),
            exceptions: Set(Names(days.collect())),
            registration: Set(one.registration),
            next_on: Set(one.next_on.map(|day| day.0)),
            published_at: Set(one.published().then(|| self.work.now())),
            cancelled_at: Set(one.cancelled_at.map(|at| at.0)),
            audience_id: Set(audience),
            organisers_id: Set(organisers),
            origin: Set(origin(one.origin)),
            rule: Set(one.rule),
            time_zone: Set(one.time_zone),
            reason: Set(one.reason),
            ..Default::default()
        })
    }

    async fn certificates(&self, plans: &HashMap<Uuid, Plan>) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Registration>() {
            let Some(proof) = row.record.certificate.clone() else {
                continue;
            };
            let seminar = self.file.one(Kind::Seminar, &row.record.seminar)?;
            rows.push(certificate::ActiveModel {
                id: Set(new_id()),
                registration_id: Set(row.id),
                seminar_id: Set(seminar),
                person_id: Set(self.file.one(Kind::Person, &row.record.person)?),
                code: Set(proof.code),
                locale: Set(proof.locale),
                holder_name: Set(proof.holder_name),
                organisation_name: Set(proof.organisation_name),
                seminar_title: Set(proof.seminar_title),
                organiser_name: Set(proof.organiser_name),
                place: Set(proof.place),
                held_on: Set(proof.held_on.0),
                duration_minutes: Set(proof.duration_minutes),
                audience_id: Set(plan(plans, seminar)?.organisers),
                issued_at: Set(proof.issued_at.0),
                revoked_at: Set(None),
                ..Default::default()
            });
        }
        self.put(rows).await
    }

    async fn plans(&self) -> Result<HashMap<Uuid, Plan>> {
        let mut counts: HashMap<(Uuid, SeatKind), Count> = HashMap::new();
        for row in self.file.all::<Registration>() {
            let seminar = self.file.one(Kind::Seminar, &row.record.seminar)?;
            let count = counts.entry((seminar, row.record.pool)).or_default();
            count.confirmed += i32::from(row.record.has_seat());
            count.waiting += i32::from(row.record.status == RegistrationStatus::Waitlisted);
            count.offered += i32::from(row.record.status == RegistrationStatus::Offered);
        }
        let mut plans = HashMap::new();
        for row in self.file.all::<Seminar>() {
            let one = row.record;
            let hosts = one.hosts.iter().filter(|host| host.arranges());
            let hosts = hosts.map(|host| &host.organisation);
            let networks = self.file.each(Kind::Network, &one.networks)?;
            let networks = networks
                .into_iter()
                .map(|id| Ok((id, self.circle(id)?.visibility)));
            // Those who are asked for a date see what it is for.
            let polled = one.date_poll.iter();
            let polled = polled.filter(|_| one.state == SeminarState::DatePoll);
            let asked = polled.flat_map(|poll| &poll.asked);
            let invited = one.hosts.iter().filter(|host| host.is_invited());
            let invited = invited.map(|host| &host.organisation);
            let ties = Ties {
                asked: self.file.each(Kind::Organisation, asked)?,
                holders: self.file.each(Kind::Organisation, hosts)?,
                invited: self.file.each(Kind::Organisation, invited)?,
                networks: networks.collect::<Result<_>>()?,
            };
            let circle = ties
                .circle(self.work, one.visibility, one.published())
                .await?;
            let pools = one.seat_pools.iter().map(|pool| {
                let count = counts.get(&(row.id, pool.kind)).copied();
                (pool.kind, (new_id(), count.unwrap_or_default()))
            });
            let plan = Plan {
                organisers: circle.editors,
                audience: circle.audience,
                pools: pools.collect(),
            };
            plans.insert(row.id, plan);
        }
        Ok(plans)
    }

    fn seminar(&self, row: &Row<Seminar>, plan: &Plan) -> Result<seminar::ActiveModel> {
        let one = row.record.clone();
        let lead = one.hosts.iter().find(|host| host.role == HostRole::Lead);
        let lead = lead.map(|host| self.file.one(Kind::Organisation, &host.organisation));
        let (starts_at, ends_at) = (one.instant(one.starts_local), one.instant(one.ends_local));
        let counts = plan.pools.values().map(|(_, count)| count);
        Ok(seminar::ActiveModel {
            id: Set(row.id),
            lead_organisation_id: Set(lead.transpose()?),
            programme_id: Set(self.file.maybe(Kind::Programme, &one.programme)?),
            project_id: Set(self.file.maybe(Kind::Project, &one.project)?),
            prize_id: Set(self.file.maybe(Kind::Prize, &one.prize)?),
            series_id: Set(self.file.maybe(Kind::SeminarSeries, &one.series)?),
            original_start_local: Set(one.original_start_local.map(|at| at.0)),
            has_own_circle: Set(has_own_circle(&one)),
            own_parts: Set(Names(
                one.own_parts.iter().map(SeminarPart::to_value).collect(),
            )),
            venue_municipality_id: Set(self
                .file
                .maybe(Kind::Municipality, &one.venue_municipality)?),
            published_at: Set(one.published().then(|| self.work.now())),
            calendar_sequence: Set(0),
            calendar_stamp: Set(self.work.now().timestamp_micros()),
            starts_at: Set(starts_at),
            ends_at: Set(ends_at),
            sort_at: Set(starts_at.unwrap_or_else(|| midnight(one.when_earliest.map(|day| day.0)))),
            confirmed_count: Set(counts.clone().map(|count| count.confirmed).sum()),
            waiting_count: Set(counts.map(|count| count.waiting).sum()),
            audience_id: Set(plan.audience),
            organisers_id: Set(plan.organisers),
            kind: Set(one.kind),
            kind_text: Set(one.kind_text),
            locale: Set(one.locale),
            title: Set(one.title),
            description: Set(one.description),
            theme_text: Set(one.theme_text),
            state: Set(one.state),
            mode: Set(one.mode),
            venue_name: Set(one.venue_name),
            venue_address: Set(one.venue_address),
            join_url: Set(one.join_url),
            time_zone: Set(one.time_zone),
            starts_local: Set(one.starts_local.map(|at| at.0)),
            ends_local: Set(one.ends_local.map(|at| at.0)),
            when_text: Set(one.when_text),
            when_earliest: Set(one.when_earliest.map(|day| day.0)),
            when_latest: Set(one.when_latest.map(|day| day.0)),
            original_start_text: Set(one.original_start_text),
            original_starts_at: Set(one.original_starts_at.map(|at| at.0)),
            reason: Set(one.reason),
            registration_opens_at: Set(one.registration_opens_at.map(|at| at.0)),
            registration_closes_at: Set(one.registration_closes_at.map(|at| at.0)),
            seats_per_organisation: Set(one.seats_per_organisation),
            venue_capacity: Set(one.venue_capacity),
            seat_mode: Set(one.seat_mode.unwrap_or(SeatMode::AutoConfirm)),
            needs_approval: Set(one.needs_approval.unwrap_or_default()),
            stated_participants: Set(one.stated_participants),
            stated_participants_text: Set(one.stated_participants_text),
            stated_sessions: Set(one.stated_sessions),
            frequency_text: Set(one.frequency_text),
            note: Set(one.note),
            visibility: Set(one.visibility),
            source: Set(one.source),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    /// In the order of the file; imported co-hosts have accepted unless the record says otherwise.
    async fn hosts(&self) -> Result<()> {
        let now = self.work.now();
        let hosts = self.file.all::<Seminar>().flat_map(|row| {
            let hosts = row.record.hosts.iter().zip(0..);
            hosts.map(move |(host, position)| (row.id, host, position))
        });
        let hosts = hosts.map(|(seminar, host, position)| {
            Ok(seminar_host::ActiveModel {
                id: Set(new_id()),
                seminar_id: Set(seminar),
                organisation_id: Set(self.file.one(Kind::Organisation, &host.organisation)?),
                role: Set(host.role),
                accepted_at: Set((host.is_accepted != Some(false)).then_some(now)),
                position: Set(position),
            })
        });
        self.put(made(hosts)?).await
    }

    async fn ties(&self) -> Result<()> {
        let (mut networks, mut municipalities) = (vec![], vec![]);
        for row in self.file.all::<Seminar>() {
            for network in self.file.each(Kind::Network, &row.record.networks)? {
                networks.push(Ok(seminar_network::ActiveModel {
                    network_id: Set(network),
                    seminar_id: Set(row.id),
                }));
            }
            let named = &row.record.municipalities;
            for municipality in self.file.each(Kind::Municipality, named)? {
                municipalities.push(Ok(seminar_municipality::ActiveModel {
                    municipality_id: Set(municipality),
                    seminar_id: Set(row.id),
                }));
            }
        }
        self.put(made(networks)?).await?;
        self.put(made(municipalities)?).await
    }

    async fn agenda(&self) -> Result<()> {
        let items = self.file.all::<Seminar>().flat_map(|row| {
            let items = row.record.agenda.iter().zip(0..);
            items.map(move |(item, position)| {
                let item = item.clone();
                Ok(agenda_item::ActiveModel {
                    id: Set(new_id()),
                    seminar_id: Set(row.id),
                    position: Set(position),
                    title: Set(item.title),
                    description: Set(item.description),
                    speaker: Set(item.speaker),
                    speaker_id: Set(self.file.maybe(Kind::Person, &item.speaker_person)?),
                    starts_after_minutes: Set(item.starts_after_minutes),
                    duration_minutes: Set(item.duration_minutes),
                })
            })
        });
        self.put(made(items)?).await
    }

    fn registration(
        &self,
        row: &Row<Registration>,
        plans: &HashMap<Uuid, Plan>,
    ) -> Result<registration::ActiveModel> {
        let one = row.record.clone();
        let seminar = self.file.one(Kind::Seminar, &one.seminar)?;
        let plan = plan(plans, seminar)?;
        let organisation = self.file.maybe(Kind::Organisation, &one.organisation)?;
        let name = organisation.and_then(|id| self.facts.organisations.get(&id).cloned());
        let listed = one.is_listed.unwrap_or_default();
        let shown = listed && one.has_seat();
        let cancelled = one.status == RegistrationStatus::Cancelled;
        let cancelled_at = one.cancelled_at.map(|at| at.0);
        Ok(registration::ActiveModel {
            id: Set(row.id),
            seminar_id: Set(seminar),
            pool_id: Set(pool_of(plan, one.pool)?.0),
            person_id: Set(self.file.one(Kind::Person, &one.person)?),
            organisation_id: Set(organisation),
            organisation_name: Set(one.organisation_name.or(name)),
            title: Set(one.title),
            status: Set(one.status),
            joined_at: Set(one.joined_at.map_or(self.work.now(), |at| at.0)),
            is_listed: Set(listed),
            audience_id: Set(audiences::of_registration(
                shown,
                plan.audience,
                plan.organisers,
            )),
            organisers_id: Set(plan.organisers),
            cancelled_at: Set(cancelled_at.or(cancelled.then(|| self.work.now()))),
            priority: Set(one.priority.unwrap_or_default()),
            offer_expires_at: Set(one.offer_expires_at.map(|at| at.0)),
            expiries: Set(one.expiries.unwrap_or_default()),
            check_in_code: Set(one.check_in_code),
            attended_at: Set(one.attended_at.map(|at| at.0)),
            ..Default::default()
        })
    }
}

fn has_own_circle(one: &Seminar) -> bool {
    use SeminarPart::{Hosts, Networks, Visibility};
    let circle = [Hosts, Networks, Visibility];
    one.own_parts.iter().any(|part| circle.contains(part))
}

fn plan(plans: &HashMap<Uuid, Plan>, seminar: Uuid) -> Result<&Plan> {
    let unknown = || Error::internal(anyhow::anyhow!("nothing is known of {seminar}"));
    plans.get(&seminar).ok_or_else(unknown)
}

fn pool_of(plan: &Plan, kind: SeatKind) -> Result<(Uuid, Count)> {
    let missing = || Error::internal(anyhow::anyhow!("no seats {kind:?}"));
    plan.pools.get(&kind).copied().ok_or_else(missing)
}

fn midnight(day: Option<NaiveDate>) -> DateTime<Utc> {
    day.unwrap_or(FAR).and_time(NaiveTime::MIN).and_utc()
}
