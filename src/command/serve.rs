//! Serving until told to stop.

use std::{net::TcpListener, process::ExitCode, sync::Arc, time::Duration};

use crate::{
    app::App,
    documents::{
        self,
        files::{Collected, collect},
    },
    exchange, people,
    platform::{access::Work, clock::Clock, error::Result},
    seminars,
    settings::Settings,
};
use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);

pub async fn serve(settings: Settings) -> anyhow::Result<ExitCode> {
    // Each connection takes two files; what the machine allows is often set for programs that have few.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the number of open files stays limited as it is");
    }
    let listener = TcpListener::bind(&settings.listen).with_context(|| {
        format!(
            "{} cannot be listened on; another program may use it: stop that, or choose another with --listen ADDRESS:PORT",
            settings.listen
        )
    })?;
    let address = listener.local_addr()?;
    let store = App::store(&settings, Clock::default()).await?;
    super::data::fill(&settings, &store).await?;
    let app = Arc::new(super::data::open(settings, store).await?);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let server = app.serve(listener, workers)?;
    let handle = server.handle();
    let ending = app.clone();
    actix_web::rt::spawn(async move {
        told_to_stop().await;
        tracing::info!("stopping: no new requests, those under way are finished");
        ending.stop();
        handle.stop(true).await;
    });
    actix_web::rt::spawn(follow_zones(app.clone()));
    actix_web::rt::spawn(turn_days(app.clone()));
    actix_web::rt::spawn(collect_files(app.clone()));
    actix_web::rt::spawn(turn_minutes(app.clone()));
    super::demo::announce(&app).await?;
    announce(&app, address);
    server.await?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Once at the start: this version may know newer rules of time zones than the one that wrote the instants.
async fn follow_zones(app: Arc<App>) {
    match seminars::follow_zones(&app.store, &app.followers).await {
        Ok(0) => {}
        Ok(moved) => tracing::info!(
            moved,
            "seminars have other instants by the rules of their zones"
        ),
        Err(error) => tracing::error!(?error, "instants could not follow the rules of their zones"),
    }
}

/// Once at the start and then every hour: what began or ended with a new day takes effect.
async fn turn_days(app: Arc<App>) {
    loop {
        if let Err(error) = turn_day(&app).await {
            tracing::error!(?error, "the new day could not be begun");
        }
        tokio::time::sleep(HOUR).await;
    }
}

async fn turn_day(app: &App) -> Result<()> {
    let work = Work::of_system(&app.store, "day", app.followers.clone()).await?;
    let outcome = people::turn_day(&work).await;
    work.finish(outcome).await?;
    let work = Work::of_system(&app.store, "retention", app.followers.clone()).await?;
    let outcome = people::tidy(&work).await;
    work.finish(outcome).await?;
    let work = Work::of_system(&app.store, "exchange", app.followers.clone()).await?;
    let outcome = exchange::turn(&work).await;
    work.finish(outcome).await?;
    let work = Work::of_system(&app.store, "needs", app.followers.clone()).await?;
    let outcome = seminars::turn_day(&work).await;
    work.finish(outcome).await?;
    seminars::turn_series(&app.store, &app.followers).await?;
    Ok(())
}

/// Once at the start and then every hour: files that nobody wanted are removed.
async fn collect_files(app: Arc<App>) {
    loop {
        match collect(&app.store, &app.files).await {
            Ok(collected) if collected == Collected::default() => {}
            Ok(collected) => tracing::info!(?collected, "removed files that nobody wanted"),
            Err(error) => tracing::error!(?error, "files could not be collected"),
        }
        tokio::time::sleep(HOUR).await;
    }
}

/// Every minute: what was held back until a moment that has passed is released.
async fn turn_minutes(app: Arc<App>) {
    loop {
        if let Err(error) = turn_minute(&app).await {
            tracing::error!(?error, "what is due could not be released");
        }
        tokio::time::sleep(MINUTE).await;
    }
}

async fn turn_minute(app: &App) -> Result<()> {
    let work = Work::of_system(&app.store, "minute", app.followers.clone()).await?;
    let outcome = documents::turn(&work).await;
    work.finish(outcome).await?;
    let work = Work::of_system(&app.store, "seats", app.followers.clone()).await?;
    let outcome = seminars::turn(&work).await;
    work.finish(outcome).await
}

fn announce(app: &App, address: std::net::SocketAddr) {
    let cors = &app.settings.cors;
    let pages = match (cors.allow_localhost, cors.allowed_origins.as_slice()) {
        (false, []) => "only pages served from here".to_owned(),
        (true, []) => "pages served from this computer".to_owned(),
        (local, some) => {
            let local = if local {
                "pages served from this computer, "
            } else {
                ""
            };
            format!("{local}{}", some.join(", "))
        }
    };
    tracing::info!("GraphQL at http://{address}/graphql, explorer at http://{address}/");
    tracing::info!("browsers may call from: {pages}");
}

async fn told_to_stop() {
    let signals = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    );
    let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
