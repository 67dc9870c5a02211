//! What a resolver can ask of its request.

use std::{sync::Arc, time::Duration};

use async_graphql::{Context, dataloader::DataLoader, runtime::Timer};
use futures_util::future::{BoxFuture, FutureExt};
use uuid::Uuid;

use super::{
    super::{
        access::{Reader, Resource, Viewer, Work},
        error::{Error, Result},
        list::{ById, Detail, DetailsOf},
        throttle::{Guess, Source},
    },
    localized::{Languages, LocalizedText, choose},
    nullable::Nullable,
    scalars::Locale,
};

/// Lets the resolvers that stand beside a load join it, and waits no longer than that.
pub struct YieldTimer;

impl Timer for YieldTimer {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        tokio::task::yield_now().boxed()
    }
}

pub trait ContextExt {
    fn reader(&self) -> &Reader;
    fn loader(&self) -> &DataLoader<Reader>;
    fn viewer(&self) -> &Viewer;
    /// Makes an attempt at a secret, unless too many have failed: rate-limited then. Errors of the work count as failures,
    /// but for the server's own.
    fn attempt<T: Send>(
        &self,
        guess: Guess<'_>,
        work: impl Future<Output = Result<T>> + Send,
    ) -> impl Future<Output = Result<T>> + Send;
    /// Somebody has signed in with all that the account of this name asks for, after a `Guess::Step`.
    fn signed_in_as(&self, name: &str);
    /// Begins a unit of work; its `finish` ends it.
    fn begin(&self) -> impl Future<Output = Result<Work>> + Send;
    fn load<E: Resource>(
        &self,
        id: Uuid,
    ) -> impl Future<Output = Result<Option<Arc<E::Model>>>> + Send;
    /// The thing a row points at, for a nullable field: hidden and absent are both null.
    fn related<E: Resource, N: From<Arc<E::Model>>>(
        &self,
        id: impl Into<Option<Uuid>> + Send,
    ) -> impl Future<Output = Nullable<N>> + Send;
    /// The details of a row that the viewer sees, in their order.
    fn details<P: Resource, E: Detail<P>>(
        &self,
        parent: &P::Model,
    ) -> impl Future<Output = Result<Arc<Vec<E::Model>>>> + Send;
    /// A text in the language that fits this request.
    fn localize(
        &self,
        texts: &entity::LocalizedText,
        original: &str,
        asked: Option<Locale>,
    ) -> Option<LocalizedText>;
    /// The same for a text that is never without words.
    fn named(
        &self,
        texts: &entity::LocalizedText,
        original: &str,
        asked: Option<Locale>,
    ) -> LocalizedText;
}

impl ContextExt for Context<'_> {
    fn reader(&self) -> &Reader {
        self.loader().loader()
    }

    fn loader(&self) -> &DataLoader<Reader> {
        self.data_unchecked()
    }

    fn viewer(&self) -> &Viewer {
        self.reader().viewer()
    }

    async fn attempt<T: Send>(
        &self,
        guess: Guess<'_>,
        work: impl Future<Output = Result<T>> + Send,
    ) -> Result<T> {
        match self.data_opt::<Source>() {
            Some(source) => source.attempt(guess, work).await,
            None => Err(Error::internal(anyhow::anyhow!(
                "nobody knows where the request comes from"
            ))),
        }
    }

    fn signed_in_as(&self, name: &str) {
        if let Some(source) = self.data_opt::<Source>() {
            source.remember(name);
        }
    }

    async fn begin(&self) -> Result<Work> {
        self.reader().begin().await
    }

    async fn load<E: Resource>(&self, id: Uuid) -> Result<Option<Arc<E::Model>>> {
        self.loader().load_one(ById::<E>::new(id)).await
    }

    async fn related<E: Resource, N: From<Arc<E::Model>>>(
        &self,
        id: impl Into<Option<Uuid>> + Send,
    ) -> Nullable<N> {
        let Some(id) = id.into() else {
            return None.into();
        };
        let row = self.load::<E>(id).await;
        row.map(|row| row.map(N::from)).into()
    }

    async fn details<P: Resource, E: Detail<P>>(
        &self,
        parent: &P::Model,
    ) -> Result<Arc<Vec<E::Model>>> {
        let rows = self
            .loader()
            .load_one(DetailsOf::<P, E>::of(parent))
            .await?;
        Ok(rows.unwrap_or_default())
    }

    fn localize(
        &self,
        texts: &entity::LocalizedText,
        original: &str,
        asked: Option<Locale>,
    ) -> Option<LocalizedText> {
        let none = Languages::default();
        let preferred = self.data_opt::<Languages>().unwrap_or(&none);
        choose(texts, original, asked.as_ref(), preferred)
    }

    fn named(
        &self,
        texts: &entity::LocalizedText,
        original: &str,
        asked: Option<Locale>,
    ) -> LocalizedText {
        let found = self.localize(texts, original, asked);
        found.unwrap_or_else(|| LocalizedText {
            text: String::new(),
            locale: Locale(original.to_owned()),
            is_fallback: true,
        })
    }
}
