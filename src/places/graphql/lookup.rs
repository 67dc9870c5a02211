//! Finding one municipality, and those near a point.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, OneofObject, SimpleObject};
use entity::municipality;

use crate::{
    nodes::Municipality,
    places::lookup,
    platform::{
        error::{Error, Result},
        graphql::{ContextExt, Nullable, id},
    },
};

/// Names one municipality: by exactly one of these.
#[derive(OneofObject)]
pub enum MunicipalityBy {
    /// By its id.
    Id(ID),
    /// By country and official code; an old code finds what became of it.
    Code(MunicipalityCode),
    /// By any of its official names; an error says so when several bear it.
    Name(MunicipalityName),
}

/// A municipality's official code.
#[derive(InputObject)]
pub struct MunicipalityCode {
    /// ISO 3166-1 alpha-2, such as `SE`.
    pub country: String,
    /// The code as text, leading zeros included: `0779`.
    pub code: String,
    /// Answer with the municipality that had the code, even when it has ended, instead of its successor.
    #[graphql(default)]
    pub as_it_was: bool,
}

/// A municipality's name.
#[derive(InputObject)]
pub struct MunicipalityName {
    /// Any of its official names, in any case.
    pub name: String,
    /// ISO 3166-1 alpha-2; needed where two countries have one of that name.
    pub country: Option<String>,
}

/// A place on the map, in WGS 84.
#[derive(InputObject)]
pub struct PointInput {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

/// A municipality near a point.
#[derive(SimpleObject)]
pub struct NearbyMunicipality {
    /// The municipality.
    pub municipality: Municipality,
    /// Kilometres as the crow flies to its point.
    pub kilometres: f64,
}

#[derive(Default)]
pub struct MunicipalityLookup;

#[Object]
impl MunicipalityLookup {
    /// One municipality; null when there is none. An old code answers with its successor; when it was split, an error
    /// names the successors.
    async fn municipality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: MunicipalityBy,
    ) -> Nullable<Municipality> {
        Nullable::of(async {
            let found: Option<Arc<municipality::Model>> = match by {
                MunicipalityBy::Id(id) => {
                    let id = id::argument::<municipality::Entity>(&id, "by.id")?;
                    ctx.load::<municipality::Entity>(id).await?
                }
                MunicipalityBy::Code(given) => {
                    lookup::by_code(ctx.reader(), &given.country, &given.code, given.as_it_was)
                        .await?
                        .map(Arc::new)
                }
                MunicipalityBy::Name(given) => {
                    lookup::by_name(ctx.reader(), &given.name, given.country.as_deref())
                        .await?
                        .map(Arc::new)
                }
            };
            Ok(found.map(Municipality::from))
        })
        .await
    }

    /// The current municipalities nearest to a point, nearest first.
    async fn nearest_municipalities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The point.")] to: PointInput,
        #[graphql(desc = "How many: 1 to 100.", default = 10)] first: i32,
        #[graphql(desc = "Not farther than this.")] within_kilometres: Option<f64>,
    ) -> Nullable<Vec<NearbyMunicipality>> {
        nearest(ctx, to, first, within_kilometres).await.into()
    }
}

async fn nearest(
    ctx: &Context<'_>,
    to: PointInput,
    first: i32,
    within_kilometres: Option<f64>,
) -> Result<Vec<NearbyMunicipality>> {
    if !(-90.0..=90.0).contains(&to.latitude) || !(-180.0..=180.0).contains(&to.longitude) {
        return Err(Error::bad_value(
            "to",
            "is no point on earth: latitude is from -90 to 90, longitude from -180 to 180.",
        ));
    }
    let at_most = usize::try_from(first)
        .ok()
        .filter(|first| (1..=100).contains(first));
    let Some(at_most) = at_most else {
        return Err(Error::bad_value(
            "first",
            format!("is {first}; it must be from 1 to 100."),
        ));
    };
    let point = (to.latitude, to.longitude);
    let near = lookup::nearest(ctx.reader(), point, at_most, within_kilometres).await?;
    let answer = |(row, kilometres)| NearbyMunicipality {
        municipality: Municipality::from(Arc::new(row)),
        kilometres,
    };
    Ok(near.into_iter().map(answer).collect())
}
