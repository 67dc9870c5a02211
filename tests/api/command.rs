//! The binary, as whoever runs it meets it.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::support::{self, *};

/// Another binary to run than the one that was built with the tests: a release, whose figures are then held to what is promised.
pub fn released() -> Option<PathBuf> {
    std::env::var_os("ERFA_BINARY").map(PathBuf::from)
}

/// The binary in a folder of its own, untouched by the settings of whoever runs the tests.
pub fn erfa(folder: &Path) -> Command {
    let built = || PathBuf::from(env!("CARGO_BIN_EXE_erfa"));
    let mut command = Command::new(released().unwrap_or_else(built));
    command
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    erfa(folder)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[track_caller]
pub fn refused(output: &Output, sentence: &str) {
    let said = said(output);
    assert!(!output.status.success(), "it went well: {said}");
    assert!(said.contains(sentence), "wanted `{sentence}`, got: {said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A server that was started by its command, stopped with the test.
pub struct Serving {
    pub child: Child,
    pub address: String,
    /// What it said until it served.
    pub log: Vec<String>,
}

impl Serving {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::of(erfa(folder), arguments)
    }

    pub fn of(mut command: Command, arguments: &[&str]) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = BufReader::new(child.stderr.take().expect("its log"));
        let mut lines = lines.lines().map_while(Result::ok);
        let mut seen = vec![];
        let address = lines.find_map(|line| {
            seen.push(line.clone());
            let (_, rest) = line.split_once("GraphQL at http://")?;
            Some(rest.split('/').next().unwrap_or_default().to_owned())
        });
        // The log must be read on, or the server would wait for its reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            address: address.unwrap_or_else(|| panic!("it did not start: {seen:#?}")),
            log: seen,
            child,
        }
    }

    pub fn client(&self) -> Client {
        Client::new(&self.address, None)
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status();
        assert!(sent.expect("kill runs").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[tokio::test]
async fn the_first_start_serves_real_municipalities_and_the_next_is_quick() {
    let folder = folder();
    let first = Serving::start(folder.path(), &[]);
    let query = "{ municipalities { totalCount } seminars { totalCount } }";
    let data = first.client().data(query, json!({})).await;
    assert_eq!(data["municipalities"]["totalCount"], 1149);
    let seminars = data["seminars"]["totalCount"].as_i64().expect("a number");
    assert!(
        seminars > 16,
        "only {seminars} seminars: the demo is missing"
    );
    drop(first);
    let second = Serving::start(folder.path(), &[]);
    assert_eq!(second.client().data(query, json!({})).await, data);
}

#[tokio::test]
async fn on_postgresql_it_serves_the_same() {
    use support::template::{Content, fresh};
    let folder = folder();
    let place = folder.path().to_owned();
    let database = tokio::task::spawn_blocking(move || fresh(Db::Postgres, Content::Empty, &place));
    let database = database.await.expect("a database");
    let mut command = erfa(folder.path());
    command.env("DATABASE_URL", &database.url);
    let serving = Serving::of(command, &[]);
    let data = serving
        .client()
        .data("{ municipalities { totalCount } }", json!({}))
        .await;
    assert_eq!(data["municipalities"]["totalCount"], 1149);
    let coordinator = sign_in(&serving, "coordinator@demo.example").await;
    let who = coordinator
        .data("{ viewer { coordinates { totalCount } } }", json!({}))
        .await;
    assert_eq!(who["viewer"]["coordinates"]["totalCount"], 1);
}

#[tokio::test]
async fn a_database_that_another_holds_is_said_so() {
    use sea_orm::ConnectionTrait;
    let folder = folder();
    assert!(run(folder.path(), &["migrate"]).status.success());
    let url = format!(
        "sqlite:{}",
        folder.path().join("erfa-data/erfa.sqlite").display()
    );
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1);
    let holder = sea_orm::Database::connect(options)
        .await
        .expect("the database");
    for hold in [
        "PRAGMA locking_mode = EXCLUSIVE",
        "BEGIN EXCLUSIVE",
        "CREATE TABLE held (id INTEGER)",
    ] {
        holder.execute_unprepared(hold).await.expect("it is held");
    }
    refused(
        &run(folder.path(), &["migrate"]),
        "another program may hold it",
    );
}

#[tokio::test]
async fn without_the_demo_there_is_nobody_whose_password_is_public() {
    let folder = folder();
    let serving = Serving::start(folder.path(), &["--no-demo"]);
    let demo = "{ seminars(filter: {origin: DEMO}) { totalCount } }";
    let data = serving.client().data(demo, json!({})).await;
    assert_eq!(data["seminars"]["totalCount"], 0);
    let config = serving.client().get("/explorer/config.json").await;
    let config: Value = config.json().await.expect("JSON");
    assert_eq!(config["demoPeople"], json!([]));
    let input = json!({ "email": "admin@demo.example", "password": "erfa-demo-2026" });
    let answer = serving
        .client()
        .change("signIn", "SignInInput", "session { accessToken }", input)
        .await;
    assert_eq!(answer["session"], Value::Null);
}

#[tokio::test]
async fn an_acknowledged_write_survives_a_kill() {
    let folder = folder();
    let serving = Serving::start(folder.path(), &[]);
    let admin = sign_in(&serving, "admin@demo.example").await;
    let input = json!({ "kind": "COMPANY", "name": "Kept Ltd", "country": "SE" });
    let answer = admin
        .change(
            "createOrganisation",
            "CreateOrganisationInput",
            "organisation { id }",
            input,
        )
        .await;
    let id = answer["organisation"]["id"].clone();
    assert!(id.is_string(), "{answer}");
    serving.signal("-KILL");
    drop(serving);
    let again = Serving::start(folder.path(), &[]);
    let found = again
        .client()
        .data(
            "query ($id: ID!) { node(id: $id) { ... on Organisation { name } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(found["node"]["name"], "Kept Ltd");
}

pub async fn sign_in(serving: &Serving, email: &str) -> Client {
    let input = json!({ "email": email, "password": "erfa-demo-2026" });
    let answer = serving
        .client()
        .change("signIn", "SignInInput", "session { accessToken }", input)
        .await;
    let token = answer["session"]["accessToken"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"));
    serving.client().with_token(token)
}

#[tokio::test]
async fn told_to_stop_it_stops_in_time() {
    let folder = folder();
    let mut serving = Serving::start(folder.path(), &["--no-sample"]);
    let mut socket = serving
        .client()
        .subscribe(
            "subscription { networkChanged(id: \"Network_AAAAAAAAAAAAAAAAAAAAAA\") { id } }",
            json!({}),
        )
        .await;
    let _ = socket.next().await;
    serving.signal("-TERM");
    let begun = Instant::now();
    while serving.child.try_wait().expect("its state").is_none() {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "it does not stop"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(serving.child.wait().expect("its end").success());
}

#[test]
fn serving_is_what_happens_without_a_command() {
    let folder = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    refused(
        &run(folder.path(), &["--no-sample", "--listen", &address]),
        &address,
    );
}

#[test]
fn a_port_in_use_is_said_in_one_sentence() {
    let folder = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let output = run(
        folder.path(),
        &["serve", "--no-sample", "--listen", &address],
    );
    refused(&output, "choose another with --listen");
}

#[test]
fn an_unknown_setting_is_refused_by_name() {
    let folder = folder();
    std::fs::write(folder.path().join("erfa.toml"), "listn = \"127.0.0.1:1\"\n").expect("a file");
    refused(&run(folder.path(), &["migrate"]), "listn");
    std::fs::remove_file(folder.path().join("erfa.toml")).expect("the file");
    let output = erfa(folder.path())
        .env("ERFA__LISTN", "x")
        .arg("migrate")
        .output();
    refused(&output.expect("it runs"), "listn");
}

#[test]
fn a_settings_file_that_is_missing_is_named() {
    let folder = folder();
    refused(
        &run(folder.path(), &["--config", "nowhere.toml", "migrate"]),
        "nowhere.toml",
    );
}

#[tokio::test]
async fn a_database_of_a_newer_erfa_is_refused() {
    use sea_orm::ConnectionTrait;
    let folder = folder();
    assert!(run(folder.path(), &["migrate"]).status.success());
    let url = format!(
        "sqlite:{}",
        folder.path().join("erfa-data/erfa.sqlite").display()
    );
    let database = sea_orm::Database::connect(url).await.expect("the database");
    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)";
    database.execute_unprepared(newer).await.expect("a row");
    database.close().await.expect("closed");
    refused(
        &run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]),
        "made by a newer Erfa",
    );
}

#[test]
fn a_database_that_cannot_be_reached_is_said_so() {
    let folder = folder();
    let output = run(
        folder.path(),
        &[
            "--database",
            "postgres://erfa:erfa@127.0.0.1:1/erfa",
            "migrate",
        ],
    );
    refused(&output, "PostgreSQL does not answer");
    let output = run(folder.path(), &["--database", "mysql://nowhere", "migrate"]);
    refused(&output, "must begin with `sqlite:` or `postgres://`");
}

#[test]
fn an_import_with_bad_lines_names_each_and_changes_nothing() {
    let folder = folder();
    let mut file = std::fs::File::create(folder.path().join("bad.ndjson")).expect("a file");
    let lines = [
        r#"{"type":"country","code":"SE","name":{"en":"Sweden"},"codeSystem":"SCB"}"#,
        "not json",
        r#"{"type":"country","code":"FI","name":{"en":"Finland"},"codeSystem":"x","colour":"blue"}"#,
        r#"{"type":"region","country":"ZZ","code":"1","kind":"REGION","kindText":"x","name":"X"}"#,
    ];
    writeln!(file, "{}", lines.join("\n")).expect("lines");
    let output = run(folder.path(), &["import", "bad.ndjson"]);
    for wanted in ["line 2", "line 3", "line 4"] {
        refused(&output, wanted);
    }
    let exported = run(folder.path(), &["export"]);
    assert!(exported.status.success(), "{}", said(&exported));
    assert_eq!(String::from_utf8_lossy(&exported.stdout), "");
}

#[test]
fn the_doctor_finds_a_new_set_up_healthy() {
    let folder = folder();
    let output = erfa(folder.path())
        .env("ERFA__LISTEN", "127.0.0.1:0")
        .arg("doctor")
        .output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test]
async fn the_command_line_gives_tokens() {
    let folder = folder();
    let serving = Serving::start(folder.path(), &[]);
    let output = run(folder.path(), &["token", "editor@demo.example"]);
    assert!(output.status.success(), "{}", said(&output));
    let token = String::from_utf8(output.stdout).expect("text");
    let editor = serving.client().with_token(token.trim());
    let data = editor
        .data("{ viewer { account { email } } }", json!({}))
        .await;
    assert_eq!(data["viewer"]["account"]["email"], "editor@demo.example");
    refused(
        &run(folder.path(), &["token", "nobody@demo.example"]),
        "nobody@demo.example",
    );
}

#[test]
fn the_schema_is_printed() {
    let output = run(folder().path(), &["schema"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("type Municipality implements Node"));
}
