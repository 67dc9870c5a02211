//! Making a series and its occurrences, now and as time goes on.

use chrono::NaiveDate;
use entity::{
    Names, agenda_item, organisation, registration_question, seat_pool,
    seminar::{self, SeminarState},
    seminar_host, seminar_municipality, seminar_network,
    seminar_series::{self, SeminarPart, SeriesRegistrationMode},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    CAPACITY, enrolling,
    own::{COLUMNS, own},
    rule::Rule,
    timing::{Timing, days_of, horizon, read_exceptions, without},
};
use crate::{
    networks::circle::Ties,
    platform::{
        access::{Followers, Permitted, Platform, Under, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, id},
        store::{Store, one_of},
    },
    seminars::{
        arranging,
        circle::add_host,
        conflicts,
        content::{Content, Essentials},
        graphql::CreateSeminarSeriesInput,
        policy::{ArrangeSeries, HoldSeminar, MakeOccurrences},
    },
};

/// How many series one turn looks at; the rest wait for the next.
const AT_ONCE: u64 = 1_000;

/// Makes a series and its occurrences of the next 18 months: drafts that its organisers alone see.
pub async fn create(work: &Work, input: CreateSeminarSeriesInput) -> Result<seminar_series::Model> {
    let mut check = Check::default();
    let host = check.take(id::of::<organisation::Entity>(&input.host_id, "hostId"))?;
    let mut form = input.content;
    // The time is of the series.
    let mut essentials = Essentials::from(input.essentials);
    let timing = Timing::take(&mut check, None, essentials.time_zone.take(), &mut form);
    let Content { mut change, parts } = Content::read(&mut check, None, essentials, form)?;
    let starts = timing.as_ref().map(|timing| timing.starts);
    let rule = starts.and_then(|starts| Rule::read(&mut check, "rule", &input.rule, starts));
    let days = rule.as_ref().zip(starts);
    let days = days.map_or_else(Vec::new, |(rule, starts)| rule.days(starts.date()));
    let exceptions = input.exceptions.unwrap_or_default();
    let exceptions = match rule {
        Some(_) => read_exceptions(&mut check, exceptions, &days),
        None => Names::default(),
    };
    check.finish()?;
    let (Some(host), Some(timing), Some(rule)) = (host, timing, rule) else {
        return Err(Error::NotFound);
    };
    let days = without(days, &exceptions);
    let Some((first, later)) = days.split_first() else {
        let message = "exceptions leaves no day of the rule; leave one in.";
        return Err(Refusal::new("TOO_MANY", message).at("exceptions").into());
    };
    let lead = work
        .permit::<HoldSeminar, organisation::Entity>(host)
        .await?;
    arranging::may_be_made(work, &lead, &change, &parts).await?;
    let circle = arranging::first_circle(work, lead.id, &parts).await?;
    let now = later
        .iter()
        .take_while(|day| **day <= horizon(work.today()));
    let now: Vec<NaiveDate> = now.copied().collect();
    let series = seminar_series::ActiveModel {
        previous_id: Set(None),
        rule: Set(rule.text()),
        time_zone: Set(timing.zone.name().to_owned()),
        starts_local: Set(timing.starts),
        duration_minutes: Set(timing.minutes),
        takes_later: Set(timing.later),
        exceptions: Set(exceptions),
        registration: Set(SeriesRegistrationMode::Occurrence),
        next_on: Set(later.get(now.len()).copied()),
        published_at: Set(None),
        cancelled_at: Set(None),
        reason: Set(None),
        audience_id: Set(circle.audience),
        organisers_id: Set(circle.editors),
        origin: Set(entity::Origin::Local),
        ..Default::default()
    };
    let series = work.insert(series, &lead).await?;
    let placed = timing.on(*first);
    placed.write(&timing, &mut change);
    change.state = Set(SeminarState::Planned);
    change.series_id = Set(Some(series.id));
    change.original_start_local = Set(Some(placed.original));
    let first = arranging::make(work, &lead, change, parts, circle).await?;
    let mut rows = make(work, &series, &now).await?;
    rows.push(first);
    conflicts::check(work, &rows).await?;
    Ok(series)
}

/// Makes the occurrences of these days as the others of the series are, published if those are.
pub(super) async fn make(
    work: &Work,
    series: &seminar_series::Model,
    days: &[NaiveDate],
) -> Result<Vec<seminar::Model>> {
    if days.is_empty() {
        return Ok(vec![]);
    }
    let system = work.as_system(CAPACITY);
    let all = system.permit_platform::<MakeOccurrences>()?;
    let others = system
        .select_under::<seminar::Entity, _, _>(&all)
        .filter(seminar::Column::SeriesId.eq(series.id))
        .order_by_asc(seminar::Column::OriginalStartLocal);
    let pattern = Pattern::of(&system, &all, system.all(others).await?).await?;
    let published = series.published_at.is_some();
    let circle = pattern.ties(&system).await?;
    let visibility = pattern.row(SeminarPart::Visibility).visibility;
    let circle = circle.circle(&system, visibility, published).await?;
    let timing = Timing::of(series);
    let mut rows = vec![];
    for day in days {
        let mut row = pattern.seminar(series, &timing, *day);
        row.organisers_id = Set(circle.editors);
        row.audience_id = Set(circle.audience);
        if published {
            let opens = row.registration_opens_at.try_as_ref().copied().flatten();
            let waits = opens.is_some_and(|at| at > work.now());
            row.state = Set(match waits {
                true => SeminarState::Scheduled,
                false => SeminarState::Open,
            });
            row.published_at = Set(Some(work.now()));
        }
        rows.push(row);
    }
    let ids: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.id.try_as_ref().copied())
        .collect();
    system.insert_all(rows, &all).await?;
    pattern.details(&system, &all, &ids).await?;
    let made = system.select_under::<seminar::Entity, _, _>(&all);
    let these = one_of(
        system.viewer().backend(),
        seminar::Column::Id.into_expr(),
        &ids,
    );
    system
        .all(made.filter(these).order_by_asc(seminar::Column::Id))
        .await
}

type All = Permitted<MakeOccurrences, Platform>;

/// What the occurrences of a series have in common: of each part, the latest that is not an occurrence's own.
struct Pattern {
    rows: Vec<seminar::Model>,
    hosts: Vec<seminar_host::Model>,
    networks: Vec<seminar_network::Model>,
    municipalities: Vec<seminar_municipality::Model>,
    pools: Vec<seat_pool::Model>,
    agenda: Vec<agenda_item::Model>,
    questions: Vec<registration_question::Model>,
}

impl Pattern {
    async fn of(system: &Work, all: &All, rows: Vec<seminar::Model>) -> Result<Self> {
        if rows.is_empty() {
            return Err(Error::internal(anyhow::anyhow!(
                "a series without occurrences"
            )));
        }
        let from = |part| source(&rows, part).id;
        use SeminarPart::{Agenda, Hosts, Municipalities, Networks, Questions, Seats};
        use seminar_municipality::Column::SeminarId as MunicipalityOf;
        use seminar_network::Column::SeminarId as NetworkOf;
        Ok(Self {
            hosts: details::<seminar_host::Entity>(
                system,
                all,
                seminar_host::Column::SeminarId,
                from(Hosts),
            )
            .await?,
            networks: details::<seminar_network::Entity>(system, all, NetworkOf, from(Networks))
                .await?,
            municipalities: details::<seminar_municipality::Entity>(
                system,
                all,
                MunicipalityOf,
                from(Municipalities),
            )
            .await?,
            pools: details::<seat_pool::Entity>(
                system,
                all,
                seat_pool::Column::SeminarId,
                from(Seats),
            )
            .await?,
            agenda: details::<agenda_item::Entity>(
                system,
                all,
                agenda_item::Column::SeminarId,
                from(Agenda),
            )
            .await?,
            questions: details::<registration_question::Entity>(
                system,
                all,
                registration_question::Column::SeminarId,
                from(Questions),
            )
            .await?,
            rows,
        })
    }

    fn row(&self, part: SeminarPart) -> &seminar::Model {
        source(&self.rows, part)
    }

    async fn ties(&self, system: &Work) -> Result<Ties> {
        let mut ties = Ties::default();
        for host in &self.hosts {
            let accepted = host.accepted_at.is_some();
            add_host(&mut ties, host.organisation_id, host.role, accepted);
        }
        let networks: Vec<Uuid> = self.networks.iter().map(|one| one.network_id).collect();
        ties.add_networks(system, &networks).await?;
        Ok(ties)
    }

    fn seminar(
        &self,
        series: &seminar_series::Model,
        timing: &Timing,
        day: NaiveDate,
    ) -> seminar::ActiveModel {
        let placed = timing.on(day);
        let mut row = seminar::ActiveModel {
            id: Set(new_id()),
            state: Set(SeminarState::Planned),
            lead_organisation_id: Set(series.lead_organisation_id),
            series_id: Set(Some(series.id)),
            original_start_local: Set(Some(placed.original)),
            own_parts: Set(Names::default()),
            has_own_circle: Set(false),
            original_start_text: Set(None),
            original_starts_at: Set(None),
            reason: Set(None),
            confirmed_count: Set(0),
            waiting_count: Set(0),
            stated_participants: Set(None),
            stated_participants_text: Set(None),
            stated_sessions: Set(None),
            published_at: Set(None),
            source: Set(None),
            origin: Set(series.origin),
            ..Default::default()
        };
        for (part, columns) in COLUMNS {
            let from = self.row(*part);
            columns
                .iter()
                .for_each(|column| row.set(*column, from.get(*column)));
        }
        placed.write(timing, &mut row);
        // The window of registration lies as far before the start as that of the others.
        let from = self.row(SeminarPart::Registration);
        let shifted = |at: Option<chrono::DateTime<chrono::Utc>>| {
            Some(placed.starts_at - (from.starts_at? - at?))
        };
        row.registration_opens_at = Set(shifted(from.registration_opens_at));
        row.registration_closes_at = Set(shifted(from.registration_closes_at));
        row
    }

    /// Writes what stands in tables of its own.
    async fn details(&self, system: &Work, all: &All, ids: &[Uuid]) -> Result<()> {
        let (mut hosts, mut networks, mut municipalities) = (vec![], vec![], vec![]);
        let (mut pools, mut agenda, mut questions) = (vec![], vec![], vec![]);
        for id in ids {
            hosts.extend(copies(
                &self.hosts,
                |row: &mut seminar_host::ActiveModel| {
                    row.id = Set(new_id());
                    row.seminar_id = Set(*id);
                },
            ));
            networks.extend(copies(
                &self.networks,
                |row: &mut seminar_network::ActiveModel| {
                    row.seminar_id = Set(*id);
                },
            ));
            municipalities.extend(copies(
                &self.municipalities,
                |row: &mut seminar_municipality::ActiveModel| row.seminar_id = Set(*id),
            ));
            pools.extend(copies(&self.pools, |row: &mut seat_pool::ActiveModel| {
                row.id = Set(new_id());
                row.seminar_id = Set(*id);
                row.confirmed = Set(0);
                row.waiting = Set(0);
                row.offered = Set(0);
            }));
            agenda.extend(copies(
                &self.agenda,
                |row: &mut agenda_item::ActiveModel| {
                    row.id = Set(new_id());
                    row.seminar_id = Set(*id);
                },
            ));
            questions.extend(copies(
                &self.questions,
                |row: &mut registration_question::ActiveModel| {
                    row.id = Set(new_id());
                    row.seminar_id = Set(*id);
                },
            ));
        }
        system.insert_all(hosts, all).await?;
        system.insert_all(networks, all).await?;
        system.insert_all(municipalities, all).await?;
        system.insert_all(pools, all).await?;
        system.insert_all(agenda, all).await?;
        system.insert_all(questions, all).await
    }
}

/// The latest occurrence whose part is not its own, else the latest.
fn source(rows: &[seminar::Model], part: SeminarPart) -> &seminar::Model {
    let mut latest = rows.iter().rev();
    let common = latest.find(|row| !own(row).contains(&part));
    common.unwrap_or(&rows[rows.len() - 1])
}

async fn details<E>(
    system: &Work,
    all: &All,
    parent: E::Column,
    seminar: Uuid,
) -> Result<Vec<E::Model>>
where
    E: Under<MakeOccurrences, Platform>,
{
    let of_one = system
        .select_under::<E, _, _>(all)
        .filter(parent.eq(seminar));
    system.all(of_one).await
}

/// Copies of rows, all of their columns written, changed by `change`.
fn copies<M, A>(rows: &[M], change: impl Fn(&mut A)) -> Vec<A>
where
    M: ModelTrait + IntoActiveModel<A> + Clone,
    A: ActiveModelTrait<Entity = M::Entity>,
    M::Entity: EntityTrait<Model = M>,
{
    let copy = |row: &M| {
        let mut copy = row.clone().into_active_model().reset_all();
        change(&mut copy);
        copy
    };
    rows.iter().map(copy).collect()
}

/// Every hour, and when Erfa starts: what has come within 18 months is made; answers how many series that were.
pub async fn turn(store: &Store, followers: &Followers) -> Result<usize> {
    let looking = Work::snapshot(store, CAPACITY).await?;
    let due = looking
        .select::<seminar_series::Entity>()
        .filter(due(&looking))
        .order_by_asc(seminar_series::Column::NextOn)
        .limit(AT_ONCE);
    let due = looking.all(due).await;
    let due = looking.finish(due).await?;
    for series in &due {
        let work = Work::of_system(store, CAPACITY, followers.clone()).await?;
        let outcome = extend(&work, series.id).await;
        if let Err(error) = work.finish(outcome).await {
            tracing::warn!(?error, series = %series.id, "its occurrences could not be made");
        }
    }
    Ok(due.len())
}

fn due(work: &Work) -> Condition {
    use seminar_series::Column::{CancelledAt, NextOn};
    Condition::all()
        .add(NextOn.lte(horizon(work.today())))
        .add(CancelledAt.is_null())
}

/// Makes what is due of a series; another process may have done so meanwhile.
async fn extend(work: &Work, id: Uuid) -> Result<()> {
    let series = work
        .permit::<ArrangeSeries, seminar_series::Entity>(id)
        .await?;
    let Some(next) = series.next_on else {
        return Ok(());
    };
    let mut days = days_of(&series)
        .into_iter()
        .filter(|day| *day >= next)
        .peekable();
    let last = horizon(work.today());
    let mut now = vec![];
    while let Some(day) = days.next_if(|day| *day <= last) {
        now.push(day);
    }
    let change = seminar_series::ActiveModel {
        next_on: Set(days.next()),
        ..Default::default()
    };
    let rows = make(work, &series, &now).await?;
    enrolling::enrol(work, &series, &rows).await?;
    work.update(&series, change).await?;
    Ok(())
}
