//! A PostgreSQL cluster of our own: made when the first test needs it, gone with the last.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

struct Cluster {
    port: u16,
    /// Its input closes with this process; that ends the cluster.
    _keeper: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The address of a database of the cluster.
pub fn address(database: &str) -> String {
    let cluster = CLUSTER.get_or_init(start);
    format!("postgres://erfa:erfa@127.0.0.1:{}/{database}", cluster.port)
}

/// Where PostgreSQL's own programs are: the newest version installed.
fn programs() -> PathBuf {
    if let Ok(folder) = std::env::var("POSTGRES_BIN") {
        return folder.into();
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect(
        "PostgreSQL's server programs are needed: install the package postgresql, or set POSTGRES_BIN",
    );
    let mut found: Vec<PathBuf> = versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .expect("no PostgreSQL with initdb in /usr/lib/postgresql")
}

/// What scripts of clusters have in common: the folder, and how a cluster is made in it.
const SETTING: &str = r#"
    set -e
    umask 077
    mkdir -p "$FOLDER"
    printf erfa > "$FOLDER/password"
    initialise() {
        "$PROGRAMS/initdb" -D "$1" -U erfa -A scram-sha-256 --pwfile="$FOLDER/password" \
            -E UTF8 --locale-provider=icu --icu-locale=en-US --locale=C --no-sync > /dev/null
    }
"#;

pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0");
    let address = listener.and_then(|listener| listener.local_addr());
    address.expect("a free port").port()
}

/// Runs a script in FOLDER as somebody whom PostgreSQL lets start it: root is refused. It ends its servers when its input ends.
pub fn keep(script: &str, environment: &[(&str, String)]) -> Child {
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid() == 0
    });
    let mut command = match root {
        true => {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        }
        false => Command::new("sh"),
    };
    command
        .args(["-c", &format!("{SETTING}{script}")])
        .current_dir("/")
        .env("PROGRAMS", programs())
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the cluster starts")
}

fn start() -> Cluster {
    let port = free_port();
    let folder = std::env::temp_dir().join(format!("erfa-postgres-{}", std::process::id()));
    let script = r#"
        initialise "$FOLDER/data"
        "$PROGRAMS/postgres" -D "$FOLDER/data" -p "$PORT" -c listen_addresses=127.0.0.1 \
            -c unix_socket_directories="$FOLDER" -c fsync=off -c synchronous_commit=off \
            -c full_page_writes=off -c max_connections=400 -c log_min_messages=fatal < /dev/null &
        server=$!
        cat > /dev/null
        kill -INT $server 2> /dev/null
        wait $server 2> /dev/null || true
        rm -rf "$FOLDER"
    "#;
    let keeper = keep(
        script,
        &[
            ("FOLDER", folder.display().to_string()),
            ("PORT", port.to_string()),
        ],
    );
    let begun = Instant::now();
    while !answers(port) {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "PostgreSQL did not start within a minute"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    Cluster {
        port,
        _keeper: keeper,
    }
}

/// Whether a server answers there.
pub fn answers(port: u16) -> bool {
    // It says so in the protocol, which a bare connection does not show.
    let probe = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async {
            let address = format!("postgres://erfa:erfa@127.0.0.1:{port}/postgres");
            sea_orm::Database::connect(address).await.is_ok()
        })
    };
    std::thread::spawn(probe)
        .join()
        .is_ok_and(|answered| answered)
}
