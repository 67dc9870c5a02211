//! Measures what Erfa's answers cost over the cost of one hand-written SQL statement; `README.md` says how.

mod chance;
mod client;
mod cluster;
mod generate;
mod limit;
mod load;
mod operations;
mod report;
mod run;
mod search;
mod target;
mod usage;
mod words;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Loads a database, runs both servers, compares their answers and measures them.
    Run(Box<run::Run>),
    /// Writes import lines.
    Generate {
        #[arg(long, default_value_t = 1.0)]
        scale: f64,
        /// The folder with the real places.
        #[arg(long, default_value = "data/sample")]
        sample: PathBuf,
        /// The day around which everything takes place.
        #[arg(long)]
        today: NaiveDate,
        file: PathBuf,
    },
    /// Serves the hand-written statements.
    Limit {
        #[arg(long)]
        port: u16,
        #[arg(long, value_enum)]
        database: target::Database,
        #[arg(long)]
        address: String,
    },
}

fn main() -> anyhow::Result<()> {
    let command = Arguments::parse().command;
    actix_web::rt::System::new().block_on(async {
        match command {
            Command::Run(options) => run::run(*options).await,
            Command::Generate {
                scale,
                sample,
                today,
                file,
            } => generate::write(scale, &sample, today, &file),
            Command::Limit {
                port,
                database,
                address,
            } => limit::serve(port, database, &address).await,
        }
    })
}
