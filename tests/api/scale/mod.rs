//! Several instances over one database: with a replica that they read at, and with a pooler between.

mod cluster;
mod pooler;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use self::cluster::{Cluster, one};
use crate::{
    command::{Serving, erfa, folder, sign_in},
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
        assert!(begun.elapsed() < Duration::from_secs(20), "never: {what}");
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
    queries_go_to_the_replica(&three).await;
    writers_read_what_they_wrote(&three).await;
    access_is_lost_everywhere_at_once(&three).await;
    changes_are_heard_everywhere(&three).await;
    tags_do_not_outlive_changes(&three).await;
    nobody_notices_that_the_replica_dies(&three).await;
}

async fn queries_go_to_the_replica(three: &Three) {
    const SCANS: &str =
        "SELECT (seq_scan + idx_scan)::bigint FROM pg_stat_user_tables WHERE relname = 'theme'";
    let replica = three.cluster.replica().await;
    let before: i64 = one(&replica, SCANS).await;
    let mut at_primary = vec![];
    for serving in three.all() {
        at_primary.push(metered(&serving.client(), "erfa_reads_total{at=\"primary\"").await);
    }
    for serving in three.all() {
        for _ in 0..10 {
            let data = serving
                .client()
                .data("{ themes(first: 5) { totalCount } }", json!({}))
                .await;
            assert!(data["themes"]["totalCount"].as_i64() > Some(10), "{data}");
        }
    }
    soon("thirty queries read at the replica", || async {
        one::<i64>(&replica, SCANS).await >= before + 30
    })
    .await;
    for (serving, before) in three.all().into_iter().zip(at_primary) {
        let after = metered(&serving.client(), "erfa_reads_total{at=\"primary\"").await;
        assert_eq!(after, before);
    }
}

async fn writers_read_what_they_wrote(three: &Three) {
    let (a, b, c) = (three.a.client(), three.b.client(), three.c.client());
    let admin = sign_in(&three.a, "admin@demo.example").await;
    let admin_at_b = b.with_token(admin.token().expect("a token"));
    let name = |answer: &Value| answer["data"]["node"]["name"].as_str().map(str::to_owned);
    // How things are, told by the clocks of those who read: nothing lags.
    soon("nothing lags", || async {
        metered(&c, "erfa_replica_lag_seconds").await < 0.5
    })
    .await;
    three.cluster.pause().await;
    let (made, position) = ask(&admin, CREATED, json!({ "name": "Behind Ltd" }), None).await;
    let id = json!({ "id": made["data"]["createOrganisation"]["organisation"]["id"] });
    assert!(id["id"].is_string(), "{made}");
    let position = position.expect("an answer to a change says up to where it wrote");
    // Where it was written, and elsewhere with its position: at once.
    let wrote = "Behind Ltd".to_owned();
    let (found, none) = ask(&admin, FOUND, id.clone(), None).await;
    assert_eq!((name(&found), none), (Some(wrote.clone()), None));
    let (found, _) = ask(&b, FOUND, id.clone(), Some(&position)).await;
    assert_eq!(name(&found), Some(wrote.clone()));
    // Without it as soon as the instance has heard of it.
    let took = soon("their own write, elsewhere", || async {
        name(&ask(&admin_at_b, FOUND, id.clone(), None).await.0) == Some(wrote.clone())
    })
    .await;
    assert!(took < SOON, "{took:?}");
    // Somebody else reads what the replica has.
    for other in [&a, &b] {
        let (found, _) = ask(other, FOUND, id.clone(), None).await;
        assert_eq!(name(&found), None, "{found}");
    }
    // Unless that is too old for the instance.
    soon("the replica is too far behind for the third", || async {
        name(&ask(&c, FOUND, id.clone(), None).await.0) == Some(wrote.clone())
    })
    .await;
    assert!(metered(&c, "erfa_reads_total{at=\"primary\",why=\"lag\"}").await >= 1.0);
    assert!(metered(&b, "erfa_reads_total{at=\"primary\",why=\"written\"}").await >= 1.0);
    assert!(metered(&a, "erfa_replica_lag_seconds").await >= 0.5);
    // A session that was opened elsewhere is there, whatever the replica has.
    let late = sign_in(&three.a, "outsider@demo.example").await;
    let late = b.with_token(late.token().expect("a token"));
    let viewer = late
        .data("{ viewer { sessionExpiresAt } }", json!({}))
        .await;
    assert!(viewer["viewer"]["sessionExpiresAt"].is_string(), "{viewer}");
    // A position that is none.
    for wrong in ["7", "-7-7", "7-x", "99999999999999999999-1", ""] {
        let (answer, _) = ask(&b, FOUND, id.clone(), Some(wrong)).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_INPUT",
            "{wrong}"
        );
    }
    three.cluster.resume().await;
    soon("the replica has caught up", || async {
        name(&ask(&b, FOUND, id.clone(), None).await.0) == Some(wrote.clone())
    })
    .await;
    soon("its lag is gone", || async {
        metered(&a, "erfa_replica_lag_seconds").await < 0.5
    })
    .await;
}

const MEETINGS: &str = "{ seminars(first: 100) { nodes { id title { text } } } }";
const MEMBERS_ONLY: &str = "Arbeidsmøte for kontaktpersonene";

async fn access_is_lost_everywhere_at_once(three: &Three) {
    let member = sign_in(&three.a, "member@demo.example").await;
    let coordinator = sign_in(&three.a, "coordinator@demo.example").await;
    let token = member.token().expect("a token");
    let everywhere = three.all().map(|one| one.client().with_token(token));
    let sees = async |client: &Client| {
        let data = client.data(MEETINGS, json!({})).await;
        let meetings = data["seminars"]["nodes"]
            .as_array()
            .expect("a list")
            .clone();
        meetings
            .iter()
            .any(|one| one["title"]["text"] == MEMBERS_ONLY)
    };
    for client in &everywhere {
        assert!(sees(client).await, "a member of the network");
    }
    let query = "{ viewer { coordinates(first: 1) { nodes { id version visibility
        memberships(first: 100) { nodes { id version organisation { name } } } } } } }";
    let data = coordinator.data(query, json!({})).await;
    let network = data["viewer"]["coordinates"]["nodes"][0].clone();
    let mut memberships = network["memberships"]["nodes"]
        .as_array()
        .expect("a list")
        .iter();
    let leka = memberships
        .find(|one| {
            one["organisation"]["name"]
                .as_str()
                .is_some_and(|name| name.contains("Leka"))
        })
        .unwrap_or_else(|| panic!("{network:#}"));
    three.cluster.pause().await;
    // The replica goes on to have them as a member.
    let input = json!({ "id": leka["id"], "version": leka["version"] });
    let ended = coordinator
        .change(
            "endMembership",
            "EndMembershipInput",
            "membership { status }",
            input,
        )
        .await;
    assert_eq!(ended["membership"]["status"], "ENDED", "{ended:#}");
    let begun = Instant::now();
    for client in &everywhere {
        while sees(client).await {
            assert!(begun.elapsed() < SOON, "they still see what they lost");
        }
    }
    three.replicated().await;
    three.cluster.pause().await;
    // Nor that everybody may see the network, which is for its members alone now.
    let network_of = "query ($id: ID!) { network(id: $id) { id } }";
    let id = json!({ "id": network["id"] });
    let strangers = three.all().map(|one| one.client());
    for stranger in &strangers {
        let found = stranger.data(network_of, id.clone()).await;
        assert_eq!(found["network"]["id"], network["id"]);
    }
    let query = "query ($id: ID!) { network(id: $id) { version } }";
    let version = coordinator.data(query, id.clone()).await["network"]["version"].clone();
    let input = json!({ "id": network["id"], "version": version, "visibility": "NETWORK" });
    let query = "network { version visibility }";
    let hidden = coordinator
        .change("updateNetwork", "UpdateNetworkInput", query, input)
        .await;
    assert_eq!(hidden["network"]["visibility"], "NETWORK", "{hidden:#}");
    let begun = Instant::now();
    for stranger in &strangers {
        while stranger.data(network_of, id.clone()).await["network"].is_object() {
            assert!(begun.elapsed() < SOON, "strangers still see it");
        }
    }
    // A session that was ended.
    let out = member
        .change("signOut", "SignOutInput", "signedOut", json!({}))
        .await;
    assert_eq!(out["signedOut"], true, "{out:#}");
    for client in &everywhere {
        assert_eq!(client.code(MEETINGS, json!({})).await, "UNAUTHENTICATED");
    }
    three.replicated().await;
}

async fn changes_are_heard_everywhere(three: &Three) {
    let coordinator = sign_in(&three.a, "coordinator@demo.example").await;
    let query = "{ viewer { coordinates(first: 1) { nodes { id version } } } }";
    let data = coordinator.data(query, json!({})).await;
    let network = data["viewer"]["coordinates"]["nodes"][0].clone();
    let at_c = three
        .c
        .client()
        .with_token(coordinator.token().expect("a token"));
    let heard =
        "subscription ($id: ID!) { networkChanged(id: $id) { version cadenceTargetPerYear } }";
    let mut socket = at_c.subscribe(heard, json!({ "id": network["id"] })).await;
    assert_eq!(socket.next().await["type"], "next");
    // What is told is read at the primary: the replica has nothing of it.
    three.cluster.pause().await;
    let begun = Instant::now();
    let input =
        json!({ "id": network["id"], "version": network["version"], "cadenceTargetPerYear": 7 });
    let changed = coordinator
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { version }",
            input,
        )
        .await;
    let told = socket.next().await;
    let told = &told["payload"]["data"]["networkChanged"];
    assert_eq!(told["version"], changed["network"]["version"], "{told:#}");
    assert_eq!(told["cadenceTargetPerYear"], 7);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    three.replicated().await;
}

/// The name of an answer that was read at a replica does not stand for what is newer.
async fn tags_do_not_outlive_changes(three: &Three) {
    // A file of trusted documents is read at the start, so this takes an instance of its own.
    let folder = folder();
    let manifest =
        json!({ "count": "{ organisations(filter: { kinds: [COMPANY] }) { totalCount } }" });
    std::fs::write(folder.path().join("trusted.json"), manifest.to_string()).expect("a file");
    let key = three.key.path().join("secret.key");
    let settings = format!(
        "[persisted]\nmanifest = \"trusted.json\"\n[auth]\nsecret_file = {key:?}\n[database]\nurl = \"{}\"\nreplicas = [\"{}\"]\nmax_lag_ms = 600000\n",
        three.cluster.primary_url(),
        three.cluster.replica_url()
    );
    std::fs::write(folder.path().join("erfa.toml"), settings).expect("a file");
    let serving = Serving::of(erfa(folder.path()), &[]);
    let (client, admin) = (
        serving.client(),
        sign_in(&three.a, "admin@demo.example").await,
    );
    let get = async |known: Option<&str>, seen: Option<&str>| {
        let mut request = client.request(reqwest::Method::GET, "/graphql?documentId=count");
        for (header, value) in [("if-none-match", known), ("x-erfa-position", seen)] {
            if let Some(value) = value {
                request = request.header(header, value);
            }
        }
        let answer = request.send().await.expect("an answer");
        let tag = answer
            .headers()
            .get("etag")
            .map(|tag| tag.to_str().expect("plain").to_owned());
        let status = answer.status().as_u16();
        let body = answer.json::<Value>().await.unwrap_or_default();
        (
            status,
            tag,
            body["data"]["organisations"]["totalCount"].as_i64(),
        )
    };
    soon(
        "the replica is read, and its answers have names",
        || async { client.reads_at("replica").await >= 1.0 && get(None, None).await.1.is_some() },
    )
    .await;
    soon("an answer from the replica still holds", || async {
        let (_, tag, _) = get(None, None).await;
        tag.is_some() && get(tag.as_deref(), None).await.0 == 304
    })
    .await;
    let (_, tag, before) = get(None, None).await;
    let before = before.expect("a number");
    three.cluster.pause().await;
    let (_, position) = ask(&admin, CREATED, json!({ "name": "Tagged Ltd" }), None).await;
    let position = position.expect("a position");
    let (status, _, count) = get(tag.as_deref(), Some(&position)).await;
    assert_eq!(
        (status, count),
        (200, Some(before + 1)),
        "read at the primary"
    );
    soon("the change is heard of", || async {
        get(tag.as_deref(), None).await.0 == 200
    })
    .await;
    let (status, nameless, count) = get(tag.as_deref(), None).await;
    assert_eq!(
        (status, nameless, count),
        (200, None, Some(before)),
        "old, so without a name"
    );
    three.cluster.resume().await;
    soon("the replica has caught up", || async {
        let (status, tag, count) = get(tag.as_deref(), None).await;
        (status, tag.is_some(), count) == (200, true, Some(before + 1))
    })
    .await;
}

async fn nobody_notices_that_the_replica_dies(three: &Three) {
    let clients = three.all().map(|one| one.client());
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let asking = clients
        .clone()
        .into_iter()
        .flat_map(|client| (0..4).map(move |_| client.clone()));
    let asking: Vec<_> = asking
        .map(|client| {
            let stop = stop.clone();
            tokio::spawn(async move {
                let mut answers = 0;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let query =
                        "{ networks(first: 5) { nodes { id } } themes(first: 5) { nodes { id } } }";
                    let (status, body) = client.send(query, json!({})).await;
                    assert_eq!(status, 200, "{body:#}");
                    assert!(body.get("errors").is_none(), "{body:#}");
                    answers += 1;
                }
                answers
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    three.cluster.kill_replica();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for one in asking {
        assert!(one.await.expect("no request failed") > 0);
    }
    for client in &clients {
        assert_eq!(metered(client, "erfa_replica_up").await, 0.0);
        assert!(metered(client, "erfa_reads_total{at=\"primary\",why=\"down\"}").await >= 1.0);
    }
}
