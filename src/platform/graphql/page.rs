//! Lists as Relay connections, at the root and under a parent.

use std::{borrow::Cow, fmt::Debug, sync::Arc};

use async_graphql::{Context, Enum, Object, OutputType, SimpleObject, TypeName};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::future::BoxFuture;
use sea_orm::Condition;
use uuid::Uuid;

use super::{
    super::{
        access::{Resource, Viewer},
        error::Result,
        list::{ChildCount, Children, Link, List, Page, Sort, Window},
    },
    context::ContextExt,
    nullable::Nullable,
};

/// Which way a list is sorted.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Smallest, earliest or first in the alphabet first.
    #[default]
    Asc,
    /// The other way round.
    Desc,
}

impl Direction {
    pub fn descending(self) -> bool {
        self == Self::Desc
    }
}

/// The filter of a list. `Debug` names the question, for cursors and for batching.
pub trait Narrow<E: Resource>: Debug + Send + Sync {
    fn condition(&self, viewer: &Viewer) -> Result<Condition>;

    /// What must also fit, for filters that ask what holds today.
    fn on(&self, _today: NaiveDate) -> Option<Condition> {
        None
    }

    /// What must also fit, for filters that ask what holds at this moment.
    fn at(&self, _now: DateTime<Utc>) -> Option<Condition> {
        None
    }
}

/// The order of a list.
pub trait Sorted<E: Resource>: Debug + Default + Send + Sync {
    fn sort(&self) -> Sort<E>;
}

/// One page of a list.
pub struct Connection<N> {
    edges: Vec<Edge<N>>,
    has_previous: bool,
    has_next: bool,
    count: Box<dyn Count>,
}

impl<N: OutputType> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

/// One page of a list, in the manner of Relay.
#[Object(name_type)]
impl<N: OutputType> Connection<N> {
    /// The things of this page, each with its cursor.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The things of this page.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many there are in all, whatever the page; counted only when asked for, and charged to the request's cost.
    async fn total_count(&self, ctx: &Context<'_>) -> Nullable<i32> {
        self.count.count(ctx).await.into()
    }
}

/// One thing of a page.
pub struct Edge<N> {
    node: N,
    cursor: String,
}

impl<N: OutputType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// One thing of a page, with its place in the list.
#[Object(name_type)]
impl<N: OutputType> Edge<N> {
    /// The thing itself.
    async fn node(&self) -> &N {
        &self.node
    }

    /// Opaque place in the list, for `after` and `before` with the same filter and order.
    async fn cursor(&self) -> &str {
        &self.cursor
    }
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// True when there are more before: exact when paging backwards, else whether `after` was given.
    pub has_previous_page: bool,
    /// True when there are more after: exact when paging forwards, else whether `before` was given.
    pub has_next_page: bool,
    /// Cursor of the first thing of the page; null on an empty page.
    pub start_cursor: Option<String>,
    /// Cursor of the last thing of the page; null on an empty page.
    pub end_cursor: Option<String>,
}

trait Count: Send + Sync {
    fn count<'a>(&'a self, ctx: &'a Context<'_>) -> BoxFuture<'a, Result<i32>>;
}

/// A list, and the parent it stands under if it does.
struct Counting<E: Resource> {
    list: Arc<List<E>>,
    parent: Option<Uuid>,
}

impl<E: Resource> Count for Counting<E> {
    fn count<'a>(&'a self, ctx: &'a Context<'_>) -> BoxFuture<'a, Result<i32>> {
        Box::pin(async move {
            let Some(parent) = self.parent else {
                return self.list.count(ctx.reader()).await;
            };
            let list = self.list.clone();
            let key = ChildCount(Children { parent, list });
            Ok(ctx.loader().load_one(key).await?.unwrap_or(0))
        })
    }
}

/// A page of everything the viewer may see.
pub async fn list<E: Resource, N: From<Arc<E::Model>> + OutputType>(
    ctx: &Context<'_>,
    filter: impl Narrow<E>,
    order: Option<impl Sorted<E>>,
    window: Window,
) -> Result<Connection<N>> {
    connect(ctx, None, filter, order, window).await
}

/// A page of what hangs on one parent; pages of many parents are loaded together.
pub async fn children<E: Resource, N: From<Arc<E::Model>> + OutputType>(
    ctx: &Context<'_>,
    parent: Uuid,
    link: Link,
    filter: impl Narrow<E>,
    order: Option<impl Sorted<E>>,
    window: Window,
) -> Result<Connection<N>> {
    connect(ctx, Some((parent, link)), filter, order, window).await
}

async fn connect<E: Resource, N: From<Arc<E::Model>> + OutputType>(
    ctx: &Context<'_>,
    under: Option<(Uuid, Link)>,
    filter: impl Narrow<E>,
    order: Option<impl Sorted<E>>,
    window: Window,
) -> Result<Connection<N>> {
    let order = order.unwrap_or_default();
    let question = format!("{filter:?} {order:?}");
    let clock = &ctx.reader().store().clock;
    let narrowed = filter
        .condition(ctx.viewer())?
        .add_option(filter.on(clock.today()))
        .add_option(filter.at(clock.now()));
    let (parent, link) = under.unzip();
    let list = List::new(link, narrowed, order.sort(), &window, &question)?;
    let list = Arc::new(match E::FIELDS.is_empty() {
        true => list,
        false => list.reading(&fields_of_nodes(ctx)),
    });
    let page = match (wants_rows(ctx), parent) {
        (false, _) => Arc::new(Page::empty()),
        (true, None) => Arc::new(list.page(ctx.reader()).await?),
        (true, Some(parent)) => {
            let key = Children {
                parent,
                list: list.clone(),
            };
            let page = ctx.loader().load_one(key).await?;
            page.unwrap_or_else(|| Arc::new(Page::empty()))
        }
    };
    let with_cursors = wants_cursors(ctx);
    let edge = |row: &Arc<E::Model>| Edge {
        node: N::from(row.clone()),
        cursor: match with_cursors {
            true => list.cursor(row),
            false => String::new(),
        },
    };
    Ok(Connection {
        edges: page.rows.iter().map(edge).collect(),
        has_previous: page.has_previous,
        has_next: page.has_next,
        count: Box::new(Counting {
            list: list.clone(),
            parent,
        }),
    })
}

/// False when the client asks for nothing but the total.
fn wants_rows(ctx: &Context<'_>) -> bool {
    let asked = ctx.look_ahead();
    ["nodes", "edges", "pageInfo"]
        .iter()
        .any(|field| asked.field(field).exists())
}

/// False when the client reads no cursor.
fn wants_cursors(ctx: &Context<'_>) -> bool {
    let asked = ctx.look_ahead();
    asked.field("pageInfo").exists() || asked.field("edges").field("cursor").exists()
}

/// What the client asks of the things of a page.
fn fields_of_nodes(ctx: &Context<'_>) -> Vec<String> {
    let asked = ctx.look_ahead();
    let mut fields = vec![];
    for nodes in [asked.field("nodes"), asked.field("edges").field("node")] {
        for node in nodes.selection_fields() {
            let names = node.selection_set().map(|field| field.name().to_owned());
            fields.extend(names.filter(|name| name != "__typename"));
        }
    }
    fields
}

/// Declares a part of a type, or of the query, that is one list. `within` wraps the client's filter in another that always holds.
#[macro_export]
macro_rules! list {
    ($(#[doc = $about:literal])+ $part:ident { $field:ident: $table:ident as $node:ty, filter $filter:ty, order $order:ty $(, within $within:expr)? }) => {
        #[derive(Default)]
        pub struct $part;

        $crate::list!(@object $part, ($(#[doc = $about])+), $field, $table, $node, $filter, $order,
            |_part, ctx, filter, order, window| $crate::platform::graphql::list::<entity::$table::Entity, $node>(ctx, $crate::list!(@narrow filter $(, $within)?), order, window));
    };
    ($(#[doc = $about:literal])+ $part:ident of $parent:ident { $field:ident: $table:ident as $node:ty, filter $filter:ty, order $order:ty, by $link:expr $(, within $within:expr)? }) => {
        pub struct $part(pub std::sync::Arc<entity::$parent::Model>);

        $crate::list!(@object $part, ($(#[doc = $about])+), $field, $table, $node, $filter, $order,
            |part, ctx, filter, order, window| $crate::platform::graphql::children::<entity::$table::Entity, $node>(ctx, part.0.id, $link, $crate::list!(@narrow filter $(, $within)?), order, window));
    };
    (@narrow $given:ident) => { $given.unwrap_or_default() };
    (@narrow $given:ident, $within:expr) => { ($within)($given.unwrap_or_default()) };
    (@object $part:ident, ($(#[doc = $about:literal])+), $field:ident, $table:ident, $node:ty, $filter:ty, $order:ty,
        |$this:ident, $ctx:ident, $given:ident, $sort:ident, $window:ident| $load:expr) => {
        #[async_graphql::Object]
        impl $part {
            $(#[doc = $about])+
            #[allow(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
            async fn $field(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "Only those that fit all of this.")] filter: Option<$filter>,
                #[graphql(desc = "What they are sorted by; ties are settled by id.")] order_by: Option<$order>,
                #[graphql(desc = "How many, from the start: 1 to 100; 20 when neither first nor last is given.")] first: Option<i32>,
                #[graphql(desc = "Only those after this cursor, which came from the same filter and order.")] after: Option<String>,
                #[graphql(desc = "How many, from the end: 1 to 100; not together with first.")] last: Option<i32>,
                #[graphql(desc = "Only those before this cursor, which came from the same filter and order.")] before: Option<String>,
            ) -> $crate::platform::graphql::Nullable<$crate::platform::graphql::Connection<$node>> {
                let $window = $crate::platform::list::Window { first, after, last, before };
                let ($this, $ctx, $given, $sort) = (self, ctx, filter, order_by);
                $load.await.into()
            }
        }
    };
}
