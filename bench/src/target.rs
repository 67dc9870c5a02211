//! What is measured on: the databases, and who asks.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Database {
    Postgres,
    Sqlite,
}

impl Database {
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}

/// Who asks, and with what.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub name: &'static str,
    /// What Erfa is shown.
    pub token: Option<String>,
    /// The same for the limit: the session that the token names.
    pub session: Option<String>,
}
