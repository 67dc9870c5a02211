//! Clients that take in nothing of what they are sent.

use std::{any::Any, time::Duration};

use actix_web::rt::net::TcpStream;
use socket2::SockRef;

/// Lets the kernel cut a connection whose other side has taken in nothing for this long: whoever writes to it cannot, for
/// it would wait for room first.
pub fn cut(connection: &dyn Any, patience: Duration) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else {
        return;
    };
    #[cfg(target_os = "linux")]
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(patience)) {
        tracing::warn!(%error, "slow clients of a connection cannot be cut");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (SockRef::from(stream), patience);
}
