//! How the databases carry out what clients ask most: in how many statements, and by which indexes.

#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};

use crate::support::*;

/// Tables that grow with use: nothing that clients ask for reads one from end to end.
const GROWING: [&str; 20] = [
    "account",
    "affiliation",
    "audience_link",
    "change_log",
    "document",
    "experience",
    "job",
    "municipality",
    "network_membership",
    "network_share",
    "organisation",
    "registration",
    "registration_question",
    "search_entry",
    "seat_pool",
    "seminar",
    "seminar_invitation",
    "seminar_network",
    "session",
    "theme_link",
];

/// One request: its document, its variables, and the statements that it costs somebody who is not signed in.
struct Operation {
    document: &'static str,
    variables: Value,
    cost: usize,
}

async fn operations(app: &TestApp) -> Vec<Operation> {
    let one = "{ seminars(first: 1) { nodes { id } } }";
    let one = app.anyone().data(one, json!({})).await;
    let ahead = json!({ "country": "SE", "now": app.now() });
    let span =
        json!({ "country": "SE", "from": "2020-01-01T00:00:00Z", "to": "2030-01-01T00:00:00Z" });
    let operation = |document, variables, cost| Operation {
        document,
        variables,
        cost,
    };
    vec![
        operation(
            "query ($id: ID!) { seminar(id: $id) { id title { text } description { text } state startsAt registrationCount } }",
            json!({ "id": one["seminars"]["nodes"][0]["id"] }),
            1,
        ),
        operation(
            "query ($country: String!) { municipalities(first: 50, filter: { country: $country }) { nodes { id code name population { inhabitants year } } } }",
            json!({ "country": "SE" }),
            1,
        ),
        operation(
            "query ($country: String!, $now: DateTime!) { networks(first: 20, filter: { country: $country }) { nodes { name { text }
                seminars(first: 5, filter: { startsAfter: $now }) { nodes { title { text } host { name } registrationCount } }
                documents(first: 5) { nodes { title { text } themes(first: 5) { nodes { code } } } } } } }",
            ahead,
            5,
        ),
        operation(
            "query ($country: String!, $from: DateTime!, $to: DateTime!) {
                seminars(first: 20, filter: { country: $country, startsAfter: $from, startsBefore: $to }) {
                nodes { id title { text } mode startsAt host { name } } pageInfo { hasNextPage } } }",
            span,
            2,
        ),
        operation(
            r#"{ municipality(by: { code: { country: "SE", code: "2085" } }) { name
                networks { nodes { name { text } seminars(first: 5) { nodes { title { text }
                registrations(first: 10) { nodes { status organisation { name } } } } } } } } }"#,
            json!({}),
            5,
        ),
        operation(
            r#"{ search(query: "landsby", first: 20, filter: { kinds: [DOCUMENT, EXPERIENCE] }) { nodes { kind score
                node { ... on Document { documentTitle: title { text } } ... on Experience { experienceTitle: title { text } } } } } }"#,
            json!({}),
            3,
        ),
        operation(
            "{ documents(first: 20, filter: { kinds: [FINAL_REPORT, PLAN] }) { totalCount nodes { id title { text } } } }",
            json!({}),
            2,
        ),
    ]
}

/// What the reader of the change log asks, whatever else is asked.
const FEED: &str = r#"SELECT "change_log"."#;

/// The statements of one request: the fewest of several runs.
pub async fn statements_of<T>(app: &TestApp, ask: impl AsyncFn() -> T) -> (T, Vec<Statement>) {
    let store = &app.app.store;
    let mut best = None;
    for _ in 0..6 {
        store.watched();
        let answer = ask().await;
        let mut statements = store.watched();
        statements.retain(|one| !one.sql.starts_with(FEED));
        let fewer = |(_, known): &(T, Vec<Statement>)| statements.len() < known.len();
        if best.as_ref().is_none_or(fewer) {
            best = Some((answer, statements));
        }
    }
    best.expect("it was asked")
}

/// How the database would carry a statement out, a line a step. With as few rows as here PostgreSQL would rather read whole
/// tables; it is told that this costs much, so that it does so only where no index serves.
async fn plan(app: &TestApp, statement: &Statement) -> Vec<String> {
    let postgres = statement.db_backend == DbBackend::Postgres;
    let (explain, column) = match postgres {
        true => ("EXPLAIN", "QUERY PLAN"),
        false => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let explained = Statement {
        sql: format!("{explain} {}", statement.sql),
        ..statement.clone()
    };
    let transaction = app.connection.begin().await.expect("a transaction");
    if postgres {
        let rather = transaction.execute_unprepared("SET LOCAL enable_seqscan = off");
        rather.await.expect("a setting");
    }
    let rows = transaction.query_all_raw(explained).await;
    let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", statement.sql));
    let line = |row: &sea_orm::QueryResult| row.try_get("", column).expect("a line");
    rows.iter().map(line).collect()
}

/// Whether a step of a plan reads all of a table that grows.
fn reads_all(step: &str) -> bool {
    let words: Vec<_> = step.split_whitespace().collect();
    let of = |place: usize| words.get(place).is_some_and(|name| GROWING.contains(name));
    let postgres = words.iter().position(|word| *word == "Seq");
    let postgres = postgres.is_some_and(|place| of(place + 3));
    let sqlite = words.first() == Some(&"SCAN") && of(1) && !step.contains(" INDEX ");
    postgres || sqlite
}

/// Fails where one of the statements reads a whole table that grows. Those that count read what they count.
pub async fn read_no_whole_table(app: &TestApp, statements: &[Statement]) {
    let counts = |one: &&Statement| one.sql.starts_with("SELECT COUNT(");
    for statement in statements.iter().filter(|one| !counts(one)) {
        let steps = plan(app, statement).await;
        let whole = steps.iter().any(|step| reads_all(step));
        assert!(!whole, "{}\n{}", statement.sql, steps.join("\n"));
    }
}

#[rstest]
#[tokio::test]
async fn what_clients_ask_most_takes_few_statements_and_no_whole_table(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let (anyone, person) = (app.anyone(), app.person().await);
    for operation in operations(&app).await {
        let Operation {
            document,
            variables,
            cost,
        } = operation;
        // One statement more finds out who asks.
        for (client, most) in [(&anyone, cost), (&person, cost + 1)] {
            let ask = async || client.data(document, variables.clone()).await;
            let (answer, statements) = statements_of(&app, ask).await;
            assert!(answer.is_object(), "{answer}");
            read_no_whole_table(&app, &statements).await;
            assert!(
                statements.len() <= most,
                "{} for {document}",
                statements.len()
            );
        }
    }
}
