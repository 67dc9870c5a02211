//! Localities, areas of local action groups, and changes of territory.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    action_group_area,
    locality::{self, LocalityKind},
    territory_change::{self, TerritoryChangeKind},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::{ActionGroupArea, Country, Municipality, TerritoryChange},
    places::{country_id, wanted_country},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, Date, Direction, Narrow, Nullable, Sorted, Url, id},
        list::{Link, Sort},
    },
};

use super::{MunicipalityFilter, MunicipalityHistoryFilter, MunicipalityOrder, Point};

pub struct LocalityFields(pub Arc<locality::Model>);

#[Object]
impl LocalityFields {
    /// Opaque id of this locality.
    async fn id(&self) -> ID {
        id::global("Locality", self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn kind(&self) -> LocalityKind {
        self.0.kind
    }

    /// The municipality it lies in.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// A point within it.
    async fn point(&self) -> Option<Point> {
        Point::of(self.0.latitude, self.0.longitude, None)
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

/// Which localities. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct LocalityFilter {
    /// Of this kind.
    pub kind: Option<LocalityKind>,
}

impl Narrow<locality::Entity> for LocalityFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        Ok(Condition::all().add_option(self.kind.map(|kind| locality::Column::Kind.eq(kind))))
    }
}

/// How localities are sorted: by name.
#[derive(InputObject, Clone, Debug, Default)]
pub struct LocalityOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<locality::Entity> for LocalityOrder {
    fn sort(&self) -> Sort<locality::Entity> {
        Sort::by(locality::Column::NameSort).descending(self.direction.descending())
    }
}

pub struct ActionGroupAreaFields(pub Arc<action_group_area::Model>);

#[Object]
impl ActionGroupAreaFields {
    /// Opaque id of this area.
    async fn id(&self) -> ID {
        id::global("ActionGroupArea", self.0.id)
    }

    /// Code of the area within its country.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name of the local action group.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The country it lies in.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        ctx.related::<entity::country::Entity, _>(country_id(&self.0.country_code))
            .await
    }

    /// Its home page.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

list! {
    /// Municipalities that belong or belonged to the area.
    MunicipalitiesOfArea of action_group_area { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(entity::action_group_municipality::Entity, entity::action_group_municipality::Column::AreaId, entity::action_group_municipality::Column::MunicipalityId) }
}
list! {
    /// Areas of local action groups (LAG), by name.
    ActionGroupAreas { action_group_areas: action_group_area as ActionGroupArea, filter ActionGroupAreaFilter, order ActionGroupAreaOrder }
}

/// Which areas of local action groups.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ActionGroupAreaFilter {
    /// In this country: ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

impl Narrow<action_group_area::Entity> for ActionGroupAreaFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let country = wanted_country(&self.country)?;
        let in_country = country.map(|code| action_group_area::Column::CountryCode.eq(code));
        Ok(Condition::all().add_option(in_country))
    }
}

/// How areas of local action groups are sorted: by name.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ActionGroupAreaOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<action_group_area::Entity> for ActionGroupAreaOrder {
    fn sort(&self) -> Sort<action_group_area::Entity> {
        Sort::by(action_group_area::Column::NameSort).descending(self.direction.descending())
    }
}

pub struct TerritoryChangeFields(pub Arc<territory_change::Model>);

#[Object]
impl TerritoryChangeFields {
    /// Opaque id of this change.
    async fn id(&self) -> ID {
        id::global("TerritoryChange", self.0.id)
    }

    /// What happened.
    async fn kind(&self) -> TerritoryChangeKind {
        self.0.kind
    }

    /// The country in which it happened.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        ctx.related::<entity::country::Entity, _>(country_id(&self.0.country_code))
            .await
    }

    /// First day of the new state.
    async fn effective_on(&self) -> Date {
        Date(self.0.effective_on)
    }

    /// What else there is to know.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

list! {
    /// The municipalities from before, those that ended by it among them.
    BeforeTerritoryChange of territory_change { from: municipality as Municipality, filter MunicipalityHistoryFilter, order MunicipalityOrder,
        by Link::through(entity::territory_change_from::Entity, entity::territory_change_from::Column::ChangeId, entity::territory_change_from::Column::MunicipalityId) }
}
list! {
    /// The municipalities from after.
    AfterTerritoryChange of territory_change { to: municipality as Municipality, filter MunicipalityHistoryFilter, order MunicipalityOrder,
        by Link::through(entity::territory_change_to::Entity, entity::territory_change_to::Column::ChangeId, entity::territory_change_to::Column::MunicipalityId) }
}
list! {
    /// Changes of territory, newest first.
    TerritoryChanges { territory_changes: territory_change as TerritoryChange, filter TerritoryChangeFilter, order TerritoryChangeOrder }
}

/// Which changes of territory. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct TerritoryChangeFilter {
    /// In this country: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Of this kind.
    pub kind: Option<TerritoryChangeKind>,
    /// Effective on this day or later.
    pub since: Option<Date>,
}

impl Narrow<territory_change::Entity> for TerritoryChangeFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        use territory_change::Column;
        let country = wanted_country(&self.country)?;
        Ok(Condition::all()
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind)))
            .add_option(self.since.map(|since| Column::EffectiveOn.gte(since.0))))
    }
}

/// How changes of territory are sorted: by the day they took effect.
#[derive(InputObject, Clone, Debug)]
pub struct TerritoryChangeOrder {
    /// Which way; the newest first unless told otherwise.
    #[graphql(default_with = "Direction::Desc")]
    pub direction: Direction,
}

impl Default for TerritoryChangeOrder {
    fn default() -> Self {
        Self {
            direction: Direction::Desc,
        }
    }
}

impl Sorted<territory_change::Entity> for TerritoryChangeOrder {
    fn sort(&self) -> Sort<territory_change::Entity> {
        Sort::by(territory_change::Column::EffectiveOn).descending(self.direction.descending())
    }
}
