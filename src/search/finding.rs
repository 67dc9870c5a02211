//! Finding: a page of hits, how many there are, and of what.

use chrono::{DateTime, Utc};
use entity::search_entry::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, IdenStatic, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{cursor::Cursor, question::Question};
use crate::{
    platform::{
        access::Reader,
        error::{Error, Result},
        fulltext::{between, counted, first_of, first_place, having},
        list::{DEFAULT_PAGE, MAX_PAGE, print},
        store::one_of_texts,
    },
    themes::themed,
};

/// Hits that are counted. Nobody reads on so far, and counting all that have a common word takes longer than finding them.
pub(super) const COUNTED: u64 = 10_000;

/// What the hits are narrowed to; what is left out narrows nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrowed {
    pub kinds: Option<Vec<&'static str>>,
    pub countries: Option<Vec<String>>,
    pub languages: Option<Vec<String>>,
    pub themes: Option<Vec<Uuid>>,
    /// From this instant on, and before this one.
    pub dated: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
}

impl Narrowed {
    fn condition(&self, backend: DbBackend) -> Condition {
        let (from, before) = self.dated;
        let themes = self.themes.as_ref().map(|themes| themed(backend, themes));
        Condition::all()
            .add_option(
                self.kinds
                    .as_ref()
                    .map(|all| by_words_first(Column::Kind, backend).is_in(all.iter().copied())),
            )
            .add_option(
                self.countries
                    .as_ref()
                    .map(|all| one_of_texts(backend, Column::CountryCode.into_expr(), all)),
            )
            .add_option(
                self.languages
                    .as_ref()
                    .map(|all| one_of_texts(backend, Column::Locale.into_expr(), all)),
            )
            .add_option(
                themes.map(|having| by_words_first(Column::Id, backend).in_subquery(having)),
            )
            .add(between(
                from.map(first_place),
                before.map(first_place),
                backend,
            ))
    }
}

/// A column of an entry, not to be gone by: SQLite would take the index of the column for the shorter way, and ask the index
/// of words about each row that it finds there.
fn by_words_first(column: Column, backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Sqlite => Expr::cust(format!("+\"search_entry\".\"{}\"", column.as_str())),
        _ => column.into_expr(),
    }
}

/// Hits of one kind, country, language and set of themes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub kind: String,
    pub country: Option<String>,
    pub locale: String,
    pub themes: Vec<Uuid>,
    pub count: i64,
}

/// A question, what it is narrowed to, and which page is wanted.
pub(super) struct Search {
    pub question: Question,
    narrowed: Narrowed,
    size: u64,
    after: Option<Cursor>,
    mark: String,
}

/// A page of hits, best first.
#[derive(Default)]
pub(super) struct Found {
    pub hits: Vec<(i32, Model)>,
    pub has_next: bool,
}

impl Search {
    pub fn new(
        question: Question,
        narrowed: Narrowed,
        first: Option<i32>,
        after: Option<&str>,
    ) -> Result<Self> {
        let size = match first.map(u64::try_from) {
            None => DEFAULT_PAGE,
            Some(Ok(size @ 1..=MAX_PAGE)) => size,
            Some(_) => {
                let first = first.unwrap_or_default();
                return Err(Error::bad_value(
                    "first",
                    format!("is {first}; it must be from 1 to {MAX_PAGE}."),
                ));
            }
        };
        let mark = print(&format!("{question:?} {narrowed:?}"));
        let after = after.map(|after| Cursor::read(after, &mark)).transpose()?;
        Ok(Self {
            question,
            narrowed,
            size,
            after,
            mark,
        })
    }

    pub fn is_continued(&self) -> bool {
        self.after.is_some()
    }

    pub fn cursor(&self, tier: i32, place: i64) -> String {
        Cursor { tier, place }.write(&self.mark)
    }

    /// One statement: the tiers one after the other, each only as far as the page needs.
    pub async fn page(&self, reader: &Reader) -> Result<Found> {
        let backend = reader.store().backend();
        let mut selects = vec![];
        for (tier, words) in (0..).zip(self.question.tiers()) {
            let before = match self.after {
                Some(after) if tier < after.tier => continue,
                Some(after) if tier == after.tier => Some(after.place),
                _ => None,
            };
            let select = having(self.select(reader), &words, backend);
            selects.push((tier, select.filter(between(None, before, backend))));
        }
        let mut hits = first_of(reader, selects, self.size + 1).await?;
        let has_next = hits.len() as u64 > self.size;
        hits.truncate(usize::try_from(self.size).unwrap_or(usize::MAX));
        Ok(Found { hits, has_next })
    }

    fn select(&self, reader: &Reader) -> Select<Entity> {
        let narrowed = self.narrowed.condition(reader.store().backend());
        reader.select::<Entity>().filter(narrowed)
    }

    fn all(&self, reader: &Reader) -> Select<Entity> {
        let words = self.question.hits();
        having(self.select(reader), &words, reader.store().backend())
    }

    /// How many hits there are, at most [`COUNTED`].
    pub async fn count(&self, reader: &Reader) -> Result<i64> {
        let counted = counted::<(i64,)>(reader, self.all(reader), &[], COUNTED).await?;
        Ok(counted.into_iter().map(|(count,)| count).sum())
    }

    /// How many hits there are of what, among the newest [`COUNTED`].
    pub async fn groups(&self, reader: &Reader) -> Result<Vec<Group>> {
        let columns = [
            Column::Kind,
            Column::CountryCode,
            Column::Locale,
            Column::Themes,
        ];
        type Row = (String, Option<String>, String, String, i64);
        let rows = counted::<Row>(reader, self.all(reader), &columns, COUNTED).await?;
        let group = |(kind, country, locale, themes, count): Row| Group {
            kind,
            country,
            locale,
            themes: themes.split(' ').filter_map(|id| id.parse().ok()).collect(),
            count,
        };
        Ok(rows.into_iter().map(group).collect())
    }
}
