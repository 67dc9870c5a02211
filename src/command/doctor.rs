//! Checking a set-up, and saying what to do.

use std::process::ExitCode;

use crate::{
    people,
    platform::{clock::Clock, store::Store, vault::Vault},
    settings::Settings,
};

/// Prints one line a check; fails when one did.
pub async fn doctor(settings: Settings) -> anyhow::Result<ExitCode> {
    let mut healthy = true;
    let mut tell = |name: &str, outcome: Result<String, String>| match outcome {
        Ok(fine) => println!("ok    {name}: {fine}"),
        Err(wrong) => {
            healthy = false;
            println!("FAIL  {name}: {wrong}");
        }
    };
    tell("settings", Ok("read; no unknown keys".to_owned()));
    tell("address", address(&settings));
    tell("storage", storage(&settings));
    let store = Store::open(&settings.database, Clock::default()).await;
    match store {
        Err(error) => tell("database", Err(super::sentence(&error))),
        Ok(store) => {
            let vault = Vault::in_file(&settings.secret_file());
            tell("secret", secret(&settings, &vault));
            let store = match vault {
                Ok(vault) => store.with_vault(vault),
                Err(_) => store,
            };
            let kind = format!("{:?} answers", store.backend());
            tell("database", Ok(kind));
            tell("tables", tables(&store).await);
            for (address, outcome) in store.check_replicas().await {
                let outcome = match outcome {
                    Ok(()) => Ok(format!("{address} follows this database")),
                    Err(why) => Err(format!("{address}: {why}; correct database.replicas")),
                };
                tell("replica", outcome);
            }
            tell("keys", keys(&store).await);
            tell("demo", super::demo::examined(&settings, &store).await);
            store.close().await;
        }
    }
    Ok(if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn address(settings: &Settings) -> Result<String, String> {
    match std::net::TcpListener::bind(&settings.listen) {
        Ok(_) => Ok(format!("{} is free", settings.listen)),
        Err(error) => Err(format!(
            "{} cannot be listened on ({error}); Erfa may be running already, else choose another with --listen",
            settings.listen
        )),
    }
}

fn storage(settings: &Settings) -> Result<String, String> {
    let files = settings.files_folder();
    let database = settings.database.url.strip_prefix("sqlite:").map(|path| {
        let folder = std::path::Path::new(path.trim_start_matches("//")).parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(std::path::Path::new(".")).to_owned()
    });
    std::fs::create_dir_all(&files).map_err(|error| {
        format!(
            "{} cannot be made ({error}); give Erfa's user that right, or set files.folder",
            files.display()
        )
    })?;
    let folders: Vec<_> = database.into_iter().chain([files]).collect();
    for folder in &folders {
        let probe = folder.join(".erfa-doctor");
        let written = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe));
        written.map_err(|error| {
            format!(
                "{} cannot be written ({error}); give Erfa's user that right, or set data_folder or files.folder",
                folder.display()
            )
        })?;
    }
    let names: Vec<_> = folders
        .iter()
        .map(|one| one.display().to_string())
        .collect();
    Ok(format!("{} can be written", names.join(" and ")))
}

fn secret(settings: &Settings, vault: &anyhow::Result<Vault>) -> Result<String, String> {
    match vault {
        Ok(_) => Ok(format!(
            "{} holds the key",
            settings.secret_file().display()
        )),
        Err(error) => Err(super::sentence(error)),
    }
}

async fn tables(store: &Store) -> Result<String, String> {
    match store.pending().await {
        Ok(0) => Ok("up to date".to_owned()),
        Ok(number) => Ok(format!(
            "{number} migrations to run; `erfa migrate` or the next start runs them"
        )),
        Err(error) => Err(super::sentence(&error)),
    }
}

async fn keys(store: &Store) -> Result<String, String> {
    if !store.pending().await.is_ok_and(|pending| pending == 0) {
        return Ok("made at the first start".to_owned());
    }
    match people::Keys::ensure(store).await {
        Ok(_) => Ok("access tokens can be signed".to_owned()),
        Err(_) => Err("the signing keys cannot be read; restore the file that auth.secret_file names and the table signing_key from a backup, or empty that table: everybody then gets a new access token by refreshing".to_owned()),
    }
}
