//! The connections that are open. One on which nothing gets on is ended: the HTTP library bounds the first head of a
//! connection, but neither a later one that trickles in nor an answer that is not taken.

use std::{
    any::Any,
    net::{Shutdown, TcpStream},
    os::fd::AsFd,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_web::{
    body::{BodySize, MessageBody},
    dev::{Extensions, ServiceRequest},
    web::Bytes,
};
use tokio::time::sleep;

use super::graphql::Settings;

/// How often they are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// All connections of a server.
pub struct Connections {
    /// How long one may be without a whole request.
    idle: Duration,
    /// How long a part of an answer may wait to be taken.
    untaken: Duration,
    open: Mutex<Vec<Weak<Connection>>>,
}

/// One of them; its requests find it in their connection's data.
struct Connection {
    /// The same socket by another name.
    socket: TcpStream,
    state: Mutex<State>,
}

struct State {
    answering: usize,
    /// When it was opened, or when the last answer had gone out.
    since: Instant,
    /// When the part of an answer was handed over that nothing has been asked for after.
    handed: Option<Instant>,
}

impl Connections {
    pub fn new(settings: &Settings) -> Arc<Self> {
        let idle = settings
            .keep_alive_ms
            .saturating_add(settings.head_deadline_ms);
        Arc::new(Self {
            idle: Duration::from_millis(idle),
            untaken: Duration::from_millis(settings.slow_reader_ms.max(1)),
            open: Mutex::default(),
        })
    }

    /// Takes note of a new connection.
    pub fn opened(&self, socket: &dyn Any, data: &mut Extensions) {
        let Some(socket) = socket.downcast_ref::<tokio::net::TcpStream>() else {
            return;
        };
        let Ok(socket) = socket.as_fd().try_clone_to_owned() else {
            return;
        };
        let connection = Arc::new(Connection {
            socket: socket.into(),
            state: Mutex::new(State {
                answering: 0,
                since: Instant::now(),
                handed: None,
            }),
        });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push(Arc::downgrade(&connection));
        data.insert(connection);
    }

    /// Ends those on which nothing gets on, for as long as anybody holds the connections.
    pub fn watch(self: &Arc<Self>) -> impl Future<Output = ()> + use<> {
        let watched = Arc::downgrade(self);
        async move {
            loop {
                sleep(LOOK).await;
                match watched.upgrade() {
                    Some(connections) => connections.look(),
                    None => return,
                }
            }
        }
    }

    fn look(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|connection| match connection.upgrade() {
            Some(connection) => {
                connection.look(self.idle, self.untaken);
                true
            }
            None => false,
        });
    }
}

impl Connection {
    fn look(&self, idle: Duration, untaken: Duration) {
        let state = self.state();
        let how = match state.handed {
            Some(handed) if handed.elapsed() > untaken => Shutdown::Both,
            // What has been answered still goes out.
            _ if state.answering == 0 && state.since.elapsed() > idle => Shutdown::Read,
            _ => return,
        };
        // Fails only when it has ended already.
        let _ = self.socket.shutdown(how);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request being answered, until the last of the answer is handed over.
pub(super) struct Answering(Option<Arc<Connection>>);

impl Answering {
    /// Begins with a request; nothing is watched where its connection is not known.
    pub(super) fn begin(request: &ServiceRequest) -> Self {
        let connection = request.conn_data::<Arc<Connection>>().cloned();
        if let Some(connection) = &connection {
            connection.state().answering += 1;
        }
        Self(connection)
    }

    /// The body of the answer, watched.
    pub(super) fn watch<B: MessageBody>(self, body: B) -> Watched<B> {
        Watched {
            body: Box::pin(body),
            answering: self,
        }
    }

    fn handed(&self, handed: bool) {
        if let Some(connection) = &self.0 {
            connection.state().handed = handed.then(Instant::now);
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        if let Some(connection) = &self.0 {
            let mut state = connection.state();
            state.answering -= 1;
            state.since = Instant::now();
            state.handed = None;
        }
    }
}

/// A body that tells when nobody takes more of it.
pub(super) struct Watched<B> {
    body: Pin<Box<B>>,
    answering: Answering,
}

impl<B: MessageBody> MessageBody for Watched<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let next = self.body.as_mut().poll_next(context);
        self.answering
            .handed(matches!(next, Poll::Ready(Some(Ok(_)))));
        next
    }
}
