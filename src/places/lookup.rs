//! Finding municipalities by code, by name and by distance.

use entity::{
    municipality::{self, Column, Entity},
    municipality_succession,
};
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::names;
use crate::platform::{
    access::Reader,
    error::{Error, Result},
};

/// Mean radius of the earth in kilometres.
const EARTH: f64 = 6_371.0;
/// How many successions are followed at most.
const GENERATIONS: usize = 10;

/// The municipality that has a code, or what became of the one that had it.
pub async fn by_code(
    reader: &Reader,
    country: &str,
    code: &str,
    as_it_was: bool,
) -> Result<Option<municipality::Model>> {
    let holders = reader
        .select::<Entity>()
        .filter(Column::CountryCode.eq(country.to_uppercase()))
        .filter(Column::Code.eq(code))
        .order_by_desc(Column::ValidFrom);
    let holders = reader.all(holders).await?;
    let current = holders.iter().find(|one| one.valid_to.is_none());
    match current.or(holders.first()).cloned() {
        Some(ended) if ended.valid_to.is_some() && !as_it_was => {
            successor(reader, ended).await.map(Some)
        }
        found => Ok(found),
    }
}

/// Follows what became of an ended municipality; it must be one in the end.
async fn successor(reader: &Reader, ended: municipality::Model) -> Result<municipality::Model> {
    let mut one = ended;
    for _ in 0..GENERATIONS {
        if one.valid_to.is_none() {
            return Ok(one);
        }
        let mut next = reader.all(successors(reader, one.id)).await?;
        match (next.pop(), next.len()) {
            (None, _) => return Ok(one),
            (Some(only), 0) => one = only,
            (Some(last), _) => {
                next.push(last);
                let names: Vec<_> = next
                    .iter()
                    .map(|one| format!("{} {} {}", one.country_code, one.code, one.name))
                    .collect();
                return Err(Error::bad_value(
                    "by.code",
                    format!(
                        "is {} {} {}, which was split; ask for one of: {}. asItWas answers with the old one.",
                        one.country_code,
                        one.code,
                        one.name,
                        names.join(", ")
                    ),
                ));
            }
        }
    }
    Ok(one)
}

fn successors(reader: &Reader, id: Uuid) -> sea_orm::Select<Entity> {
    let after = Query::select()
        .column(municipality_succession::Column::ToId)
        .from(municipality_succession::Entity)
        .and_where(municipality_succession::Column::FromId.eq(id))
        .to_owned();
    reader
        .select::<Entity>()
        .filter(Column::Id.in_subquery(after))
        .order_by_asc(Column::Code)
}

/// The current municipality of a name; an error when several bear it.
pub async fn by_name(
    reader: &Reader,
    name: &str,
    country: Option<&str>,
) -> Result<Option<municipality::Model>> {
    let mut select = reader
        .select::<Entity>()
        .filter(names::called(Column::NameFold, name))
        .filter(Column::ValidTo.is_null())
        .order_by_asc(Column::Code)
        .limit(20);
    if let Some(country) = country {
        select = select.filter(Column::CountryCode.eq(country.to_uppercase()));
    }
    let mut found = reader.all(select).await?;
    if found.len() > 1 {
        let which: Vec<_> = found
            .iter()
            .map(|one| format!("{} {}", one.country_code, one.code))
            .collect();
        return Err(Error::bad_value(
            "by.name",
            format!(
                "is {name}, as {} municipalities are called: {}. Ask by code, or list them with municipalities(filter: {{name}}).",
                found.len(),
                which.join(", ")
            ),
        ));
    }
    Ok(found.pop())
}

/// Those nearest to a point, with their distance in kilometres.
pub async fn nearest(
    reader: &Reader,
    (latitude, longitude): (f64, f64),
    at_most: usize,
    within: Option<f64>,
) -> Result<Vec<(municipality::Model, f64)>> {
    // The flat distance sorts well enough to take twice as many; the round one then decides.
    let squeeze = latitude.to_radians().cos();
    let north = || Expr::col(Column::Latitude).sub(latitude);
    let east = || Expr::col(Column::Longitude).sub(longitude).mul(squeeze);
    let flat = north().mul(north()).add(east().mul(east()));
    let select = reader
        .select::<Entity>()
        .filter(Column::ValidTo.is_null())
        .filter(Column::Latitude.is_not_null())
        .order_by_asc(flat)
        .limit(at_most as u64 * 2 + 20);
    let mut near: Vec<_> = reader
        .all(select)
        .await?
        .into_iter()
        .filter_map(|row| {
            let there = (row.latitude?, row.longitude?);
            Some((row, kilometres((latitude, longitude), there)))
        })
        .filter(|(_, distance)| within.is_none_or(|most| *distance <= most))
        .collect();
    near.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    near.truncate(at_most);
    Ok(near)
}

/// The great-circle distance by the haversine formula.
fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (from_north, to_north) = (from.0.to_radians(), to.0.to_radians());
    let north = (to_north - from_north) / 2.0;
    let east = (to.1 - from.1).to_radians() / 2.0;
    let half = north.sin().powi(2) + from_north.cos() * to_north.cos() * east.sin().powi(2);
    2.0 * EARTH * half.sqrt().min(1.0).asin()
}
