//! A municipality, and lists of them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::municipality::{self, Column};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::{ActionGroupArea, Country, Locality, Municipality, Region, TerritoryChange},
    places::{country_id, names, wanted_country},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, Date, Direction, Narrow, Nullable, SafeInt, Sorted, Url, id},
        list::{Link, Sort},
        store::one_of_texts,
    },
};

use super::{
    ActionGroupAreaFilter, ActionGroupAreaOrder, LocalityFilter, LocalityOrder, RegionFilter,
    RegionOrder, TerritoryChangeFilter, TerritoryChangeOrder,
};

/// How many people live in a place.
#[derive(SimpleObject)]
pub struct Population {
    /// Inhabitants.
    pub inhabitants: i32,
    /// The year they were counted for; differs between countries.
    pub year: Option<i32>,
}

/// The size of a place.
#[derive(SimpleObject)]
pub struct Area {
    /// Square kilometres.
    pub square_kilometres: f64,
    /// What was measured, in words: some coastal areas include sea and must not be used for density.
    pub basis: Option<String>,
}

/// A point in WGS 84.
#[derive(SimpleObject)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What the point is, in words: a seat, a point on the surface …
    pub basis: Option<String>,
}

impl Point {
    pub fn of(latitude: Option<f64>, longitude: Option<f64>, basis: Option<&str>) -> Option<Self> {
        Some(Self {
            latitude: latitude?,
            longitude: longitude?,
            basis: basis.map(str::to_owned),
        })
    }
}

pub struct MunicipalityFields(pub Arc<municipality::Model>);

#[Object]
impl MunicipalityFields {
    /// Opaque id of this municipality.
    async fn id(&self) -> ID {
        id::global("Municipality", self.0.id)
    }

    /// Official code within the country; text, leading zeros belong to it: `0779`, `2085`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The register that the code comes from; `UNOFFICIAL` in it where a country has none.
    async fn code_system(&self) -> &str {
        &self.0.code_system
    }

    /// The country it lies in.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        ctx.related::<entity::country::Entity, _>(country_id(&self.0.country_code))
            .await
    }

    /// Name in everyday use, such as `Ludvika`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name of the authority where the source gives one, such as `Ludvika kommun`.
    async fn official_name(&self) -> Option<&str> {
        self.0.name_official.as_deref()
    }

    /// Swedish name of a Finnish municipality that is bilingual or Swedish-speaking.
    async fn swedish_name(&self) -> Option<&str> {
        self.0.name_sv.as_deref()
    }

    /// Further official names, such as `Snåase` in South Sámi.
    async fn other_names(&self) -> &[String] {
        &self.0.names_alt.0
    }

    /// The region or county it belongs to.
    async fn region(&self, ctx: &Context<'_>) -> Nullable<Region> {
        ctx.related::<entity::region::Entity, _>(self.0.region_id)
            .await
    }

    /// Eurostat's statistical region of level 3.
    async fn nuts3(&self) -> Option<&str> {
        self.0.nuts3.as_deref()
    }

    /// Eurostat's code of the local administrative unit.
    async fn lau(&self) -> Option<&str> {
        self.0.lau.as_deref()
    }

    /// A point within it.
    async fn point(&self) -> Option<Point> {
        let row = &self.0;
        Point::of(row.latitude, row.longitude, row.point_basis.as_deref())
    }

    /// How many people live there.
    async fn population(&self) -> Option<Population> {
        Some(Population {
            inhabitants: self.0.population?,
            year: self.0.population_year,
        })
    }

    /// How large it is.
    async fn area(&self) -> Option<Area> {
        Some(Area {
            square_kilometres: self.0.area_km2?,
            basis: self.0.area_basis.clone(),
        })
    }

    /// Its home page.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// Its item in Wikidata, such as `Q113697`.
    async fn wikidata(&self) -> Option<&str> {
        self.0.wikidata.as_deref()
    }

    /// Its relation in OpenStreetMap.
    async fn osm_relation(&self) -> Option<SafeInt> {
        self.0.osm_relation.map(SafeInt)
    }

    /// Registration number of the authority in its country's register.
    async fn registration_number(&self) -> Option<&str> {
        self.0.registration_number.as_deref()
    }

    /// First day on which it existed in this shape, where known.
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// First day on which it no longer existed; null while it is current.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// True while it exists; `successors` says what became of one that does not.
    async fn is_current(&self) -> bool {
        self.0.valid_to.is_none()
    }
}

list! {
    /// Regions and statistical parts of regions that it lies in.
    RegionsOfMunicipality of municipality { regions: region as Region, filter RegionFilter, order RegionOrder,
        by Link::through(entity::municipality_region::Entity, entity::municipality_region::Column::MunicipalityId, entity::municipality_region::Column::RegionId) }
}
list! {
    /// Villages, towns and service centres in it.
    LocalitiesOfMunicipality of municipality { localities: locality as Locality, filter LocalityFilter, order LocalityOrder,
        by Link::by(entity::locality::Column::MunicipalityId) }
}
list! {
    /// Areas of local action groups (LAG) that it belongs or belonged to.
    AreasOfMunicipality of municipality { action_group_areas: action_group_area as ActionGroupArea, filter ActionGroupAreaFilter, order ActionGroupAreaOrder,
        by Link::through(entity::action_group_municipality::Entity, entity::action_group_municipality::Column::MunicipalityId, entity::action_group_municipality::Column::AreaId) }
}
list! {
    /// What became of it: the municipalities after the changes that it took part in.
    SuccessorsOfMunicipality of municipality { successors: municipality as Municipality, filter MunicipalityHistoryFilter, order MunicipalityOrder,
        by Link::through(entity::municipality_succession::Entity, entity::municipality_succession::Column::FromId, entity::municipality_succession::Column::ToId) }
}
list! {
    /// What it was before: the municipalities before the changes that it came from.
    PredecessorsOfMunicipality of municipality { predecessors: municipality as Municipality, filter MunicipalityHistoryFilter, order MunicipalityOrder,
        by Link::through(entity::municipality_succession::Entity, entity::municipality_succession::Column::ToId, entity::municipality_succession::Column::FromId) }
}
list! {
    /// The changes that ended it or part of it.
    ChangesOfMunicipality of municipality { territory_changes: territory_change as TerritoryChange, filter TerritoryChangeFilter, order TerritoryChangeOrder,
        by Link::through(entity::territory_change_from::Entity, entity::territory_change_from::Column::MunicipalityId, entity::territory_change_from::Column::ChangeId) }
}
list! {
    /// Municipalities, by default the current ones of all countries by name.
    Municipalities { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder }
}

/// Which municipalities. Everything given must fit; ended ones are left out unless asked for.
#[derive(InputObject, Clone, Debug, Default)]
pub struct MunicipalityFilter {
    /// In this country: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// In this region or statistical part.
    pub region_id: Option<ID>,
    /// With exactly this name, in any of its languages and in any case.
    pub name: Option<String>,
    /// In whose names a word begins with this text, in any case.
    pub name_begins_with: Option<String>,
    /// With exactly one of these codes; give the country too.
    pub codes: Option<Vec<String>>,
    /// With at least so many inhabitants.
    pub min_population: Option<i32>,
    /// With at most so many inhabitants.
    pub max_population: Option<i32>,
    /// Also the ended ones.
    #[graphql(default)]
    pub include_ended: bool,
}

impl Narrow<municipality::Entity> for MunicipalityFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let codes = self.codes.as_deref();
        let region = self.region_id.as_ref();
        let region = region
            .map(|id| id::argument::<entity::region::Entity>(id, "filter.regionId"))
            .transpose()?;
        let country = wanted_country(&self.country)?;
        let current = (!self.include_ended).then(|| Column::ValidTo.is_null());
        Ok(Condition::all()
            .add_option(current)
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(region.map(in_region))
            .add_option(
                self.name
                    .as_ref()
                    .map(|name| names::called(Column::NameFold, name)),
            )
            .add_option(
                self.name_begins_with
                    .as_ref()
                    .map(|text| names::beginning(Column::NameFold, text)),
            )
            .add_option(
                codes.map(|codes| one_of_texts(viewer.backend(), Column::Code.into_expr(), codes)),
            )
            .add_option(
                self.min_population
                    .map(|least| Column::Population.gte(least)),
            )
            .add_option(self.max_population.map(|most| Column::Population.lte(most))))
    }
}

/// Which municipalities of a change of territory; current and ended ones.
#[derive(InputObject, Clone, Debug, Default)]
pub struct MunicipalityHistoryFilter {
    /// Only those that still exist.
    #[graphql(default)]
    pub current_only: bool,
}

impl Narrow<municipality::Entity> for MunicipalityHistoryFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let current = self.current_only.then(|| Column::ValidTo.is_null());
        Ok(Condition::all().add_option(current))
    }
}

fn in_region(region: uuid::Uuid) -> sea_orm::sea_query::Expr {
    use entity::municipality_region as pairs;
    use sea_orm::sea_query::Query;
    let inside = Query::select()
        .column(pairs::Column::MunicipalityId)
        .from(pairs::Entity)
        .and_where(pairs::Column::RegionId.eq(region))
        .to_owned();
    Column::Id.in_subquery(inside)
}

/// What municipalities are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MunicipalityOrderField {
    /// Name, in the alphabet of its country.
    #[default]
    Name,
    /// Inhabitants; those without a figure count as none.
    Population,
    /// Official code.
    Code,
    /// Area; those without a figure count as none.
    Area,
}

/// How municipalities are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct MunicipalityOrder {
    /// By what.
    #[graphql(default)]
    pub field: MunicipalityOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<municipality::Entity> for MunicipalityOrder {
    fn sort(&self) -> Sort<municipality::Entity> {
        let sort = match self.field {
            MunicipalityOrderField::Name => Sort::by(Column::NameSort),
            MunicipalityOrderField::Population => Sort::by(Column::Population).empty_as(0),
            MunicipalityOrderField::Code => Sort::by(Column::Code),
            MunicipalityOrderField::Area => Sort::by(Column::AreaKm2).empty_as(0.0),
        };
        sort.descending(self.direction.descending())
    }
}
