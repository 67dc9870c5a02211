//! One socket: a conversation and the operations running in it, all on one task.

use std::{collections::HashMap, convert::Infallible, io, pin::pin, sync::Arc};

use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session,
};
use async_graphql::{ServerError, parser::types::OperationType};
use futures_util::{
    future::{BoxFuture, FutureExt, pending},
    stream::{AbortHandle, Abortable, LocalBoxStream, SelectAll, StreamExt},
};
use metrics::counter;
use tokio::time::{Instant, interval_at, sleep, timeout};

use super::{
    super::{
        graphql::{Service, milliseconds},
        operation::{Event, run},
        request_id::RequestId,
        sent::Sent,
    },
    frames::is_too_large,
    protocol::{
        AGAIN, BROKEN_FRAME, BROKEN_HERE, End, FLOOD, FORBIDDEN, INVALID_TEXT, Incoming, LATE,
        LEAVING, MALFORMED, Outgoing, TAKEN, TOO_LARGE, TOO_MANY, TOO_SLOW, UNAUTHORIZED, token_in,
    },
    register::Ticket,
};
use crate::platform::{
    error::{Code, Error},
    graphql::{
        Languages,
        gate::{Admitted, coded},
    },
    metering::SOCKETS_CLOSED,
    throttle::{Source, Transport},
};

pub(super) struct Socket {
    service: Arc<Service>,
    session: Session,
    id: RequestId,
    bearer: Option<String>,
    source: Source,
    ticket: Ticket,
    acknowledged: bool,
    /// Ends when the access token is no longer good.
    revoked: BoxFuture<'static, ()>,
    operations: SelectAll<LocalBoxStream<'static, (String, Event)>>,
    running: HashMap<String, AbortHandle>,
}

impl Socket {
    pub(super) fn new(
        service: Arc<Service>,
        session: Session,
        id: RequestId,
        bearer: Option<String>,
        (source, ticket): (Source, Ticket),
    ) -> Self {
        Self {
            service,
            session,
            id,
            bearer,
            source,
            ticket,
            acknowledged: false,
            revoked: pending().boxed(),
            operations: SelectAll::new(),
            running: HashMap::new(),
        }
    }

    pub(super) async fn serve(mut self, messages: AggregatedMessageStream) {
        let Err(end) = self.converse(messages).await;
        tracing::info!(?end, "socket closed");
        let code = match end {
            End::Gone => "gone".to_owned(),
            End::Close(code, _) => code.to_string(),
        };
        counter!(SOCKETS_CLOSED, "code" => code).increment(1);
        if let End::Close(code, reason) = end {
            let reason = CloseReason {
                code: CloseCode::from(code),
                description: Some(reason.to_owned()),
            };
            // A reader that does not read will not hear this either.
            let _ = timeout(milliseconds(1_000), self.session.close(Some(reason))).await;
        }
    }

    async fn converse(&mut self, mut messages: AggregatedMessageStream) -> Result<Infallible, End> {
        let settings = self.service.settings.sockets.clone();
        let mut late = pin!(sleep(milliseconds(settings.init_deadline_ms)));
        let ping = milliseconds(settings.ping_ms);
        let mut pings = interval_at(Instant::now() + ping, ping);
        let mut stopped = pin!(self.service.stopped());
        let mut silent = false;
        loop {
            tokio::select! {
                () = &mut stopped => return Err(LEAVING),
                () = &mut late, if !self.acknowledged => return Err(LATE),
                () = &mut self.revoked => return Err(FORBIDDEN),
                message = messages.recv() => {
                    silent = false;
                    self.hear(message.ok_or(End::Gone)?.map_err(|error| end_for(&error))?).await?;
                }
                Some((id, event)) = self.operations.next() => self.tell(&id, event).await?,
                _ = pings.tick() => {
                    if silent {
                        return Err(End::Gone);
                    }
                    silent = true;
                    in_time(&self.service, self.session.ping(b"")).await?;
                }
            }
        }
    }

    async fn hear(&mut self, message: AggregatedMessage) -> Result<(), End> {
        // Whoever does not heed what operations are refused with ends here.
        self.source.knock().map_err(|_| FLOOD)?;
        let text = match message {
            AggregatedMessage::Text(text) => text,
            AggregatedMessage::Ping(payload) => {
                return in_time(&self.service, self.session.pong(&payload)).await;
            }
            AggregatedMessage::Pong(_) => return Ok(()),
            AggregatedMessage::Close(_) => return Err(End::Close(1000, "")),
            AggregatedMessage::Binary(_) => return Err(MALFORMED),
        };
        match serde_json::from_str(&text).map_err(|_| MALFORMED)? {
            Incoming::ConnectionInit { .. } if self.acknowledged => Err(AGAIN),
            Incoming::ConnectionInit { payload } => {
                self.bearer = token_in(payload.as_ref())?.or(self.bearer.take());
                self.acknowledge().await
            }
            Incoming::Ping { payload } => self.send(&Outgoing::Pong { payload }).await,
            Incoming::Pong {} => Ok(()),
            Incoming::Subscribe { .. } if !self.acknowledged => Err(UNAUTHORIZED),
            Incoming::Subscribe { id, .. } if id.is_empty() => Err(MALFORMED),
            Incoming::Subscribe { id, .. } if self.running.contains_key(&id) => Err(TAKEN),
            Incoming::Subscribe { id, payload } => self.start(id, payload).await,
            Incoming::Complete { id } => {
                self.stop(&id);
                Ok(())
            }
        }
    }

    async fn acknowledge(&mut self) -> Result<(), End> {
        if let Some(bearer) = self.bearer.clone() {
            let watch = async { Ok(self.service.vigil.watch(&bearer).await) };
            let deadline = self.service.deadline(&self.source.again(Transport::Socket));
            self.revoked = match self.service.guarded(deadline, watch).await {
                Ok(Ok(watch)) if !self.ticket.belongs_to(watch.holder()) => return Err(TOO_MANY),
                Ok(Ok(watch)) => watch.over().boxed(),
                Ok(Err(Error::Unauthenticated)) => return Err(FORBIDDEN),
                _ => return Err(BROKEN_HERE),
            };
        }
        self.acknowledged = true;
        self.send(&Outgoing::ConnectionAck).await
    }

    async fn start(&mut self, id: String, sent: Sent) -> Result<(), End> {
        match self.admit(sent) {
            Ok(admitted) => {
                let (abort, registration) = AbortHandle::new_pair();
                self.running.insert(id.clone(), abort);
                let events = run(
                    self.service.clone(),
                    admitted,
                    self.bearer.clone(),
                    self.source.again(Transport::Socket),
                    self.id.clone(),
                );
                let events = events.map(move |event| (id.clone(), event));
                self.operations
                    .push(Abortable::new(events, registration).boxed_local());
                Ok(())
            }
            Err(errors) => {
                self.send(&Outgoing::Error {
                    id: &id,
                    payload: &errors,
                })
                .await
            }
        }
    }

    fn admit(&self, sent: Sent) -> Result<Admitted, Vec<ServerError>> {
        let most = self.service.settings.sockets.operations;
        if self.running.len() >= most {
            let message =
                format!("This socket runs {most} operations already; complete one first.");
            return Err(vec![coded(Code::TooComplex, &message, None)]);
        }
        let (languages, socket) = (Languages::default(), Transport::Socket);
        let admitted = self.service.admit(sent, languages, socket, true)?;
        if admitted.kind() == OperationType::Mutation {
            return Err(vec![coded(Code::BadInput, "Send mutations by POST.", None)]);
        }
        Ok(admitted)
    }

    async fn tell(&mut self, id: &str, event: Event) -> Result<(), End> {
        match event {
            Event::Next(response) => {
                self.send(&Outgoing::Next {
                    id,
                    payload: &response,
                })
                .await
            }
            Event::Failed(errors) => {
                self.stop(id);
                self.send(&Outgoing::Error {
                    id,
                    payload: &errors,
                })
                .await
            }
            Event::Complete => {
                self.stop(id);
                self.send(&Outgoing::Complete { id }).await
            }
        }
    }

    /// Nothing more is told of an operation that was stopped, even if its id is used again.
    fn stop(&mut self, id: &str) {
        if let Some(abort) = self.running.remove(id) {
            abort.abort();
        }
    }

    async fn send(&mut self, message: &Outgoing<'_>) -> Result<(), End> {
        let text = serde_json::to_string(message).map_err(|_| BROKEN_HERE)?;
        in_time(&self.service, self.session.text(text)).await
    }
}

/// Waits for room in the outgoing queue, but not for ever.
async fn in_time(
    service: &Service,
    sending: impl Future<Output = Result<(), actix_ws::Closed>>,
) -> Result<(), End> {
    let patience = milliseconds(service.settings.sockets.slow_reader_ms);
    match timeout(patience, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(TOO_SLOW),
    }
}

fn end_for(error: &ProtocolError) -> End {
    match error {
        ProtocolError::Overflow => TOO_LARGE,
        ProtocolError::Io(error) if error.kind() == io::ErrorKind::InvalidData => INVALID_TEXT,
        ProtocolError::Io(error) if is_too_large(error) => TOO_LARGE,
        ProtocolError::Io(_) => End::Gone,
        _ => BROKEN_FRAME,
    }
}
