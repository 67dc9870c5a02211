//! A schema behind the gate, the only way to reach it.

use std::sync::Arc;

use async_graphql::{
    Data, Executor, ObjectType, Request, Response, SDLExportOptions, Schema, SchemaBuilder,
    ServerError, SubscriptionType, ValidationMode, parser::types::OperationType,
};
use futures_util::{
    future::{BoxFuture, FutureExt},
    stream::{self, BoxStream, StreamExt},
};

use super::gate::{Admitted, Counts, Fails, Gate, Limits};

/// What transports hold: requests are admitted first, and only what was admitted can be run.
pub trait Engine: Send + Sync + 'static {
    /// Checks a request without running anything; the errors are request errors.
    fn admit(&self, request: Request) -> Result<Admitted, Vec<ServerError>>;

    /// Checks a document without its variables, as that of a manifest.
    fn check(&self, document: &str) -> Result<(), Vec<ServerError>>;

    /// What the operation of a document is, if it passes.
    fn kind(&self, document: &str) -> Option<OperationType>;

    /// Runs a query or a mutation.
    fn run(&self, admitted: Admitted) -> BoxFuture<'_, Response>;

    /// Runs any operation; a subscription answers many times.
    fn stream(&self, admitted: Admitted) -> BoxStream<'static, Response>;

    /// The bounds requests are held to.
    fn limits(&self) -> &Limits;

    /// What has gone through so far.
    fn counts(&self) -> Counts;
}

/// Owns the schema and never hands it out, because it runs without checking whatever it is given.
pub struct Gated<Q, M, S> {
    schema: Schema<Q, M, S>,
    gate: Arc<Gate>,
}

impl<Q, M, S> Gated<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// Finishes a schema and puts it behind a gate. Fails when the schema cannot be printed and
    /// read back.
    pub fn new(builder: SchemaBuilder<Q, M, S>, limits: Limits) -> Result<Self, String> {
        let schema = builder
            .validation_mode(ValidationMode::Fast)
            // The gate has bounded it; written out for several types it is up to three times as deep.
            .limit_recursive_depth(limits.expanded_nesting.saturating_mul(4))
            .disable_suggestions()
            .directive(Fails)
            .finish();
        let gate = Arc::new(Gate::new(&schema.sdl(), limits)?);
        Ok(Self { schema, gate })
    }

    /// The schema, sorted, for people and tools.
    pub fn sdl(&self) -> String {
        let sorted = SDLExportOptions::new()
            .sorted_fields()
            .sorted_arguments()
            .sorted_enum_items();
        self.schema.sdl_with_options(sorted.include_specified_by())
    }
}

impl<Q, M, S> Clone for Gated<Q, M, S> {
    fn clone(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            gate: self.gate.clone(),
        }
    }
}

impl<Q, M, S> Engine for Gated<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn admit(&self, request: Request) -> Result<Admitted, Vec<ServerError>> {
        self.gate.admit(request)
    }

    fn check(&self, document: &str) -> Result<(), Vec<ServerError>> {
        self.gate.check(document)
    }

    fn kind(&self, document: &str) -> Option<OperationType> {
        self.gate.kind(document)
    }

    fn run(&self, admitted: Admitted) -> BoxFuture<'_, Response> {
        let after = admitted.afterwards();
        let response = self.schema.execute(admitted.into_request());
        response.map(move |response| after.finish(response)).boxed()
    }

    fn stream(&self, admitted: Admitted) -> BoxStream<'static, Response> {
        let after = admitted.afterwards();
        let responses = self.schema.execute_stream(admitted.into_request());
        responses
            .map(move |response| after.finish(response))
            .boxed()
    }

    fn limits(&self) -> &Limits {
        self.gate.limits()
    }

    fn counts(&self) -> Counts {
        self.gate.counts()
    }
}

/// For callers without a viewer to prepare, such as tests and tools.
impl<Q, M, S> Executor for Gated<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    async fn execute(&self, request: Request) -> Response {
        match self.gate.admit(request) {
            Ok(admitted) => self.run(admitted).await,
            Err(errors) => Response::from_errors(errors),
        }
    }

    fn execute_stream(
        &self,
        request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        match self.gate.admit(request) {
            Ok(admitted) => {
                let session = session.unwrap_or_default();
                self.schema
                    .execute_stream_with_session_data(admitted.into_request(), session)
            }
            Err(errors) => stream::iter([Response::from_errors(errors)]).boxed(),
        }
    }
}
