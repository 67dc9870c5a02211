//! One operation whose answers are told as they come, on a socket or as events: from its start to its end.

use std::{panic::AssertUnwindSafe, sync::Arc};

use actix_web::http::StatusCode;
use async_graphql::{Response, ServerError, Value, parser::types::OperationType};
use futures_util::{
    future::FutureExt,
    stream::{self, LocalBoxStream, Stream, StreamExt},
};

use super::{
    answer::{Failure, tidy},
    graphql::Service,
    request_id::RequestId,
};
use crate::platform::graphql::gate::Admitted;

pub(super) enum Event {
    Next(Response),
    /// The operation did not start, or broke.
    Failed(Vec<ServerError>),
    Complete,
}

/// What there is to tell of an operation, in order.
pub(super) fn run(
    service: Arc<Service>,
    admitted: Admitted,
    bearer: Option<String>,
    id: RequestId,
) -> impl Stream<Item = Event> {
    let events = async move {
        let responses = match admitted.kind() {
            OperationType::Subscription => subscribe(&service, admitted, bearer).await,
            _ => stream::iter([service.run(admitted, bearer).await]).boxed_local(),
        };
        let most = service.engine.limits().errors;
        let events = responses.map(move |response| match response {
            Ok(mut response) => {
                tidy(&mut response, most, &id);
                Event::Next(response)
            }
            Err(failure) => Event::Failed(failure.errors(&id)),
        });
        events.chain(stream::iter([Event::Complete]))
    };
    events.flatten_stream()
}

type Responses = LocalBoxStream<'static, Result<Response, Failure>>;

async fn subscribe(service: &Service, admitted: Admitted, bearer: Option<String>) -> Responses {
    let admitted = match service.guarded(service.attach(admitted, bearer)).await {
        Ok(admitted) => admitted,
        Err(failure) => return stream::iter([Err(failure)]).boxed_local(),
    };
    let responses = AssertUnwindSafe(service.engine.stream(admitted))
        .catch_unwind()
        .enumerate();
    let checked = responses.map(|(index, response)| match response {
        Ok(response) if index == 0 && never_started(&response) => {
            Err(Failure::of(StatusCode::OK, response.errors))
        }
        Ok(response) => Ok(response),
        Err(_) => Err(Failure::internal()),
    });
    checked.boxed_local()
}

/// A subscription whose stream could not be opened answers once, without data.
fn never_started(response: &Response) -> bool {
    response.data == Value::Null && response.is_err()
}
