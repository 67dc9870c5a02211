//! Commands that read or write what the database holds.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use crate::{
    app::{self, App},
    people::{self, Authenticator, Keys},
    platform::{
        audit::{self, Chain},
        clock::Clock,
        error::Error,
        graphql::gated::Gated,
        store::Store,
    },
    search,
    settings::Settings,
    transfer::{self, ImportError, Outbox, Place, Shelf},
};
use anyhow::{Context, bail};
use chrono::TimeDelta;
use indicatif::{ProgressBar, ProgressStyle};

/// An error of the platform, for whoever runs a command.
pub(super) fn plain(error: Error) -> anyhow::Error {
    match error {
        Error::Internal(cause) => anyhow::anyhow!("{cause:#}"),
        other => anyhow::anyhow!(other.message()),
    }
}

pub async fn migrate(settings: Settings) -> anyhow::Result<ExitCode> {
    App::store(&settings, Clock::default()).await?.close().await;
    println!("The tables are up to date.");
    Ok(ExitCode::SUCCESS)
}

/// Fills an empty database with what it should begin with.
pub async fn fill(settings: &Settings, store: &Store) -> anyhow::Result<()> {
    if !settings.sample {
        return Ok(());
    }
    let _turn = store.alone().await?;
    if !transfer::is_empty(store).await.map_err(plain)? {
        return Ok(());
    }
    tracing::info!("the database is empty: loading municipalities, networks and events");
    let hash = &people::hash_password;
    let files = App::files(settings)?;
    let (followers, demo) = (app::followers(), settings.demo);
    match transfer::load_sample(store, &files, followers, demo, hash).await {
        Ok(report) => tracing::info!("{}", report.sentence()),
        Err(ImportError::Faults(faults)) => bail!("the sample has faults: {faults}"),
        Err(ImportError::Failed(error)) => return Err(plain(error)).context("loading the sample"),
    }
    Ok(())
}

/// The application over an open store.
pub async fn open(settings: Settings, store: Store) -> anyhow::Result<App> {
    let authenticator = Authenticator::open(&store, settings.auth.clone(), app::standings());
    let authenticator = authenticator.await.map_err(plain)?;
    let demo = transfer::demo_people(&store).await.map_err(plain)?;
    App::open(settings, store, Arc::new(authenticator), demo.into()).await
}

pub async fn import(
    settings: Settings,
    file: &Path,
    folder: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    let store = App::store(&settings, Clock::default()).await?;
    let lines: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        let open = File::open(file);
        Box::new(BufReader::new(
            open.with_context(|| format!("{} cannot be read", file.display()))?,
        ))
    };
    let bar = bar();
    let show = |done: transfer::Progress| {
        bar.set_length(done.total.unwrap_or(done.done) as u64);
        bar.set_position(done.done as u64);
    };
    let (followers, hash) = (app::followers(), &people::hash_password);
    let outcome = match folder {
        None => transfer::import(&store, followers, lines, hash, show).await,
        Some(folder) => {
            let files = App::files(&settings)?;
            let shelf = Shelf {
                files: &files,
                place: Place::Folder(folder),
            };
            transfer::import_with_files(&store, followers, lines, &shelf, hash, show).await
        }
    };
    bar.finish_and_clear();
    store.close().await;
    match outcome {
        Ok(report) => {
            println!("{}", report.sentence());
            Ok(ExitCode::SUCCESS)
        }
        Err(ImportError::Faults(faults)) => {
            eprintln!("{faults}");
            Ok(ExitCode::FAILURE)
        }
        Err(ImportError::Failed(error)) => Err(plain(error)),
    }
}

/// A bar on a terminal, nothing in a pipe.
fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} records, {eta} left") {
        bar.set_style(style);
    }
    bar
}

pub async fn export(settings: Settings, folder: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let store = App::store(&settings, Clock::default()).await?;
    let mut out = BufWriter::new(io::stdout().lock());
    let exported = match folder {
        None => transfer::export(&store, &mut out).await,
        Some(folder) => {
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
            let outbox = Outbox {
                files: &App::files(&settings)?,
                folder: &folder,
            };
            transfer::export_with_files(&store, &mut out, &outbox).await
        }
    };
    exported.map_err(plain).context("writing the records")?;
    out.flush()?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

pub async fn reindex(settings: Settings) -> anyhow::Result<ExitCode> {
    let store = App::store(&settings, Clock::default()).await?;
    let count = search::rebuild(&store).await;
    let count = count.map_err(plain).context("building the search index")?;
    store.close().await;
    println!("The search index is new: {count} things.");
    Ok(ExitCode::SUCCESS)
}

pub fn schema() -> anyhow::Result<ExitCode> {
    let gated = Gated::new(crate::schema::builder(), Default::default());
    print!("{}", gated.map_err(anyhow::Error::msg)?.sdl());
    Ok(ExitCode::SUCCESS)
}

pub async fn token(settings: Settings, email: &str) -> anyhow::Result<ExitCode> {
    let store = App::store(&settings, Clock::default()).await?;
    let keys = Keys::ensure(&store).await.map_err(plain)?;
    let grant = people::issue_token(&store, &keys, &settings.auth, email).await;
    store.close().await;
    match grant {
        Ok(grant) => {
            println!("{}", grant.access_token);
            Ok(ExitCode::SUCCESS)
        }
        Err(Error::NotFound | Error::Refused(_)) => {
            bail!(
                "no account signs in with {email}: it is misspelt, suspended, or of the demo and kept out (`erfa doctor` says by what); createAccount makes one"
            )
        }
        Err(other) => Err(plain(other)),
    }
}

pub async fn audit(settings: Settings, head: Option<&str>) -> anyhow::Result<ExitCode> {
    let store = App::store(&settings, Clock::default()).await?;
    let chain = audit::verify(&store, head).await.map_err(plain)?;
    store.close().await;
    match chain {
        Chain::Whole { entries, head } => {
            println!("The audit log is whole: {entries} entries, the last with hash {head}");
            return Ok(ExitCode::SUCCESS);
        }
        Chain::Broken { number } => eprintln!(
            "The audit log is broken at entry {number}: it is missing, was changed, or does not follow the one before. Compare with a backup."
        ),
        Chain::WithoutHead => eprintln!(
            "The audit log holds no entry with that hash: its end was cut off, or it was replaced. Compare with a backup."
        ),
    }
    Ok(ExitCode::FAILURE)
}

pub async fn rotate_keys(settings: Settings, retire: bool) -> anyhow::Result<ExitCode> {
    let store = App::store(&settings, Clock::default()).await?;
    let keys = Keys::ensure(&store).await.map_err(plain)?;
    let grace = if retire {
        TimeDelta::zero()
    } else {
        settings.auth.rotation_grace()
    };
    keys.rotate(grace).await.map_err(plain)?;
    println!(
        "A new key signs access tokens; servers that run take it up within a minute, and know it at once."
    );
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
