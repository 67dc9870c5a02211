//! The command line.

use std::{os::unix::process::CommandExt, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use erfa::settings::Settings;

mod command;

/// GraphQL backend for networks and knowledge sharing between municipalities.
#[derive(Parser)]
#[command(name = "erfa", version, arg_required_else_help = false)]
struct Line {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    serve: Serve,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
struct Common {
    /// Settings file; erfa.toml in the working folder is read when it is there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://user:password@host/name`; SQLite in the data folder when left out.
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API; this is what happens without a command.
    Serve(Serve),
    /// Bring the tables up to this version.
    Migrate,
    /// Load records from a file of one JSON object a line, all or none; `-` reads standard input.
    Import {
        /// The file, as docs/import.md describes it.
        file: PathBuf,
        /// The folder with the files that its records name.
        #[arg(long, value_name = "DIR")]
        files: Option<PathBuf>,
    },
    /// Write all records, one JSON object a line, to standard output.
    Export {
        /// A folder for the files that the records name; it is made when it is missing.
        #[arg(long, value_name = "DIR")]
        files: Option<PathBuf>,
    },
    /// Build the search index anew from what is there; a server may go on serving meanwhile.
    Reindex,
    /// Print the GraphQL schema.
    Schema,
    /// Print an access token for the account with this e-mail address; for demo and test set-ups.
    Token {
        /// The address the account signs in with.
        email: String,
    },
    /// Let a new key sign access tokens; the old ones still verify until `--retire`.
    RotateKeys {
        /// Also stop trusting every older key: all access tokens signed with them end at once.
        #[arg(long)]
        retire: bool,
    },
    /// Check the chain of the audit log; fails when an entry was changed or is missing.
    Audit {
        /// The hash of an entry that was noted earlier: it must still be in the log.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Check settings, database and keys, and say what to do.
    Doctor,
    /// Read the text of the file on standard input: started by the server, for each file that comes in.
    #[command(hide = true)]
    ExtractText {
        /// The way of reading.
        reading: String,
    },
}

#[derive(Args, Default)]
struct Serve {
    /// Address and port.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Leave out the invented people and seminars that an empty database is given.
    #[arg(long)]
    no_demo: bool,
    /// Leave an empty database empty.
    #[arg(long)]
    no_sample: bool,
    /// For developing a frontend: pages served from this computer may call, and a misspelt name is told what is like it.
    #[arg(long)]
    dev: bool,
}

fn main() -> ExitCode {
    let line = Line::parse();
    // Before any setting is read: it has no business with them.
    if let Some(Command::ExtractText { reading }) = &line.command {
        return erfa::documents::files::text::run(reading);
    }
    deepen_stacks();
    let outcome = settings(&line).and_then(|settings| command::run(line.command, settings));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("erfa: {}", command::sentence(&error));
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

/// The settings with the flags on top.
fn settings(line: &Line) -> anyhow::Result<Settings> {
    let mut settings = Settings::load(line.common.config.as_deref())?;
    if let Some(url) = &line.common.database {
        settings.database.url = url.clone();
    }
    line.serve.apply(&mut settings);
    if let Some(Command::Serve(serve)) = &line.command {
        serve.apply(&mut settings);
    }
    Ok(settings)
}

impl Serve {
    fn apply(&self, settings: &mut Settings) {
        if let Some(listen) = &self.listen {
            settings.listen = listen.clone();
        }
        settings.sample &= !self.no_sample;
        settings.demo &= !self.no_demo;
        settings.cors.allow_localhost |= self.dev;
        settings.limits.suggestions |= self.dev;
    }
}
