//! The index of words: which things have which words, on either database.
//!
//! The words come ready from above; here they are kept and matched as they are. SQLite has them in an FTS5 table that
//! keeps no text, PostgreSQL in a `tsvector` beside the row. Reading begins at `Reader::select`, which knows the viewer.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{
    search_entry::{self, Column, Entity},
    search_state,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    IdenStatic, IntoActiveModel, Iterable, ModelTrait, QueryFilter, QuerySelect, QueryTrait,
    Select, TryGetableMany,
    sea_query::{Alias, Expr, ExprTrait, Func, JoinType, OnConflict, Order, Query, UnionType},
};
use uuid::Uuid;

use super::{
    access::{Reader, Work},
    error::{Error, Result},
    store::{Store, one_of},
};

/// Rows a statement writes: eleven parameters each.
const BATCH: usize = 200;
/// Bits of a place below its minutes. Fewer make the lists of places shorter, more keep things of one minute apart.
const TAIL: u32 = 20;
/// Minutes that a place can tell, from 1800 on: more than five centuries.
const MINUTES: i64 = (1 << 28) - 1;
const FROM: i64 = -5_364_662_400;

/// A thing with its words, a space between them.
pub struct Indexed {
    pub entry: search_entry::Model,
    pub words: String,
}

/// Where a thing stands among all: later ones higher.
pub fn place(dated: DateTime<Utc>, id: Uuid) -> i64 {
    let tail = u64::from_be_bytes(id.as_u64_pair().1.to_be_bytes()) & ((1 << TAIL) - 1);
    first_place(dated) | i64::try_from(tail).unwrap_or_default()
}

/// The lowest place of this minute.
pub fn first_place(dated: DateTime<Utc>) -> i64 {
    ((dated.timestamp() - FROM) / 60).clamp(0, MINUTES) << TAIL
}

/// Which words a thing must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// This one; it consists of letters and digits.
    One(String),
    /// One that begins so.
    Beginning(String),
    All(Vec<Words>),
    Any(Vec<Words>),
    /// The first without the second.
    Without(Box<Words>, Box<Words>),
}

impl Words {
    pub fn without(self, other: Self) -> Self {
        Self::Without(Box::new(self), Box::new(other))
    }

    /// As FTS5 reads it.
    fn fts5(&self) -> String {
        match self {
            Self::One(word) => format!("\"{word}\""),
            Self::Beginning(word) => format!("\"{word}\" *"),
            Self::All(all) => joined(all, " AND ", Self::fts5),
            Self::Any(any) => joined(any, " OR ", Self::fts5),
            Self::Without(one, other) => format!("({} NOT {})", one.fts5(), other.fts5()),
        }
    }

    /// As PostgreSQL reads a `tsquery`.
    fn tsquery(&self) -> String {
        match self {
            Self::One(word) => format!("'{word}'"),
            Self::Beginning(word) => format!("'{word}':*"),
            Self::All(all) => joined(all, " & ", Self::tsquery),
            Self::Any(any) => joined(any, " | ", Self::tsquery),
            Self::Without(one, other) => format!("({} & !{})", one.tsquery(), other.tsquery()),
        }
    }
}

fn joined(words: &[Words], by: &str, write: impl Fn(&Words) -> String) -> String {
    let all: Vec<_> = words.iter().map(write).collect();
    format!("({})", all.join(by))
}

/// Those of the things that have these words.
pub fn having(select: Select<Entity>, words: &Words, backend: DbBackend) -> Select<Entity> {
    if backend == DbBackend::Postgres {
        // Said twice, it looks rare to the planner, which then goes by the index; the index looks each word up once.
        let twice = format!("{0} & {0}", words.tsquery());
        let fits = Expr::cust_with_values("search_entry.words @@ CAST($1 AS tsquery)", [twice]);
        return select.filter(fits);
    }
    let mut select = select;
    QuerySelect::query(&mut select).join(
        JoinType::InnerJoin,
        Alias::new("search_index"),
        Expr::cust("search_index.rowid = search_entry.place"),
    );
    select.filter(Expr::cust_with_values(
        "search_index MATCH ?",
        [words.fts5()],
    ))
}

/// The place of a thing as the index knows it: what comes first is found without reading the rest.
fn standing(backend: DbBackend) -> Expr {
    match backend {
        // Not the bare column: going through its index row by row would read the words of each.
        DbBackend::Postgres => Expr::cust("(search_entry.place + 0)"),
        _ => Expr::cust("search_index.rowid"),
    }
}

/// Things from a place on, and before another.
pub fn between(from: Option<i64>, before: Option<i64>, backend: DbBackend) -> Condition {
    Condition::all()
        .add_option(from.map(|from| standing(backend).gte(from)))
        .add_option(before.map(|before| standing(backend).lt(before)))
}

/// The first things of several selects, one after the other, newest first in each; each with the number of its select.
pub async fn first_of(
    reader: &Reader,
    selects: Vec<(i32, Select<Entity>)>,
    at_most: u64,
) -> Result<Vec<(i32, search_entry::Model)>> {
    let backend = reader.store().backend();
    let mut members = selects.into_iter().map(|(number, select)| {
        let mut inner = QueryTrait::into_query(select);
        inner
            .expr_as(Expr::cust(number.to_string()), "tier")
            .order_by_expr(standing(backend), Order::Desc)
            .limit(at_most);
        Query::select()
            .column(sea_orm::sea_query::Asterisk)
            .from_subquery(inner, "member")
            .to_owned()
    });
    let Some(mut all) = members.next() else {
        return Ok(vec![]);
    };
    for member in members {
        all.union(UnionType::All, member);
    }
    all.limit(at_most);
    let rows = reader.index().query_all(&all).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok((
            row.try_get("", "tier")?,
            search_entry::Model::from_query_result(row, "")?,
        ))
    };
    rows.iter().map(read).collect()
}

/// How many of the newest things there are for each set of values of these columns, at most so many in all.
pub async fn counted<T: TryGetableMany>(
    reader: &Reader,
    select: Select<Entity>,
    columns: &[Column],
    at_most: u64,
) -> Result<Vec<T>> {
    let select = select.select_only().column(Column::Place);
    let select = select.columns(columns.iter().copied());
    let mut newest = QueryTrait::into_query(select);
    newest.limit(at_most);
    if !columns.is_empty() {
        newest.order_by_expr(standing(reader.store().backend()), Order::Desc);
    }
    let mut counts = Query::select();
    counts.from_subquery(newest, "newest");
    for column in columns {
        counts.column(*column).group_by_col(*column);
    }
    counts.expr(Func::count(Expr::col(Column::Place)));
    let rows = reader.index().query_all(&counts).await?;
    let read = |row: &sea_orm::QueryResult| Ok(T::try_get_many_by_index(row).map_err(DbErr::from)?);
    rows.iter().map(read).collect()
}

/// Adds things that are not in the index. Only for Erfa itself.
pub async fn put(work: &Work, mut things: Vec<Indexed>) -> Result<()> {
    only_erfa(work)?;
    for batch in things.chunks_mut(BATCH) {
        find_places(work, batch).await?;
        write(work, batch).await?;
    }
    Ok(())
}

/// Moves things whose place is taken to one that is free, farther each time.
#[expect(clippy::disallowed_methods, reason = "the index is the platform's own")]
async fn find_places(work: &Work, things: &mut [Indexed]) -> Result<()> {
    let mut held = HashSet::new();
    let mut open: Vec<usize> = (0..things.len()).collect();
    let mut step = 1;
    while !open.is_empty() {
        for &one in &open {
            while !held.insert(things[one].entry.place) {
                things[one].entry.place += step;
            }
        }
        step *= 2;
        let wanted: Vec<i64> = open.iter().map(|&one| things[one].entry.place).collect();
        let taken = Entity::find()
            .select_only()
            .column(Column::Place)
            .filter(Column::Place.is_in(wanted))
            .into_tuple::<i64>()
            .all(work.connection())
            .await?;
        open.retain(|&one| taken.contains(&things[one].entry.place));
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the index is the platform's own")]
async fn write(work: &Work, things: &[Indexed]) -> Result<()> {
    let connection = work.connection();
    if work.viewer().backend() == DbBackend::Postgres {
        let columns = Column::iter().map(|column| Alias::new(column.as_str()));
        let mut insert = Query::insert();
        insert
            .into_table(Entity)
            .columns(columns.chain([Alias::new("words")]));
        for thing in things {
            let words = Func::cust("string_to_array").args([Expr::val(&thing.words), " ".into()]);
            let values = Column::iter().map(|column| Expr::val(thing.entry.get(column)));
            let values = values.chain([Func::cust("array_to_tsvector").arg(words).into()]);
            insert.values(values).map_err(Error::internal)?;
        }
        connection.execute(&insert).await?;
        return Ok(());
    }
    let entries = things
        .iter()
        .map(|thing| thing.entry.clone().into_active_model());
    let entries = entries.map(|row| row.reset_all());
    Entity::insert_many(entries)
        .exec_without_returning(connection)
        .await?;
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new("search_index"))
        .columns([Alias::new("rowid"), Alias::new("words")]);
    for thing in things {
        let values = [Expr::val(thing.entry.place), Expr::val(&thing.words)];
        insert.values(values).map_err(Error::internal)?;
    }
    connection.execute(&insert).await?;
    Ok(())
}

/// Takes things out of the index; those that are not in it are passed over. Only for Erfa itself.
pub async fn remove(work: &Work, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let which = one_of(work.viewer().backend(), Column::Id.into_expr(), ids);
    remove_where(work, Condition::all().add(which)).await
}

/// Takes the things of a kind out whose ids lie after one and up to another. Only for Erfa itself.
pub async fn remove_between(
    work: &Work,
    kind: &str,
    after: Option<Uuid>,
    until: Option<Uuid>,
) -> Result<()> {
    let which = Condition::all()
        .add(Column::Kind.eq(kind))
        .add_option(after.map(|after| Column::Id.gt(after)))
        .add_option(until.map(|until| Column::Id.lte(until)));
    remove_where(work, which).await
}

/// Takes the things out that are of none of these kinds. Only for Erfa itself.
pub async fn remove_others(work: &Work, kinds: &[&str]) -> Result<()> {
    let which = Column::Kind.is_not_in(kinds.iter().copied());
    remove_where(work, Condition::all().add(which)).await
}

#[expect(clippy::disallowed_methods, reason = "the index is the platform's own")]
async fn remove_where(work: &Work, which: Condition) -> Result<()> {
    only_erfa(work)?;
    let connection = work.connection();
    if work.viewer().backend() == DbBackend::Sqlite {
        let places = Query::select()
            .column(Column::Place)
            .from(Entity)
            .cond_where(which.clone())
            .to_owned();
        let words = Query::delete()
            .from_table(Alias::new("search_index"))
            .and_where(Expr::cust("rowid").in_subquery(places))
            .to_owned();
        connection.execute(&words).await?;
    }
    Entity::delete_many().filter(which).exec(connection).await?;
    Ok(())
}

/// How the index says it was built; none when it never was.
#[expect(clippy::disallowed_methods, reason = "the index is the platform's own")]
pub async fn built_as(store: &Store) -> Result<Option<String>> {
    let state = search_state::Entity::find().one(&store.read).await?;
    Ok(state.map(|state| state.built_as))
}

/// Notes how the index was built. Only for Erfa itself.
#[expect(clippy::disallowed_methods, reason = "the index is the platform's own")]
pub async fn note_built(work: &Work, built_as: &str) -> Result<()> {
    only_erfa(work)?;
    let state = search_state::ActiveModel {
        id: Set(1),
        built_as: Set(built_as.to_owned()),
    };
    let newest = OnConflict::column(search_state::Column::Id)
        .update_column(search_state::Column::BuiltAs)
        .to_owned();
    search_state::Entity::insert(state)
        .on_conflict(newest)
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}

fn only_erfa(work: &Work) -> Result<()> {
    match work.viewer().is_system() {
        true => Ok(()),
        false => Err(Error::Forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn later_things_stand_higher() {
        let (one, other) = (Uuid::from_u128(u128::MAX), Uuid::from_u128(7));
        let instants = [
            "1800-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-11-25T00:00:00Z",
        ];
        for pair in instants.windows(2) {
            assert!(place(at(pair[0]), one) < place(at(pair[1]), other));
        }
        let day = at("2026-11-25T00:00:00Z");
        assert!(
            first_place(day) <= place(day, other)
                && place(day, one) < first_place(at("2026-11-25T00:01:00Z"))
        );
        assert!(place(at("9999-01-01T00:00:00Z"), one) > 0);
        assert_eq!(first_place(at("1066-01-01T00:00:00Z")), 0);
    }

    #[test]
    fn words_are_written_for_each_database() {
        let words = Words::All(vec![
            Words::One("a".into()),
            Words::Any(vec![Words::One("b".into()), Words::Beginning("ø".into())]),
        ])
        .without(Words::One("c".into()));
        assert_eq!(words.fts5(), r#"(("a" AND ("b" OR "ø" *)) NOT "c")"#);
        assert_eq!(words.tsquery(), "(('a' & ('b' | 'ø':*)) & !'c')");
    }
}
