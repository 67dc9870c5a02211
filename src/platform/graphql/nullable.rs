//! A nullable output whose failure becomes `null` at its own field, with the error at its path.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, ErrorExtensions, OutputType, Positioned, ServerResult, Value,
    parser::types::Field, registry::Registry,
};

use super::super::error::Error;

/// What a resolver of a nullable field returns. A plain `Result<Option<T>>` would blank the parent
/// object, because its error leaves the resolver before the field's type sees it.
pub struct Nullable<T>(Result<Option<T>, async_graphql::Error>);

impl<T> Nullable<T> {
    /// Runs a fallible body in which `?` works.
    pub async fn of(body: impl Future<Output = Result<Option<T>, Error>>) -> Self {
        body.await.into()
    }
}

impl<T> From<Result<Option<T>, Error>> for Nullable<T> {
    fn from(outcome: Result<Option<T>, Error>) -> Self {
        Self(outcome.map_err(|failure| failure.extend()))
    }
}

impl<T> From<Result<T, Error>> for Nullable<T> {
    fn from(outcome: Result<T, Error>) -> Self {
        outcome.map(Some).into()
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        Self(Ok(value))
    }
}

impl<T: OutputType> OutputType for Nullable<T> {
    fn type_name() -> Cow<'static, str> {
        Option::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Option::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Option::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match &self.0 {
            Ok(value) => value.resolve(ctx, field).await,
            Err(failure) => {
                let error = failure.clone().into_server_error(field.pos);
                ctx.add_error(ctx.set_error_path(error));
                Ok(Value::Null)
            }
        }
    }
}
