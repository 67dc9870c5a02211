//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::settings::Settings;

/// GraphQL backend for networks and knowledge sharing between municipalities.
#[derive(Parser)]
#[command(name = "erfa", version, arg_required_else_help = false)]
pub(super) struct Line {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    serve: Serve,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
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
pub(super) enum Command {
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
pub(super) struct Serve {
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

impl Line {
    /// The settings with the flags on top.
    pub(super) fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = Settings::load(self.common.config.as_deref())?;
        if let Some(url) = &self.common.database {
            settings.database.url = url.clone();
        }
        self.serve.apply(&mut settings);
        if let Some(Command::Serve(serve)) = &self.command {
            serve.apply(&mut settings);
        }
        Ok(settings)
    }
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
