//! What each command does.

mod data;
mod doctor;
mod serve;

use std::process::ExitCode;

use erfa::{
    platform::telemetry,
    settings::{LogFormat, Settings},
};

use crate::Command;

/// Runs one command on a runtime of its own.
pub fn run(command: Option<Command>, mut settings: Settings) -> anyhow::Result<ExitCode> {
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
pub fn sentence(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = vec![];
    for cause in error.chain().map(ToString::to_string) {
        if !parts.iter().any(|known| known.contains(&cause)) {
            parts.push(cause);
        }
    }
    parts.join(": ")
}
