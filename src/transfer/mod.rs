//! Import and export: records in NDJSON, one a line, as docs/import.md describes them.
//!
//! 1. An import adds, it never changes: a record that is there already is a fault.
//! 2. One transaction: either every line is in, or none is, and every fault is reported with its line.
//! 3. A reference means a record of the same file, else what an earlier import called so, else an official code, else a UUID.
//! 4. What an export writes can be imported into an empty database, and exported from there alike.
//!
//! It stands above all capabilities and may name each of them; none names it.

mod audiences;
mod exchange;
mod export;
mod facts;
mod faults;
mod file;
mod hanging;
mod lookup;
mod names;
mod policy;
mod programme_relations;
mod project_relations;
mod reading;
mod records;
mod relations;
mod sample;
mod shelf;
mod taken;
mod writing;

use std::{
    collections::{BTreeMap, HashMap},
    io::BufRead,
};

pub use export::{export, export_with_files};
pub use faults::{Fault, Faults, ImportError};
pub use sample::{demo_accounts, demo_people, is_empty, load_sample};
pub use shelf::{Outbox, Place, Shelf};

use crate::documents::files::Received;
use crate::platform::{
    access::{Followers, IMPORT, Import, Work},
    error::Result,
    store::Store,
};
use file::File;

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub phase: Phase,
    /// Lines read, or records written.
    pub done: usize,
    /// Of how many, where that is known.
    pub total: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Reading,
    Checking,
    Writing,
}

/// How many records of each type went in or out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub counts: BTreeMap<&'static str, usize>,
}

impl Report {
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// In words, for whoever runs a command.
    pub fn sentence(&self) -> String {
        let counts: Vec<_> = self
            .counts
            .iter()
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        match counts.is_empty() {
            true => "No records.".to_owned(),
            false => format!("{} records: {}.", self.total(), counts.join(", ")),
        }
    }

    fn add(&mut self, type_name: &'static str, count: usize) {
        *self.counts.entry(type_name).or_default() += count;
    }
}

/// The files that came with an import, by the line that names them.
type Taken = HashMap<usize, Received>;

/// Turns a password into what is kept of it.
pub type Hash<'a> = &'a (dyn Fn(&str) -> Result<String> + Sync);

/// Reads a file without a database: what is wrong with its lines, as far as they alone show it.
pub fn look_through(lines: impl BufRead) -> std::io::Result<Faults> {
    let mut faults = Faults::default();
    let lines = reading::read(lines, &mut faults, &|_| ())?;
    names::name(&lines.entries, &mut faults);
    Ok(faults)
}

/// Imports a file that names no others, wholly or not at all.
pub async fn import(
    store: &Store,
    followers: Followers,
    lines: impl BufRead,
    hash: Hash<'_>,
    progress: impl Fn(Progress),
) -> Result<Report, ImportError> {
    let mut faults = Faults::default();
    let lines = reading::read(lines, &mut faults, &progress)?;
    for entry in &lines.entries {
        if let records::Record::DocumentVersion(_) = entry.record {
            let message = "the file is needed too: give the folder it lies in with --files";
            faults.note(entry.line, "file", message);
        }
    }
    carry_out(
        store,
        followers,
        lines,
        HashMap::new(),
        faults,
        hash,
        &progress,
    )
    .await
}

/// Imports a file and those that its records name, wholly or not at all.
pub async fn import_with_files(
    store: &Store,
    followers: Followers,
    lines: impl BufRead,
    shelf: &Shelf<'_>,
    hash: Hash<'_>,
    progress: impl Fn(Progress),
) -> Result<Report, ImportError> {
    let mut faults = Faults::default();
    let lines = reading::read(lines, &mut faults, &progress)?;
    // Before the transaction begins: reading texts takes its time, and everybody else would wait for it.
    let taken = shelf.take_all(&lines, &mut faults).await?;
    let keys = shelf::keys(&taken);
    let outcome = carry_out(store, followers, lines, taken, faults, hash, &progress).await;
    if outcome.is_err() {
        shelf.drop_all(keys).await?;
    }
    outcome
}

async fn carry_out(
    store: &Store,
    followers: Followers,
    lines: reading::Lines,
    taken: Taken,
    faults: Faults,
    hash: Hash<'_>,
    progress: &impl Fn(Progress),
) -> Result<Report, ImportError> {
    let work = Work::of_system(store, IMPORT, followers).await?;
    let outcome = add(&work, lines, taken, faults, hash, progress).await;
    // `finish` knows only the platform's errors; the faults wait beside it.
    let (outcome, faults) = match outcome {
        Ok(report) => (Ok(report), None),
        Err(ImportError::Failed(error)) => (Err(error), None),
        Err(ImportError::Faults(faults)) => {
            let stop = crate::platform::error::Error::bad_input("the file has faults");
            (Err(stop), Some(faults))
        }
    };
    let finished = work.finish(outcome).await;
    match faults {
        Some(faults) => Err(ImportError::Faults(faults)),
        None => Ok(finished?),
    }
}

async fn add(
    work: &Work,
    lines: reading::Lines,
    taken: Taken,
    mut faults: Faults,
    hash: Hash<'_>,
    progress: &impl Fn(Progress),
) -> Result<Report, ImportError> {
    let permit = work.permit_platform::<Import>()?;
    let mut named = names::name(&lines.entries, &mut faults);
    progress(Progress {
        phase: Phase::Checking,
        done: 0,
        total: Some(lines.entries.len()),
    });
    lookup::look_up(work, &permit, &lines, &mut named, &mut faults).await?;
    let file = File::new(lines.entries, named);
    let order = relations::check(work, &permit, &file, &lines.broken, &mut faults).await?;
    faults.into_result()?;
    let written = writing::write(work, &permit, &file, &order, taken, hash, progress);
    Ok(written.await?)
}
