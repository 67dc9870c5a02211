//! Finding one country and one region.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, OneofObject};
use entity::{
    country,
    region::{self, Column},
};
use sea_orm::{ColumnTrait, QueryFilter};

use crate::{
    nodes::{Country, Region},
    places::{country_code, country_id},
    platform::graphql::{ContextExt, Nullable, id},
};

/// Names one country: by exactly one of these.
#[derive(OneofObject)]
pub enum CountryBy {
    /// By its id.
    Id(ID),
    /// By its code: ISO 3166-1 alpha-2, such as `SE`.
    Code(String),
}

/// Names one region: by exactly one of these.
#[derive(OneofObject)]
pub enum RegionBy {
    /// By its id.
    Id(ID),
    /// By country and official code.
    Code(RegionCode),
}

/// A region's official code.
#[derive(InputObject)]
pub struct RegionCode {
    /// ISO 3166-1 alpha-2, such as `SE`.
    pub country: String,
    /// The code as text, leading zeros included: `03`.
    pub code: String,
}

#[derive(Default)]
pub struct AreaLookup;

#[Object]
impl AreaLookup {
    /// One country; null when Erfa does not know it.
    async fn country(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: CountryBy,
    ) -> Nullable<Country> {
        let id = match by {
            CountryBy::Id(id) => id::argument::<country::Entity>(&id, "by.id"),
            CountryBy::Code(code) => country_code(&code, "by.code").map(|code| country_id(&code)),
        };
        match id {
            Ok(id) => ctx.related::<country::Entity, _>(id).await,
            Err(wrong) => Err::<Country, _>(wrong).into(),
        }
    }

    /// One region, or statistical part of one; null when there is none.
    async fn region(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: RegionBy,
    ) -> Nullable<Region> {
        Nullable::of(async {
            let found = match by {
                RegionBy::Id(id) => {
                    let id = id::argument::<region::Entity>(&id, "by.id")?;
                    ctx.load::<region::Entity>(id).await?
                }
                RegionBy::Code(given) => {
                    let country = country_code(&given.country, "by.code.country")?;
                    let named = ctx
                        .reader()
                        .select::<region::Entity>()
                        .filter(Column::CountryCode.eq(country))
                        .filter(Column::Code.eq(given.code));
                    ctx.reader().one(named).await?.map(Arc::new)
                }
            };
            Ok(found.map(Region::from))
        })
        .await
    }
}
