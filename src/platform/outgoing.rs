//! Asking other servers: in three seconds, 64 KiB at most, encrypted, and never somewhere else than where it was sent.

use std::{
    sync::{Arc, Once, OnceLock},
    time::Duration,
};

use reqwest::{Client, Request, StatusCode, Url, header::HeaderMap, redirect::Policy};

const PATIENCE: Duration = Duration::from_secs(3);
const MOST: usize = 64 * 1024;

/// Why there is no answer; holds nothing that was sent.
#[derive(Debug)]
pub struct Unanswered(&'static str);

impl Unanswered {
    /// What was to be sent is no request.
    pub fn malformed() -> Self {
        Self("it could not be asked")
    }
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.0)
    }
}

impl std::error::Error for Unanswered {}

/// An answer, whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Chooses what encrypts connections, once for the process.
pub fn ready() {
    static CHOSEN: Once = Once::new();
    CHOSEN.call_once(|| {
        // Another part may have chosen first; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Clones share connections. Nothing is readied before somebody is asked.
#[derive(Clone, Default)]
pub struct Outgoing(Arc<OnceLock<Option<Client>>>);

impl Outgoing {
    fn client(&self) -> Result<&Client, Unanswered> {
        let client = self.0.get_or_init(|| {
            ready();
            let client = Client::builder()
                .redirect(Policy::none())
                .timeout(PATIENCE)
                .no_proxy()
                .user_agent("erfa");
            let client = client.build();
            client
                .inspect_err(|error| tracing::error!(%error, "other servers cannot be asked"))
                .ok()
        });
        client
            .as_ref()
            .ok_or(Unanswered("this computer trusts no certificates"))
    }

    pub async fn get(&self, address: &str) -> Result<Answer, Unanswered> {
        let request = self.client()?.get(address).build();
        self.send(request.map_err(|_| Unanswered("the address is none"))?)
            .await
    }

    pub async fn send(&self, request: Request) -> Result<Answer, Unanswered> {
        if !is_safe(request.url()) {
            return Err(Unanswered("the address is neither https nor this computer"));
        }
        let answer = self.client()?.execute(request).await;
        let mut answer = answer.map_err(|_| Unanswered("no answer came in time"))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if status.is_redirection() {
            return Err(Unanswered("the answer leads elsewhere"));
        }
        let mut body = vec![];
        loop {
            let piece = answer.chunk().await;
            let Some(piece) = piece.map_err(|_| Unanswered("the answer broke off"))? else {
                break;
            };
            if body.len() + piece.len() > MOST {
                return Err(Unanswered("the answer is larger than 64 KiB"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}

/// Encrypted, or not leaving this computer.
pub fn is_safe(address: &Url) -> bool {
    match address.scheme() {
        "https" => true,
        "http" => matches!(
            address.host_str(),
            Some("127.0.0.1" | "[::1]" | "localhost")
        ),
        _ => false,
    }
}
