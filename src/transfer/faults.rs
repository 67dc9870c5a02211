//! What is wrong with a file, line by line.

use std::fmt;

use crate::platform::error::Error;

/// Faults that a report shows at most.
const SHOWN: usize = 100;
/// Faults that are kept while reading; the rest are only counted.
const KEPT: usize = 10_000;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// The member at fault, where it is one.
    pub member: Option<String>,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(out, "line {}, {member}: {}", self.line, self.message),
            None => write!(out, "line {}: {}", self.line, self.message),
        }
    }
}

/// Everything that is wrong with a file: the first hundred faults in the order of lines, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub faults: Vec<Fault>,
    pub total: usize,
}

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.total += 1;
        if self.faults.len() < KEPT {
            self.faults.push(fault);
        }
    }

    pub(super) fn note(&mut self, line: usize, member: &str, message: impl Into<String>) {
        self.add(Fault {
            line,
            member: Some(member.to_owned()),
            message: message.into(),
        });
    }

    /// Nothing when all is well.
    pub(super) fn into_result(mut self) -> Result<(), ImportError> {
        if self.total == 0 {
            return Ok(());
        }
        self.faults.sort_by_key(|fault| fault.line);
        self.faults.truncate(SHOWN);
        Err(ImportError::Faults(self))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(out, "{fault}")?;
        }
        match self.total - self.faults.len() {
            0 => write!(out, "{} faults; nothing was imported", self.total),
            more => write!(
                out,
                "… and {more} more; {} faults, nothing was imported",
                self.total
            ),
        }
    }
}

/// Why nothing was imported.
#[derive(Clone, Debug)]
pub enum ImportError {
    /// The file is at fault.
    Faults(Faults),
    /// The database, the disk or Erfa is.
    Failed(Error),
}

impl From<Error> for ImportError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(Error::internal(error))
    }
}

/// For whoever runs the import: every fault, or the cause.
impl fmt::Display for ImportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(faults) => faults.fmt(out),
            Self::Failed(Error::Internal(cause)) => write!(out, "{cause:#}"),
            Self::Failed(error) => out.write_str(&error.message()),
        }
    }
}
