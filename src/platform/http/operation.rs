//! One operation whose answers are told as they come, on a socket or as events: from its start to its end.

use std::{panic::AssertUnwindSafe, sync::Arc};

use actix_web::http::StatusCode;
use async_graphql::{Response, ServerError, Value, parser::types::OperationType};
use futures_util::{
    future::FutureExt,
    stream::{self, LocalBoxStream, Stream, StreamExt},
};
use metrics::{gauge, histogram};

use super::{
    answer::{Failure, tidy},
    graphql::{Service, count, kind_name},
    request_id::RequestId,
};
use crate::platform::{
    graphql::gate::Admitted,
    metering::{COST, SUBSCRIPTIONS},
    throttle::Source,
};

pub(super) enum Event {
    Next(Response),
    /// The operation did not start, or broke.
    Failed(Vec<ServerError>),
    Complete,
}

/// Begins an operation, and tells what comes of it.
pub(super) fn run(
    service: Arc<Service>,
    admitted: Admitted,
    bearer: Option<String>,
    source: Source,
    id: RequestId,
) -> impl Stream<Item = Event> {
    let events = async move {
        let begun = begin(&service, admitted, bearer, &source).await;
        tell(&service, begun, id)
    };
    // What it took to begin is given back then; a subscription may last for days.
    events.boxed_local().flatten_stream()
}

/// Runs a query, or gets a subscription going.
pub(super) async fn begin(
    service: &Service,
    admitted: Admitted,
    bearer: Option<String>,
    source: &Source,
) -> Result<Responses, Failure> {
    match admitted.kind() {
        OperationType::Subscription => subscribe(service, admitted, bearer, source).await,
        _ => {
            let response = service.run(admitted, bearer, source).await?;
            Ok(stream::iter([Ok(response)]).boxed_local())
        }
    }
}

/// What there is to tell of an operation, in order.
pub(super) fn tell(
    service: &Service,
    begun: Result<Responses, Failure>,
    id: RequestId,
) -> impl Stream<Item = Event> + use<> {
    let responses = begun.unwrap_or_else(|failure| stream::iter([Err(failure)]).boxed_local());
    let most = service.engine.limits().errors;
    let events = responses.map(move |response| match response {
        Ok(mut response) => {
            tidy(&mut response, most, &id);
            Event::Next(response)
        }
        Err(failure) => Event::Failed(failure.errors(&id)),
    });
    events.chain(stream::iter([Event::Complete]))
}

pub(super) type Responses = LocalBoxStream<'static, Result<Response, Failure>>;

/// Counted among the subscriptions that run, until it is dropped.
struct Running;

impl Running {
    fn begin() -> Self {
        gauge!(SUBSCRIPTIONS).increment(1);
        Self
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        gauge!(SUBSCRIPTIONS).decrement(1);
    }
}

async fn subscribe(
    service: &Service,
    admitted: Admitted,
    bearer: Option<String>,
    source: &Source,
) -> Result<Responses, Failure> {
    let (kind, cost) = (kind_name(admitted.kind()), admitted.cost());
    // It takes a place while it begins; afterwards it mostly waits.
    let attached = async {
        let _place = service.enter(source).await?;
        let attach = service.attach(admitted, bearer, source);
        service.guarded(service.deadline(source), attach).await
    };
    let admitted = match attached.await {
        Ok(admitted) => admitted,
        Err(failure) => {
            count(source.transport, kind, failure.code().as_str());
            return Err(failure);
        }
    };
    count(source.transport, kind, "OK");
    histogram!(COST, "kind" => kind).record(cost as f64);
    let running = Running::begin();
    let responses = AssertUnwindSafe(service.engine.stream(admitted))
        .catch_unwind()
        .inspect(move |_| {
            let _ = &running;
        })
        .enumerate();
    let checked = responses.map(|(index, response)| match response {
        Ok(response) if index == 0 && never_started(&response) => {
            Err(Failure::of(StatusCode::OK, response.errors))
        }
        Ok(response) => Ok(response),
        Err(_) => Err(Failure::internal()),
    });
    Ok(checked.boxed_local())
}

/// A subscription whose stream could not be opened answers once, without data.
fn never_started(response: &Response) -> bool {
    response.data == Value::Null && response.is_err()
}
