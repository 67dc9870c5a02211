//! Loading for many parents at once: one statement, whatever their number.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    marker::PhantomData,
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use sea_orm::{
    ConnectionTrait, DbBackend, FromQueryResult, QueryFilter, QueryTrait,
    sea_query::{
        Alias, Expr, ExprTrait, Func, FunctionCall, JoinType, Order, OverStatement, Query,
        SelectStatement, WindowStatement,
    },
};
use uuid::Uuid;

use super::{
    super::{
        access::{Reader, Resource},
        error::{Error, Result},
        store::{one_of, uuid_array},
    },
    Link, List, Page,
};

/// A row by its id.
pub struct ById<E>(pub Uuid, PhantomData<fn() -> E>);

impl<E> ById<E> {
    pub fn new(id: Uuid) -> Self {
        Self(id, PhantomData)
    }
}

impl<E> Clone for ById<E> {
    fn clone(&self) -> Self {
        Self::new(self.0)
    }
}

impl<E> PartialEq for ById<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E> Eq for ById<E> {}

impl<E> Hash for ById<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<E: Resource> Loader<ById<E>> for Reader {
    type Value = Arc<E::Model>;
    type Error = Error;

    async fn load(&self, keys: &[ById<E>]) -> Result<HashMap<ById<E>, Arc<E::Model>>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let wanted = one_of(
            self.store().backend(),
            Expr::col((E::default(), E::ID)),
            &ids,
        );
        let rows = self.all(self.select::<E>().filter(wanted)).await?;
        let keyed = |row| (ById::new(E::id_of(&row)), Arc::new(row));
        Ok(rows.into_iter().map(keyed).collect())
    }
}

/// A page of one parent's children.
pub struct Children<E: Resource> {
    pub parent: Uuid,
    pub list: Arc<List<E>>,
}

impl<E: Resource> Clone for Children<E> {
    fn clone(&self) -> Self {
        Self {
            parent: self.parent,
            list: self.list.clone(),
        }
    }
}

impl<E: Resource> PartialEq for Children<E> {
    fn eq(&self, other: &Self) -> bool {
        self.parent == other.parent && self.list.print == other.list.print
    }
}

impl<E: Resource> Eq for Children<E> {}

impl<E: Resource> Hash for Children<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parent.hash(state);
        self.list.print.hash(state);
    }
}

/// How many children one parent has.
pub struct ChildCount<E: Resource>(pub Children<E>);

impl<E: Resource> Clone for ChildCount<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E: Resource> PartialEq for ChildCount<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E: Resource> Eq for ChildCount<E> {}

impl<E: Resource> Hash for ChildCount<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Keys that ask the same of different parents.
fn alike<'a, E: Resource>(
    keys: impl Iterator<Item = &'a Children<E>>,
) -> Vec<(Arc<List<E>>, Vec<Uuid>)> {
    let mut groups: HashMap<&str, (Arc<List<E>>, Vec<Uuid>)> = HashMap::new();
    for key in keys {
        let group = groups.entry(&key.list.print);
        let (_, parents) = group.or_insert_with(|| (key.list.clone(), vec![]));
        parents.push(key.parent);
    }
    groups.into_values().collect()
}

impl<E: Resource> Loader<Children<E>> for Reader {
    type Value = Arc<Page<E>>;
    type Error = Error;

    async fn load(&self, keys: &[Children<E>]) -> Result<HashMap<Children<E>, Arc<Page<E>>>> {
        let mut found = HashMap::new();
        for (list, parents) in alike(keys.iter()) {
            let statement = list.of_parents(self, &parents);
            let rows = self.rows_of::<E>().query_all(&statement).await?;
            let mut by_parent: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
            for row in rows {
                let parent = row.try_get("", PARENT)?;
                let model = E::Model::from_query_result(&row, "")?;
                by_parent.entry(parent).or_default().push(model);
            }
            for parent in parents {
                let rows = by_parent.remove(&parent).unwrap_or_default();
                let page = Arc::new(list.cut(rows));
                found.insert(
                    Children {
                        parent,
                        list: list.clone(),
                    },
                    page,
                );
            }
        }
        Ok(found)
    }
}

impl<E: Resource> Loader<ChildCount<E>> for Reader {
    type Value = i32;
    type Error = Error;

    async fn load(&self, keys: &[ChildCount<E>]) -> Result<HashMap<ChildCount<E>, i32>> {
        let mut found = HashMap::new();
        for (list, parents) in alike(keys.iter().map(|key| &key.0)) {
            let rows = self
                .rows_of::<E>()
                .query_all(&list.counts(self, &parents))
                .await?;
            let key = |parent| {
                ChildCount(Children {
                    parent,
                    list: list.clone(),
                })
            };
            found.extend(parents.iter().map(|parent| (key(*parent), 0)));
            for row in rows {
                let count: i64 = row.try_get("", "count")?;
                let count = i32::try_from(count).map_err(Error::internal)?;
                found.insert(key(row.try_get("", PARENT)?), count);
            }
        }
        Ok(found)
    }
}

const PARENT: &str = "parent_key";
const RANK: &str = "rank_in_parent";
const GIVEN: &str = "given";

impl<E: Resource> List<E> {
    /// The first rows of each parent: LATERAL on PostgreSQL, which stops after the page; a numbering on SQLite.
    fn of_parents(&self, reader: &Reader, parents: &[Uuid]) -> SelectStatement {
        match reader.store().backend() {
            DbBackend::Postgres => self.lateral(reader, parents),
            _ => self.numbered(reader, parents),
        }
    }

    fn lateral(&self, reader: &Reader, parents: &[Uuid]) -> SelectStatement {
        let mut inner = self.narrowed(QueryTrait::into_query(self.select(reader)));
        let parent = self.join(&mut inner);
        inner.and_where(parent.eq(Expr::col((GIVEN, GIVEN))));
        let unnest: FunctionCall = Func::cust("unnest").arg(Expr::val(uuid_array(parents)));
        Query::select()
            .expr_as(Expr::col((GIVEN, GIVEN)), PARENT)
            .column(("child", sea_orm::sea_query::Asterisk))
            .from_function(unnest, GIVEN)
            .join_lateral(JoinType::InnerJoin, inner, "child", Expr::cust("TRUE"))
            .to_owned()
    }

    fn numbered(&self, reader: &Reader, parents: &[Uuid]) -> SelectStatement {
        let (direction, id_direction) = self.direction();
        let mut inner = self.narrowed(QueryTrait::into_query(
            reader
                .select::<E>()
                .filter(self.filter.clone())
                .filter(self.beyond()),
        ));
        let parent = self.join(&mut inner);
        let rank = WindowStatement::new()
            .add_partition_by(parent.clone())
            .order_by_expr(self.sort.expression(), direction)
            .order_by_expr(Expr::col((E::default(), E::ID)), id_direction)
            .take();
        inner
            .expr_as(parent.clone(), PARENT)
            .expr_window_as(Func::cust("row_number"), rank, RANK)
            .and_where(one_of(DbBackend::Sqlite, parent, parents));
        Query::select()
            .column(sea_orm::sea_query::Asterisk)
            .from_subquery(inner, "child")
            .and_where(Expr::col(Alias::new(RANK)).lte(self.size + 1))
            .order_by(RANK, Order::Asc)
            .to_owned()
    }

    fn counts(&self, reader: &Reader, parents: &[Uuid]) -> SelectStatement {
        let backend = reader.store().backend();
        let rows = reader.select::<E>().filter(self.filter.clone());
        let mut inner = QueryTrait::into_query(rows);
        let parent = self.join(&mut inner);
        inner
            .clear_selects()
            .expr_as(parent.clone(), PARENT)
            .expr_as(Func::count(Expr::col((E::default(), E::ID))), "count")
            .and_where(one_of(backend, parent.clone(), parents))
            .add_group_by([parent]);
        inner
    }

    /// Joins the table of pairs where there is one; answers the column that names the parent.
    fn join(&self, select: &mut SelectStatement) -> Expr {
        match &self.link {
            None => Expr::cust("NULL"),
            Some(Link::Column(column)) => Expr::col((E::default(), column.clone())),
            Some(Link::Pairs {
                table,
                parent,
                child,
            }) => {
                let pairs = Expr::col((table.clone(), child.clone()));
                let row = Expr::col((E::default(), E::ID));
                select.join(JoinType::InnerJoin, table.clone(), pairs.eq(row));
                Expr::col((table.clone(), parent.clone()))
            }
        }
    }
}
