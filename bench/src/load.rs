//! Closed-loop load: a few clients, each of which asks again as soon as it is answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{client::Client, operations::Case, target::Viewer, usage};

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Erfa,
    Limit,
}

/// A server that is measured, and what lies behind it.
#[derive(Clone, Copy)]
pub struct Server {
    pub side: Side,
    pub port: u16,
    pub pid: u32,
    pub postgres: Option<u32>,
}

/// What a round found.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// Microseconds of processor time a request, server and database together.
    pub cpu: f64,
    /// Microseconds that the median request took.
    pub latency: f64,
}

/// A connection to a server in the name of somebody, for one operation.
pub async fn connect(server: Server, statement: &str, viewer: &Viewer) -> anyhow::Result<Client> {
    match server.side {
        Side::Erfa => Client::graphql(server.port, viewer.token.as_deref()).await,
        Side::Limit => {
            let session = viewer
                .session
                .as_ref()
                .map(|session| format!("x-session: {session}\r\n"));
            Client::open(
                server.port,
                &format!("/{statement}"),
                &session.unwrap_or_default(),
            )
            .await
        }
    }
}

/// The bodies of the requests of some cases.
pub fn bodies(server: Server, document: &str, cases: &[Case]) -> Vec<String> {
    let body = |case: &Case| match server.side {
        Side::Erfa => json!({"query": document, "variables": case.variables}).to_string(),
        Side::Limit => json!(case.parameters).to_string(),
    };
    cases.iter().map(body).collect()
}

/// How long a round lasts, and whether each request can be made once only.
#[derive(Clone, Copy)]
pub struct Plan {
    pub clients: usize,
    pub time: Duration,
    pub once: bool,
}

/// One round.
pub async fn round(
    server: Server,
    statement: &str,
    viewer: &Viewer,
    bodies: &Arc<Vec<String>>,
    plan: Plan,
) -> anyhow::Result<Round> {
    let mut clients = vec![];
    for _ in 0..plan.clients {
        clients.push(connect(server, statement, viewer).await?);
    }
    let next = Arc::new(AtomicUsize::new(0));
    let before = usage::spent(server.pid, server.postgres)?;
    let until = Instant::now() + plan.time;
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let (bodies, next) = (bodies.clone(), next.clone());
            tokio::spawn(async move {
                let mut took = vec![];
                while Instant::now() < until {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if plan.once && number >= bodies.len() {
                        break;
                    }
                    let begun = Instant::now();
                    client.send(&bodies[number % bodies.len()]).await?;
                    took.push(begun.elapsed());
                }
                anyhow::Ok(took)
            })
        })
        .collect();
    let mut took = vec![];
    for task in tasks {
        took.extend(task.await??);
    }
    let spent = usage::spent(server.pid, server.postgres)? - before;
    took.sort_unstable();
    anyhow::ensure!(!took.is_empty(), "no request was made");
    Ok(Round {
        cpu: spent * 1e6 / took.len() as f64,
        latency: took[took.len() / 2].as_secs_f64() * 1e6,
    })
}

/// The middle one.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
