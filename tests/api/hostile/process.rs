//! What the system tells of a process: its work and its memory; and what its database holds.
#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

use std::{fs, path::Path, time::Duration};

use sea_orm::{ConnectionTrait, Database, Statement};

pub struct Process(u32);

impl Process {
    pub fn of(id: u32) -> Self {
        Self(id)
    }

    /// The CPU time of all its threads.
    pub fn cpu(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0)).expect("its threads");
        let spent = threads.filter_map(|thread| {
            let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(spent.sum())
    }

    /// Bytes that it has in memory now.
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// Bytes that it had in memory at most.
    pub fn highest_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    fn status(&self, key: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        1024 * kilobytes.unwrap_or(0_u64)
    }
}

/// How many changes the database in a folder knows of.
pub async fn changes(folder: &Path) -> i64 {
    let file = folder.join("erfa-data/erfa.sqlite");
    let connection = Database::connect(format!("sqlite:{}?mode=ro", file.display())).await;
    let connection = connection.expect("the database opens");
    let statement = Statement::from_string(
        connection.get_database_backend(),
        "SELECT coalesce(max(seq), 0) AS newest FROM change_log",
    );
    let row = connection.query_one_raw(statement).await.expect("a count");
    let newest = row.and_then(|row| row.try_get("", "newest").ok());
    connection.close().await.expect("it closes");
    newest.expect("a number")
}
