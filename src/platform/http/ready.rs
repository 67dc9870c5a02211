//! Whether it is alive, and whether it can serve.

use std::time::{Duration, Instant};

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use async_graphql::Value;
use serde_json::json;
use tokio::{sync::Mutex, time::timeout};

use super::{
    answer::{self, Failure},
    media::Media,
};
use crate::platform::{error::Code, storage::Storage, store::Store};

/// How long each check may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer holds: however often it is asked for, the database is not asked more often.
const FRESH: Duration = Duration::from_millis(500);

/// What must answer before requests can be.
pub struct Readiness {
    store: Store,
    storage: Storage,
    last: Mutex<Option<(Instant, Vec<&'static str>)>>,
}

impl Readiness {
    pub fn new(store: Store, storage: Storage) -> Self {
        Self {
            store,
            storage,
            last: Mutex::default(),
        }
    }

    /// What fails, by name.
    async fn failing(&self) -> Vec<&'static str> {
        let mut last = self.last.lock().await;
        if let Some((at, failing)) = &*last
            && at.elapsed() < FRESH
        {
            return failing.clone();
        }
        let failing = self.look().await;
        *last = Some((Instant::now(), failing.clone()));
        failing
    }

    async fn look(&self) -> Vec<&'static str> {
        let (database, storage, migrations) = tokio::join!(
            timeout(PATIENCE, self.store.ping()),
            timeout(PATIENCE, self.storage.ping()),
            timeout(PATIENCE, self.store.is_migrated()),
        );
        let checks = [
            ("database", matches!(database, Ok(Ok(())))),
            ("storage", matches!(storage, Ok(Ok(())))),
            ("migrations", matches!(migrations, Ok(Ok(true)))),
        ];
        let failing = checks.into_iter().filter(|(_, fine)| !fine);
        failing.map(|(name, _)| name).collect()
    }
}

/// Serves `/healthz` and `/readyz`. Expects a [`Readiness`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(answer::reads("/healthz", alive))
        .service(answer::reads("/readyz", ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "status": "alive" }))
}

async fn ready(request: HttpRequest, readiness: web::Data<Readiness>) -> HttpResponse {
    let failing = readiness.failing().await;
    if failing.is_empty() {
        return HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({ "status": "ready" }));
    }
    let message = format!(
        "Not ready: {} does not answer as it should.",
        failing.join(", ")
    );
    let names: Vec<_> = failing.into_iter().map(Value::from).collect();
    Failure::new(Code::Unavailable, &message)
        .with_extension("failing", Value::List(names))
        .respond(&request, Media::Json)
}
