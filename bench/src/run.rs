//! A whole measurement: a database, its data, both servers, every operation for every viewer.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Utc;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    chance::id,
    client::Client,
    cluster::{Cluster, free_port},
    generate::{self, EMAIL_FEW, EMAIL_MANY, Sizes, kind},
    load::{self, Plan, Server, Side, bodies, median, round},
    operations::{Case, GOAL_OF_SQLITE, OPERATIONS, Operation, World},
    report::{self, Finding},
    target::{Database, Viewer},
    usage,
};

/// What to measure, and how thoroughly.
#[derive(clap::Args)]
pub struct Run {
    /// How much data: 1 is 20,000 seminars.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    #[arg(long, value_enum, default_value = "postgres")]
    database: Database,
    /// Rounds of each side, in turn.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of a round.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Clients that ask at once.
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// Only operations whose statement has this name; may be given several times.
    #[arg(long)]
    only: Vec<String>,
    /// Only viewers of this name: anonymous, 12 or 300.
    #[arg(long)]
    viewer: Vec<String>,
    /// Erfa's binary.
    #[arg(long, env = "ERFA_BIN")]
    erfa: PathBuf,
    /// The folder with the real places.
    #[arg(long, default_value = "data/sample")]
    sample: PathBuf,
    /// Where the data is kept from one run to the next; a fresh folder that is thrown away when left out.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Writes the plans of Erfa's statements, one run of each operation, to this file (PostgreSQL).
    #[arg(long)]
    plans: Option<PathBuf>,
    /// Counts what is done after an answer too: a registration puts a job in line that writes the mail to whoever registered.
    #[arg(long)]
    jobs: bool,
    /// Compares the answers, and measures nothing.
    #[arg(long)]
    check: bool,
}

/// Lets jobs lie that are put in line.
const LATER: &str = "CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS \
    'BEGIN NEW.run_at := NEW.run_at + interval ''1 year''; RETURN NEW; END'; \
    CREATE TRIGGER later BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION later()";
const LATER_ON_SQLITE: &str = "CREATE TRIGGER IF NOT EXISTS later AFTER INSERT ON job \
    BEGIN UPDATE job SET run_at = '2999-01-01T00:00:00+00:00' WHERE id = NEW.id; END";

/// A process that ends with this one.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Scene {
    erfa: Server,
    limit: Server,
    world: World,
    viewers: Vec<Viewer>,
    address: String,
    cluster: Option<Cluster>,
    _processes: [Running; 2],
}

fn command(run: &Run, data: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(&run.erfa);
    command.args(arguments).args(["--database", url]);
    // A measurement outlasts an access token of the usual length.
    command
        .env("ERFA__AUTH__ACCESS_MINUTES", "1440")
        .env("ERFA__DATA_FOLDER", data);
    command
}

fn succeed(mut command: Command) -> anyhow::Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("Erfa's binary cannot be run")?;
    if !output.status.success() {
        bail!("Erfa ended with {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Where a file is made, to be renamed once it is whole: a run that was broken off leaves nothing that the next takes for data.
fn part_of(file: &Path) -> anyhow::Result<PathBuf> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    // What SQLite writes beside a database goes too.
    for ending in ["", "-wal", "-shm"] {
        let mut left = part.clone();
        left.push(ending);
        match std::fs::remove_file(left) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(part.into())
}

async fn listening(port: u16) -> anyhow::Result<()> {
    for _ in 0..600 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("nothing listens on port {port} after a minute")
}

/// The session that an access token names.
fn session_of(token: &str) -> anyhow::Result<String> {
    let claims = token.split('.').nth(1).context("no token")?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims)?)?;
    let session: Uuid = claims["sid"]
        .as_str()
        .context("a token without a session")?
        .parse()?;
    Ok(session.simple().to_string())
}

async fn scene(run: &Run, folder: &Path) -> anyhow::Result<Scene> {
    std::fs::create_dir_all(folder)?;
    let data = folder.join("data");
    let today = Utc::now().date_naive();
    let cluster = match run.database {
        Database::Postgres => Some(Cluster::start(&std::env::temp_dir()).await?),
        Database::Sqlite => None,
    };
    let file = folder.join(format!("bench-{}.sqlite", run.scale));
    let url = match &cluster {
        Some(cluster) => cluster.address("postgres"),
        None => format!("sqlite:{}", file.display()),
    };
    if cluster.is_some() || !file.exists() {
        let lines = folder.join(format!("lines-{}-{today}.ndjson", run.scale));
        if !lines.exists() {
            eprintln!("writing the lines");
            let part = part_of(&lines)?;
            generate::write(run.scale, &run.sample, today, &part)?;
            std::fs::rename(part, &lines)?;
        }
        eprintln!("loading them");
        let lines = lines.display().to_string();
        let import = |url: &str| succeed(command(run, &data, url, &["import", &lines]));
        let loaded = match &cluster {
            Some(_) => import(&url)?,
            None => {
                let part = part_of(&file)?;
                let loaded = import(&format!("sqlite:{}", part.display()))?;
                std::fs::rename(part, &file)?;
                loaded
            }
        };
        eprintln!("{loaded}");
        if cluster.is_some() {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute("VACUUM (ANALYZE)").await?;
            if !run.jobs {
                client.batch_execute(LATER).await?;
            }
            client.batch_execute("CHECKPOINT").await?;
        }
    }
    if cluster.is_none() {
        let connection = rusqlite::Connection::open(&file)?;
        connection.execute_batch(match run.jobs {
            true => "DROP TRIGGER IF EXISTS later",
            false => LATER_ON_SQLITE,
        })?;
    }
    let token = |email: &str| succeed(command(run, &data, &url, &["token", email]));
    let (few, many) = (token(EMAIL_FEW)?, token(EMAIL_MANY)?);
    let viewer = |name, token: Option<String>| {
        let session = token.as_deref().map(session_of).transpose()?;
        anyhow::Ok(Viewer {
            name,
            token,
            session,
        })
    };
    let viewers = vec![
        viewer("anonymous", None)?,
        viewer("12", Some(few))?,
        viewer("300", Some(many))?,
    ];
    let (erfa_port, limit_port) = (free_port()?, free_port()?);
    let listen = format!("127.0.0.1:{erfa_port}");
    let log = std::fs::File::create(folder.join("erfa.log"))?;
    let erfa = command(
        run,
        &data,
        &url,
        &["serve", "--no-sample", "--listen", &listen],
    )
    .stderr(log)
    .spawn()?;
    let database = match run.database {
        Database::Postgres => "postgres",
        Database::Sqlite => "sqlite",
    };
    let address = match &cluster {
        Some(_) => url.clone(),
        None => file.display().to_string(),
    };
    let mut limit = Command::new(std::env::current_exe()?);
    limit.args([
        "limit",
        "--port",
        &limit_port.to_string(),
        "--database",
        database,
        "--address",
        &address,
    ]);
    let limit = limit.spawn()?;
    let postgres = cluster.as_ref().map(Cluster::pid).transpose()?;
    let server = |side, port, pid| Server {
        side,
        port,
        pid,
        postgres,
    };
    let scene = Scene {
        erfa: server(Side::Erfa, erfa_port, erfa.id()),
        limit: server(Side::Limit, limit_port, limit.id()),
        _processes: [Running(erfa), Running(limit)],
        world: World {
            sizes: Sizes::of(run.scale),
            scale: run.scale,
            today,
            municipalities: municipalities(&run.sample)?,
            database: run.database,
        },
        viewers,
        address,
        cluster,
    };
    listening(erfa_port).await?;
    listening(limit_port).await?;
    Ok(scene)
}

fn municipalities(sample: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(sample.join("places.ndjson"))?;
    let mut found = vec![];
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let record: Value = serde_json::from_str(line)?;
        if record["type"] == "municipality" && record["validTo"].is_null() {
            let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
            found.push((text("country"), text("code")));
        }
    }
    Ok(found)
}

impl Scene {
    /// Takes back what the viewers registered for, as if they never had.
    async fn reset(&self) -> anyhow::Result<()> {
        let viewers = [0, 1].map(|number| id(kind::VIEWER, number));
        let quoted = |id: &Uuid| match self.cluster {
            Some(_) => format!("'{id}'::uuid"),
            None => format!("x'{}'", id.simple()),
        };
        let all = viewers.iter().map(quoted).collect::<Vec<_>>().join(", ");
        let own = format!("SELECT seminar_id FROM registration WHERE person_id IN ({all})");
        let sql = format!(
            "BEGIN; UPDATE seat_pool SET confirmed = confirmed - 1 WHERE seminar_id IN ({own}); \
             UPDATE seminar SET confirmed_count = confirmed_count - 1 WHERE id IN ({own}); \
             DELETE FROM registration WHERE person_id IN ({all}); DELETE FROM job; COMMIT;"
        );
        if self.cluster.is_none() {
            let connection = rusqlite::Connection::open(&self.address)?;
            connection.busy_timeout(Duration::from_secs(20))?;
            return Ok(connection.execute_batch(&sql)?);
        }
        let (client, connection) =
            tokio_postgres::connect(&self.address, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(&sql).await?;
        // Each round finds the tables as tidy as the first did.
        for table in ["registration", "seminar", "seat_pool", "change_log", "job"] {
            client.batch_execute(&format!("VACUUM {table}")).await?;
        }
        Ok(())
    }

    /// Fails unless both sides answer alike.
    async fn compare(
        &self,
        operation: &Operation,
        viewer: &Viewer,
        cases: &[Case],
    ) -> anyhow::Result<usize> {
        let mut erfa = load::connect(self.erfa, operation.statement, viewer).await?;
        let mut limit = load::connect(self.limit, operation.statement, viewer).await?;
        let (asked, given) = (
            bodies(self.erfa, operation.document, cases),
            bodies(self.limit, operation.document, cases),
        );
        let mut bytes = 0;
        for (asked, given) in asked.iter().zip(&given).take(20) {
            let answer: Value = serde_json::from_slice(&erfa.send(asked).await?)?;
            if operation.writes {
                self.reset().await?;
            }
            let body = limit.send(given).await?;
            bytes += body.len();
            let same: Value = serde_json::from_slice(&body)?;
            if answer["data"] != same {
                bail!(
                    "{} for {}: the answers differ\nasked: {asked}\nErfa:  {answer}\nlimit: {same}",
                    operation.name,
                    viewer.name
                );
            }
        }
        if operation.writes {
            self.reset().await?;
        }
        Ok(bytes / asked.len().min(20))
    }

    /// Statements that Erfa has run so far.
    async fn statements(&self) -> anyhow::Result<f64> {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", self.erfa.port)).await?;
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        stream
            .write_all(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
            .await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        let counts = text
            .lines()
            .filter(|line| line.starts_with("erfa_statements_total"));
        Ok(counts
            .filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
            .sum())
    }

    async fn count_statements(
        &self,
        operation: &Operation,
        viewer: &Viewer,
        bodies: &[String],
    ) -> anyhow::Result<f64> {
        let mut client = load::connect(self.erfa, operation.statement, viewer).await?;
        let asked: Vec<_> = bodies.iter().take(20).collect();
        client.send(asked[0]).await?;
        let before = self.statements().await?;
        for body in &asked[1..] {
            client.send(body).await?;
        }
        Ok((self.statements().await? - before) / (asked.len() - 1) as f64)
    }

    /// Lets PostgreSQL log how it runs Erfa's statements for one request of each operation.
    async fn plans(&self, run: &Run, file: &Path) -> anyhow::Result<()> {
        let cluster = self
            .cluster
            .as_ref()
            .context("plans are those of PostgreSQL")?;
        let (client, connection) =
            tokio_postgres::connect(&self.address, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        let mut text = String::new();
        for operation in wanted(run) {
            for viewer in self
                .viewers
                .iter()
                .filter(|viewer| wanted_viewer(run, operation, viewer))
            {
                let mut erfa = Client::graphql(self.erfa.port, viewer.token.as_deref()).await?;
                let cases = self.world.cases(operation, viewer, &mut erfa).await?;
                let asked = bodies(self.erfa, operation.document, &cases);
                // As often as makes PostgreSQL settle on a plan.
                for body in asked.iter().cycle().take(100).filter(|_| !operation.writes) {
                    erfa.send(body).await?;
                }
                let logging = |on: bool| {
                    format!(
                        "ALTER SYSTEM SET auto_explain.log_min_duration = {}",
                        if on { 0 } else { -1 }
                    )
                };
                client
                    .batch_execute("ALTER SYSTEM SET auto_explain.log_analyze = on")
                    .await?;
                client.batch_execute(&logging(true)).await?;
                client.batch_execute("SELECT pg_reload_conf()").await?;
                tokio::time::sleep(Duration::from_millis(500)).await;
                let before = std::fs::metadata(&cluster.log)?.len() as usize;
                erfa.send(&asked[asked.len() / 2]).await?;
                client.batch_execute(&logging(false)).await?;
                client.batch_execute("SELECT pg_reload_conf()").await?;
                tokio::time::sleep(Duration::from_millis(500)).await;
                let log = std::fs::read(&cluster.log)?;
                text.push_str(&format!("\n===== {} · {}\n", operation.name, viewer.name));
                text.push_str(&String::from_utf8_lossy(&log[before..]));
            }
        }
        Ok(std::fs::write(file, text)?)
    }

    async fn measure<'a>(
        &self,
        run: &Run,
        operation: &'a Operation,
        viewer: &Viewer,
    ) -> anyhow::Result<Option<Finding<'a>>> {
        let mut client = Client::graphql(self.erfa.port, viewer.token.as_deref()).await?;
        let mut cases = self.world.cases(operation, viewer, &mut client).await?;
        if operation.writes {
            cases = self.open_ones(cases, &mut client).await?;
        }
        let bytes = self
            .compare(operation, viewer, &cases)
            .await
            .context(operation.name)?;
        if run.check {
            eprintln!(
                "{} for {}: {} cases, {bytes} bytes",
                operation.name,
                viewer.name,
                cases.len()
            );
            return Ok(None);
        }
        let erfa = Arc::new(bodies(self.erfa, operation.document, &cases));
        let limit = Arc::new(bodies(self.limit, operation.document, &cases));
        let statements = self.count_statements(operation, viewer, &erfa).await?;
        if operation.writes {
            self.reset().await?;
        }
        let time = Duration::from_secs_f64(run.seconds);
        let plan = |time| Plan {
            clients: run.clients,
            time,
            once: operation.writes,
        };
        let (mut of_erfa, mut of_limit) = (vec![], vec![]);
        for number in 0..=run.rounds {
            for (server, asked, rounds) in [
                (self.erfa, &erfa, &mut of_erfa),
                (self.limit, &limit, &mut of_limit),
            ] {
                // The first of each warms it up.
                let time = if number == 0 { time / 3 } else { time };
                let found = round(server, operation.statement, viewer, asked, plan(time)).await?;
                if number > 0 {
                    rounds.push(found);
                }
                if operation.writes {
                    self.reset().await?;
                }
            }
        }
        let cpu = |rounds: &[load::Round]| median(rounds.iter().map(|round| round.cpu).collect());
        let latency = |rounds: &[load::Round]| {
            median(rounds.iter().map(|round| round.latency / 1e3).collect())
        };
        Ok(Some(Finding {
            operation,
            goal: match run.database {
                Database::Postgres => operation.goal,
                Database::Sqlite => GOAL_OF_SQLITE,
            },
            viewer: viewer.name,
            erfa: cpu(&of_erfa),
            limit: cpu(&of_limit),
            latency: (latency(&of_erfa), latency(&of_limit)),
            statements,
        }))
    }

    /// Of seminars those that somebody can register for.
    async fn open_ones(&self, cases: Vec<Case>, client: &mut Client) -> anyhow::Result<Vec<Case>> {
        let document =
            "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Seminar { isRegistrationOpen } } }";
        let mut open = vec![];
        for chunk in cases.chunks(50) {
            let ids: Vec<_> = chunk
                .iter()
                .map(|case| case.variables["seminarId"].clone())
                .collect();
            let answer = client
                .ask(document, &serde_json::json!({"ids": ids}))
                .await?;
            let nodes = answer["nodes"].as_array().cloned().unwrap_or_default();
            let both = chunk.iter().zip(nodes);
            open.extend(
                both.filter(|(_, node)| node["isRegistrationOpen"] == true)
                    .map(|(case, _)| case.clone()),
            );
        }
        Ok(open)
    }
}

fn wanted(run: &Run) -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|operation| {
        run.only.is_empty() || run.only.iter().any(|name| name == operation.statement)
    })
}

fn wanted_viewer(run: &Run, operation: &Operation, viewer: &Viewer) -> bool {
    let asked = run.viewer.is_empty() || run.viewer.iter().any(|name| name == viewer.name);
    asked && (viewer.token.is_some() || !operation.signed_in)
}

/// Measures what was asked for and prints the table.
pub async fn run(run: Run) -> anyhow::Result<()> {
    let fresh = std::env::temp_dir().join(format!("erfa-bench-{}", std::process::id()));
    let folder = run.keep.clone().unwrap_or_else(|| fresh.clone());
    let outcome = measured(&run, &folder).await;
    if run.keep.is_none() {
        let _ = std::fs::remove_dir_all(&fresh);
    }
    outcome
}

async fn measured(run: &Run, folder: &Path) -> anyhow::Result<()> {
    let scene = scene(run, folder).await?;
    if let Some(file) = &run.plans {
        return scene.plans(run, file).await;
    }
    if !run.check {
        println!("{}", report::head(run.database, run.scale));
    }
    for operation in wanted(run) {
        for viewer in scene
            .viewers
            .iter()
            .filter(|viewer| wanted_viewer(run, operation, viewer))
        {
            if let Some(finding) = scene.measure(run, operation, viewer).await? {
                report::print(&finding);
            }
        }
    }
    println!(
        "\nResident memory after all of it: {:.0} MB.",
        usage::resident(scene.erfa.pid)?
    );
    Ok(())
}
