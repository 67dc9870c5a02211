//! A small schema with every shape that matters to the gate and the transports, for their tests.

use std::time::Duration;

use async_graphql::{
    Context, InputObject, Interface, Object, OneofObject, Schema, SchemaBuilder, Subscription,
    connection::{Connection, Edge, EmptyFields},
};
use futures_util::stream::{self, Stream, StreamExt};

use super::{gate::Limits, gated::Gated, nullable::Nullable, sizes::list_size};
use crate::platform::error::{Error, Result};

pub(crate) type Sample = Gated<Query, Mutation, Events>;

pub(crate) fn sample(limits: Limits) -> Sample {
    Gated::new(builder(), limits).unwrap()
}

pub(crate) fn builder() -> SchemaBuilder<Query, Mutation, Events> {
    Schema::build(Query, Mutation, Events).data(Counter::default())
}

/// How often the mutation ran.
#[derive(Default)]
pub(crate) struct Counter(std::sync::atomic::AtomicI32);

/// Who asks, as the transports' tests attach it.
pub(crate) struct Viewer(pub(crate) String);

#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "i32"),
    field(name = "label", ty = "Nullable<String>"),
    field(name = "next", ty = "Nullable<Thing>")
)]
pub(crate) enum Thing {
    Place(Place),
    Park(Park),
}

pub(crate) struct Park;

#[Object]
impl Park {
    async fn id(&self) -> i32 {
        0
    }

    async fn label(&self) -> Nullable<String> {
        None.into()
    }

    async fn next(&self) -> Nullable<Thing> {
        None.into()
    }
}

#[derive(Clone)]
pub(crate) struct Place(i32);

#[Object]
impl Place {
    async fn id(&self) -> i32 {
        self.0
    }

    async fn failing(&self) -> Nullable<Place> {
        Nullable::of(async { Err(Error::NotFound) }).await
    }

    async fn broken(&self) -> Nullable<i32> {
        Err::<Option<i32>, _>(Error::internal(anyhow::anyhow!("secret cause"))).into()
    }

    async fn parent(&self) -> Nullable<Place> {
        Some(Place(self.0 + 1)).into()
    }

    async fn must(&self) -> Result<i32> {
        Err(Error::Forbidden)
    }

    async fn label(&self) -> Nullable<String> {
        Some(format!("place {}", self.0)).into()
    }

    async fn next(&self) -> Nullable<Thing> {
        Some(Thing::Place(Place(self.0 + 1))).into()
    }

    async fn children(&self) -> Vec<Place> {
        vec![Place(1), Place(2)]
    }

    #[graphql(directive = list_size::apply(3))]
    async fn parts(&self) -> Vec<Place> {
        vec![Place(3)]
    }

    async fn members(
        &self,
        #[graphql(default = 20)] first: i32,
        last: Option<i32>,
    ) -> Connection<i32, Place, EmptyFields, EmptyFields> {
        let mut page = Connection::new(false, last.is_some());
        page.edges
            .extend((0..first.min(2)).map(|index| Edge::new(index, Place(index))));
        page
    }
}

#[derive(OneofObject)]
pub(crate) enum By {
    Id(i32),
    Code(String),
}

#[derive(InputObject)]
pub(crate) struct Filter {
    by: Option<By>,
    #[graphql(default = 7)]
    most: i32,
    tags: Option<Vec<Vec<i32>>>,
}

pub(crate) struct Query;

#[Object]
impl Query {
    async fn place(&self, by: Option<By>) -> Nullable<Place> {
        match by {
            Some(By::Code(code)) => Some(Place(code.len() as i32)).into(),
            Some(By::Id(id)) => Some(Place(id)).into(),
            None => None.into(),
        }
    }

    async fn thing(&self) -> Thing {
        Thing::Place(Place(3))
    }

    async fn nodes(&self, ids: Vec<i32>) -> Vec<Nullable<Place>> {
        ids.into_iter()
            .map(|id| {
                if id == 0 {
                    Err(Error::NotFound)
                } else {
                    Ok(Some(Place(id)))
                }
                .into()
            })
            .collect()
    }

    async fn echo(&self, #[graphql(default = 5)] number: i32, filter: Option<Filter>) -> i32 {
        number
            + filter.map_or(0, |filter| {
                filter.most
                    + filter.tags.map_or(0, |tags| tags.len() as i32)
                    + i32::from(filter.by.is_some())
            })
    }

    async fn viewer(&self, context: &Context<'_>) -> Nullable<String> {
        context
            .data_opt::<Viewer>()
            .map(|viewer| viewer.0.clone())
            .into()
    }

    async fn panics(&self) -> Nullable<i32> {
        Some(u8::try_from(256).unwrap().into()).into()
    }

    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        1
    }
}

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, context: &Context<'_>) -> i32 {
        let counter = context.data_unchecked::<Counter>();
        counter.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1
    }
}

pub(crate) struct Events;

#[Subscription]
impl Events {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    async fn never(&self) -> impl Stream<Item = i32> {
        stream::pending()
    }

    async fn refused(&self) -> Result<impl Stream<Item = i32>, async_graphql::Error> {
        Err::<stream::Empty<i32>, _>(Error::Forbidden.into())
    }

    async fn panics(&self) -> impl Stream<Item = i32> {
        stream::iter([1]).map(|_| panic!("on purpose"))
    }

    /// More than a slow reader's queue and its network buffers hold.
    async fn flood(&self) -> impl Stream<Item = String> {
        stream::repeat("x".repeat(50_000))
    }
}
