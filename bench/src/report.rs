//! What was found, as a table for docs/performance.md.

use crate::{operations::Operation, target::Database};

/// What was found of one operation and one viewer.
pub struct Finding<'a> {
    pub operation: &'a Operation,
    pub goal: f64,
    pub viewer: &'static str,
    /// Microseconds of processor time a request.
    pub erfa: f64,
    pub limit: f64,
    /// Milliseconds that the median request took.
    pub latency: (f64, f64),
    /// Statements a request of Erfa runs.
    pub statements: f64,
}

impl Finding<'_> {
    pub fn ratio(&self) -> f64 {
        self.erfa / self.limit
    }

    fn line(&self) -> String {
        let met = if self.ratio() <= self.goal {
            ""
        } else {
            " ✗"
        };
        format!(
            "| {} | {} | {:.2}{met} | {:.1} | {:.0} | {:.0} | {:.1} | {:.1} | {:.1} |",
            self.operation.name,
            self.viewer,
            self.ratio(),
            self.goal,
            self.erfa,
            self.limit,
            self.latency.0,
            self.latency.1,
            self.statements
        )
    }
}

/// The head of the table.
pub fn head(database: Database, scale: f64) -> String {
    format!(
        "{}, {scale} ×:\n\n| operation | viewer | CPU × limit | goal | Erfa µs | limit µs | Erfa ms | limit ms | statements |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        database.name()
    )
}

pub fn print(finding: &Finding) {
    println!("{}", finding.line());
}
