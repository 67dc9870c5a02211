//! The command line, and what each command does.

mod data;
mod demo;
mod doctor;
mod line;
mod serve;

use std::{os::unix::process::CommandExt, process::ExitCode};

use clap::Parser;

use self::line::{Command, Line};
use crate::{
    documents::files::text,
    platform::telemetry,
    settings::{LogFormat, Settings},
};

/// What the program does.
pub fn main() -> ExitCode {
    let line = Line::parse();
    // Before any setting is read: it has no business with them.
    if let Some(Command::ExtractText { reading }) = &line.command {
        return text::run(reading);
    }
    deepen_stacks();
    let outcome = line
        .settings()
        .and_then(|settings| run(line.command, settings));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("erfa: {}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// Threads that answer requests need more stack than threads have by default. Those of the HTTP library can be told so by the
/// environment alone, which is read when the first thread starts: so the program starts itself again with it, once.
fn deepen_stacks() {
    const STACK: &str = "RUST_MIN_STACK";
    if std::env::var_os(STACK).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    // Comes back only where it fails; the stacks are then as they are.
    let _ = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(STACK, "16777216")
        .exec();
}

/// Runs one command on a runtime of its own.
fn run(command: Option<Command>, mut settings: Settings) -> anyhow::Result<ExitCode> {
    telemetry::start(&settings.log, settings.log_format == LogFormat::Json)?;
    let command = command.unwrap_or_else(|| Command::Serve(Default::default()));
    actix_web::rt::System::new().block_on(async move {
        if !matches!(command, Command::Schema) {
            settings.settle()?;
        }
        match command {
            Command::Serve(_) => serve::serve(settings).await,
            Command::Migrate => data::migrate(settings).await,
            Command::Import { file, files } => data::import(settings, &file, files).await,
            Command::Export { files } => data::export(settings, files).await,
            Command::Reindex => data::reindex(settings).await,
            Command::Schema => data::schema(),
            Command::Token { email } => data::token(settings, &email).await,
            Command::RotateKeys { retire } => data::rotate_keys(settings, retire).await,
            Command::Audit { head } => data::audit(settings, head.as_deref()).await,
            Command::Doctor => doctor::doctor(settings).await,
            // Has been dealt with before there were settings.
            Command::ExtractText { .. } => Ok(ExitCode::FAILURE),
        }
    })
}

/// An error in one line, outermost first, each cause once.
fn sentence(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = vec![];
    for cause in error.chain().map(ToString::to_string) {
        if !parts.iter().any(|known| known.contains(&cause)) {
            parts.push(cause);
        }
    }
    parts.join(": ")
}
