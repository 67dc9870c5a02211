//! Municipalities like one, and why.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use entity::{municipality, theme};

use crate::{
    exchange::likeness::{Likeness, LikenessOf, Similar},
    nodes::{Municipality, Theme},
    platform::{
        error::{Error, Result},
        graphql::{ContextExt, Nullable},
        list::ById,
    },
};

/// Municipalities that are named at most.
const MOST: usize = 20;

/// In what two municipalities are alike.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimilarityKind {
    /// Inhabitants: not twice as many in one as in the other.
    Population,
    /// Area: not twice as large in one as in the other.
    Area,
    /// They lie in the same region.
    Region,
    /// Their experiences are about the same themes.
    Themes,
}

/// Why two municipalities are called alike.
#[derive(SimpleObject)]
pub struct SimilarityReason {
    /// In what.
    pub kind: SimilarityKind,
    /// The figure of the municipality asked about: inhabitants, or square kilometres; null for other kinds.
    pub own: Option<f64>,
    /// The same figure of the other.
    pub other: Option<f64>,
    /// The themes that both have; empty for other kinds.
    pub themes: Vec<Theme>,
}

/// A municipality like another.
pub struct SimilarMunicipality(Similar);

/// A municipality like another.
#[Object]
impl SimilarMunicipality {
    /// The municipality.
    async fn municipality(&self) -> Municipality {
        self.0.row.clone().into()
    }

    /// How alike they are, from 0 to 1: inhabitants count for 45 percent, area for 20, themes for 20, the region for 15.
    async fn closeness(&self) -> f64 {
        self.0.closeness
    }

    /// Why, at least one reason.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<SimilarityReason>> {
        let mut reasons = vec![];
        for likeness in &self.0.reasons {
            reasons.push(reason(ctx, likeness).await?);
        }
        Ok(reasons)
    }
}

async fn reason(ctx: &Context<'_>, likeness: &Likeness) -> Result<SimilarityReason> {
    let plain = |kind, own, other| SimilarityReason {
        kind,
        own,
        other,
        themes: vec![],
    };
    Ok(match likeness {
        Likeness::Population(own, other) => {
            plain(SimilarityKind::Population, Some(*own), Some(*other))
        }
        Likeness::Area(own, other) => plain(SimilarityKind::Area, Some(*own), Some(*other)),
        Likeness::Region => plain(SimilarityKind::Region, None, None),
        Likeness::Themes(shared) => {
            let keys = shared.iter().map(|id| ById::<theme::Entity>::new(*id));
            let rows = ctx.loader().load_many(keys).await?;
            let mut rows: Vec<Arc<theme::Model>> = rows.into_values().collect();
            rows.sort_by_key(|row| (row.position, row.id));
            SimilarityReason {
                themes: rows.into_iter().map(Theme::from).collect(),
                ..plain(SimilarityKind::Themes, None, None)
            }
        }
    })
}

pub struct SimilarToMunicipality(pub Arc<municipality::Model>);

#[Object]
impl SimilarToMunicipality {
    /// The current municipalities of all countries most like it, with the reasons; the most alike first. Empty for one that
    /// has ended.
    async fn similar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most: 1 to 20.", default = 5)] first: i32,
    ) -> Nullable<Vec<SimilarMunicipality>> {
        Nullable::of(async {
            let first = usize::try_from(first).unwrap_or_default();
            if !(1..=MOST).contains(&first) {
                let wrong = format!("must be from 1 to {MOST}.");
                return Err(Error::bad_value("first", wrong));
            }
            let key = LikenessOf {
                municipality: self.0.id,
                first,
            };
            let found = ctx.loader().load_one(key).await?.unwrap_or_default();
            let each = found.iter().cloned().map(SimilarMunicipality);
            Ok(Some(each.collect()))
        })
        .await
    }
}
