//! Logs: structured, to standard error, for people or for machines.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Begins to log. `filter` is in the manner of `RUST_LOG`, which wins where it is set.
pub fn start(filter: &str, json: bool) -> anyhow::Result<()> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(wanted) => EnvFilter::try_new(wanted)?,
        Err(_) => EnvFilter::try_new(format!("{filter},sqlx=warn,sea_orm_migration=warn"))?,
    };
    let registry = tracing_subscriber::registry().with(filter);
    let coloured = std::io::stderr().is_terminal();
    if json {
        let lines = fmt::layer()
            .json()
            .flatten_event(true)
            .with_writer(std::io::stderr);
        registry.with(lines).try_init()?;
    } else {
        let lines = fmt::layer()
            .with_target(false)
            .with_ansi(coloured)
            .with_writer(std::io::stderr);
        registry.with(lines).try_init()?;
    }
    Ok(())
}
