//! Countries and regions.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    country,
    region::{self, Column, RegionKind},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::{Country, Municipality, Region},
    places::{country_code, country_id, wanted_country},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{
            ContextExt, Direction, Locale, LocalizedText, Narrow, Nullable, Sorted, Url, id,
        },
        list::{Link, Sort},
        store::one_of_texts,
    },
};

use super::{MunicipalityFilter, MunicipalityOrder, Population};

pub struct CountryFields(pub Arc<country::Model>);

#[Object]
impl CountryFields {
    /// Opaque id of this country.
    async fn id(&self) -> ID {
        id::global("Country", self.0.id)
    }

    /// ISO 3166-1 alpha-2, such as `SE`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language wanted; else the request's Accept-Language decides.")]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.name, "en", locale)
    }

    /// The register that its municipality codes come from.
    async fn code_system(&self) -> &str {
        &self.0.code_system
    }
}

list! {
    /// Countries and self-governing territories, by code.
    Countries { countries: country as Country, filter CountryFilter, order CountryOrder }
}

/// Which countries.
#[derive(InputObject, Clone, Debug, Default)]
pub struct CountryFilter {
    /// With one of these codes: ISO 3166-1 alpha-2.
    pub codes: Option<Vec<String>>,
}

impl Narrow<country::Entity> for CountryFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let codes = self.codes.as_ref();
        let read = |code: &String| country_code(code, "filter.codes");
        let codes = codes.map(|all| all.iter().map(read).collect::<Result<Vec<_>>>());
        let codes = codes.transpose()?;
        Ok(Condition::all().add_option(codes.map(|codes| {
            one_of_texts(viewer.backend(), country::Column::Code.into_expr(), &codes)
        })))
    }
}

/// How countries are sorted: by code.
#[derive(InputObject, Clone, Debug, Default)]
pub struct CountryOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<country::Entity> for CountryOrder {
    fn sort(&self) -> Sort<country::Entity> {
        Sort::by(country::Column::Code).descending(self.direction.descending())
    }
}

pub struct RegionFields(pub Arc<region::Model>);

#[Object]
impl RegionFields {
    /// Opaque id of this region.
    async fn id(&self) -> ID {
        id::global("Region", self.0.id)
    }

    /// Official code within the country, such as `20` for Dalarna; the NUTS code of a statistical part.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// ISO 3166-2 code, where there is one.
    async fn iso_code(&self) -> Option<&str> {
        self.0.iso_code.as_deref()
    }

    /// A region with an administration, or a part that only statistics know.
    async fn kind(&self) -> RegionKind {
        self.0.kind
    }

    /// The kind in the country's words, such as `län` or `fylke`.
    async fn kind_text(&self) -> &str {
        &self.0.kind_text
    }

    /// The country it lies in.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        ctx.related::<country::Entity, _>(country_id(&self.0.country_code))
            .await
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Swedish name of a Finnish region.
    async fn swedish_name(&self) -> Option<&str> {
        self.0.name_sv.as_deref()
    }

    /// Eurostat's statistical code.
    async fn nuts(&self) -> Option<&str> {
        self.0.nuts.as_deref()
    }

    /// The region that a statistical part belongs to.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Region> {
        ctx.related::<region::Entity, _>(self.0.parent_id).await
    }

    /// How many people live there.
    async fn population(&self) -> Option<Population> {
        Some(Population {
            inhabitants: self.0.population?,
            year: self.0.population_year,
        })
    }

    /// Its home page.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// Its item in Wikidata.
    async fn wikidata(&self) -> Option<&str> {
        self.0.wikidata.as_deref()
    }
}

list! {
    /// Municipalities in it, by default the current ones by name.
    MunicipalitiesOfRegion of region { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(entity::municipality_region::Entity, entity::municipality_region::Column::RegionId, entity::municipality_region::Column::MunicipalityId) }
}
list! {
    /// Statistical parts of it.
    PartsOfRegion of region { parts: region as Region, filter RegionFilter, order RegionOrder, by Link::by(Column::ParentId) }
}
list! {
    /// Regions and statistical parts, by name.
    Regions { regions: region as Region, filter RegionFilter, order RegionOrder }
}

/// Which regions. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct RegionFilter {
    /// In this country: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Of this kind.
    pub kind: Option<RegionKind>,
    /// With exactly one of these codes; give the country too.
    pub codes: Option<Vec<String>>,
}

impl Narrow<region::Entity> for RegionFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let codes = self.codes.as_deref();
        let country = wanted_country(&self.country)?;
        Ok(Condition::all()
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind)))
            .add_option(
                codes.map(|codes| one_of_texts(viewer.backend(), Column::Code.into_expr(), codes)),
            ))
    }
}

/// What regions are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegionOrderField {
    /// Name, in the alphabet of its country.
    #[default]
    Name,
    /// Official code.
    Code,
}

/// How regions are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct RegionOrder {
    /// By what.
    #[graphql(default)]
    pub field: RegionOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<region::Entity> for RegionOrder {
    fn sort(&self) -> Sort<region::Entity> {
        let column = match self.field {
            RegionOrderField::Name => Column::NameSort,
            RegionOrderField::Code => Column::Code,
        };
        Sort::by(column).descending(self.direction.descending())
    }
}
