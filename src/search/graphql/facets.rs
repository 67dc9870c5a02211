//! How many hits there are of what.

use std::{collections::HashMap, hash::Hash};

use async_graphql::{Context, Object, SimpleObject};
use entity::theme;
use futures_util::future::try_join_all;
use uuid::Uuid;

use super::SearchKind;
use crate::{
    nodes::Theme,
    platform::{
        error::Result,
        graphql::{ContextExt, Locale},
    },
    search::finding::Group,
};

/// Themes that are told of.
const THEMES: usize = 50;

/// Hits of one kind.
#[derive(SimpleObject)]
pub struct KindCount {
    /// The kind.
    pub kind: SearchKind,
    /// How many hits are of it.
    pub count: i32,
}

/// Hits of one country.
#[derive(SimpleObject)]
pub struct CountryCount {
    /// ISO 3166-1 alpha-2, such as `SE`.
    pub country: String,
    /// How many hits are of it.
    pub count: i32,
}

/// Hits of one language.
#[derive(SimpleObject)]
pub struct LanguageCount {
    /// The language they were first written in.
    pub locale: Locale,
    /// How many hits are in it.
    pub count: i32,
}

/// Hits of one theme.
#[derive(SimpleObject)]
pub struct ThemeCount {
    /// The theme.
    pub theme: Theme,
    /// How many hits are about it.
    pub count: i32,
}

pub struct SearchFacets(pub(super) Vec<Group>);

/// How many hits are of what, among all, or among the newest 10,000 where there are more; the filter of the search counts,
/// its page does not. The most frequent come first.
#[Object]
impl SearchFacets {
    /// By kind.
    async fn kinds(&self) -> Vec<KindCount> {
        let counts = self.counts(|group| SearchKind::named(&group.kind).map(|kind| kind.name()));
        let named = counts.into_iter().filter_map(|(name, count)| {
            let kind = SearchKind::named(name)?;
            Some(KindCount { kind, count })
        });
        named.collect()
    }

    /// By country; hits without one are left out.
    async fn countries(&self) -> Vec<CountryCount> {
        let counts = self.counts(|group| group.country.clone());
        let named = |(country, count)| CountryCount { country, count };
        counts.into_iter().map(named).collect()
    }

    /// By the language they were first written in.
    async fn languages(&self) -> Vec<LanguageCount> {
        let counts = self.counts(|group| Some(group.locale.clone()));
        let named = |(locale, count)| LanguageCount {
            locale: Locale(locale),
            count,
        };
        counts.into_iter().map(named).collect()
    }

    /// By theme, the fifty most frequent; a hit counts for each of its themes.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<ThemeCount>> {
        let mut counts = self.counts_of(|group| group.themes.clone());
        counts.truncate(THEMES);
        let load = |(id, count): (Uuid, i32)| async move {
            let theme = ctx.load::<theme::Entity>(id).await?;
            Ok(theme.map(|theme| ThemeCount {
                theme: theme.into(),
                count,
            }))
        };
        let loaded = try_join_all(counts.into_iter().map(load)).await;
        loaded.map(|themes: Vec<_>| themes.into_iter().flatten().collect())
    }
}

impl SearchFacets {
    fn counts<T: Ord + Hash + Clone>(&self, name: impl Fn(&Group) -> Option<T>) -> Vec<(T, i32)> {
        self.counts_of(|group| name(group).into_iter().collect())
    }

    /// Most frequent first; of equals the first by name.
    fn counts_of<T: Ord + Hash + Clone>(&self, names: impl Fn(&Group) -> Vec<T>) -> Vec<(T, i32)> {
        let mut counts: HashMap<T, i64> = HashMap::new();
        for group in &self.0 {
            for name in names(group) {
                *counts.entry(name).or_default() += group.count;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|(one, more), (other, less)| less.cmp(more).then_with(|| one.cmp(other)));
        let small = |(name, count)| (name, i32::try_from(count).unwrap_or(i32::MAX));
        counts.into_iter().map(small).collect()
    }

    pub(super) fn total(&self) -> i64 {
        self.0.iter().map(|group| group.count).sum()
    }
}
