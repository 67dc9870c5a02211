//! Several instances over one database: with a replica that they read at, and with a pooler between.

mod cluster;
mod dying;
mod hearing;
mod losing;
mod pooler;
mod reading;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use self::cluster::Cluster;
use crate::{
    command::{Serving, erfa, folder},
    support::*,
};

/// A second, and what a busy machine takes.
const SOON: Duration = Duration::from_millis(2_500);
const CREATED: &str = "mutation ($name: String!) { createOrganisation(input: { kind: COMPANY, name: $name, country: \"SE\" }) \
    { organisation { id } refusals { code } } }";
const FOUND: &str = "query ($id: ID!) { node(id: $id) { ... on Organisation { name } } }";

/// An instance in a folder of its own, with the key of the others.
fn instance(key: &Path, settings: &str) -> (TempDir, Serving) {
    let folder = folder();
    let auth = format!("[auth]\nsecret_file = {:?}\n", key.join("secret.key"));
    let file = folder.path().join("erfa.toml");
    std::fs::write(file, format!("{settings}\n{auth}")).expect("a file");
    let serving = Serving::of(erfa(folder.path()), &[]);
    (folder, serving)
}

/// One request with the position of an earlier answer; the body, and the position of this one.
async fn ask(
    client: &Client,
    query: &str,
    variables: Value,
    seen: Option<&str>,
) -> (Value, Option<String>) {
    let body = json!({ "query": query, "variables": variables });
    let mut request = client
        .request(reqwest::Method::POST, "/graphql")
        .json(&body);
    if let Some(seen) = seen {
        request = request.header("x-erfa-position", seen);
    }
    let answer = request.send().await.expect("an answer");
    let position = answer.headers().get("x-erfa-position");
    let position = position.map(|value| value.to_str().expect("plain").to_owned());
    (answer.json().await.expect("JSON"), position)
}

/// A figure of `/metrics`, the sum of all lines that begin so.
async fn metered(client: &Client, line: &str) -> f64 {
    let text = client.get("/metrics").await.text().await.expect("a text");
    let lines = text.lines().filter(|one| one.starts_with(line));
    let figures = lines.filter_map(|one| one.rsplit(' ').next()?.parse::<f64>().ok());
    figures.sum()
}

/// Waits for something that must come soon; answers how long it took.
async fn soon<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) -> Duration {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

/// Three instances over a primary and a replica: the third does not put up with a replica that is behind.
struct Three {
    a: Serving,
    b: Serving,
    c: Serving,
    cluster: Cluster,
    /// Of the key that all of them have.
    key: TempDir,
    _folders: [TempDir; 3],
}

impl Three {
    async fn start() -> Self {
        let cluster = tokio::task::spawn_blocking(Cluster::start).await;
        let cluster = cluster.expect("a cluster");
        let key = folder();
        let settings = |max_lag: u32| {
            format!(
                "[database]\nurl = \"{}\"\nreplicas = [\"{}\"]\nmax_lag_ms = {max_lag}",
                cluster.primary_url(),
                cluster.replica_url()
            )
        };
        // Together, over an empty database: one of them makes it ready.
        let start = |max_lag| {
            let (key, settings) = (key.path().to_owned(), settings(max_lag));
            tokio::task::spawn_blocking(move || instance(&key, &settings))
        };
        let first = start(600_000);
        // The key to the secrets is one file, which the first one makes.
        while !key.path().join("secret.key").exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (b, c) = (start(600_000), start(500));
        let (fa, a) = first.await.expect("it starts");
        let (fb, b) = b.await.expect("it starts");
        let (fc, c) = c.await.expect("it starts");
        let three = Self {
            a,
            b,
            c,
            cluster,
            key,
            _folders: [fa, fb, fc],
        };
        three.replicated().await;
        three
    }

    fn all(&self) -> [&Serving; 3] {
        [&self.a, &self.b, &self.c]
    }

    /// The replica takes in what was written, and all instances read there.
    async fn replicated(&self) {
        self.cluster.resume().await;
        for one in self.all() {
            let client = one.client();
            let before = client.reads_at("replica").await;
            soon("the replica is read", || async {
                metered(&client, "erfa_replica_up").await == 1.0
                    && client.reads_at("replica").await > before
            })
            .await;
        }
    }
}

impl Client {
    /// Asks something, and answers how often was read there so far.
    async fn reads_at(&self, place: &str) -> f64 {
        self.data("{ municipalities { totalCount } }", json!({}))
            .await;
        metered(self, &format!("erfa_reads_total{{at=\"{place}\"")).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_share_a_primary_and_a_replica() {
    let three = Three::start().await;
    reading::queries_go_to_the_replica(&three).await;
    reading::writers_read_what_they_wrote(&three).await;
    losing::access_is_lost_everywhere_at_once(&three).await;
    hearing::changes_are_heard_everywhere(&three).await;
    hearing::tags_do_not_outlive_changes(&three).await;
    dying::nobody_notices_that_the_replica_dies(&three).await;
}
