//! The connections that are open. One on which no whole request comes is ended: the HTTP library bounds the first head of
//! a connection, but not a later one that trickles in. One whose other side takes in nothing is cut by the kernel: whoever
//! writes to it waits for room first, and could not.

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
#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::time::sleep;

use super::graphql::Settings;

/// How often they are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// All connections of a server.
pub struct Connections {
    /// How long one may be without a whole request.
    idle: Duration,
    /// How long one may take in nothing of what it is sent; only Linux can tell.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code))]
    stalled: Duration,
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
}

impl Connections {
    pub fn new(settings: &Settings) -> Arc<Self> {
        let idle = settings
            .keep_alive_ms
            .saturating_add(settings.head_deadline_ms);
        Arc::new(Self {
            idle: Duration::from_millis(idle),
            stalled: Duration::from_millis(settings.stalled_ms.max(1)),
            open: Mutex::default(),
        })
    }

    /// Takes note of a new connection, and bounds how long it may take in nothing.
    pub fn opened(&self, socket: &dyn Any, data: &mut Extensions) {
        let Some(socket) = socket.downcast_ref::<tokio::net::TcpStream>() else {
            return;
        };
        #[cfg(target_os = "linux")]
        if let Err(error) = SockRef::from(socket).set_tcp_user_timeout(Some(self.stalled)) {
            tracing::warn!(%error, "slow clients of a connection cannot be cut");
        }
        let Ok(socket) = socket.as_fd().try_clone_to_owned() else {
            return;
        };
        let connection = Arc::new(Connection {
            socket: socket.into(),
            state: Mutex::new(State {
                answering: 0,
                since: Instant::now(),
            }),
        });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push(Arc::downgrade(&connection));
        data.insert(connection);
    }

    /// Ends those on which nothing comes, for as long as anybody holds the connections.
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
                connection.look(self.idle);
                true
            }
            None => false,
        });
    }
}

impl Connection {
    fn look(&self, idle: Duration) {
        let state = self.state();
        if state.answering == 0 && state.since.elapsed() > idle {
            // What has been answered still goes out. Fails only when it has ended already.
            let _ = self.socket.shutdown(Shutdown::Read);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request being answered, until the last of the answer is handed over.
pub(super) struct Answering {
    connection: Option<Arc<Connection>>,
    /// Nothing more is read from the connection.
    ends: bool,
}

impl Answering {
    /// Begins with a request; nothing is watched where its connection is not known.
    pub(super) fn begin(request: &ServiceRequest) -> Self {
        let connection = request.conn_data::<Arc<Connection>>().cloned();
        if let Some(connection) = &connection {
            connection.state().answering += 1;
        }
        Self {
            connection,
            ends: false,
        }
    }

    /// Ends the connection with the answer: the HTTP library waits for the rest of a body else, for as long as it trickles in.
    pub(super) fn end(&mut self) {
        self.ends = true;
    }

    /// The body of the answer, watched.
    pub(super) fn watch<B: MessageBody>(self, body: B) -> Watched<B> {
        Watched {
            body: Box::pin(body),
            _answering: self,
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            if self.ends {
                // As in `look`.
                let _ = connection.socket.shutdown(Shutdown::Read);
            }
            let mut state = connection.state();
            state.answering -= 1;
            state.since = Instant::now();
        }
    }
}

/// A body whose end is the end of the answer.
pub(super) struct Watched<B> {
    body: Pin<Box<B>>,
    _answering: Answering,
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
        self.body.as_mut().poll_next(context)
    }
}
