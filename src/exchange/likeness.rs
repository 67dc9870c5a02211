//! Municipalities like one: near it by inhabitants, area, region, and by what their experiences are about.
//!
//! Each closeness is between 0 and 1. A number is as close as it is far from a fourth or fourfold; three shared themes are as
//! close as can be. Whoever has no figure is not close by it. Only current municipalities are compared.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use entity::{
    experience, municipality,
    municipality_link::{self, Column as Place},
    theme_link::{self, Column as Theme},
};
use sea_orm::{
    ColumnTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, JoinType},
};
use uuid::Uuid;

use crate::platform::{
    access::Reader,
    error::{Error, Result},
};

/// How much each closeness counts for.
const INHABITANTS: f64 = 0.45;
const AREA: f64 = 0.2;
const REGION: f64 = 0.15;
const THEMES: f64 = 0.2;

/// So close that it is worth saying.
const CLOSE: f64 = 0.5;
/// Shared themes that are as close as can be.
const MANY: f64 = 3.0;

/// The municipalities most like one, for the loader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LikenessOf {
    pub municipality: Uuid,
    pub first: usize,
}

/// In what two are alike.
#[derive(Clone, Debug, PartialEq)]
pub enum Likeness {
    Population(f64, f64),
    Area(f64, f64),
    Region,
    Themes(Vec<Uuid>),
}

/// A municipality like another.
#[derive(Clone)]
pub struct Similar {
    pub row: Arc<municipality::Model>,
    pub closeness: f64,
    pub reasons: Vec<Likeness>,
}

impl Loader<LikenessOf> for Reader {
    type Value = Arc<Vec<Similar>>;
    type Error = Error;

    async fn load(&self, keys: &[LikenessOf]) -> Result<HashMap<LikenessOf, Self::Value>> {
        use municipality::Column;
        let current = self
            .select::<municipality::Entity>()
            .filter(Column::ValidTo.is_null());
        let all = self.all(current).await?;
        let all: Vec<_> = all.into_iter().map(Arc::new).collect();
        let themes = themes(self).await?;
        let own = |id| all.iter().find(|row| row.id == id);
        let found = keys.iter().filter_map(|key| {
            let own = own(key.municipality)?;
            Some((*key, Arc::new(most_like(own, &all, &themes, key.first))))
        });
        Ok(found.collect())
    }
}

/// What the experiences of each municipality are about, as far as the viewer may see them.
async fn themes(reader: &Reader) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let place = |column: Place| Expr::col((municipality_link::Entity, column));
    let theme = |column: Theme| Expr::col((theme_link::Entity, column));
    let row = || Expr::col((experience::Entity, experience::Column::Id));
    let mut select = reader
        .select::<experience::Entity>()
        .select_only()
        .expr_as(place(Place::MunicipalityId), "municipality")
        .expr_as(theme(Theme::ThemeId), "theme")
        .distinct();
    QuerySelect::query(&mut select)
        .join(
            JoinType::InnerJoin,
            municipality_link::Entity,
            place(Place::SubjectId).eq(row()),
        )
        .join(
            JoinType::InnerJoin,
            theme_link::Entity,
            theme(Theme::SubjectId).eq(row()),
        );
    let pairs: Vec<(Uuid, Uuid)> = reader.tuples(select.into_tuple()).await?;
    let mut found: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for (municipality, theme) in pairs {
        found.entry(municipality).or_default().insert(theme);
    }
    Ok(found)
}

fn most_like(
    own: &municipality::Model,
    all: &[Arc<municipality::Model>],
    themes: &HashMap<Uuid, BTreeSet<Uuid>>,
    first: usize,
) -> Vec<Similar> {
    let others = all.iter().filter(|row| row.id != own.id);
    let mut found: Vec<Similar> = others.filter_map(|row| compare(own, row, themes)).collect();
    found.sort_by(|one, other| {
        let closer = other.closeness.partial_cmp(&one.closeness);
        closer
            .unwrap_or(Ordering::Equal)
            .then_with(|| one.row.name_sort.cmp(&other.row.name_sort))
            .then_with(|| one.row.id.cmp(&other.row.id))
    });
    found.truncate(first);
    found
}

/// How alike two are, where they are in anything.
fn compare(
    own: &municipality::Model,
    other: &Arc<municipality::Model>,
    themes: &HashMap<Uuid, BTreeSet<Uuid>>,
) -> Option<Similar> {
    let (mut closeness, mut reasons) = (0.0, vec![]);
    let inhabitants = |row: &municipality::Model| row.population.map(f64::from);
    if let Some((here, there, close)) = numbers(inhabitants(own), inhabitants(other)) {
        closeness += INHABITANTS * close;
        reasons.extend((close >= CLOSE).then_some(Likeness::Population(here, there)));
    }
    if let Some((here, there, close)) = numbers(own.area_km2, other.area_km2) {
        closeness += AREA * close;
        reasons.extend((close >= CLOSE).then_some(Likeness::Area(here, there)));
    }
    if own.region_id.is_some() && own.region_id == other.region_id {
        closeness += REGION;
        reasons.push(Likeness::Region);
    }
    if let (Some(here), Some(there)) = (themes.get(&own.id), themes.get(&other.id)) {
        let shared: Vec<Uuid> = here.intersection(there).copied().collect();
        if let Ok(count) = u32::try_from(shared.len())
            && count > 0
        {
            closeness += THEMES * (f64::from(count) / MANY).min(1.0);
            reasons.push(Likeness::Themes(shared));
        }
    }
    (!reasons.is_empty()).then(|| Similar {
        row: other.clone(),
        closeness,
        reasons,
    })
}

/// Two figures and how close they are: 1 when they are the same, 0 from a fourth or fourfold on.
fn numbers(here: Option<f64>, there: Option<f64>) -> Option<(f64, f64, f64)> {
    let (here, there) = (
        here.filter(|one| *one > 0.0)?,
        there.filter(|one| *one > 0.0)?,
    );
    let distance = (here / there).ln().abs() / 4.0_f64.ln();
    Some((here, there, (1.0 - distance).max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_number_is_as_close_as_it_is_far_from_fourfold() {
        let close = |here, there| numbers(Some(here), Some(there)).map(|(_, _, close)| close);
        assert_eq!(close(1_000.0, 1_000.0), Some(1.0));
        assert_eq!(close(1_000.0, 8_000.0), Some(0.0));
        assert_eq!(close(1_000.0, 500.0), close(500.0, 1_000.0));
        assert!(close(1_000.0, 2_000.0).is_some_and(|close| (close - 0.5).abs() < 1e-9));
        assert_eq!(numbers(None, Some(1.0)), None);
        assert_eq!(numbers(Some(0.0), Some(1.0)), None);
    }
}
