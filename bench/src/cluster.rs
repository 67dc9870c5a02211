//! A PostgreSQL of our own, thrown away at the end.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

pub struct Cluster {
    pub port: u16,
    pub log: PathBuf,
    folder: PathBuf,
    /// Its input closes with this process; that ends the cluster.
    keeper: Child,
}

/// Where PostgreSQL's own programs are: the newest version installed.
fn programs() -> anyhow::Result<PathBuf> {
    if let Ok(folder) = std::env::var("POSTGRES_BIN") {
        return Ok(folder.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let versions = versions
        .context("PostgreSQL's server programs are needed: install them, or set POSTGRES_BIN")?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .context("no PostgreSQL with initdb in /usr/lib/postgresql")
}

pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

const SCRIPT: &str = r#"
    set -e
    umask 077
    mkdir -p "$FOLDER"
    printf erfa > "$FOLDER/password"
    "$PROGRAMS/initdb" -D "$FOLDER/data" -U erfa -A scram-sha-256 --pwfile="$FOLDER/password" \
        -E UTF8 --locale-provider=icu --icu-locale=en-US --locale=C --no-sync > /dev/null
    "$PROGRAMS/postgres" -D "$FOLDER/data" -p "$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$FOLDER" \
        -c fsync=off -c shared_buffers=512MB -c max_wal_size=4GB -c autovacuum=off -c session_preload_libraries=auto_explain \
        -c auto_explain.log_nested_statements=on < /dev/null 2> "$FOLDER/log" &
    server=$!
    cat > /dev/null
    kill -INT $server 2> /dev/null
    wait $server 2> /dev/null || true
    rm -rf "$FOLDER"
"#;

impl Cluster {
    /// Starts one; fsync is off, since processor time is measured and not disks, and autovacuum, since it comes when it likes.
    pub async fn start(within: &Path) -> anyhow::Result<Self> {
        let port = free_port()?;
        let folder = within.join(format!("erfa-bench-postgres-{}", std::process::id()));
        // initdb refuses to run as root.
        use std::os::unix::fs::MetadataExt;
        let mut command = match std::fs::metadata("/proc/self")?.uid() {
            0 => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--", "sh", "-c", SCRIPT]);
                command
            }
            _ => {
                let mut command = Command::new("sh");
                command.args(["-c", SCRIPT]);
                command
            }
        };
        let keeper = command
            .current_dir("/")
            .env("FOLDER", &folder)
            .env("PROGRAMS", programs()?)
            .env("PORT", port.to_string());
        let keeper = keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .context("PostgreSQL does not start")?;
        let cluster = Self {
            port,
            log: folder.join("log"),
            folder,
            keeper,
        };
        let begun = Instant::now();
        while tokio_postgres::connect(&cluster.address("postgres"), tokio_postgres::NoTls)
            .await
            .is_err()
        {
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("PostgreSQL did not start within a minute");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(cluster)
    }

    pub fn address(&self, database: &str) -> String {
        format!("postgres://erfa:erfa@127.0.0.1:{}/{database}", self.port)
    }

    /// The process that all others of it come from.
    pub fn pid(&self) -> anyhow::Result<u32> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        Ok(text
            .lines()
            .next()
            .context("postmaster.pid is empty")?
            .parse()?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
