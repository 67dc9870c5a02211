//! What is counted and measured while serving, and the names it goes by. No label ever holds what a client sent.

use std::{sync::OnceLock, time::Duration};

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

pub const ATTEMPTS: &str = "erfa_attempts_total";
pub const BUILD: &str = "erfa_build_info";
pub const CONNECTIONS: &str = "erfa_database_connections";
pub const COST: &str = "erfa_operation_cost";
pub const DOCUMENT_BYTES: &str = "erfa_gate_cached_bytes";
pub const DOCUMENTS: &str = "erfa_gate_documents_total";
pub const FEED_LAG: &str = "erfa_feed_lag_changes";
pub const FEED_LOST: &str = "erfa_feed_lost_total";
pub const HTTP_DURATION: &str = "erfa_http_request_duration_seconds";
pub const HTTP_REQUESTS: &str = "erfa_http_requests_total";
pub const IN_WORK: &str = "erfa_operations_in_work";
pub const OPERATIONS: &str = "erfa_operations_total";
pub const OPERATION_DURATION: &str = "erfa_operation_duration_seconds";
pub const PASSWORDS: &str = "erfa_passwords_in_work";
pub const PLACES: &str = "erfa_operations_in_work_limit";
pub const READS: &str = "erfa_reads_total";
pub const REFUSALS: &str = "erfa_refusals_total";
pub const REMEMBERED: &str = "erfa_throttle_remembered";
pub const REPLICA_LAG: &str = "erfa_replica_lag_seconds";
pub const REPLICA_TAKEN_OVER: &str = "erfa_replica_taken_over_total";
pub const REPLICA_UP: &str = "erfa_replica_up";
pub const SOCKETS: &str = "erfa_sockets";
pub const SOCKETS_CLOSED: &str = "erfa_sockets_closed_total";
pub const STATEMENT_DURATION: &str = "erfa_statement_duration_seconds";
pub const STATEMENTS: &str = "erfa_statements_total";
pub const SUBSCRIPTIONS: &str = "erfa_subscriptions";
pub const UPLOADS: &str = "erfa_uploads_in_work";
pub const WAITING: &str = "erfa_operations_waiting";

const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
];
const COSTS: [f64; 9] = [
    1.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0,
];

/// Begins to count, once for the whole process; the handle gives what has been counted.
pub fn start() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let handle = HANDLE.get_or_init(|| match install() {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::error!(%error, "nothing is measured");
            None
        }
    });
    handle.as_ref()
}

fn install() -> Result<PrometheusHandle, metrics_exporter_prometheus::BuildError> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(seconds, &SECONDS)?
        .set_buckets_for_metric(Matcher::Full(COST.to_owned()), &COSTS)?
        .install_recorder()?;
    describe();
    Ok(handle)
}

fn describe() {
    for (name, what) in [
        (
            OPERATIONS,
            "Operations answered or refused, by transport, kind and code; OK without errors.",
        ),
        (
            HTTP_REQUESTS,
            "HTTP requests answered, by route, method and status.",
        ),
        (
            REFUSALS,
            "What was refused for want of room or time, by lane.",
        ),
        (
            ATTEMPTS,
            "Attempts at passwords and tokens that were evaluated, by outcome.",
        ),
        (
            DOCUMENTS,
            "Documents that passed the gate, by whether they were remembered.",
        ),
        (
            SOCKETS_CLOSED,
            "Sockets that ended, by the code they were closed with.",
        ),
        (
            FEED_LOST,
            "Subscriptions that ended because changes came faster than they were read.",
        ),
        (STATEMENTS, "Statements run by the database, by outcome."),
        (
            READS,
            "Queries, by whether they read at a replica or at the primary, and why there.",
        ),
        (
            REPLICA_TAKEN_OVER,
            "Statements that a replica did not answer and the primary did.",
        ),
    ] {
        describe_counter!(name, what);
    }
    for (name, what) in [
        (IN_WORK, "Operations being run."),
        (PLACES, "Operations that may be run at once."),
        (WAITING, "Operations waiting for one of those places."),
        (SOCKETS, "Sockets open."),
        (SUBSCRIPTIONS, "Subscriptions running."),
        (
            DOCUMENT_BYTES,
            "Text of the documents that the gate remembers.",
        ),
        (
            CONNECTIONS,
            "Connections to the database, by pool and state.",
        ),
        (
            FEED_LAG,
            "Committed changes that subscriptions have not been told of.",
        ),
        (
            PASSWORDS,
            "Passwords being hashed or compared, or waiting for it.",
        ),
        (UPLOADS, "Files coming in."),
        (
            REPLICA_LAG,
            "How far a replica is behind: it has all that was committed longer ago.",
        ),
        (REPLICA_UP, "1 while a replica answers, else 0."),
        (
            REMEMBERED,
            "Addresses, people and accounts that the limits remember.",
        ),
        (BUILD, "1, with the version and the database as labels."),
    ] {
        describe_gauge!(name, what);
    }
    describe_histogram!(
        HTTP_DURATION,
        Unit::Seconds,
        "Time to answer an HTTP request, by route."
    );
    describe_histogram!(
        OPERATION_DURATION,
        Unit::Seconds,
        "Time to run an operation, by transport and kind."
    );
    describe_histogram!(
        STATEMENT_DURATION,
        Unit::Seconds,
        "Time the database took for a statement."
    );
    describe_histogram!(COST, "Cost of operations as the gate weighs them, by kind.");
}

/// Something was refused for want of room or time.
pub fn refused(lane: &'static str) {
    counter!(REFUSALS, "lane" => lane).increment(1);
}

/// The database ran a statement.
pub fn statement(elapsed: Duration, failed: bool) {
    let outcome = if failed { "failed" } else { "ok" };
    counter!(STATEMENTS, "outcome" => outcome).increment(1);
    histogram!(STATEMENT_DURATION).record(elapsed.as_secs_f64());
}

/// A query reads there, for that reason.
pub fn read_at(place: &'static str, why: &'static str) {
    counter!(READS, "at" => place, "why" => why).increment(1);
}

/// A replica did not answer a statement.
pub fn taken_over(replica: &str) {
    counter!(REPLICA_TAKEN_OVER, "replica" => replica.to_owned()).increment(1);
}
