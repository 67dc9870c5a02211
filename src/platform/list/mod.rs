//! Lists of rows a viewer may see: filtered, sorted, a page at a time, for one parent or for many in one statement.

mod children;
mod cursor;
mod details;
mod sort;

use std::sync::Arc;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, FromQueryResult, Iden, IdenStatic, Iterable,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, DynIden, Expr, ExprTrait, IntoIden, Order, SelectStatement},
};

pub use children::{ById, ChildCount, Children};
pub use cursor::print;
pub use details::{Detail, DetailsOf, by_parent, details_of_rows};
pub use sort::Sort;

use super::{
    access::{Reader, Resource},
    error::{Error, Result},
};
use cursor::Cursor;

/// Rows a page holds when the client does not say.
pub const DEFAULT_PAGE: u64 = 20;
/// Rows a page holds at most.
pub const MAX_PAGE: u64 = 100;

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Window {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl Window {
    /// How many rows, and whether from the end.
    fn size(&self) -> Result<(u64, bool)> {
        let (name, size, backwards) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(Error::bad_value(
                    "last",
                    "stands beside first; give one of them.",
                ));
            }
            (Some(first), None) => ("first", first, false),
            (None, Some(last)) => ("last", last, true),
            (None, None) => return Ok((DEFAULT_PAGE, false)),
        };
        match u64::try_from(size) {
            Ok(size @ 1..=MAX_PAGE) => Ok((size, backwards)),
            _ => Err(Error::bad_value(
                name,
                format!("is {size}; it must be from 1 to {MAX_PAGE}."),
            )),
        }
    }
}

/// How children name their parents.
#[derive(Clone)]
pub enum Link {
    /// By a column of their own.
    Column(DynIden),
    /// By a table of pairs.
    Pairs {
        table: DynIden,
        parent: DynIden,
        child: DynIden,
    },
}

impl Link {
    pub fn by(column: impl Iden + 'static) -> Self {
        Self::Column(column.into_iden())
    }

    pub fn through(
        table: impl Iden + 'static,
        parent: impl Iden + 'static,
        child: impl Iden + 'static,
    ) -> Self {
        Self::Pairs {
            table: table.into_iden(),
            parent: parent.into_iden(),
            child: child.into_iden(),
        }
    }
}

/// A list as somebody asked for it; the same question has the same `print`.
pub struct List<E: Resource> {
    link: Option<Link>,
    filter: Condition,
    sort: Sort<E>,
    size: u64,
    backwards: bool,
    after: Option<Cursor>,
    before: Option<Cursor>,
    /// Columns that nobody reads of these rows: they come back empty.
    unread: Vec<E::Column>,
    print: String,
    /// What its cursors carry, so that another list's are refused.
    mark: String,
}

/// One page of it.
pub struct Page<E: Resource> {
    pub rows: Vec<Arc<E::Model>>,
    pub has_previous: bool,
    pub has_next: bool,
}

impl<E: Resource> Page<E> {
    pub fn empty() -> Self {
        Self {
            rows: vec![],
            has_previous: false,
            has_next: false,
        }
    }
}

impl<E: Resource> List<E> {
    /// `question` names filter and sort: cursors of one question are refused by another.
    pub fn new(
        link: Option<Link>,
        filter: Condition,
        sort: Sort<E>,
        window: &Window,
        question: &str,
    ) -> Result<Self> {
        let (size, backwards) = window.size()?;
        let mark = cursor::print(question);
        let read = |cursor: &Option<String>, name| {
            let cursor = cursor.as_ref();
            cursor
                .map(|text| Cursor::read(text, &sort, &mark, name))
                .transpose()
        };
        let place = match &link {
            None => String::new(),
            Some(Link::Column(column)) => column.to_string(),
            Some(Link::Pairs { table, parent, .. }) => format!("{table}.{parent}"),
        };
        Ok(Self {
            after: read(&window.after, "after")?,
            before: read(&window.before, "before")?,
            print: format!("{place} {question} {window:?}"),
            mark,
            link,
            filter,
            sort,
            size,
            backwards,
            unread: vec![],
        })
    }

    /// The same, for somebody who reads no other fields of its rows than these.
    pub fn reading(mut self, fields: &[String]) -> Self {
        let columns = |field: &String| E::FIELDS.iter().find(|(name, _)| name == field);
        let Some(read) = fields.iter().map(columns).collect::<Option<Vec<_>>>() else {
            return self;
        };
        let is_read = |column: &E::Column| {
            let name = column.as_str();
            let mut columns = read.iter().flat_map(|(_, columns)| columns.iter());
            name == self.sort.column.as_str() || columns.any(|one| one.as_str() == name)
        };
        let all = E::Column::iter().filter(|column| column.def().is_null());
        self.unread = all.filter(|column| !is_read(column)).collect();
        for column in &self.unread {
            self.print.push_str(" -");
            self.print.push_str(column.as_str());
        }
        self
    }

    /// The select without the columns that nobody reads.
    fn narrowed(&self, mut select: SelectStatement) -> SelectStatement {
        if self.unread.is_empty() {
            return select;
        }
        let unread = |column: &E::Column| {
            let mut all = self.unread.iter();
            all.any(|one| one.as_str() == column.as_str())
        };
        select.clear_selects();
        for column in E::Column::iter() {
            match unread(&column) {
                true => select.expr_as(Expr::cust("NULL"), Alias::new(column.as_str())),
                false => select.column((E::default(), column)),
            };
        }
        select
    }

    /// The cursor of a row in this list.
    pub fn cursor(&self, row: &E::Model) -> String {
        Cursor::of(row, &self.sort).write(&self.mark)
    }

    pub async fn page(&self, reader: &Reader) -> Result<Page<E>> {
        let select = self.narrowed(QueryTrait::into_query(self.select(reader)));
        let rows = reader.rows_of::<E>().query_all(&select).await?;
        let rows = rows.iter().map(|row| E::Model::from_query_result(row, ""));
        Ok(self.cut(rows.collect::<Result<_, _>>()?))
    }

    pub async fn count(&self, reader: &Reader) -> Result<i32> {
        let all = reader.select::<E>().filter(self.filter.clone());
        let count = all.count(reader.rows_of::<E>()).await?;
        i32::try_from(count).map_err(Error::internal)
    }

    /// One row more than the page, in the order of reading.
    fn select(&self, reader: &Reader) -> Select<E> {
        let (direction, id_direction) = self.direction();
        reader
            .select::<E>()
            .filter(self.filter.clone())
            .filter(self.beyond())
            .order_by(self.sort.expression(), direction)
            .order_by(E::ID, id_direction)
            .limit(self.size + 1)
    }

    fn direction(&self) -> (Order, Order) {
        match self.sort.descending ^ self.backwards {
            true => (Order::Desc, Order::Desc),
            false => (Order::Asc, Order::Asc),
        }
    }

    /// Only what lies after one cursor and before the other.
    fn beyond(&self) -> Condition {
        let mut rest = Condition::all();
        for (cursor, later) in [(&self.after, true), (&self.before, false)] {
            let Some(cursor) = cursor else { continue };
            let place = Expr::tuple([self.sort.expression(), Expr::col((E::default(), E::ID))]);
            let mark = Expr::tuple([Expr::val(cursor.value.clone()), Expr::val(cursor.id)]);
            rest = rest.add(match later ^ self.sort.descending {
                true => place.gt(mark),
                false => place.lt(mark),
            });
        }
        rest
    }

    /// Drops the row too many and puts the rest in the order of the list.
    fn cut(&self, mut rows: Vec<E::Model>) -> Page<E> {
        let more = rows.len() as u64 > self.size;
        rows.truncate(usize::try_from(self.size).unwrap_or(usize::MAX));
        if self.backwards {
            rows.reverse();
        }
        Page {
            rows: rows.into_iter().map(Arc::new).collect(),
            has_previous: if self.backwards {
                more
            } else {
                self.after.is_some()
            },
            has_next: if self.backwards {
                self.before.is_some()
            } else {
                more
            },
        }
    }
}
