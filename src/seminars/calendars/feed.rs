//! What stands in a calendar that is subscribed to, and whether anything of it has changed.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use entity::{
    municipality, municipality_region, network, organisation, person, region,
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar::{self, Column, SeminarState},
    seminar_network, theme,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, JoinType, Query, SelectStatement},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    CalendarSettings,
    calendar::{self, Head},
    event::{self, Entry, Maker, To},
};
use crate::{
    platform::{
        access::{Reader, Resource},
        error::Result,
        graphql::{Languages, choose, id},
        hex::hex,
        store::one_of,
    },
    seminars::{graphql::of_place, policy::may_arrange},
    themes::themed,
};

/// For how long a cancelled seminar still says so.
const CANCELLED_KEPT: TimeDelta = TimeDelta::days(30);

/// Statuses with which a seminar stands in a person's calendar.
const SEATED: [RegistrationStatus; 2] =
    [RegistrationStatus::Confirmed, RegistrationStatus::Attended];

/// Whose calendar it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Network(Uuid),
    Region(Uuid),
    Municipality(Uuid),
    Theme(Uuid),
    /// The person who reads.
    Person(Uuid),
    /// One seminar.
    Seminar(Uuid),
}

/// What tells one state of a calendar from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    pub tag: String,
    pub changed: DateTime<Utc>,
}

/// A calendar that the reader may see.
pub struct Feed<'a> {
    reader: &'a Reader,
    settings: &'a CalendarSettings,
    of: Of,
    name: String,
    languages: Languages,
}

impl<'a> Feed<'a> {
    /// Finds what the calendar is of; none where there is no such thing, or the reader may not see it.
    pub async fn find(
        reader: &'a Reader,
        settings: &'a CalendarSettings,
        of: Of,
    ) -> Result<Option<Self>> {
        let mut languages = Languages::default();
        let said = |texts: &entity::LocalizedText, locale: &str| {
            choose(texts, locale, None, &Languages::default()).map(|text| text.text)
        };
        let name = match of {
            Of::Network(id) => one::<network::Entity>(reader, id)
                .await?
                .and_then(|row| said(&row.name, &row.locale)),
            Of::Region(id) => one::<region::Entity>(reader, id).await?.map(|row| row.name),
            Of::Municipality(id) => one::<municipality::Entity>(reader, id)
                .await?
                .map(|row| row.name),
            Of::Theme(id) => one::<theme::Entity>(reader, id)
                .await?
                .and_then(|row| said(&row.name, "en")),
            Of::Seminar(id) => one::<seminar::Entity>(reader, id)
                .await?
                .filter(|row| row.starts_at.is_some())
                .map(|row| event::title(&row, &languages)),
            Of::Person(id) => one::<person::Entity>(reader, id).await?.map(|row| {
                languages.0.extend(row.locale);
                format!("Erfa: {}", row.name)
            }),
        };
        Ok(name.map(|name| Self {
            reader,
            settings,
            of,
            name,
            languages,
        }))
    }

    /// The first instant of today: calendars reach as far on all of a day.
    fn today(&self) -> DateTime<Utc> {
        let today = self.reader.store().clock.today();
        today.and_time(NaiveTime::MIN).and_utc()
    }

    /// The seminars of the calendar.
    fn seminars(&self) -> Select<seminar::Entity> {
        use SeminarState::{Archived, Cancelled, Held, Open, Postponed, Reported, Scheduled};
        let today = self.today();
        let first = today - TimeDelta::days(self.settings.past_days.into());
        let last = today + TimeDelta::days(self.settings.future_days.into());
        let cancelled = Condition::all()
            .add(Column::State.eq(Cancelled))
            .add(Column::PublishedAt.is_not_null())
            .add(Column::CalendarStamp.gte((today - CANCELLED_KEPT).timestamp_micros()));
        let moved = Condition::all()
            .add(Column::State.eq(Postponed))
            .add(Column::PublishedAt.is_not_null());
        let out = Column::State.is_in([Scheduled, Open, Held, Reported, Archived]);
        let state = Condition::any().add(out).add(moved).add(cancelled);
        let select = self
            .reader
            .select::<seminar::Entity>()
            .filter(self.condition())
            .filter(Column::StartsAt.is_not_null())
            .filter(state);
        match self.of {
            Of::Seminar(_) => select,
            _ => select
                .filter(Column::SortAt.gte(first))
                .filter(Column::SortAt.lt(last)),
        }
    }

    fn condition(&self) -> Condition {
        let backend = self.reader.store().backend();
        match self.of {
            Of::Network(id) => {
                let these = Query::select().expr(Expr::val(id)).to_owned();
                Condition::all().add(Column::Id.in_subquery(in_networks(these)))
            }
            Of::Theme(id) => {
                Condition::all().add(Column::Id.in_subquery(in_networks(themed(backend, &[id]))))
            }
            Of::Municipality(id) => {
                let this = Query::select().expr(Expr::val(id)).to_owned();
                of_place(this)
            }
            Of::Region(id) => {
                use municipality_region::Column::{MunicipalityId, RegionId};
                let within = Query::select()
                    .column(MunicipalityId)
                    .from(municipality_region::Entity)
                    .and_where(RegionId.eq(id))
                    .to_owned();
                of_place(within)
            }
            Of::Seminar(id) => Condition::all().add(Column::Id.eq(id)),
            Of::Person(person) => {
                use registration::Column::{PersonId, SeminarId, Status};
                let seats = Query::select()
                    .column(SeminarId)
                    .from(registration::Entity)
                    .and_where(PersonId.eq(person))
                    .and_where(Status.is_in(SEATED))
                    .to_owned();
                Condition::any()
                    .add(Column::Id.in_subquery(seats))
                    .add(may_arrange(self.reader.viewer()))
            }
        }
    }

    /// The seats of the person whose calendar it is, by seminar, and how often each was changed.
    async fn seats(&self) -> Result<BTreeMap<Uuid, (SeatKind, i32)>> {
        let Of::Person(person) = self.of else {
            return Ok(BTreeMap::new());
        };
        let of = |column: registration::Column| Expr::col((registration::Entity, column));
        let pool = |column: seat_pool::Column| Expr::col((seat_pool::Entity, column));
        let mut seats = self
            .reader
            .select::<registration::Entity>()
            .filter(registration::Column::PersonId.eq(person))
            .filter(registration::Column::Status.is_in(SEATED))
            .select_only()
            .expr_as(of(registration::Column::SeminarId), "seminar")
            .expr_as(pool(seat_pool::Column::Kind), "kind")
            .expr_as(of(registration::Column::SeatChanges), "changes");
        QuerySelect::query(&mut seats).join(
            JoinType::InnerJoin,
            seat_pool::Entity,
            pool(seat_pool::Column::Id).eq(of(registration::Column::PoolId)),
        );
        let rows: Vec<(Uuid, SeatKind, i32)> = self.reader.tuples(seats.into_tuple()).await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(id, kind, changes)| (id, (kind, changes)))
            .collect())
    }

    /// What tells whether the calendar has changed, in one statement, of a person's in two. Names of organisations and
    /// places, and how far it reaches, count by the day.
    pub async fn marks(&self) -> Result<Marks> {
        let sums = self
            .seminars()
            .select_only()
            .expr_as(Column::Id.count(), "seminars")
            .expr_as(Column::CalendarStamp.max(), "latest")
            .expr_as(
                Expr::cust("CAST(SUM(calendar_stamp % 2147483647) AS BIGINT)"),
                "sum",
            );
        let sums: Vec<(i64, Option<i64>, Option<i64>)> =
            self.reader.tuples(sums.into_tuple()).await?;
        let (count, latest, sum) = sums.first().copied().unwrap_or_default();
        let seats = self.seats().await?;
        let today = self.today();
        let latest = latest.and_then(DateTime::from_timestamp_micros);
        let state = format!(
            "{:?} {} {today} {count} {latest:?} {sum:?} {seats:?} {:?}",
            self.of, self.name, self.settings
        );
        Ok(Marks {
            tag: format!("\"{}\"", &hex(&Sha256::digest(state))[..32]),
            changed: latest.map_or(today, |latest| Ord::max(latest, today)),
        })
    }

    /// The whole calendar.
    pub async fn write(&self, maker: &Maker) -> Result<String> {
        let now = self.reader.store().clock.now();
        // Those to come in their order, then the latest of those that are over.
        let to_come = || Column::SortAt.gte(now);
        let over: Expr = CaseStatement::new().case(to_come(), 0).finally(1).into();
        let next: Expr = CaseStatement::new()
            .case(to_come(), Column::SortAt.into_expr())
            .into();
        let rows = self
            .seminars()
            .order_by_asc(over)
            .order_by_asc(next)
            .order_by_desc(Column::SortAt)
            .order_by_asc(Column::Id)
            .limit(self.settings.events);
        let rows = self.reader.all(rows).await?;
        let names = Names::of(self.reader, &rows).await?;
        let seats = self.seats().await?;
        let entries: Vec<_> = rows
            .iter()
            .filter_map(|row| {
                let mut entry = names.entry(row, &self.languages);
                let own = seats.get(&row.id);
                entry.seat = own.map(|(kind, _)| *kind);
                let to = To::Readers {
                    seat_changes: own.map_or(0, |(_, changes)| *changes),
                };
                event::entry(maker, &entry, to)
            })
            .collect();
        let head = Head::Feed {
            name: &self.name,
            refresh: TimeDelta::minutes(Ord::max(self.settings.refresh_minutes, 1).into()),
        };
        calendar::calendar(&head, &entries)
    }
}

async fn one<E: Resource>(reader: &Reader, id: Uuid) -> Result<Option<E::Model>> {
    reader.one(reader.select::<E>().filter(E::ID.eq(id))).await
}

async fn these<E: Resource>(reader: &Reader, ids: Vec<Uuid>) -> Result<Vec<E::Model>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let these = one_of(reader.store().backend(), E::ID.into_expr(), &ids);
    reader.all(reader.select::<E>().filter(these)).await
}

fn in_networks(networks: SelectStatement) -> SelectStatement {
    Query::select()
        .column(seminar_network::Column::SeminarId)
        .from(seminar_network::Entity)
        .and_where(seminar_network::Column::NetworkId.in_subquery(networks))
        .to_owned()
}

/// The names that entries show beside those of the seminars: two statements, however many there are.
#[derive(Default)]
pub struct Names {
    hosts: HashMap<Uuid, String>,
    places: HashMap<Uuid, String>,
}

impl Names {
    pub fn named(hosts: Vec<organisation::Model>, places: Vec<municipality::Model>) -> Self {
        Self {
            hosts: hosts.into_iter().map(|row| (row.id, row.name)).collect(),
            places: places.into_iter().map(|row| (row.id, row.name)).collect(),
        }
    }

    async fn of(reader: &Reader, rows: &[seminar::Model]) -> Result<Self> {
        let hosts = rows.iter().filter_map(|row| row.lead_organisation_id);
        let places = rows.iter().filter_map(|row| row.venue_municipality_id);
        Ok(Self::named(
            these::<organisation::Entity>(reader, hosts.collect()).await?,
            these::<municipality::Entity>(reader, places.collect()).await?,
        ))
    }

    /// What the entry of a seminar is made of.
    pub fn entry<'a>(&'a self, row: &'a seminar::Model, languages: &'a Languages) -> Entry<'a> {
        let of = |names: &'a HashMap<Uuid, String>, id: Option<Uuid>| {
            names.get(&id?).map(String::as_str)
        };
        Entry {
            seminar: row,
            occurrence: None,
            host: of(&self.hosts, row.lead_organisation_id),
            municipality: of(&self.places, row.venue_municipality_id),
            seat: None,
            languages,
        }
    }
}

/// The thing that an address names, as it stands there: `network` and `Network_….ics`.
pub fn named(kind: &str, name: &str) -> Option<Of> {
    let of: fn(Uuid) -> Of = match kind {
        "network" => Of::Network,
        "region" => Of::Region,
        "municipality" => Of::Municipality,
        "theme" => Of::Theme,
        "seminar" => Of::Seminar,
        _ => return None,
    };
    let name = async_graphql::ID(name.to_owned());
    let (found, id) = id::parse(&name)?;
    found.eq_ignore_ascii_case(kind).then(|| of(id))
}
