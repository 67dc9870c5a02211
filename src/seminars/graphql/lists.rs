//! Lists of seminars, and finding one.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::Utc;
use entity::{
    Origin, municipality, network, organisation, programme, project, registration,
    seat_pool::{self, SeatKind},
    seminar::{self, Column, SeminarKind, SeminarMode, SeminarState},
    seminar_host, seminar_municipality, seminar_network, seminar_series, theme,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    list,
    nodes::Seminar,
    places::wanted_country,
    platform::{
        access::{Resource, Viewer, naming},
        error::{Error, Result},
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, Sorted, id, in_order},
        list::Sort,
        store::one_of_kinds,
    },
    seminars::registration::{LIVE, opens},
    themes::themed,
};

list! {
    /// Seminars, by default all of them in the order of their start.
    Seminars { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder }
}

#[derive(Default)]
pub struct SeminarLookup;

#[Object]
impl SeminarLookup {
    /// One seminar; null when there is none, or none that the viewer may see.
    async fn seminar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] id: ID,
    ) -> Nullable<Seminar> {
        match id::argument::<seminar::Entity>(&id, "id") {
            Ok(id) => ctx.related::<seminar::Entity, _>(id).await,
            Err(wrong) => Err::<Seminar, _>(wrong).into(),
        }
    }
}

/// Which seminars. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SeminarFilter {
    /// In one of these states.
    pub states: Option<Vec<SeminarState>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<SeminarKind>>,
    /// In which one takes part in one of these ways.
    pub modes: Option<Vec<SeminarMode>>,
    /// Belonging to at least one of these networks; at most 100.
    pub network_ids: Option<Vec<ID>>,
    /// Of a network that is about at least one of these themes; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// Held by this organisation: as lead, partner, or co-host that accepted.
    pub host_id: Option<ID>,
    /// Whose lead host is of this country, or that is in or about a municipality there: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// In or about this municipality.
    pub municipality_id: Option<ID>,
    /// Belonging to this programme.
    pub programme_id: Option<ID>,
    /// Belonging to this project.
    pub project_id: Option<ID>,
    /// Occurrences of this series.
    pub series_id: Option<ID>,
    /// Beginning at this instant or later. Where the start is not exact, the earliest day counts; one without any date counts as last of all.
    pub starts_after: Option<DateTime>,
    /// Beginning before this instant.
    pub starts_before: Option<DateTime>,
    /// True: people can register now, and a seat is free that nobody waits for; false: all others.
    pub has_free_seats: Option<bool>,
    /// Whose record came from there.
    pub origin: Option<Origin>,
    /// True: those for which the viewer has a registration that stands, with a seat or without. False: all others.
    pub mine: Option<bool>,
}

fn argument<E: Resource>(id: &Option<ID>, name: &str) -> Result<Option<Uuid>> {
    id.as_ref()
        .map(|id| id::argument::<E>(id, name))
        .transpose()
}

impl SeminarFilter {
    fn networks(&self) -> Result<Option<Vec<Uuid>>> {
        let Some(given) = &self.network_ids else {
            return Ok(None);
        };
        if given.len() > 100 {
            let wrong = format!("has {} members; at most 100 are taken.", given.len());
            return Err(Error::bad_value("filter.networkIds", wrong));
        }
        let read = |id| id::argument::<network::Entity>(id, "filter.networkIds");
        given.iter().map(read).collect::<Result<_>>().map(Some)
    }
}

impl Narrow<seminar::Entity> for SeminarFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let networks = self.networks()?;
        let host = argument::<organisation::Entity>(&self.host_id, "filter.hostId")?;
        let place =
            argument::<municipality::Entity>(&self.municipality_id, "filter.municipalityId")?;
        let programme = argument::<programme::Entity>(&self.programme_id, "filter.programmeId")?;
        let project = argument::<project::Entity>(&self.project_id, "filter.projectId")?;
        let series = argument::<seminar_series::Entity>(&self.series_id, "filter.seriesId")?;
        let themes = id::arguments::<theme::Entity>(&self.theme_ids, "filter.themeIds")?;
        let country = wanted_country(&self.country)?;
        in_order(
            &self.starts_after,
            &self.starts_before,
            ["startsAfter", "startsBefore"],
        )?;
        Ok(Condition::all()
            .add_option(
                self.states
                    .clone()
                    .map(|states| one_of_kinds(Column::State, &states)),
            )
            .add_option(
                self.kinds
                    .clone()
                    .map(|kinds| one_of_kinds(Column::Kind, &kinds)),
            )
            .add_option(
                self.modes
                    .clone()
                    .map(|modes| one_of_kinds(Column::Mode, &modes)),
            )
            .add_option(networks.map(|ids| Column::Id.in_subquery(in_networks(viewer, &ids))))
            .add_option(themes.map(|ids| Column::Id.in_subquery(about(viewer, &ids))))
            .add_option(host.map(|id| Column::Id.in_subquery(hosted_by(id))))
            .add_option(
                programme.map(|id| naming::<programme::Entity>(viewer, Column::ProgrammeId, &[id])),
            )
            .add_option(
                project.map(|id| naming::<project::Entity>(viewer, Column::ProjectId, &[id])),
            )
            .add_option(
                series.map(|id| naming::<seminar_series::Entity>(viewer, Column::SeriesId, &[id])),
            )
            .add_option(country.map(of_country))
            .add_option(place.map(|id| of_place(Query::select().expr(Expr::val(id)).to_owned())))
            .add_option(self.starts_after.map(|at| Column::SortAt.gte(at.0)))
            .add_option(self.starts_before.map(|at| Column::SortAt.lt(at.0)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
            .add_option(self.mine.map(|mine| match mine {
                true => Column::Id.in_subquery(registered_for(viewer)),
                false => Column::Id.not_in_subquery(registered_for(viewer)),
            })))
    }

    fn at(&self, now: chrono::DateTime<Utc>) -> Option<Condition> {
        let free = opens(now).add(has_free_seats());
        self.has_free_seats
            .map(|wanted| if wanted { free } else { free.not() })
    }
}

fn in_networks(viewer: &Viewer, networks: &[Uuid]) -> SelectStatement {
    let column = seminar_network::Column::NetworkId;
    Query::select()
        .column(seminar_network::Column::SeminarId)
        .from(seminar_network::Entity)
        .cond_where(naming::<network::Entity>(viewer, column, networks))
        .to_owned()
}

/// Of networks about one of these themes, as far as the viewer sees those networks.
fn about(viewer: &Viewer, themes: &[Uuid]) -> SelectStatement {
    let networks = Query::select()
        .column(network::Column::Id)
        .from(network::Entity)
        .and_where(network::Column::Id.in_subquery(themed(viewer.backend(), themes)))
        .cond_where(network::Entity::visible_to(viewer))
        .to_owned();
    Query::select()
        .column(seminar_network::Column::SeminarId)
        .from(seminar_network::Entity)
        .and_where(seminar_network::Column::NetworkId.in_subquery(networks))
        .to_owned()
}

fn registered_for(viewer: &Viewer) -> SelectStatement {
    Query::select()
        .column(registration::Column::SeminarId)
        .from(registration::Entity)
        .and_where(registration::Column::Status.is_in(LIVE))
        .cond_where(viewer.owns(registration::Column::PersonId))
        .to_owned()
}

fn hosted_by(organisation: Uuid) -> SelectStatement {
    Query::select()
        .column(seminar_host::Column::SeminarId)
        .from(seminar_host::Entity)
        .and_where(seminar_host::Column::OrganisationId.eq(organisation))
        .cond_where(accepted())
        .to_owned()
}

/// A host in fact: a co-host only once it has accepted.
pub(super) fn accepted() -> Condition {
    use seminar_host::{Column, HostRole};
    Condition::any()
        .add(Column::Role.ne(HostRole::CoHost))
        .add(Column::AcceptedAt.is_not_null())
}

/// In or about one of these municipalities.
pub(in crate::seminars) fn of_place(municipalities: SelectStatement) -> Condition {
    let about = Query::select()
        .column(seminar_municipality::Column::SeminarId)
        .from(seminar_municipality::Entity)
        .and_where(seminar_municipality::Column::MunicipalityId.in_subquery(municipalities.clone()))
        .to_owned();
    Condition::any()
        .add(Column::VenueMunicipalityId.in_subquery(municipalities))
        .add(Column::Id.in_subquery(about))
}

fn of_country(country: String) -> Condition {
    let there = || {
        Query::select()
            .column(municipality::Column::Id)
            .from(municipality::Entity)
            .and_where(municipality::Column::CountryCode.eq(country.clone()))
            .to_owned()
    };
    let about = Query::select()
        .column(seminar_municipality::Column::SeminarId)
        .from(seminar_municipality::Entity)
        .and_where(seminar_municipality::Column::MunicipalityId.in_subquery(there()))
        .to_owned();
    let leads = Query::select()
        .column(organisation::Column::Id)
        .from(organisation::Entity)
        .and_where(organisation::Column::CountryCode.eq(country.clone()))
        .to_owned();
    Condition::any()
        .add(Column::LeadOrganisationId.in_subquery(leads))
        .add(Column::VenueMunicipalityId.in_subquery(there()))
        .add(Column::Id.in_subquery(about))
}

/// With a seat of a kind that its mode has, free and waited for by nobody.
fn has_free_seats() -> Condition {
    let held = |mode| Condition::all().add(Column::Mode.eq(mode));
    let with = |kinds: &[SeatKind]| Column::Id.in_subquery(with_free_seats(kinds));
    let (onsite, online) = (SeatKind::Onsite, SeatKind::Online);
    Condition::any()
        .add(held(SeminarMode::Hybrid).add(with(&[onsite, online])))
        .add(held(SeminarMode::Onsite).add(with(&[onsite])))
        .add(held(SeminarMode::Online).add(with(&[online])))
}

fn with_free_seats(kinds: &[SeatKind]) -> SelectStatement {
    use seat_pool::Column::{Capacity, Confirmed, Kind, Offered, SeminarId, Waiting};
    let room = Condition::any().add(Capacity.is_null()).add(
        Expr::col(Confirmed)
            .add(Expr::col(Offered))
            .lt(Expr::col(Capacity)),
    );
    Query::select()
        .column(SeminarId)
        .from(seat_pool::Entity)
        .and_where(Waiting.eq(0))
        .and_where(Kind.is_in(kinds.iter().copied()))
        .cond_where(room)
        .to_owned()
}

/// What seminars are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeminarOrderField {
    /// Start; where it is not exact, the earliest day, and those without any date last.
    #[default]
    StartsAt,
    /// When the record was made.
    CreatedAt,
}

/// How seminars are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SeminarOrder {
    /// By what.
    #[graphql(default)]
    pub field: SeminarOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<seminar::Entity> for SeminarOrder {
    fn sort(&self) -> Sort<seminar::Entity> {
        let sort = match self.field {
            SeminarOrderField::StartsAt => Sort::by(Column::SortAt),
            SeminarOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
